// What a person presses: buttons with their confirmations, menus, reactions, panels.

import { $, act, ask, now } from "./state.js";
import { draw, redraw } from "./draw.js";
import { formValues, here, place, valueOf } from "./forms.js";

// confirmed shows the dialog an element asks for, and answers whether it was confirmed: with what was typed where it has a field.
function confirmed(html) {
  const dialog = $("confirm");
  dialog.innerHTML = html;
  dialog.showModal();
  const field = dialog.querySelector("textarea");
  (field || dialog.querySelector("[value=confirm]")).focus();
  field?.setSelectionRange(field.value.length, field.value.length);
  return new Promise((done) => {
    const finish = (yes) => { const answer = yes && (field ? field.value : true); dialog.onclick = dialog.oncancel = null; dialog.close(); dialog.replaceChildren(); done(answer); };
    dialog.onclick = (event) => { const button = event.target.closest("button[value]"); if (button) finish(button.value === "confirm"); };
    dialog.oncancel = (event) => { event.preventDefault(); finish(false); };
  });
}

// use tells the app that an element was used.
export async function use(element) {
  const action = { blockId: element.dataset.block, actionId: element.dataset.action };
  if (element.dataset.value !== undefined && element.tagName === "BUTTON") action.value = element.dataset.value;
  else if (element.tagName !== "BUTTON") action.value = valueOf(element);
  if (element.dataset.confirm && !(await confirmed(element.dataset.confirm))) { if (element.tagName !== "BUTTON") redraw("messages"); return; }
  if (element.dataset.url && element.dataset.url !== "#") window.open(element.dataset.url, "_blank", "noopener");
  const form = element.closest("dialog form");
  if (form) { // the app is told what stands in the other fields, too
    const typed = formValues(form, "[data-touched]");
    if (Object.keys(typed).length) await act("enter", { viewId: form.dataset.view, values: typed });
  }
  element.disabled = true;
  element.setAttribute("aria-busy", "true");
  if (element.tagName !== "BUTTON") element.blur();
  await act("interact", { ...place(element), action });
  element.disabled = false;
  element.removeAttribute("aria-busy");
  if (element.tagName === "SELECT") $("messages").drawn = null;
  draw();
}

// openMenu lays a menu's list beside its button, where there is room.
export function openMenu(button) {
  const list = button.nextElementSibling;
  if (list.matches(":popover-open")) { list.hidePopover(); return; }
  list.showPopover();
  button.setAttribute("aria-expanded", "true");
  const at = button.getBoundingClientRect(), size = list.getBoundingClientRect();
  list.style.left = Math.max(6, Math.min(at.right - size.width, innerWidth - size.width - 6)) + "px";
  list.style.top = (at.bottom + size.height + 8 > innerHeight ? Math.max(6, at.top - size.height - 4) : at.bottom + 4) + "px";
  list.querySelector("button")?.focus();
  list.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    button.setAttribute("aria-expanded", "false");
    if (list.contains(document.activeElement) || document.activeElement === document.body) button.focus();
    draw();
  }, { once: true });
}

export function react(button) {
  return act("react", { channel: now.channel, messageTs: button.dataset.ts, name: button.dataset.react, remove: button.getAttribute("aria-pressed") === "true" });
}

// edit and remove change one's own message, once the dialog says so.
export async function edit(button) {
  const text = await confirmed(button.dataset.confirm);
  if (text !== false) await act("edit", { channel: here(), messageTs: button.dataset.edit, text });
}

export async function remove(button) {
  if (await confirmed(button.dataset.confirm)) await act("delete", { channel: here(), messageTs: button.dataset.delete });
}

export async function setStatus(button) {
  await ask("/_control/user", { id: now.user, status_expiration: 0, ...JSON.parse(button.dataset.status) });
}

export function shortcut(button) {
  const on = button.dataset.ts ? { channel: now.channel, messageTs: button.dataset.ts } : {};
  return act("shortcut", { callbackId: button.dataset.shortcut, ...on });
}

export async function go(channel) {
  now.channel = channel;
  now.thread = "";
  document.body.classList.remove("open");
  $("menu").setAttribute("aria-expanded", "false");
  if (channel === "home") await act("open-home", { tab: "home" });
  await draw();
}

export function openThread(ts) {
  now.thread = ts;
  draw().then(() => { if (ts) $("reply").focus(); });
}

export function showPanel(name) {
  now.panel = name;
  $("traffic").hidden = !name;
  $("inspect").setAttribute("aria-expanded", String(Boolean(name)));
  for (const tab of document.querySelectorAll("[data-tab]")) {
    tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
    $("panel-" + tab.dataset.tab).hidden = tab.dataset.tab !== name;
  }
  draw();
}

// trouble puts a fault in: one of calls strikes the chosen method, the others strike the sockets at once.
export async function trouble(button) {
  const fault = JSON.parse(button.dataset.fault);
  if ("call" in button.dataset) Object.assign(fault, { method: $("fault-method").value, times: Number($("fault-times").value) || 1 });
  if (await ask("/_control/faults", fault)) $("panel-faults").querySelector(".complaint").textContent = "";
  draw();
}

export async function clearTroubles() {
  await ask("/_control/faults", undefined, "DELETE");
  draw();
}
