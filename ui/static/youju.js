// Youju in another site, by one script tag:
//   <script src="https://…/static/youju.js" data-mode="panel" data-lang="zh" data-theme="auto"></script>
// data-mode      panel (fills its container, where the tag stands) or button (floating; opens a sheet)
// data-question  stands in the box;  data-theme  light, dark, auto;  data-lang  zh, en
// data-accent    #rrggbb;            data-label  the words of the button
// data-token     who asks: a short-lived signed token of the host page; a new value replaces it
// Nothing global but the element <youju-chat>; it may also be written by hand, with the same attributes.
(() => {
  "use strict";

  const NAME = "youju-chat";
  const PATIENCE = 4000; // ms until a frame that shows nothing of ours counts as refused
  const OPTIONS = ["mode", "question", "theme", "lang", "accent", "label", "token"];
  const WORDS = {
    zh: {
      title: "有据公文问答",
      label: "查公文",
      close: "关闭",
      refused: "这里暂时打不开有据：本网站可能尚未获准嵌入，或服务器连接不上。请联系管理员。",
      apart: "在新窗口打开",
    },
    en: {
      title: "Youju, answers from official documents",
      label: "Ask the documents",
      close: "Close",
      refused: "Youju cannot be shown here: this site may not be allowed to embed it, or the server cannot be reached.",
      apart: "Open in a new window",
    },
  };

  const STYLE = `
    :host { block-size: 100%; display: block; inline-size: 100%; min-block-size: 20rem; }
    :host([hidden]) { display: none; }
    :host([data-mode="button"]) { block-size: auto; display: contents; }
    * { box-sizing: border-box; }
    .place { block-size: 100%; inline-size: 100%; min-block-size: inherit; position: relative; }
    iframe { block-size: 100%; border: 0; display: block; inline-size: 100%; inset: 0; position: absolute; }
    .panel .place { border: 1px solid #8884; border-radius: 8px; overflow: hidden; }
    .panel { block-size: 100%; min-block-size: inherit; }
    .launch, dialog { font: 16px/1.5 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
    .launch {
      background: var(--youju-accent, #14566b); border: 1px solid #fff6; border-radius: 999px; bottom: 1.25rem;
      box-shadow: 0 4px 16px #0005; color: var(--youju-ink, #fff); cursor: pointer; font-weight: 600;
      inset-inline-end: 1.25rem; min-block-size: 44px; padding: 0.6rem 1.2rem; position: fixed; z-index: 2147483000;
    }
    .launch:hover { filter: brightness(1.1); }
    :focus-visible { outline: 3px solid var(--youju-accent, #14566b); outline-offset: 2px; }
    dialog {
      background: #f6f5f1; block-size: min(640px, 100dvh - 2.5rem); border: 1px solid #8886; border-radius: 12px;
      box-shadow: 0 12px 40px #0006; color: #1c1e21; inline-size: 400px; inset: auto 1.25rem 1.25rem auto;
      margin: 0; max-block-size: none; max-inline-size: none; overflow: hidden; padding: 0; position: fixed;
    }
    dialog[open] { display: flex; flex-direction: column; }
    dialog::backdrop { background: #0003; }
    .bar { align-items: center; display: flex; flex: none; justify-content: space-between; padding: 0.4rem 0.5rem 0.4rem 1rem; }
    .bar strong { font-size: 1rem; }
    .close { background: none; border: 0; border-radius: 6px; color: inherit; cursor: pointer; font: inherit; font-size: 1.5rem; line-height: 1; min-block-size: 40px; min-inline-size: 40px; }
    .close:hover { background: #8883; }
    dialog .place { border-top: 1px solid #8884; flex: 1; min-block-size: 0; }
    .sorry { background: #f6f5f1; color: #1c1e21; font: 15px/1.7 system-ui, sans-serif; inset: 0; margin: 0; overflow: auto; padding: 1.25rem; position: absolute; }
    .sorry a { color: #14566b; }
    .dark dialog, .dark .sorry { background: #16181b; color: #e8e6e1; }
    .dark .sorry a { color: #7cc4da; }
    @media (prefers-color-scheme: dark) {
      .auto dialog, .auto .sorry { background: #16181b; color: #e8e6e1; }
      .auto .sorry a { color: #7cc4da; }
    }
    @media (max-width: 40rem) {
      dialog { block-size: 100dvh; border: 0; border-radius: 0; inline-size: 100vw; inset: 0; }
    }
    @media print { .launch { display: none; } }
  `;

  const base = (script) => new URL("../", script.src).href; // the folder above /static/

  // A style sheet that is constructed needs no leave of the host page's policy.
  function dress(shadow, css) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
    } catch {
      const style = document.createElement("style"); // browsers before 2023
      style.textContent = css;
      shadow.append(style);
    }
  }

  function made(tag, properties = {}, ...children) {
    const { attributes = {}, ...others } = properties;
    const element = Object.assign(document.createElement(tag), others);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // Black or white words, by how bright the colour is.
  function ink(colour) {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const value = parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#000" : "#fff";
  }

  const here = document.currentScript ?? document.querySelector('script[src*="/static/youju.js"]:not([data-youju])');

  function define() {
    const home = here && base(here);

    class YoujuChat extends HTMLElement {
      static observedAttributes = ["data-token"];
      #frame = null;
      #place = null;
      #token = "";
      #listening = null;
      #late = 0;
      #ready = false;

      /** Hand over a new token, for instance on the event youju-token-needed. */
      set token(value) {
        this.#token = String(value ?? "");
        this.#post({ youju: "token", token: this.#token });
      }

      attributeChangedCallback(_name, _old, value) {
        if (value !== null) this.token = value;
      }

      connectedCallback() {
        if (Object.hasOwn(this, "token")) {
          // Set before this script had loaded.
          const { token } = this;
          delete this.token;
          this.token = token;
        }
        const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
        shadow.replaceChildren();
        shadow.adoptedStyleSheets = [];
        dress(shadow, STYLE);
        const colour = this.dataset.accent ?? "";
        if (/^#[0-9a-f]{6}$/i.test(colour)) {
          dress(shadow, `:host { --youju-accent: ${colour}; --youju-ink: ${ink(colour)}; }`);
        }
        this.#listening = new AbortController();
        addEventListener("message", (event) => this.#heard(event), { signal: this.#listening.signal });
        this.#place = made("div", { className: "place" });
        const theme = ["light", "dark"].includes(this.dataset.theme) ? this.dataset.theme : "auto";
        const whole = made("div", { className: `${this.#floats ? "button" : "panel"} ${theme}` });
        shadow.append(whole);
        if (this.#floats) this.#addButton(whole);
        else {
          whole.append(this.#place);
          this.#load();
        }
      }

      disconnectedCallback() {
        this.#listening?.abort();
        clearTimeout(this.#late);
        this.#frame = null;
        this.#ready = false;
      }

      /** Open the sheet of a floating button. */
      open() {
        const dialog = this.#dialog;
        if (!dialog || dialog.open) return;
        if (!this.#frame) this.#load();
        dialog.showModal(); // keeps the focus inside, and the page behind out of reach
        this.#launch.setAttribute("aria-expanded", "true");
        this.#frame.focus();
        this.#post({ youju: "focus" });
      }

      /** Close the sheet; the conversation stays. */
      close() {
        this.#dialog?.close();
      }

      get #floats() {
        return this.dataset.mode === "button";
      }

      get #dialog() {
        return this.shadowRoot.querySelector("dialog");
      }

      get #launch() {
        return this.shadowRoot.querySelector(".launch");
      }

      get #words() {
        return WORDS[this.dataset.lang === "en" ? "en" : "zh"];
      }

      get #base() {
        return this.dataset.base || home;
      }

      #addButton(whole) {
        const { title, label, close } = this.#words;
        const heading = made("strong", { id: "title", textContent: title });
        const closing = made("button", { type: "button", className: "close", textContent: "×", attributes: { "aria-label": close } });
        const dialog = made(
          "dialog",
          { id: "sheet", attributes: { "aria-labelledby": "title" } },
          made("div", { className: "bar" }, heading, closing),
          this.#place,
        );
        const launch = made("button", {
          type: "button",
          className: "launch",
          textContent: this.dataset.label || label,
          attributes: { "aria-haspopup": "dialog", "aria-expanded": "false", "aria-controls": "sheet" },
        });
        launch.addEventListener("click", () => this.open());
        closing.addEventListener("click", () => this.close());
        // A press beside the sheet closes it.
        dialog.addEventListener("click", (event) => event.target === dialog && this.close());
        dialog.addEventListener("close", () => {
          launch.setAttribute("aria-expanded", "false");
          launch.focus();
        });
        whole.append(launch, dialog);
      }

      #address() {
        const address = new URL("embed", this.#base);
        for (const name of ["question", "theme", "lang", "accent"]) {
          if (this.dataset[name]) address.searchParams.set(name, this.dataset[name]);
        }
        return address.href;
      }

      #load() {
        this.#frame = made("iframe", {
          title: this.#words.title,
          src: this.#address(),
          allow: "clipboard-write",
          referrerPolicy: "no-referrer",
        });
        this.#place.replaceChildren(this.#frame);
        this.#late = setTimeout(() => this.#sorry(), PATIENCE);
      }

      // Nothing of ours has come: a frame that is refused stays blank, and would say nothing to anyone.
      #sorry() {
        const { refused, apart } = this.#words;
        const link = made("a", { href: this.#address(), target: "_blank", rel: "noopener", textContent: apart });
        this.#place.append(made("p", { className: "sorry", attributes: { role: "alert" } }, refused, " ", link));
      }

      // Only our own frame is heard, and only what comes from our own server.
      #heard(event) {
        const ours = this.#frame && event.source === this.#frame.contentWindow;
        if (!ours || event.origin !== new URL(this.#base).origin) return;
        const word = event.data?.youju;
        if (word === "ready") {
          clearTimeout(this.#late);
          this.#ready = true;
          this.#place.querySelector(".sorry")?.remove();
          if (this.#token) this.#post({ youju: "token", token: this.#token });
          if (this.#dialog?.open) this.#post({ youju: "focus" });
        }
        if (word === "close") this.close();
        if (word === "renew") {
          this.dispatchEvent(new CustomEvent("youju-token-needed", { bubbles: true, composed: true }));
        }
      }

      #post(message) {
        if (this.#ready) this.#frame.contentWindow.postMessage(message, new URL(this.#base).origin);
      }
    }

    customElements.define(NAME, YoujuChat);
  }

  if (!customElements.get(NAME)) define();
  if (!here) return;
  here.dataset.youju = "";
  if (!here.dataset.mode) return; // the elements are written by hand

  const chat = document.createElement(NAME);
  chat.dataset.base = base(here);
  const copy = (name) => here.dataset[name] !== undefined && (chat.dataset[name] = here.dataset[name]);
  OPTIONS.forEach(copy);
  new MutationObserver(() => copy("token")).observe(here, { attributeFilter: ["data-token"] });

  function place() {
    if (here.dataset.mode === "button" || !document.body.contains(here)) document.body.append(chat);
    else here.after(chat);
  }
  if (document.body && (here.dataset.mode !== "button" || document.readyState !== "loading")) place();
  else document.addEventListener("DOMContentLoaded", place, { once: true });
})();
