// What both pages need and plain HTML cannot do. No dependency, nothing global.
(() => {
  "use strict";

  // The theme follows the system, unless the address asks for one (the embedding page does).
  const theme = new URLSearchParams(location.search).get("__theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;

  // Copying. navigator.clipboard exists on https and localhost only; intranets are often plain http.
  function copyOldWay(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.style.cssText = "position:fixed;top:0;left:0;opacity:0";
    document.body.append(area);
    area.select();
    let done = false;
    try {
      done = document.execCommand("copy");
    } catch {
      done = false;
    }
    area.remove();
    return done;
  }

  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        // not permitted, as in a frame: the old way still may work
      }
    }
    return copyOldWay(text);
  }

  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-copy]");
    if (!button) return;
    // Only the browser knows under which address readers reach this server.
    const { copy: words, permalink } = button.dataset;
    const done = await copy(permalink ? words.replace(permalink, location.origin + permalink) : words);
    button.focus();
    const said = done ? button.dataset.copied : button.dataset.failed;
    button.dataset.label ??= button.textContent;
    button.textContent = said;
    say(said);
    clearTimeout(button.yjTimer);
    button.yjTimer = setTimeout(() => (button.textContent = button.dataset.label), 1600);
  });

  // One quiet region that a screen reader reads: the growing quote would be read again and again.
  let region;
  function say(sentence) {
    if (!region) {
      region = document.createElement("div");
      region.className = "yj-hidden";
      region.id = "yj-live";
      region.setAttribute("aria-live", "polite");
      document.body.append(region);
    }
    if (sentence && region.textContent !== sentence) region.textContent = sentence;
  }

  // In an input method, Enter takes the candidate; it must not send half a question.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopImmediatePropagation();
    },
    true,
  );

  // A sentence above the box, until something is typed.
  function hint(key) {
    const box = document.querySelector("#yj-box textarea");
    const sentence = document.querySelector("[data-empty]")?.dataset[key];
    if (!box || !sentence) return;
    let place = document.getElementById("yj-said");
    if (!place) {
      place = document.createElement("p");
      place.id = "yj-said";
      place.className = "yj-hint";
      place.setAttribute("role", "alert");
      document.querySelector("#yj-ask").prepend(place);
      box.addEventListener("input", () => place.remove(), { once: true });
    }
    if (place.textContent !== sentence) place.textContent = sentence;
  }

  // Gradio's own notices are English sentences for programmers: ours are shown in their place.
  let noticed = null;
  function translateNotice() {
    const notice = document.querySelector('[data-testid="toast-text"]');
    if (!notice || notice === noticed) return;
    noticed = notice;
    const words = notice.textContent;
    hint(/connection/i.test(words) ? "lost" : /queue/i.test(words) ? "busy" : "fault");
  }

  // Nothing typed, nothing sent: a kind sentence, and the server is not asked.
  function refuseEmpty(event) {
    const box = document.querySelector("#yj-box textarea");
    if (!box || box.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    hint("empty");
    box.focus();
  }
  document.addEventListener(
    "keydown",
    (event) => {
      const plain = event.key === "Enter" && !event.shiftKey && !event.isComposing;
      if (plain && event.target instanceof Element && event.target.matches("#yj-box textarea")) refuseEmpty(event);
    },
    true,
  );
  document.addEventListener(
    "click",
    (event) => {
      if (event.target instanceof Element && event.target.closest("#yj-send")) refuseEmpty(event);
    },
    true,
  );

  // In a table wider than its place, the marked cell is brought into sight.
  function reveal(mark) {
    const wide = mark.closest(".yj-wide");
    if (!wide) return;
    const cell = mark.getBoundingClientRect();
    const frame = wide.getBoundingClientRect();
    if (cell.right > frame.right) wide.scrollLeft += cell.right - frame.right + 16;
  }

  // The chat page: a new question moves to the top, and is announced.
  let seen = "";
  let moved = "";
  function look() {
    translateNotice();
    const exchange = document.querySelector("#yj-current [data-exchange]");
    if (!exchange) {
      seen = moved = "";
      return;
    }
    const { exchange: number, phase, announce } = exchange.dataset;
    if (seen !== number + phase + announce) {
      seen = number + phase + announce;
      say(announce);
      exchange.querySelectorAll(".yj-quote mark").forEach(reveal);
    }
    if (moved !== number) {
      moved = number;
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      requestAnimationFrame(() => exchange.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" }));
    }
  }

  // The reading view: folds are closed where there is no room beside the text, the mark stands in the
  // upper third of the window.
  function read() {
    if (matchMedia("(max-width: 64rem)").matches) {
      for (const side of document.querySelectorAll(".yj-side")) side.open = false;
    }
    const mark = document.getElementById("mark");
    if (mark) reveal(mark);
    if (!mark || (location.hash && location.hash !== "#mark")) return;
    const show = () => window.scrollTo(0, window.scrollY + mark.getBoundingClientRect().top - window.innerHeight * 0.25);
    show();
    // Again once the chunks that the first jump brought near have their true height.
    requestAnimationFrame(() => requestAnimationFrame(show));
  }

  if (document.body.classList.contains("yj-reader")) read();
  else new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-phase", "data-exchange"] });
})();
