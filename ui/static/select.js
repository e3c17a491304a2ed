// The reading view: whatever is selected in the text can be copied with its citation, or kept.
import { copyForm, copyQuote } from "./cite.js";
import { keepQuote } from "./basket.js";
import { make, quoteAt, say, words } from "./quotes.js";

const LONGEST = 20_000; // characters
const text = document.getElementById("text");
const { document: id, version } = text.dataset;
let pick = null;
let place = null;
let told = "";

// Offsets of the document count code points; strings here count UTF-16 units.
function points(string) {
  let count = string.length;
  for (const _ of string.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) count -= 1;
  return count;
}

// Returns the selected span of the document, or null where nothing of the text is selected.
function selected() {
  const selection = document.getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(text)) return null;
  const within = document.createRange();
  within.selectNodeContents(text);
  if (range.compareBoundaryPoints(Range.START_TO_START, within) > 0) within.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, within) < 0) within.setEnd(range.endContainer, range.endOffset);
  // A range's string is its text alone: no line breaks are added, none are lost.
  const all = within.toString();
  const shown = all.trim();
  if (!shown) return null;
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(within.startContainer, within.startOffset);
  const start = points(before.toString()) + points(all.slice(0, all.indexOf(shown)));
  const end = start + points(shown);
  if (end - start > LONGEST) return null;
  return { place: { document: id, version: Number(version), start, end, text: shown }, box: lastBox(range) };
}

function lastBox(range) {
  const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
  return boxes.at(-1) ?? range.getBoundingClientRect();
}

function build() {
  const copy = make("button", { type: "button", class: "yj-pick-copy" }, words.copy);
  const keep = make("button", { type: "button", class: "yj-pick-keep" }, words.add);
  pick = make("div", { class: "yj-pick", role: "toolbar", "aria-label": words.copy }, copy, keep);
  pick.hidden = true;
  text.after(pick);
  // A press must not undo the selection before it is used.
  pick.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    place = selected()?.place ?? place; // what was selected a moment ago may not have been shown yet
    if (place) quoteAt(place).promise.catch(() => {});
  });
  copy.addEventListener("click", () => place && copyQuote(place, copyForm(), copy));
  keep.addEventListener("click", () => place && keepQuote(place, [], keep));
}

function show() {
  const found = selected();
  if (!found) {
    if (!pick.contains(document.activeElement)) pick.hidden = true;
    told = "";
    return;
  }
  place = found.place;
  pick.hidden = false;
  const sheet = pick.offsetParent.getBoundingClientRect();
  const { right, bottom } = found.box;
  const left = Math.min(Math.max(right - sheet.left - pick.offsetWidth, 8), sheet.width - pick.offsetWidth - 8);
  pick.style.left = `${left}px`;
  pick.style.top = `${bottom - sheet.top + 10}px`;
  const sentence = words.selected.replace("{count}", String(place.end - place.start));
  if (sentence !== told) say((told = sentence));
}

let waiting = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 180); // once the finger or the mouse rests
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !pick.hidden) {
    pick.hidden = true;
    document.getSelection().removeAllRanges();
  }
  if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyC") {
    const found = selected();
    if (!found) return;
    event.preventDefault();
    place = found.place;
    show();
    copyQuote(place, copyForm(), pick.querySelector(".yj-pick-copy"));
  }
});
build();
