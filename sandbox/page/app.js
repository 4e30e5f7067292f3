// The page's script: it fills the pieces the server draws, and tells the sandbox what the person did.
"use strict";

const at = new URLSearchParams(location.search);
const seen = JSON.parse(localStorage.getItem("seen") || "{}");
const $ = (id) => document.getElementById(id);
let seq = 0, modalKey = null, user = at.get("user") || "", channel = at.get("channel") || "", commands = [], inspecting = false, drawing = false, again = false;

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: body ? JSON.stringify(body) : undefined });
  const text = await answer.text();
  $("complaint").textContent = answer.ok ? "" : (() => { try { return JSON.parse(text).error; } catch { return text; } })();
  return answer.ok && text ? JSON.parse(text) : null;
}
const control = (name, body) => post("/_control/" + name, body);
const query = () => new URLSearchParams({ user, channel, traffic: inspecting ? "1" : "" });

// draw asks for the screen and replaces the pieces that are different.
async function draw() {
  if (drawing) { again = true; return; }
  drawing = true;
  try {
    const asked = String(query());
    const screen = await (await fetch("/page/screen?" + asked)).json();
    if (asked !== String(query())) { again = true; return; } // the person has gone elsewhere meanwhile
    [seq, user, channel, commands] = [screen.seq, screen.user, screen.channel, screen.commands || []];
    history.replaceState(null, "", "?" + new URLSearchParams({ user, channel }));
    for (const [id, html] of Object.entries(screen.pieces)) {
      if (id === "modal") continue;
      const piece = $(id);
      if (piece.drawn === html || (id === "messages" && piece.contains(document.activeElement) && document.activeElement.matches("select"))) continue;
      const bottom = piece.scrollHeight - piece.scrollTop - piece.clientHeight < 80 || piece.shown !== user + channel;
      piece.innerHTML = html;
      piece.drawn = html;
      if (id === "messages" && bottom) piece.scrollTop = piece.scrollHeight;
      piece.shown = user + channel;
    }
    drawModal(screen);
    markUnread(screen.latest);
  } finally {
    drawing = false;
    if (again) { again = false; draw(); }
  }
}

function drawModal(screen) {
  if (screen.modal === modalKey) return;
  modalKey = screen.modal;
  const modal = $("modal");
  const scrolled = modal.querySelector(".fieldset")?.scrollTop;
  const same = modal.querySelector("form")?.dataset.view;
  if (!modalKey) { // closed before it is emptied, so that the focus finds its way back
    if (modal.open) modal.close();
    modal.replaceChildren();
    document.activeElement?.blur(); // a text field given back its focus by a dialog takes no keys in some Chromiums
    $("typed").focus({ preventScroll: true });
    return;
  }
  modal.innerHTML = screen.pieces.modal;
  if (!modal.open) modal.showModal();
  const wrong = modal.querySelector("[aria-invalid]");
  if (wrong) { wrong.focus(); wrong.closest(".block").scrollIntoView({ block: "center" }); }
  else if (modal.querySelector("form").dataset.view === same && scrolled) modal.querySelector(".fieldset").scrollTop = scrolled;
  else modal.querySelector("[data-field]")?.focus();
}

function markUnread(latest) {
  const mine = (seen[user] ||= {});
  if (latest[channel]) mine[channel] = latest[channel];
  for (const button of document.querySelectorAll(".channel")) {
    const id = button.dataset.channel;
    if (mine[id] === undefined && id !== channel) mine[id] = mine[id] ?? "";
    button.classList.toggle("unread", Boolean(latest[id]) && latest[id] > (mine[id] || ""));
  }
  localStorage.setItem("seen", JSON.stringify(seen));
}

// valueOf reads what a person entered into an element, in the form the control API takes.
function valueOf(element) {
  switch (element.dataset.type) {
    case "external_select": return element.value === "" ? null : element.dataset.value || null;
    case "checkboxes": return [...element.querySelectorAll("input:checked")].map((box) => box.value);
    case "radio_buttons": return element.querySelector("input:checked")?.value || null;
    case "datetimepicker": return element.value ? Math.floor(new Date(element.value).getTime() / 1000) : null;
  }
  if (element.multiple) return [...element.selectedOptions].map((option) => option.value);
  return element.value === "" ? null : element.value;
}

function formValues(form) {
  const values = {};
  for (const field of form.querySelectorAll("[data-field]")) {
    (values[field.dataset.block] ||= {})[field.dataset.action] = valueOf(field);
  }
  return values;
}

const place = (element) => element.dataset.view ? { viewId: element.dataset.view } : { channel: element.dataset.channelId, messageTs: element.dataset.ts };

async function use(element) {
  const action = { blockId: element.dataset.block, actionId: element.dataset.action };
  if (element.tagName !== "BUTTON") action.value = valueOf(element);
  if (element.dataset.confirm && !confirm(element.dataset.confirm)) action.denied = true;
  element.disabled = true;
  element.blur();
  await control("interact", { user, ...place(element), action });
  element.disabled = false;
  if (element.tagName === "SELECT" && element.dataset.type !== "overflow") $("messages").drawn = null;
  draw();
}

