// What the page remembers, and its way to the sandbox.

const at = new URLSearchParams(location.search);

export const $ = (id) => document.getElementById(id);
export const now = { seq: 0, user: at.get("user") || "", channel: at.get("channel") || "", thread: at.get("thread") || "", panel: "", commands: [] };
export const seen = JSON.parse(localStorage.getItem("seen") || "{}");

export const query = () => new URLSearchParams({
  user: now.user, channel: now.channel, thread: now.thread, panel: now.panel,
  ...(now.panel === "entries" ? { kind: $("kind").value, filter: $("filter").value } : {}),
});

// complain says what went wrong, where the person looks: in the dialog on top, the open panel or under the composer.
export function complain(text) {
  for (const place of document.querySelectorAll(".complaint")) place.textContent = "";
  if (!text) return;
  const place = $("modal").open ? $("modal").querySelector(".complaint") : now.panel === "faults" ? $("panel-faults").querySelector(".complaint") : $("complaint");
  place.textContent = text;
}

const said = (text) => { try { return JSON.parse(text).error || text; } catch { return text; } };

// ask sends a request; a refusal is shown and answered with null.
export async function ask(path, body, method = "POST") {
  let answer, text;
  try {
    answer = await fetch(path, { method, headers: { "Content-Type": "application/json" }, body: body ? JSON.stringify(body) : undefined });
    text = await answer.text();
  } catch (problem) {
    complain(String(problem.message));
    return null;
  }
  if (!answer.ok) { complain(said(text)); return null; }
  return text ? JSON.parse(text) : {};
}

const failures = { operation_timeout: "timeout", dispatch_failed: "failed" };

// act does something for the person; that the app has not answered is said in plain words.
export async function act(name, body) {
  const slow = setTimeout(() => { $("waiting").textContent = document.body.dataset.waiting; }, 400);
  complain("");
  const answer = await ask("/_control/" + name, { user: now.user, ...body });
  clearTimeout(slow);
  $("waiting").textContent = "";
  if (answer?.error) complain(document.body.dataset[failures[answer.error]] || answer.error);
  return answer;
}
