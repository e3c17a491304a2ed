// What is seen and heard of the conversation: where it scrolls to, what a screen reader says, and our own
// sentences in the place of Gradio's notices.
import { hint, onExchange, path } from "./chat-parts.js";
import { say } from "./quotes.js";

const sentences = () => document.querySelector(".yj-bar[data-empty]")?.dataset ?? {};
const box = () => document.querySelector("#yj-box textarea");

// In an input method, Enter takes the candidate; it must not send half a question.
const composing = (event) => event.isComposing || event.keyCode === 229;

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter") return;
    if (composing(event)) event.stopImmediatePropagation();
    else if (!event.shiftKey && event.target === box()) refuseEmpty(event);
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

// Nothing typed, nothing sent: a kind sentence, and the server is not asked.
function refuseEmpty(event) {
  if (!box() || box().value.trim()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  hint(sentences().empty);
  box().focus();
}

// Gradio's own notices are English sentences for programmers: ours are shown in their place.
let noticed = null;
new MutationObserver(() => {
  const notice = document.querySelector('[data-testid="toast-text"]');
  if (!notice || notice === noticed) return;
  noticed = notice;
  void explain(notice.textContent);
}).observe(document.documentElement, { childList: true, subtree: true });

async function explain(notice) {
  if (/queue|full|busy/i.test(notice)) {
    hint(sentences().busy);
    return;
  }
  let status = 0;
  try {
    status = (await fetch(path("api/start"), { cache: "no-store", redirect: "manual" })).status;
  } catch {
    // nobody answers
  }
  const gone = status === 0 || /connection/i.test(notice);
  if (status === 401 || status === 403) hint(sentences().ended, reload());
  else if (status === 429 || status === 503) hint(sentences().busy);
  else if (gone) hint(sentences().lost);
  else if (/session/i.test(notice)) hint(sentences().ended, reload());
  else hint(sentences().fault);
}

function reload() {
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = sentences().reload;
  return link;
}

// In a table wider than its place, the marked cell is brought into sight.
function reveal(mark) {
  const wide = mark.closest(".yj-wide");
  if (!wide) return;
  const beyond = mark.getBoundingClientRect().right - wide.getBoundingClientRect().right;
  if (beyond > 0) wide.scrollLeft += beyond + 16;
}

// A new question moves to the top, and is announced, once.
let said = "";
let moved = "";
onExchange((exchange) => {
  if (!exchange) {
    said = moved = "";
    return;
  }
  const { exchange: number, phase, announce } = exchange.dataset;
  if (said !== number + phase + announce) {
    said = number + phase + announce;
    if (announce) say(announce);
    exchange.querySelectorAll(".yj-quote mark").forEach(reveal);
  }
  if (moved !== number) {
    moved = number;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    requestAnimationFrame(() => exchange.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" }));
  }
});
