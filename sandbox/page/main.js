// The page's script: it wires what a person does to the parts beside it. The server draws, the sandbox decides.

import { $, act, ask, now, query } from "./state.js";
import { draw } from "./draw.js";
import { addFiles, choose, close, formValues, soon, suggest, touched, unchip } from "./forms.js";
import { clearTroubles, edit, go, openMenu, openThread, react, remove, setStatus, shortcut, showPanel, trouble, use } from "./act.js";
import { complete, keys, reply, send, share, take } from "./composer.js";

// The first selector that fits what was clicked says what to do.
const clicks = [
  ["[role=option][data-command]", take],
  ["[role=option]", (item) => { const input = choose(item); if (input) use(input); }],
  ["[data-unchip]", (button) => { const element = unchip(button); if (element) use(element); }],
  ["[data-menu]", openMenu],
  [".channel", (button) => go(button.dataset.channel)],
  ["[data-go]", (button) => go(button.dataset.go)],
  ["[data-clock]", async (button) => { await ask("/page/clock?to=" + button.dataset.clock + "&" + query()); draw(); }],
  ["[data-close]", (button) => act("close", { viewId: button.closest("form").dataset.view, all: button.dataset.close === "all" })],
  ["[data-shortcut]", shortcut],
  ["[data-react]", react],
  ["[data-edit]", edit],
  ["[data-delete]", remove],
  ["[data-status]", setStatus],
  ["[data-thread]", (button) => openThread(button.dataset.thread)],
  ["[data-close-thread]", () => openThread("")],
  ["[data-close-traffic]", () => showPanel("")],
  ["[data-tab]", (tab) => showPanel(tab.dataset.tab)],
  ["[data-fault]", trouble],
  ["#fault-clear", clearTroubles],
  ["#inspect", () => showPanel(now.panel ? "" : "entries")],
  ["#attach", () => $("attached").click()],
  ["#attach-reply", () => $("attached-reply").click()],
  ["#menu", (button) => button.setAttribute("aria-expanded", String(document.body.classList.toggle("open")))],
  ["button[data-use]", use],
];

document.addEventListener("click", (event) => {
  const target = event.target.closest("button, [role=option]");
  if (!event.target.closest(".typeahead")) for (const input of document.querySelectorAll("[role=combobox]")) close(input);
  if (!event.target.closest("#composer")) $("completions").hidden = true;
  if (document.body.classList.contains("open") && !event.target.closest("#sidebar, #menu")) document.body.classList.remove("open");
  if (!target) return;
  const fits = clicks.find(([selector]) => target.matches(selector));
  if (!fits) return;
  const list = target.closest("[popover]"); // the menu it was chosen from
  if (list?.matches(":popover-open")) list.hidePopover();
  fits[1](target);
});

document.addEventListener("change", async (event) => {
  if (event.target.id === "people") { location.search = new URLSearchParams({ user: event.target.value, channel: now.channel.startsWith("D") ? "" : now.channel }); return; }
  if (event.target.id === "kind") { draw(); return; }
  if (event.target.id === "attached-reply") { await share(event.target.files, now.thread); event.target.value = ""; return; }
  if (event.target.id === "attached") { await share(event.target.files); event.target.value = ""; return; }
  touched(event.target);
  if (event.target.matches(".files [type=file]")) { const field = await addFiles(event.target); if (field) use(field); return; }
  const element = event.target.closest("[data-use]:not(button), [data-dispatch]");
  if (element && !element.matches("[role=combobox]") && (element.tagName !== "SELECT" || element.value !== "")) use(element);
});

document.addEventListener("input", (event) => {
  if (event.target.id === "typed") complete();
  if (event.target.id === "filter") draw();
  touched(event.target);
  if (event.target.matches("[role=combobox]")) { event.target.dataset.value = ""; soon(event.target); }
});
document.addEventListener("scroll", (event) => { if (!event.target.matches?.("[role=listbox]")) for (const input of document.querySelectorAll("[role=combobox][aria-expanded=true]")) close(input); }, true);
document.addEventListener("focusin", (event) => { if (event.target.matches("[role=combobox]")) suggest(event.target); });
document.addEventListener("focusout", (event) => { if (event.target.closest("#messages, #replies")) setTimeout(draw, 200); });