// send is a command or a message; the answer is drawn when it comes.
async function send() {
  const text = $("typed").value.trim();
  if (!text) return;
  $("typed").value = "";
  complete();
  const [command] = text.split(/\s/, 1);
  const where = channel === "home" ? "dm" : channel;
  if (text.startsWith("/")) await control("command", { user, channel: where, command, text: text.slice(command.length).trim() });
  else await control("message", { user, channel: where, text });
  $("messages").scrollTop = $("messages").scrollHeight;
}

function complete() {
  const typed = $("typed").value;
  const list = $("completions");
  const fitting = /^\/\S*$/.test(typed) ? commands.filter((c) => c.command.startsWith(typed)) : [];
  list.hidden = fitting.length === 0;
  list.replaceChildren(...fitting.map((c) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${c.command} ${c.hint} — ${c.description}`;
    button.addEventListener("click", () => { $("typed").value = c.command + " "; $("typed").focus(); complete(); });
    item.append(button);
    return item;
  }));
}

// suggest fills a typeahead's list with what the app offers.
async function suggest(input) {
  const typed = input.value;
  const list = input.nextElementSibling;
  if ([...typed].length < Number(input.dataset.minimum)) { list.hidden = true; return; }
  const answer = await control("suggest", { user, ...place(input), blockId: input.dataset.block, actionId: input.dataset.action, value: typed });
  if (!answer || input.value !== typed) return;
  const options = answer.options?.length ? answer.options : (answer.optionGroups || []).flatMap((g) => g.options);
  list.hidden = !options?.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  list.replaceChildren(...(options || []).map((option) => {
    const item = document.createElement("li");
    item.role = "option";
    item.tabIndex = -1;
    item.textContent = option.text.text;
    item.dataset.value = option.value;
    return item;
  }));
}

function choose(item) {
  const input = item.closest(".typeahead").querySelector("input");
  input.value = item.textContent;
  input.dataset.value = item.dataset.value;
  item.parentElement.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.focus();
  if (input.matches("[data-use], [data-dispatch]")) use(input);
}

document.addEventListener("click", async (event) => {
  const target = event.target.closest("button, [role=option]");
  if (!target) { for (const list of document.querySelectorAll(".typeahead ul")) list.hidden = true; return; }
  if (target.role === "option") return choose(target);
  if (target.matches(".channel")) {
    channel = target.dataset.channel;
    document.body.classList.remove("open");
    if (channel === "home") await control("open-home", { user, tab: "home" });
    return draw();
  }
  if (target.matches("[data-clock]")) { await post("/page/clock?to=" + target.dataset.clock + "&" + query()); return draw(); }
  if (target.matches("[data-close]")) return control("close", { user, viewId: target.closest("form").dataset.view });
  if (target.matches("[data-shortcut]")) {
    const on = target.dataset.ts ? { channel, messageTs: target.dataset.ts } : {};
    return control("shortcut", { user, callbackId: target.dataset.shortcut, ...on });
  }
  if (target.matches("button[data-use]")) return use(target);
  if (target.id === "menu") document.body.classList.toggle("open");
  if (target.id === "inspect") {
    inspecting = !inspecting;
    target.setAttribute("aria-pressed", String(inspecting));
    $("traffic").hidden = !inspecting;
    draw();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.id === "people") { user = event.target.value; channel = channel.startsWith("D") ? "" : channel; event.target.blur(); return draw(); }
  const element = event.target.closest("[data-use]:not(button), [data-dispatch]");
  if (element && !element.matches("[role=combobox]") && valueOf(element) !== null) use(element);
});

document.addEventListener("input", (event) => {
  if (event.target.id === "typed") complete();
  if (event.target.matches("[role=combobox]")) { event.target.dataset.value = ""; suggest(event.target); }
});
document.addEventListener("focusin", (event) => { if (event.target.matches("[role=combobox]")) suggest(event.target); });

document.addEventListener("keydown", (event) => {
  if (event.target.id === "typed" && event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
  const ahead = event.target.closest(".typeahead");
  if (!ahead) return;
  const items = [...ahead.querySelectorAll("li")];
  const now = items.indexOf(document.activeElement);
  if (event.key === "ArrowDown" && items.length) { event.preventDefault(); items[Math.min(now + 1, items.length - 1)].focus(); }
  if (event.key === "ArrowUp" && now >= 0) { event.preventDefault(); (items[now - 1] || ahead.querySelector("input")).focus(); }
  if (event.key === "Enter") { event.preventDefault(); if (items.length) choose(items[Math.max(now, 0)]); }
  if (event.key === "Escape") { ahead.querySelector("ul").hidden = true; event.preventDefault(); }
});

// Enter sends and leaves no line break behind, also where the key and its text arrive apart.
$("typed").addEventListener("beforeinput", (event) => { if (event.inputType === "insertLineBreak" && $("typed").value === "") event.preventDefault(); });
$("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
$("modal").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  await control("submit", { user, viewId: form.dataset.view, values: formValues(form) });
  button.disabled = false;
  draw();
});
$("modal").addEventListener("cancel", (event) => {
  event.preventDefault();
  control("close", { user, viewId: $("modal").querySelector("form").dataset.view });
});

draw().then(() => {
  const events = new EventSource("/page/events?after=" + seq);
  events.onmessage = () => draw();
  setInterval(draw, 30000); // the clock's minutes
});
