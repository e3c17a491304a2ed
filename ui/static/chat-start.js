// What depends on who looks at the page and on what the library holds: asked for once, beside Gradio's start.
import { openShelf } from "./chat-history.js";
import { once, order, path } from "./chat-parts.js";
import { make, words } from "./quotes.js";

const WAITS = [1500, 2500, 4000, 8000, 15_000]; // milliseconds until examples are asked for again

async function start() {
  const response = await fetch(`${path("api/start")}?lang=${words.language}`, { cache: "no-store" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function showExamples(examples) {
  once("#yj-examples", (place) => {
    if (!examples.length || place.querySelector("li")) return;
    const items = examples.map((example) => make("li", {}, make("button", { type: "button", class: "yj-example" }, example)));
    place.querySelector("ul").replaceChildren(...items);
    place.hidden = false;
  });
}

function showPerson(place, { name, signs_out: signsOut }) {
  place.hidden = !name;
  place.querySelector(".yj-person-name").textContent = name;
  place.querySelector("form").hidden = !signsOut;
}

async function begin() {
  let told = null;
  for (const wait of [0, ...WAITS]) {
    if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    const isFirst = told === null;
    try {
      told = await start();
    } catch {
      return; // the page works without it
    }
    if (isFirst) {
      openShelf(told.reader);
      once("#yj-administer", (link) => (link.hidden = !told.administrator));
      once("#yj-person", (place) => showPerson(place, told));
    }
    showExamples(told.examples);
    // Drawn beside the server, after the model has loaded.
    if (told.examples.length || document.querySelector("#yj-current [data-exchange]")) return;
  }
}

document.addEventListener("click", (event) => {
  const example = event.target instanceof Element && event.target.closest("button.yj-example");
  if (example) order({ ask: example.textContent });
});

void begin();
