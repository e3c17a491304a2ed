// The bare chat inside a frame: it asks, shows the card that the server has drawn, and keeps the conversation
// for follow-ups. No cookie and no storage is needed. The host page may hand over a token that says who asks;
// it is held in memory and sent with each question.
(() => {
  "use strict";

  const REMEMBERED = 10; // exchanges that a follow-up may refer to
  const WAIT = 1000; // ms between two looks whether the model is loaded
  const PATIENCE = 10_000; // ms that the host page has for a new token

  const { root, language, lost, fault, busy, signedOut, emptyQuestion } = document.body.dataset;
  const talk = document.querySelector(".yj-talk");
  const exchanges = document.querySelector(".yj-exchanges");
  const start = document.querySelector(".yj-start");
  const form = document.querySelector(".yj-asking");
  const box = form.elements.question;
  const hint = form.querySelector(".yj-hint");
  const send = form.querySelector(".yj-send");
  const halt = form.querySelector(".yj-halt");
  const anew = form.querySelector(".yj-anew");
  const status = document.querySelector("[role=status]");

  let history = [];
  let asked = 0;
  let running = null;

  // The token: by message from the host page, or in the address, from which it is taken at once.
  const address = new URL(location.href);
  let token = new URLSearchParams(address.hash.slice(1)).get("token") || address.searchParams.get("token") || "";
  if (token) {
    address.searchParams.delete("token");
    address.hash = "";
    window.history.replaceState(null, "", address);
  }

  let session = "";
  let renewed = () => {};
  const tell = (word) => {
    if (window.parent !== window) window.parent.postMessage({ youju: word }, "*"); // nothing secret
  };

  // Only the page around us may speak, and who may be around us the server's frame-ancestors say.
  addEventListener("message", (event) => {
    if (event.source !== window.parent || window.parent === window) return;
    const { youju: word, token: given } = event.data ?? {};
    if (word === "focus") box.focus();
    if (word === "token" && typeof given === "string") {
      token = given;
      renewed();
    }
  });

  function newToken(signal) {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), PATIENCE);
      signal.addEventListener("abort", () => resolve(false), { once: true });
      renewed = () => {
        clearTimeout(late);
        resolve(true);
      };
      tell("renew");
    });
  }

  // Quotes are copied as the same person: the script that copies asks for it.
  const signed = () => (token ? { Authorization: `Bearer ${token}` } : {});
  globalThis.youjuHeaders = signed;

  const pause = (signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, WAIT);
      signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
    });

  // A card of the server. Parsed apart, no script of it could run, and the page's policy forbids them anyway.
  const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body.firstElementChild;

  function waiting(phase, question, sentence) {
    const template = document.querySelector(`template[data-phase="${phase}"]`);
    const card = template.content.firstElementChild.cloneNode(true);
    card.querySelector(".yj-question span:last-child").textContent = question;
    if (sentence) {
      card.querySelector(".yj-error strong").after(` ${sentence}`);
      card.dataset.announce = sentence;
    }
    return card;
  }

  // In a row wider than its place, the marked cell is brought into sight.
  function reveal(wide) {
    const mark = wide.querySelector("mark");
    const beyond = mark ? mark.getBoundingClientRect().right - wide.getBoundingClientRect().right : 0;
    if (beyond > 0) wide.scrollLeft += beyond + 16;
  }

  function show(old, card) {
    old.replaceWith(card);
    status.textContent = card.dataset.announce;
    const first = card.getBoundingClientRect().top - talk.getBoundingClientRect().top;
    // Not scrollIntoView: it would move the host page too.
    talk.scrollTop += first;
    card.querySelectorAll(".yj-quote .yj-wide").forEach(reveal);
    return card;
  }

  const sentenceOf = (code) => (code === 401 ? signedOut : code === 429 ? busy : code ? fault : lost);

  async function answered(question, signal) {
    const body = JSON.stringify({ question, history: history.slice(-2 * REMEMBERED), language, number: asked });
    for (let renewals = 0; ; ) {
      const reply = await fetch(`${root}/embed/ask`, { method: "POST", headers: { "Content-Type": "application/json", ...signed() }, body, signal });
      session = reply.headers.get("Youju-Session") || session; // the server's own, which lasts longer
      token = session || token;
      const said = await reply.json().catch(() => ({}));
      if (said.html) return said;
      if (reply.status === 401 && renewals++ === 0 && (await newToken(signal))) continue;
      if (said.error?.code !== "not_ready") return { sentence: sentenceOf(reply.status) };
      running.card = show(running.card, waiting("loading", question));
      do await pause(signal);
      while (!(await fetch(`${root}/readyz`, { signal })).ok && !signal.aborted);
    }
  }

  async function ask(question) {
    const stop = new AbortController();
    const card = waiting("searching", question);
    start.hidden = true;
    exchanges.append(card);
    running = { stop, card };
    show(card, card);
    draw();
    let result;
    try {
      result = await answered(question, stop.signal);
    } catch {
      result = stop.signal.aborted ? { stopped: true } : { sentence: lost };
    }
    if (running?.stop !== stop) return; // all was cleared meanwhile
    const { html, turn, stopped, sentence } = result;
    show(running.card, html ? parsed(html) : waiting(stopped ? "stopped" : "failed", question, sentence));
    running = null;
    asked += 1;
    if (turn) history.push({ role: "user", content: question }, turn);
    else if (!box.value) box.value = question; // to be sent again without typing
    draw();
  }

  function draw() {
    send.hidden = Boolean(running);
    halt.hidden = !running;
    anew.hidden = !exchanges.childElementCount || Boolean(running);
    grow();
  }

  function say(sentence) {
    hint.textContent = sentence;
    hint.hidden = !sentence;
  }

  function grow() {
    box.rows = Math.min(Math.max(box.value.split("\n").length, Math.ceil(box.value.length / 18)), 4);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (running) return;
    const question = box.value.trim();
    if (!question) {
      say(emptyQuestion);
      box.focus();
      return;
    }
    box.value = "";
    say("");
    void ask(question);
  });

  box.addEventListener("keydown", (event) => {
    // In an input method, Enter takes the candidate.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  box.addEventListener("input", () => {
    say("");
    grow();
  });
  halt.addEventListener("click", () => {
    running?.stop.abort();
    box.focus();
  });
  anew.addEventListener("click", () => {
    history = [];
    asked = 0;
    exchanges.replaceChildren();
    start.hidden = false;
    draw();
    box.focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) tell("close");
  });

  // A page of ours in a tab knows nothing of the token: the session goes along once, in a form, not in an address.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest('a[target="_blank"]');
    if (!link || !session) return;
    event.preventDefault();
    const door = document.createElement("form");
    Object.assign(door, { method: "post", action: `${root}/embed/open`, target: "_blank", rel: "noopener", hidden: true });
    const page = link.getAttribute("href").split("#")[0];
    for (const [name, value] of Object.entries({ session, page })) {
      door.append(Object.assign(document.createElement("input"), { name, value }));
    }
    document.body.append(door);
    door.submit();
    door.remove();
  });

  grow();
  box.disabled = send.disabled = false;
  tell("ready");
})();
