// Writing to the clipboard. navigator.clipboard exists on https and localhost only; intranets are often
// plain http. There the old command works, within moments of a key or a click.

// Returns whether `text` was put on the clipboard; `html` too, for programs that paste it as formatted text.
export async function write(text, html = "") {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      if (!html || typeof ClipboardItem === "undefined") await navigator.clipboard.writeText(text);
      else await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob(text), "text/html": blob(html, "text/html") })]);
      return true;
    } catch {
      // not permitted, as in a frame: the old way still may work
    }
  }
  return writeOldWay(text, html);
}

// The same for text that has still to come: the permission that a click gives is kept meanwhile.
export async function writeLater(promise, withHtml) {
  if (navigator.clipboard?.write && window.isSecureContext && typeof ClipboardItem !== "undefined") {
    let failed = null;
    const later = promise.catch((error) => {
      failed = error;
      throw error;
    });
    try {
      const plain = later.then(({ text }) => blob(text));
      const kinds = { "text/plain": plain };
      if (withHtml) kinds["text/html"] = later.then(({ html }) => blob(html, "text/html"));
      await navigator.clipboard.write([new ClipboardItem(kinds)]);
      return true;
    } catch {
      if (failed) throw failed;
    }
  }
  const { text, html } = await promise;
  return writeOldWay(text, html);
}

function blob(text, type = "text/plain") {
  return new Blob([text], { type });
}

function writeOldWay(text, html) {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.className = "yj-copy-area";
  const focused = document.activeElement;
  // An open dialog makes everything outside it inert.
  (focused?.closest?.("dialog") ?? document.body).append(area);
  area.select();
  const put = (event) => {
    event.clipboardData.setData("text/plain", text);
    if (html) event.clipboardData.setData("text/html", html);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("copy", put, { capture: true, once: true });
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    done = false;
  }
  document.removeEventListener("copy", put, { capture: true });
  area.remove();
  focused?.focus?.({ preventScroll: true });
  return done;
}