// step moves the focus among the items of a list.
function step(event, items, fallback) {
  const from = items.indexOf(document.activeElement);
  const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined || !items.length) return false;
  event.preventDefault();
  if (to < 0 && fallback) fallback.focus();
  else items[Math.min(Math.max(to, 0), items.length - 1)].focus();
  return true;
}

function inTypeahead(event, ahead) {
  const input = ahead.querySelector("input");
  const items = [...ahead.querySelectorAll("[role=option]")];
  const open = input.getAttribute("aria-expanded") === "true";
  if (open && event.key !== "Home" && event.key !== "End" && step(event, items, input)) return;
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    const item = items.includes(document.activeElement) ? document.activeElement : items[0];
    if (open && item) { const chosen = choose(item); if (chosen) use(chosen); }
  }
  if (event.key === "Escape" && open) { event.preventDefault(); event.stopPropagation(); close(input); input.focus(); }
}

// What keys do, by where they are pressed; the first place that fits.
const keyed = [
  ["#typed", keys],
  ["#reply", (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); reply(); } else if (event.key === "Escape") openThread(""); }],
  ["#completions", (event) => { if (!step(event, [...$("completions").children], $("typed")) && event.key === "Enter") { event.preventDefault(); take(event.target); } }],
  [".typeahead", inTypeahead],
  ["[role=menu]", (event, menu) => step(event, [...menu.querySelectorAll("button")])],
  ["#channels", (event) => step(event, [...document.querySelectorAll(".channel")])],
  ["[role=tablist]", (event) => { if (event.key === "ArrowRight" || event.key === "ArrowLeft") { const other = document.querySelector("[data-tab][aria-selected=false]"); showPanel(other.dataset.tab); other.focus(); } }],
  ["dialog form", (event, form) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); } }],
];

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "/" && !typing && !document.querySelector("dialog[open]")) { event.preventDefault(); $("typed").focus(); $("typed").value ||= "/"; complete(); return; }
  if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const all = [...document.querySelectorAll(".channel")];
    const next = all[all.findIndex((button) => button.dataset.channel === now.channel) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); go(next.dataset.channel); }
    return;
  }
  for (const [selector, handle] of keyed) {
    const place = event.target.closest(selector);
    if (place) { handle(event, place); return; }
  }
});

// Enter sends and leaves no line break behind, also where the key and its text arrive apart.
for (const id of ["typed", "reply"]) $(id).addEventListener("beforeinput", (event) => { if (event.inputType === "insertLineBreak" && $(id).value === "") event.preventDefault(); });
$("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
$("replying").addEventListener("submit", (event) => { event.preventDefault(); reply(); });
$("modal").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  await act("submit", { viewId: form.dataset.view, values: formValues(form) });
  button.disabled = false;
  button.removeAttribute("aria-busy");
  draw();
});
$("modal").addEventListener("cancel", (event) => {
  if (event.target !== $("modal")) return; // a file chooser is cancelled, too
  event.preventDefault();
  act("close", { viewId: $("modal").querySelector("form").dataset.view });
});

// Files may be dropped on the conversation or pasted into the composer.
const main = document.querySelector("main");
main.addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); main.classList.add("dropping"); } });
main.addEventListener("dragleave", (event) => { if (event.target === main || !main.contains(event.relatedTarget)) main.classList.remove("dropping"); });
main.addEventListener("drop", (event) => { event.preventDefault(); main.classList.remove("dropping"); share(event.dataTransfer.files); });
$("reply").addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); share(event.clipboardData.files, now.thread); } });
$("typed").addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); share(event.clipboardData.files); } });

if (now.channel === "home") act("open-home", { tab: "home" });
draw().then(() => {
  const events = new EventSource("/page/events?after=" + now.seq);
  events.onmessage = draw;
  events.onopen = draw; // also when the sandbox has come back
  setInterval(draw, 30000); // the clock's minutes
  setInterval(() => { if (now.panel) draw(); }, 1500); // calls that change nothing make no event
});
