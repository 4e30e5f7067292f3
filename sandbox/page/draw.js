// Drawing: the server draws pieces of HTML, this puts those that are different into their places, and disturbs nobody.

import { $, now, query, seen } from "./state.js";
import { keepTyped } from "./forms.js";

let drawing = false, again = false, modalKey = null;

// busy: somebody is at work in the piece, so that it must not be replaced under their hands.
const busy = (piece) => piece.querySelector(":popover-open") || (piece.contains(document.activeElement) && document.activeElement.matches("select, input, textarea"));

// draw asks for the screen and replaces what has changed.
export async function draw() {
  if (drawing) { again = true; return; }
  drawing = true;
  try {
    const asked = String(query());
    const screen = await (await fetch("/page/screen?" + asked)).json();
    if (asked !== String(query())) { again = true; return; } // the person has gone elsewhere meanwhile
    [now.seq, now.user, now.channel, now.thread, now.commands] = [screen.seq, screen.user, screen.channel, screen.thread, screen.commands || []];
    history.replaceState(null, "", "?" + new URLSearchParams({ user: now.user, channel: now.channel, ...(now.thread ? { thread: now.thread } : {}) }));
    for (const [id, html] of Object.entries(screen.pieces)) if (id !== "modal") replace($(id), html);
    $("thread").hidden = !now.thread;
    $("composer").hidden = now.channel === "home";
    drawModal(screen);
    markUnread(screen.latest);
  } catch { // the sandbox is gone for now; the next event or the clock asks again
  } finally {
    drawing = false;
    if (again) { again = false; draw(); }
  }
}

export const redraw = (id) => { $(id).drawn = null; draw(); };

function replace(piece, html) {
  const place = now.user + now.channel + now.thread;
  if (piece.drawn === html || busy(piece)) return;
  const moved = piece.shown !== place;
  const bottom = piece.scrollHeight - piece.scrollTop - piece.clientHeight < 80 || moved;
  const focused = piece.contains(document.activeElement) ? sameAs(document.activeElement) : null;
  const open = [...piece.querySelectorAll("details[open]")].map((entry) => entry.dataset.seq).filter(Boolean);
  piece.innerHTML = html;
  [piece.drawn, piece.shown] = [html, place];
  for (const seq of open) piece.querySelector(`details[data-seq="${seq}"]`)?.setAttribute("open", "");
  if (focused) [...piece.querySelectorAll("button, a")].find(focused)?.focus({ preventScroll: true });
  if (piece.matches("#messages, #replies") && bottom) piece.scrollTop = now.channel === "home" ? 0 : piece.scrollHeight;
}

// sameAs finds an element again after its piece was drawn anew.
function sameAs(element) {
  const key = (e) => JSON.stringify([e.closest("[data-message]")?.dataset.message, e.dataset, e.className, e.textContent]);
  const wanted = key(element);
  return (other) => key(other) === wanted;
}

// Pictures that come late must not push the newest message out of sight.
for (const id of ["messages", "replies"]) {
  $(id).addEventListener("load", () => { const p = $(id); if (p.scrollHeight - p.scrollTop - p.clientHeight < 420) p.scrollTop = p.scrollHeight; }, true);
}

function drawModal(screen) {
  if (screen.modal === modalKey) return;
  modalKey = screen.modal;
  const modal = $("modal");
  const scrolled = modal.querySelector(".fieldset")?.scrollTop;
  const before = modal.querySelector("form");
  if (!modalKey) { // closed before it is emptied, so that the focus finds its way back
    if (modal.open) modal.close();
    modal.replaceChildren();
    document.activeElement?.blur(); // a text field given back its focus by a dialog takes no keys in some Chromiums
    $("typed").focus({ preventScroll: true });
    return;
  }
  const drawn = document.createElement("div");
  drawn.innerHTML = screen.pieces.modal;
  const same = before?.dataset.view === drawn.firstChild.dataset.view;
  const held = same && document.activeElement?.id;
  if (same) keepTyped(before, drawn);
  modal.replaceChildren(...drawn.childNodes);
  if (!modal.open) modal.showModal();
  const wrong = modal.querySelector("[aria-invalid]");
  if (wrong) { (wrong.matches("fieldset, div") ? wrong.querySelector("input") : wrong)?.focus(); wrong.closest(".block").scrollIntoView({ block: "center" }); return; }
  if (same && scrolled) modal.querySelector(".fieldset").scrollTop = scrolled;
  const first = (held && modal.querySelector("#" + CSS.escape(held))) || modal.querySelector("[data-focus]") || modal.querySelector(".fieldset :is(input, select, textarea):not([type=file])") || modal.querySelector("footer button:last-child");
  first?.focus();
}

function markUnread(latest) {
  const mine = (seen[now.user] ||= {});
  if (latest[now.channel]) mine[now.channel] = latest[now.channel];
  for (const button of document.querySelectorAll(".channel")) {
    const id = button.dataset.channel;
    if (mine[id] === undefined && id !== now.channel) mine[id] = "";
    button.classList.toggle("unread", Boolean(latest[id]) && latest[id] > (mine[id] || ""));
  }
  localStorage.setItem("seen", JSON.stringify(seen));
}
