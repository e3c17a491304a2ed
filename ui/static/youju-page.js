// What every page needs and plain HTML cannot do. No dependency, nothing global.
(() => {
  "use strict";

  // Type size and colours: as chosen before, unless the address asks for a theme (the embedding page does).
  const root = document.documentElement;
  const KNOWN = { size: ["standard", "large", "largest"], theme: ["system", "light", "dark"] };
  const asked = { theme: new URLSearchParams(location.search).get("__theme") };

  function kept(name) {
    let value = null;
    try {
      value = localStorage.getItem(`youju.${name}`);
    } catch {
      // storage is closed, as in some frames: the first choice then
    }
    return KNOWN[name].includes(asked[name]) ? asked[name] : KNOWN[name].includes(value) ? value : KNOWN[name][0];
  }

  function appear() {
    for (const name of Object.keys(KNOWN)) {
      const value = kept(name);
      if (value === KNOWN[name][0]) delete root.dataset[name];
      else root.dataset[name] = value;
      const chosen = document.querySelector(`[data-appearance="${name}"][value="${value}"]`);
      if (chosen) chosen.checked = true;
    }
  }

  function choose(name, value) {
    try {
      localStorage.setItem(`youju.${name}`, value);
    } catch {
      // then it holds for this page only
    }
    asked[name] = value;
    appear();
  }

  appear(); // at once: the page must not be drawn in other colours first
  addEventListener("storage", appear); // another page of ours has changed it
  document.addEventListener("toggle", appear, true); // the switches unfold: they show what holds
  document.addEventListener("change", (event) => {
    const chosen = event.target instanceof Element && event.target.closest("[data-appearance]");
    if (chosen) choose(chosen.dataset.appearance, chosen.value);
  });

  // In a table wider than its place, the marked cell is brought into sight.
  function reveal(mark) {
    const wide = mark.closest(".yj-wide");
    if (!wide) return;
    const cell = mark.getBoundingClientRect();
    const frame = wide.getBoundingClientRect();
    if (cell.right > frame.right) wide.scrollLeft += cell.right - frame.right + 16;
  }

  // The reading view: folds are closed where there is no room beside the text, the mark stands in the
  // upper third of the window.
  function read() {
    if (matchMedia("(max-width: 64rem)").matches) {
      for (const side of document.querySelectorAll(".yj-side")) side.open = false;
    }
    const mark = document.getElementById("mark");
    if (mark) reveal(mark);
    if (!mark || (location.hash && location.hash !== "#mark")) return;
    const show = () => window.scrollTo(0, window.scrollY + mark.getBoundingClientRect().top - window.innerHeight * 0.25);
    show();
    // Again once the chunks that the first jump brought near have their true height.
    requestAnimationFrame(() => requestAnimationFrame(show));
  }

  function begin() {
    appear(); // the switches stand now
    if (document.body.classList.contains("yj-reader")) read();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
