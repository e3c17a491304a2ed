// 有用 · 不对 · 不全: one click is kept; after the last two a comment may follow.
import { onExchange, path } from "./chat-parts.js";
import { say } from "./quotes.js";

const given = new Map(); // verdicts of this visit, by answer: a card that is drawn again shows them again

function show(group, verdict) {
  for (const button of group.querySelectorAll("[data-verdict]")) {
    button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
  }
}

onExchange(() => {
  for (const card of document.querySelectorAll("[data-answer-id]")) {
    const verdict = given.get(card.dataset.answerId);
    const group = verdict && card.querySelector(".yj-feedback");
    if (group) show(group, verdict);
  }
});

async function send(group, verdict, comment) {
  const answer = group.closest("[data-answer-id]").dataset.answerId;
  const body = JSON.stringify({ answer_id: answer, verdict, ...(comment && { comment }) });
  let done = false;
  try {
    const headers = { "Content-Type": "application/json" };
    done = (await fetch(path("api/feedback"), { method: "POST", headers, body, cache: "no-store" })).ok;
  } catch {
    // told below
  }
  if (done) given.set(answer, verdict);
  const sentence = done ? group.dataset.thanks : group.dataset.failed;
  group.querySelector(".yj-feedback-said").textContent = sentence;
  say(sentence);
  return done;
}

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest(".yj-feedback [data-verdict]");
  if (!button || button.getAttribute("aria-pressed") === "true" || button.ariaDisabled === "true") return;
  const group = button.closest(".yj-feedback");
  const buttons = [...group.querySelectorAll("[data-verdict]")];
  for (const one of buttons) one.ariaDisabled = "true"; // one click, one request
  const done = await send(group, button.dataset.verdict, "");
  for (const one of buttons) one.ariaDisabled = null;
  if (done) show(group, button.dataset.verdict);
  const form = group.querySelector(".yj-feedback-form");
  if (done) form.hidden = button.dataset.verdict === "right";
  if (!form.hidden) form.querySelector("input").focus();
});

document.addEventListener("submit", async (event) => {
  const form = event.target instanceof Element && event.target.closest(".yj-feedback-form");
  if (!form) return;
  event.preventDefault();
  const group = form.closest(".yj-feedback");
  const pressed = group.querySelector('[aria-pressed="true"]');
  const comment = form.querySelector("input").value.trim();
  if (pressed && comment && !(await send(group, pressed.dataset.verdict, comment))) return;
  form.hidden = true;
  pressed?.focus();
});
