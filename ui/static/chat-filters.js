// 筛选: what the search is limited to. Kept for the conversation; every question takes it along.
import { once, path } from "./chat-parts.js";
import { make, say } from "./quotes.js";

const KINDS = ["issuers", "regions", "documents"];
let place = null;
let set = empty();
let offered = null; // what the server offers
let titles = new Map(); // of documents, by id

function empty() {
  return { issuers: [], regions: [], documents: [], issued_from: "", issued_to: "" };
}

const byId = (id) => document.getElementById(id);
const named = (kind, value) => (kind === "documents" ? (titles.get(value) ?? value) : value);

// What is sent along: the JSON that REST takes, or nothing.
function told() {
  const limits = Object.fromEntries(KINDS.filter((kind) => set[kind].length).map((kind) => [kind, set[kind]]));
  if (set.issued_from) limits.issued_from = `${set.issued_from}-01-01`;
  if (set.issued_to) limits.issued_to = `${set.issued_to}-12-31`;
  return Object.keys(limits).length ? JSON.stringify(limits) : "";
}

function chips() {
  const found = KINDS.flatMap((kind) => set[kind].map((value) => ({ words: named(kind, value), kind, value })));
  for (const [kind, word] of [["issued_from", place.dataset.from], ["issued_to", place.dataset.to]]) {
    if (set[kind]) found.push({ words: `${word} ${set[kind]}`, kind, value: set[kind] });
  }
  return found;
}

function draw() {
  place.dataset.filters = told();
  const all = chips();
  byId("yj-chips").replaceChildren(
    ...all.map(({ words, kind, value }) => {
      const attributes = { type: "button", "data-kind": kind, "data-value": value, "aria-label": `${place.dataset.remove} ${words}` };
      const cross = make("span", { "aria-hidden": "true" }, "×");
      return make("li", {}, make("button", attributes, make("span", { class: "yj-chip-words" }, words), cross));
    }),
  );
  byId("yj-filter-clear").hidden = !all.length;
  for (const select of place.querySelectorAll("[data-year]")) select.value = set[select.dataset.year];
}

function put(kind, value) {
  if (!set[kind].includes(value)) set[kind].push(value);
  draw();
}

function take(kind, value) {
  set[kind] = KINDS.includes(kind) ? set[kind].filter((one) => one !== value) : "";
  draw();
}

async function load(contains = "") {
  let choices;
  try {
    const response = await fetch(`${path("api/choices")}?contains=${encodeURIComponent(contains)}`, { cache: "no-store" });
    if (!response.ok) throw new Error("refused");
    choices = await response.json();
  } catch {
    say(place.dataset.lost);
    return;
  }
  offered = choices;
  for (const [id, title] of choices.documents) titles.set(id, title);
  const listed = { issuers: choices.issuers, regions: choices.regions, documents: unique(choices.documents) };
  for (const kind of KINDS) {
    byId(`yj-offer-${kind}`).replaceChildren(...listed[kind].map((value) => make("option", { value })));
  }
  if (contains) return;
  for (const select of place.querySelectorAll("[data-year]")) {
    const years = choices.years.map((year) => make("option", { value: String(year) }, String(year)));
    select.replaceChildren(select.options[0], ...years);
    select.value = set[select.dataset.year];
  }
}

// Two documents may bear one title: then the id tells them apart.
function unique(documents) {
  const count = new Map();
  for (const [, title] of documents) count.set(title, (count.get(title) ?? 0) + 1);
  return documents.map(([id, title]) => (count.get(title) > 1 ? `${title} (${id})` : title));
}

function chosen(kind, words) {
  if (kind !== "documents") return offered?.[kind].includes(words) ? words : null;
  const at = unique(offered?.documents ?? []).indexOf(words);
  return at < 0 ? null : offered.documents[at][0];
}

function fold(open) {
  byId("yj-filter-fields").hidden = !open;
  byId("yj-filter-fold").setAttribute("aria-expanded", String(open));
  if (open && !offered) void load();
}

function typed(input, settled) {
  const words = input.value.trim();
  const { kind } = input.dataset;
  const value = words && chosen(kind, words);
  input.setCustomValidity("");
  if (value) {
    put(kind, value);
    input.value = "";
  } else if (settled && words) {
    input.setCustomValidity(place.dataset.missing);
    input.reportValidity();
  } else if (offered?.more) {
    clearTimeout(input.yjTimer);
    input.yjTimer = setTimeout(() => load(words), 250);
  }
}

once("#yj-filter", (found) => {
  place = found;
  draw();
  byId("yj-filter-fold").addEventListener("click", () => fold(byId("yj-filter-fields").hidden));
  byId("yj-filter-clear").addEventListener("click", () => {
    set = empty();
    draw();
    byId("yj-filter-fold").focus();
  });
  place.addEventListener("click", (event) => {
    const chip = event.target instanceof Element && event.target.closest("#yj-chips button");
    if (!chip) return;
    take(chip.dataset.kind, chip.dataset.value);
    (byId("yj-chips").querySelector("button") ?? byId("yj-filter-fold")).focus();
  });
  place.addEventListener("input", (event) => {
    if (event.target.matches("[data-kind]")) typed(event.target, false);
  });
  place.addEventListener("change", (event) => {
    const { target } = event;
    if (target.matches("[data-kind]")) typed(target, true);
    if (!target.matches("[data-year]")) return;
    set[target.dataset.year] = target.value;
    // A span that ends before it begins is turned round.
    if (set.issued_from && set.issued_to && set.issued_from > set.issued_to) {
      [set.issued_from, set.issued_to] = [set.issued_to, set.issued_from];
    }
    draw();
  });
  place.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("yj-filter-fields").hidden) {
      fold(false);
      byId("yj-filter-fold").focus();
    }
  });
});

// A new conversation begins without filters.
document.addEventListener("click", (event) => {
  if (place && event.target instanceof Element && event.target.closest("#yj-clear")) {
    set = empty();
    draw();
  }
});
