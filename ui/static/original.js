// The reading view: the text, or pictures of the original's pages with the quote marked on them.
const original = document.getElementById("original");
const text = document.getElementById("text");
const picture = original.querySelector("img");
const [number, remark] = original.querySelectorAll("[aria-live], [role=status]");
const { address, query, pages, from, to } = original.dataset;
let page = Number(original.dataset.page);
let shown = 0;

function read(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = reject;
    reader.readAsDataURL(blob);
  });
}

async function show() {
  if (shown === page) return;
  const wanted = (shown = page);
  const words = original.dataset.of.replace("{number}", String(wanted));
  number.textContent = words;
  for (const button of original.querySelectorAll("[data-turn]")) {
    const next = wanted + Number(button.dataset.turn);
    button.disabled = next < 1 || next > Number(pages);
  }
  remark.textContent = original.dataset.loading;
  picture.hidden = true;
  try {
    const response = await fetch(`${address}${wanted}.png${query}`);
    if (!response.ok) throw new Error(String(response.status));
    const source = await read(await response.blob());
    if (wanted !== shown) return; // turned on meanwhile
    picture.src = source;
    picture.alt = words;
    picture.hidden = false;
    const here = Number(from) > 0 && wanted >= Number(from) && wanted <= Number(to);
    const marked = response.headers.get("X-Youju-Mark") === "found";
    remark.textContent = here && !marked ? original.dataset.unmarked : "";
  } catch {
    if (wanted !== shown) return;
    remark.textContent = original.dataset.failed;
    shown = 0; // the next press tries again
  }
}

for (const button of document.querySelectorAll(".yj-views [data-view]")) {
  button.addEventListener("click", () => {
    const isOriginal = button.dataset.view === "original";
    original.hidden = !isOriginal;
    text.hidden = isOriginal;
    for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
    if (isOriginal) show();
  });
}

original.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-turn]");
  if (!button) return;
  page += Number(button.dataset.turn);
  show();
});

// Links to the mark and the outline lead into the text.
window.addEventListener("hashchange", () => document.querySelector('[data-view="text"]').click());
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest('a[href^="#"]');
  if (!link || original.hidden) return;
  document.querySelector('[data-view="text"]').click();
});
