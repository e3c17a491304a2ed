// 历史: one's own conversations, in this browser only. Kept are questions and where the quotes stand, no text of
// a document; the server reads every quote anew when a conversation is opened again.
import { hint, onExchange, once, order } from "./chat-parts.js";
import { make, say } from "./quotes.js";

const MOST = 50;
let shelf = null; // the key of whoever has signed in; null: not known yet
let current = null; // the id of the conversation on the page

const byId = (id) => document.getElementById(id);

// Told by chat-start.js, once the server has said who looks.
export function openShelf(reader) {
  shelf = `youju.history.${reader}`;
  collect();
}

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(shelf) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => one?.id && Array.isArray(one.exchanges) && one.exchanges.length) : [];
  } catch {
    return []; // closed storage, or not what we wrote
  }
}

// The newest that fit. Returns whether something had to go.
function write(conversations) {
  const kept = conversations.slice(0, MOST);
  for (let count = kept.length; count >= 0; count = count > 1 ? Math.floor(count / 2) : count - 1) {
    try {
      if (count) localStorage.setItem(shelf, JSON.stringify(kept.slice(0, count)));
      else localStorage.removeItem(shelf);
      return count < kept.length;
    } catch {
      // full: fewer
    }
  }
  return true;
}

// What stands on the page is the whole conversation.
function collect() {
  if (!shelf) return;
  const cards = document.querySelectorAll("#yj-past [data-kept], #yj-current [data-kept]");
  const exchanges = [...cards].map((card) => JSON.parse(card.dataset.kept));
  if (!exchanges.length) return;
  const all = read();
  const known = all.find((one) => one.id === current);
  // Fewer than before: the server was restarted and has forgotten the conversation, this one is another.
  const isForgotten =
    known && exchanges.length < known.exchanges.length && exchanges[0].question !== known.exchanges[0].question;
  if (isForgotten) hint(byId("yj-history")?.dataset.forgotten);
  if (!known || isForgotten) {
    current = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  }
  const others = all.filter((one) => one.id !== current);
  const dropped = write([{ id: current, exchanges }, ...others]);
  if (dropped) say(byId("yj-history")?.dataset.full);
}

onExchange((exchange) => {
  if (!exchange) current = null;
  else if (exchange.dataset.kept) collect();
});

function draw() {
  const all = read();
  const list = byId("yj-history-list");
  const remove = byId("yj-history").dataset.delete;
  list.replaceChildren(
    ...all.map((conversation) => {
      const [first] = conversation.exchanges;
      const open = make("button", { type: "button", class: "yj-history-title", "data-open": conversation.id }, String(first.question));
      const bin = make("button", { type: "button", class: "yj-plain", "data-delete": conversation.id, "aria-label": `${remove} ${first.question}` }, remove);
      return make("li", {}, open, make("time", {}, String(first.day ?? "")), bin);
    }),
  );
  byId("yj-history-none").hidden = all.length > 0;
  byId("yj-history-clear").hidden = !all.length;
}

let sure = false;
function ask(clear, yes) {
  sure = yes;
  clear.dataset.label ??= clear.textContent;
  clear.textContent = yes ? byId("yj-history").dataset.sure : clear.dataset.label;
}

once("#yj-history", (dialog) => {
  const clear = byId("yj-history-clear");
  byId("yj-history-open").addEventListener("click", () => {
    ask(clear, false);
    draw();
    dialog.showModal();
  });
  byId("yj-history-close").addEventListener("click", () => dialog.close());
  clear.addEventListener("click", () => {
    if (!sure) {
      ask(clear, true);
      return;
    }
    write([]);
    current = null;
    ask(clear, false);
    draw();
    say(dialog.dataset.cleared);
    byId("yj-history-close").focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside the sheet
    const open = event.target.closest("button[data-open]");
    const bin = event.target.closest("button[data-delete]");
    if (open) {
      const conversation = read().find((one) => one.id === open.dataset.open);
      dialog.close();
      if (!conversation) return;
      order({ open: { exchanges: conversation.exchanges } });
      current = conversation.id;
    } else if (bin) {
      const row = bin.closest("li");
      const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("[data-delete]");
      write(read().filter((one) => one.id !== bin.dataset.delete));
      if (current === bin.dataset.delete) current = null;
      row.remove();
      say(dialog.dataset.deleted);
      if (next) next.focus();
      else draw();
      if (!next) byId("yj-history-close").focus();
    }
  });
});
