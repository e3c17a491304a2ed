// What the parts of the chat page share. Gradio draws the page after the scripts have run: things are awaited.
import { words } from "./quotes.js";

const CURRENT = "#yj-current [data-exchange]";

// Calls `then` once an element that fits stands on the page.
export function once(selector, then) {
  const found = document.querySelector(selector);
  if (found) {
    then(found);
    return;
  }
  const observer = new MutationObserver(() => {
    const late = document.querySelector(selector);
    if (!late) return;
    observer.disconnect();
    then(late);
  });
  observer.observe(document.documentElement, { childList: true, subtree: true });
}

// Calls `then` with the current exchange, or null, whenever it has changed.
export function onExchange(then) {
  let seen = "";
  const look = () => {
    const exchange = document.querySelector(CURRENT);
    const { exchange: number, phase, announce, answerId } = exchange?.dataset ?? {};
    const now = exchange ? [number, phase, announce, answerId].join("\n") : "";
    if (now === seen) return;
    seen = now;
    then(exchange);
  };
  const filter = ["data-phase", "data-exchange", "data-answer-id"];
  const observer = new MutationObserver(look);
  observer.observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: filter });
}

// Hands an order to the server: Gradio's event reads it from the page when its hidden button is pressed.
export function order(wish) {
  const place = document.getElementById("yj-filter");
  const button = document.getElementById("yj-obey");
  if (!place || !button) return;
  place.dataset.order = JSON.stringify(wish);
  button.click();
}

export function path(rest) {
  return `${words.root}/${rest}`;
}

// A sentence above the box, until something is typed.
export function hint(sentence, link = null) {
  const box = document.querySelector("#yj-box textarea");
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
  if (place.textContent === sentence) return;
  place.textContent = sentence;
  if (link) place.append(" ", link);
}
