// 摘录: quotes kept in this browser, and made into a file. Each is read anew when it is kept and when it is exported.
import { Refused, flash, make, placeOf, post, quoteAt, say, words } from "./quotes.js";

const KEY = `youju.basket:${words.root}`;
const MOST = 200;
const SHOWN = 160; // characters of a quote in the list
let tray = null;
let counter = null;

function items() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((item) => typeof item?.document === "string" && typeof item.text === "string") : [];
  } catch {
    return [];
  }
}

function keep(list) {
  try {
    localStorage.setItem(KEY, JSON.stringify(list));
  } catch {
    say(words.fault); // storage is full or closed
  }
  draw();
}

const fill = (sentence, count) => sentence.replace("{count}", String(count));
const same = (a, b) => a.document === b.document && a.version === b.version && a.start === b.start && a.end === b.end;

// Keeps what stands at `place`, as the server has it now.
export async function keepQuote(place, marks, button) {
  const list = items();
  if (list.some((item) => same(item, place))) return flash(button, words.there);
  if (list.length >= MOST) return flash(button, fill(words.full, MOST));
  try {
    const quote = await quoteAt(place).promise;
    const { document, version, start, end } = place;
    const item = { document, version, start, end, text: quote.text, title: quote.title, marks, note: "" };
    keep([...items().filter((other) => !same(other, item)), item]);
    flash(button, words.added);
  } catch (error) {
    flash(button, error instanceof Refused ? error.message : words.fault);
  }
  return undefined;
}

async function send(format, button) {
  const list = items();
  const body = {
    format,
    origin: location.origin,
    language: words.language,
    items: list.map(({ document, version, start, end, text, note, marks }) => ({
      document, version, start, end, text, note: note ?? "", highlights: marks ?? [],
    })),
  };
  const problem = tray.querySelector(".yj-tray-problem");
  problem.textContent = "";
  button.disabled = true;
  try {
    const response = await post("api/exports", JSON.stringify(body));
    const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "");
    const address = URL.createObjectURL(await response.blob());
    const link = make("a", { href: address, download: name ? decodeURIComponent(name[1]) : `youju.${format}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    say(fill(words.exported, list.length));
  } catch (error) {
    problem.textContent = error instanceof Refused ? error.message : words.fault;
  } finally {
    button.disabled = false;
    button.focus();
  }
}

function move(from, to) {
  const list = items();
  const [item] = list.splice(from, 1);
  list.splice(to, 0, item);
  keep(list);
}

const ICONS = { up: "↑", down: "↓", remove: "✕" };

function tool(name, index) {
  const label = words[name];
  return make("button", { type: "button", "data-do": name, "data-at": index, "aria-label": label, title: label }, ICONS[name]);
}

function entry(item, index, count) {
  const text = item.text.length > SHOWN ? `${[...item.text].slice(0, SHOWN).join("")}…` : item.text;
  const link = make("a", {
    href: `${words.root}/documents/${encodeURIComponent(item.document)}?version=${Number(item.version)}&start=${Number(item.start)}&end=${Number(item.end)}#mark`,
    target: "_blank",
    rel: "noopener",
  }, make("bdi", {}, `《${String(item.title).replace(/^《|》$/g, "")}》`));
  const note = make("input", { type: "text", maxlength: "500", placeholder: words.note, "aria-label": words.note, "data-at": index });
  note.value = item.note ?? "";
  const tools = make("span", { class: "yj-tray-tools" }, tool("up", index), tool("down", index), tool("remove", index));
  tools.children[0].disabled = index === 0;
  tools.children[1].disabled = index === count - 1;
  const quote = make("blockquote", { lang: "zh-CN" }, make("bdi", {}, text));
  return make("li", {}, quote, make("p", { class: "yj-tray-source" }, link, tools), note);
}

function draw() {
  const list = items();
  counter.textContent = `${words.basket} ${list.length}`;
  counter.hidden = list.length === 0 && !tray.open;
  const place = tray.querySelector("ol");
  place.replaceChildren(...list.map((item, index) => entry(item, index, list.length)));
  tray.querySelector(".yj-tray-empty").hidden = list.length > 0;
  tray.querySelector(".yj-tray-where").hidden = list.length === 0;
  for (const button of tray.querySelectorAll("[data-export], [data-do=clear]")) button.disabled = list.length === 0;
}

function act(button) {
  const at = Number(button.dataset.at);
  const action = button.dataset.do;
  if (action === "close") return tray.close();
  if (action === "clear") {
    if (button.dataset.sure) keep([]);
    else button.textContent = button.dataset.sure = words.sure;
    return undefined;
  }
  const to = { up: at - 1, down: at + 1 }[action];
  if (to === undefined) keep(items().filter((_, index) => index !== at));
  else move(at, to);
  // The list is drawn anew: the keyboard goes on where it was.
  const again = tray.querySelector(`[data-do="${action}"][data-at="${to ?? Math.min(at, items().length - 1)}"]:not(:disabled)`);
  return (again ?? tray.querySelector('[data-do="close"]')).focus();
}

function build() {
  counter = make("button", { type: "button", class: "yj-counter", "aria-haspopup": "dialog" });
  const close = make("button", { type: "button", "data-do": "close", "aria-label": words.close, title: words.close }, "✕");
  const exports = ["docx", "md", "xlsx"].map((format) => make("button", { type: "button", "data-export": format }, words[format]));
  tray = make(
    "dialog",
    { class: "yj-tray", "aria-labelledby": "yj-tray-title" },
    make("div", { class: "yj-tray-head" }, make("h2", { id: "yj-tray-title" }, words.basket), close),
    make("p", { class: "yj-tray-empty" }, words.empty),
    make("ol", {}),
    make("p", { class: "yj-tray-problem", role: "alert" }),
    make("p", { class: "yj-tray-where" }, words.where),
    make("div", { class: "yj-tray-foot" }, ...exports, make("button", { type: "button", "data-do": "clear" }, words.clear)),
  );
  document.body.append(counter, tray);
  counter.addEventListener("click", () => {
    tray.querySelector(".yj-tray-problem").textContent = "";
    tray.showModal();
    draw();
  });
  tray.addEventListener("close", () => {
    const clear = tray.querySelector("[data-do=clear]");
    clear.textContent = words.clear;
    delete clear.dataset.sure;
    draw();
  });
  tray.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button");
    if (event.target === tray) tray.close(); // beside the sheet
    else if (button?.dataset.export) send(button.dataset.export, button);
    else if (button) act(button);
  });
  tray.addEventListener("change", (event) => {
    const list = items();
    const item = list[Number(event.target.dataset.at)];
    if (!item) return;
    item.note = event.target.value;
    keep(list);
  });
  draw();
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest(".yj-keep");
  const cite = button && button.closest(".yj-tools")?.querySelector(".yj-cite");
  if (!cite) return;
  const marks = (cite.dataset.marks ?? "").split(" ").filter(Boolean).map((mark) => mark.split("-").map(Number));
  keepQuote(placeOf(cite), marks, button);
});
window.addEventListener("storage", (event) => {
  if (event.key === KEY) draw(); // kept in another window
});
build();
