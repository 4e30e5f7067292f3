// Inputs: what is in them, what the app offers at them, files for them.

import { act, now, $ } from "./state.js";

const chips = (element) => [...element.closest(".typeahead, .files").querySelectorAll(".chips li")].map((chip) => chip.dataset.value);

// unixIn is a local date and time in a zone as seconds since 1970.
function unixIn(zone, local) {
  const utc = Date.parse(local + "Z");
  const offset = (moment) => {
    const parts = Object.fromEntries(new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" })
      .formatToParts(moment).map((part) => [part.type, part.value]));
    return Date.parse(`${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}Z`) - moment;
  };
  return Math.floor((utc - offset(utc - offset(utc))) / 1000);
}

// valueOf reads what a person entered into an element, in the form the control API takes.
export function valueOf(element) {
  switch (element.dataset.type) {
    case "external_select": return element.value === "" ? null : element.dataset.value || null;
    case "multi_external_select": case "file_input": return chips(element);
    case "radio_buttons": return element.querySelector("input:checked")?.value || null;
    case "datetimepicker": return element.value ? unixIn(element.dataset.zone, element.value) : null;
  }
  if (element.tagName === "FIELDSET") return [...element.querySelectorAll("input:checked")].map((box) => box.value);
  return element.value === "" ? null : element.value;
}

export function formValues(form, only = "[data-field]") {
  const values = {};
  for (const field of form.querySelectorAll(only)) (values[field.dataset.block] ||= {})[field.dataset.action] = valueOf(field);
  return values;
}

export const place = (element) => (element.dataset.view ? { viewId: element.dataset.view } : { channel: element.dataset.channelId, messageTs: element.dataset.ts });

// touched marks a field in which the person has done something, so that a new drawing of the form keeps it.
export const touched = (element) => element.closest("[data-field]")?.setAttribute("data-touched", "");

// keepTyped carries what a person has entered over into the new drawing of a form, where the same input is still
// there: so does Slack.
export function keepTyped(before, after) {
  for (const field of before.querySelectorAll("[data-touched]")) {
    const { block, action, type } = field.dataset;
    const next = [...after.querySelectorAll("[data-field]")].find((e) => e.dataset.block === block && e.dataset.action === action && e.dataset.type === type);
    if (!next) continue;
    next.setAttribute("data-touched", "");
    const list = field.closest(".typeahead, .files")?.querySelector(".chips");
    if (list) next.closest(".typeahead, .files").querySelector(".chips").replaceWith(list);
    if (field.tagName === "FIELDSET") {
      for (const box of field.querySelectorAll("input")) { const same = next.querySelector(`input[value="${CSS.escape(box.value)}"]`); if (same) same.checked = box.checked; }
    } else if ("value" in field) { next.value = field.value; if (field.dataset.value !== undefined) next.dataset.value = field.dataset.value; }
  }
}

function chip(value, text) {
  const item = document.createElement("li");
  item.dataset.value = value;
  item.textContent = text + " ";
  const off = document.createElement("button");
  Object.assign(off, { type: "button", className: "quiet", textContent: "✕", ariaLabel: document.body.dataset.remove + " " + text });
  off.dataset.unchip = "";
  item.append(off);
  return item;
}

let typing = 0;

// soon asks for offers when the person has paused.
export function soon(input) {
  clearTimeout(typing);
  typing = setTimeout(() => suggest(input), 120);
}

// suggest fills a typeahead's list with what the app offers.
export async function suggest(input) {
  const typed = input.value;
  const list = $(input.getAttribute("aria-controls"));
  if ([...typed].length < Number(input.dataset.minimum)) return close(input);
  const answer = await act("suggest", { ...place(input), blockId: input.dataset.block, actionId: input.dataset.action, value: typed });
  if (!answer || input.value !== typed) return;
  const groups = answer.optionGroups?.length ? answer.optionGroups : [{ options: answer.options || [] }];
  const items = groups.flatMap((group) => [
    ...(group.label ? [Object.assign(document.createElement("li"), { role: "presentation", className: "heading", textContent: group.label.text })] : []),
    ...group.options.map((option) => {
      const item = Object.assign(document.createElement("li"), { role: "option", tabIndex: -1, textContent: option.text.text });
      item.dataset.value = option.value;
      if (option.description) item.append(Object.assign(document.createElement("small"), { textContent: " " + option.description.text }));
      return item;
    }),
  ]);
  if (!items.length) items.push(Object.assign(document.createElement("li"), { role: "presentation", className: "heading", textContent: document.body.dataset.none }));
  const old = [...list.children]; // what is still offered stays the same element: somebody may be about to press it
  list.replaceChildren(...items.map((item) => old.find((o) => o.dataset.value === item.dataset.value && o.textContent === item.textContent && o.role === item.role) || item));
  if (!list.matches(":popover-open")) list.showPopover(); // above everything: a dialog's edge does not cut it off
  const at = input.getBoundingClientRect(), height = list.getBoundingClientRect().height;
  Object.assign(list.style, { left: at.left + "px", width: at.width + "px", top: (at.bottom + height + 8 > innerHeight ? Math.max(6, at.top - height - 4) : at.bottom + 4) + "px" });
  input.setAttribute("aria-expanded", "true");
}

export function close(input) {
  const list = $(input.getAttribute("aria-controls"));
  if (list?.matches(":popover-open")) list.hidePopover();
  input.setAttribute("aria-expanded", "false");
}

// choose takes one of the offers; it returns the input when the app has to hear of it at once.
export function choose(item) {
  const input = item.closest(".typeahead").querySelector("input");
  const text = item.firstChild.textContent;
  if (input.dataset.type === "multi_external_select") {
    if (!chips(input).includes(item.dataset.value)) input.closest(".typeahead").querySelector(".chips").append(chip(item.dataset.value, text));
    input.value = "";
  } else {
    input.value = text;
    input.dataset.value = item.dataset.value;
  }
  touched(input);
  close(input);
  input.focus();
  return input.matches("[data-use], [data-dispatch]") ? input : null;
}

export function unchip(button) {
  const element = button.closest(".typeahead")?.querySelector("input") || button.closest(".files");
  touched(element);
  button.closest("li").remove();
  return element.matches("[data-use], [data-dispatch]") ? element : null;
}

// upload brings a file to the workspace; with a channel it is posted there.
export async function upload(file, more = {}) {
  const content = await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
  return act("upload", { name: file.name, content, ...more });
}

// addFiles brings the files chosen at a file input, and names them there.
export async function addFiles(input) {
  const field = input.closest(".files");
  for (const file of [...input.files]) {
    const answer = await upload(file);
    const there = document.getElementById(field.id) || field;
    if (answer?.fileId) there.querySelector(".chips").append(chip(answer.fileId, file.name));
    touched(there);
  }
  input.value = "";
  return field.matches("[data-dispatch]") ? field : null;
}

export const here = () => (now.channel === "home" ? "dm" : now.channel);
