// 复制引用: one click copies a quote in the form last chosen, the arrow beside it opens the menu of forms.
import { write, writeLater } from "./clipboard.js";
import { Refused, flash, make, placeOf, quoteAt, words } from "./quotes.js";

const FORMS = ["plain", "official", "gbt7714", "markdown", "html", "reference"];
const KEY = "youju.cite.form";
let menu = null;
let opener = null;

export function copyForm() {
  try {
    const form = localStorage.getItem(KEY);
    return FORMS.includes(form) ? form : "plain";
  } catch {
    return "plain"; // storage is closed, as in some frames
  }
}

function remember(form) {
  try {
    localStorage.setItem(KEY, form);
  } catch {
    // then the next copy is plain again
  }
}

function inForm(quote, form) {
  const text = quote.copies[form];
  return { text, html: form === "html" ? text : "" };
}

// Copies what stands at `place`; the button says what became of it.
export async function copyQuote(place, form, button) {
  const asked = quoteAt(place);
  let said = words.copied;
  try {
    const done = asked.done
      ? await write(...Object.values(inForm(asked.done, form)))
      : await writeLater(asked.promise.then((quote) => inForm(quote, form)), form === "html");
    if (!done) said = words.failed;
  } catch (error) {
    said = error instanceof Refused ? error.message : words.fault;
  }
  flash(button, said);
  return said === words.copied;
}

// The text is asked for before the click is over, so that the copying follows it at once.
function foresee(event) {
  const cite = event.target instanceof Element && event.target.closest(".yj-cite");
  if (cite) quoteAt(placeOf(cite)).promise.catch(() => {});
}
document.addEventListener("pointerdown", foresee);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === " ") foresee(event);
});

function closeMenu(refocus) {
  if (!menu) return;
  menu.remove();
  menu = null;
  opener.setAttribute("aria-expanded", "false");
  if (refocus) opener.focus();
}

function openMenu(button) {
  closeMenu(false);
  opener = button;
  const current = copyForm();
  menu = make("div", { class: "yj-forms", role: "menu", "aria-label": words.forms });
  for (const form of FORMS) {
    const name = form[0].toUpperCase() + form.slice(1);
    const item = make(
      "button",
      { type: "button", role: "menuitemradio", "aria-checked": String(form === current), tabindex: "-1", "data-form": form },
      make("span", { class: "yj-form-name" }, words[`form${name}`]),
      make("span", { class: "yj-form-hint" }, words[`hint${name}`]),
    );
    menu.append(item);
  }
  button.setAttribute("aria-expanded", "true");
  button.closest(".yj-cite").append(menu);
  place(menu, button);
  menu.querySelector('[aria-checked="true"]').focus({ preventScroll: true });
}

// Above the button where there is no room below it; never beyond the window's edge.
function place(menu, button) {
  const room = window.innerHeight - button.getBoundingClientRect().bottom;
  menu.classList.toggle("yj-upwards", room < menu.offsetHeight + 90);
  const beyond = menu.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
  if (beyond > 0) menu.style.left = `${-beyond}px`;
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const cite = target?.closest(".yj-cite");
  const item = target?.closest(".yj-forms [data-form]");
  if (item) {
    const copy = cite.querySelector(".yj-copy");
    remember(item.dataset.form);
    copyQuote(placeOf(cite), item.dataset.form, copy);
    closeMenu(true);
  } else if (target?.closest(".yj-copy-forms")) {
    const button = target.closest(".yj-copy-forms");
    if (menu && opener === button) closeMenu(true);
    else openMenu(button);
  } else {
    closeMenu(false);
    if (cite && target.closest(".yj-copy")) copyQuote(placeOf(cite), copyForm(), target.closest(".yj-copy"));
  }
});

document.addEventListener("keydown", (event) => {
  const button = event.target instanceof Element && event.target.closest(".yj-copy-forms");
  if (button && !menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    openMenu(button);
    return;
  }
  if (!menu) return;
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu(true);
  } else if (event.key === "Tab") {
    closeMenu(true); // the next one from the button on
  } else if (to !== undefined) {
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  }
}, true);
