// The composer: messages, commands with completion, files.

import { $, act, now } from "./state.js";
import { here, upload } from "./forms.js";

const sent = []; // what was typed before, for the arrow up
let back = 0;

// send is a command or a message; the answer is drawn when it comes.
export async function send() {
  const text = $("typed").value.trim();
  if (!text) return;
  $("typed").value = "";
  sent.push(text);
  back = 0;
  complete();
  const [command] = text.split(/\s/, 1);
  if (text.startsWith("/")) await act("command", { channel: here(), command, text: text.slice(command.length).trim() });
  else await act("message", { channel: here(), text });
  $("messages").scrollTop = $("messages").scrollHeight;
}

export async function reply() {
  const text = $("reply").value.trim();
  if (!text) return;
  $("reply").value = "";
  await act("message", { channel: here(), text, thread_ts: now.thread, reply_broadcast: $("broadcast").checked });
  $("broadcast").checked = false;
  $("replies").scrollTop = $("replies").scrollHeight;
}

// share posts files with what stands in the composer: of the channel or, with a thread, of that.
export async function share(files, thread = "") {
  const typed = $(thread ? "reply" : "typed");
  const text = typed.value.startsWith("/") ? "" : typed.value.trim();
  for (const [i, file] of [...files].entries()) {
    if (await upload(file, { channel: here(), text: i === 0 ? text : "", thread_ts: thread }) && text) typed.value = "";
  }
}

// complete offers the app's commands while one is being typed.
export function complete() {
  const typed = $("typed").value;
  const list = $("completions");
  const fitting = /^\/\S*$/.test(typed) ? now.commands.filter((c) => c.command.startsWith(typed) && c.command !== typed) : [];
  const known = /^\/\S+\s*$/.test(typed) ? now.commands.filter((c) => c.command === typed.trim()) : [];
  const shown = fitting.length ? fitting : known;
  list.hidden = shown.length === 0;
  list.replaceChildren(...shown.map((c) => {
    const item = Object.assign(document.createElement("li"), { role: "option", tabIndex: -1 });
    item.dataset.command = c.command;
    for (const [tag, text] of [["b", c.command], ["code", c.hint], ["small", c.description]]) {
      if (text) item.append(Object.assign(document.createElement(tag), { textContent: text }), " ");
    }
    return item;
  }));
}

export function take(item) {
  $("typed").value = item.dataset.command + " ";
  $("typed").focus();
  complete();
}

// keys of the composer: Enter sends, Tab completes, the arrow up brings back what was typed.
export function keys(event) {
  const first = $("completions").hidden ? null : $("completions").querySelector("li");
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
  else if (event.key === "Tab" && !event.shiftKey && first && $("typed").value.trim() !== first.dataset.command) { event.preventDefault(); take(first); }
  else if (event.key === "ArrowUp" && first && $("typed").value) { event.preventDefault(); $("completions").lastElementChild.focus(); }
  else if (event.key === "ArrowUp" && sent.length && (!$("typed").value || back)) { event.preventDefault(); back = Math.min(back + 1, sent.length); $("typed").value = sent.at(-back); }
  else if (event.key === "ArrowDown" && back) { event.preventDefault(); back--; $("typed").value = back ? sent.at(-back) : ""; }
  else if (event.key === "Escape") $("completions").hidden = true;
}
