// What the server says of a quote now: read anew from the store, never taken from the page.

const meta = document.querySelector('meta[name="youju-cite"]');
export const words = meta ? meta.dataset : {};
const FRESH = 4000; // milliseconds that an answer may be old when it is copied
const asked = new Map();

// A sentence for the reader: `message` is shown as it is.
export class Refused extends Error {}

// Returns a promise of the quote at `place` with all its forms; asked at most once in a moment.
export function quoteAt(place) {
  const body = JSON.stringify({ ...place, origin: location.origin, language: words.language });
  const known = asked.get(body);
  if (known && performance.now() - known.at < FRESH) return known;
  const entry = { at: performance.now(), done: null };
  entry.promise = post("api/quotes", body).then(async (response) => (entry.done = await response.json()));
  entry.promise.catch(() => asked.delete(body)); // whoever waits is told; the next click asks again
  asked.clear(); // one quote at a time is enough to remember
  asked.set(body, entry);
  return entry;
}

// Posts JSON; what the server refuses becomes a sentence in the reader's language.
export async function post(path, body) {
  let response;
  try {
    // In a frame, the host page may have said who asks; embed.js knows.
    const headers = { "Content-Type": "application/json", ...globalThis.youjuHeaders?.() };
    response = await fetch(`${words.root}/${path}`, { method: "POST", headers, body, cache: "no-store" });
  } catch {
    throw new Refused(words.unreachable);
  }
  if (response.ok) return response;
  let error = {};
  try {
    ({ error = {} } = await response.json());
  } catch {
    // no JSON: something between us and the server answered
  }
  if (error.code === "export_refused") throw new Refused(error.message); // names what it is about
  if (error.code === "quote_mismatch" || error.code === "bad_span") throw new Refused(words.changed);
  if (response.status === 404 || response.status === 410) throw new Refused(words.gone);
  throw new Refused(words.language === "zh" && error.message ? error.message : words.fault);
}

// Returns the place that an element bears in its data attributes.
export function placeOf(element) {
  const { document: id, version, start, end, sha256 } = element.dataset;
  return { document: id, version: Number(version), start: Number(start), end: Number(end), ...(sha256 && { sha256 }) };
}

// One quiet region that a screen reader reads; the page's own script may have made it already.
export function say(sentence) {
  let region = document.getElementById("yj-live");
  if (!region) {
    region = document.createElement("div");
    region.className = "yj-hidden";
    region.id = "yj-live";
    region.setAttribute("aria-live", "polite");
    document.body.append(region);
  }
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = sentence));
}

// Shows a sentence on a button for a moment.
export function flash(button, sentence) {
  button.dataset.label ??= button.textContent;
  button.textContent = sentence;
  say(sentence);
  clearTimeout(button.yjTimer);
  button.yjTimer = setTimeout(() => (button.textContent = button.dataset.label), 1800);
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
