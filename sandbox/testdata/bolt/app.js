// A small app on Slack's own Bolt for JavaScript, unchanged: what bolt_test.go
// drives to show that the sandbox speaks Slack to an SDK none of us wrote.
const { App, LogLevel } = require("@slack/bolt");

const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.WARN,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
});

const plain = (text) => ({ type: "plain_text", text });
const form = (title) => ({
  type: "modal",
  callback_id: "form",
  title: plain(title),
  submit: plain("Save"),
  blocks: [
    { type: "input", block_id: "name", label: plain("Name"), element: { type: "plain_text_input", action_id: "name" } },
    {
      type: "input", block_id: "city", optional: true, label: plain("City"),
      element: { type: "external_select", action_id: "city", min_query_length: 1 },
    },
  ],
});

app.command("/bolt", async ({ command, ack, respond, client, body }) => {
  if (command.text === "form") {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form("First") });
    return;
  }
  await ack(`ack: ${command.text}`);
  await respond({ response_type: "in_channel", text: `respond: ${command.text}` });
});

app.view("form", async ({ ack, view, client, body }) => {
  const name = view.state.values.name.name.value;
  const answers = {
    errors: { response_action: "errors", errors: { name: "not that" } },
    update: { response_action: "update", view: form("Updated") },
    push: { response_action: "push", view: form("Pushed") },
    clear: { response_action: "clear" },
  };
  await ack(answers[name]);
  if (!answers[name]) {
    const city = view.state.values.city.city.selected_option;
    await client.chat.postMessage({
      channel: body.user.id,
      text: `saved ${name} in ${city ? city.value : "nowhere"}`,
      metadata: { event_type: "saved", event_payload: { name } },
      blocks: [
        { type: "section", text: { type: "mrkdwn", text: `saved *${name}*` } },
        { type: "actions", elements: [{ type: "button", action_id: "done", text: plain("Done"), value: name }] },
      ],
    });
  }
});

app.options("city", async ({ ack, options }) => {
  const cities = ["北京", "北海", "上海"].filter((city) => city.includes(options.value));
  await ack({ options: cities.map((city) => ({ text: plain(city), value: city })) });
});

app.action("done", async ({ ack, respond, action }) => {
  await ack();
  await respond({ replace_original: true, text: `done ${action.value}` });
});

app.shortcut("new", async ({ ack, client, body }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: form("Shortcut") });
});

app.event("app_home_opened", async ({ event, client }) => {
  await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [{ type: "header", text: plain("Bolt home") }] } });
});

app.event("app_mention", async ({ event, say }) => {
  await say({ text: `hello <@${event.user}>`, thread_ts: event.ts });
});

app.message("upload", async ({ message, client }) => {
  await client.filesUploadV2({ channel_id: message.channel, filename: "list.csv", content: "a,b\n", initial_comment: "here it is" });
  const history = await client.conversations.history({ channel: message.channel, include_all_metadata: true });
  const saved = history.messages.find((m) => m.metadata && m.metadata.event_type === "saved");
  await client.chat.postMessage({ channel: message.channel, text: `metadata ${saved ? saved.metadata.event_payload.name : "lost"}` });
});

app.message("react", async ({ message, client }) => {
  await client.reactions.add({ channel: message.channel, timestamp: message.ts, name: "eyes" });
});

app.event("reaction_added", async ({ event, client }) => {
  if (event.reaction === "tada") await client.chat.postMessage({ channel: event.item.channel, thread_ts: event.item.ts, text: `thank you <@${event.user}>` });
});

// What becomes of messages in a channel, as Bolt reads it.
app.message(async ({ message, say }) => {
  if (message.channel_type !== "channel" || message.bot_id) return;
  const told = { undefined: () => `${message.thread_ts && message.thread_ts !== message.ts ? "reply" : "new"} ${message.text}`, file_share: () => `file ${message.files[0].id}`,
    thread_broadcast: () => `to all ${message.text} in ${message.root.text}`,
    message_changed: () => `${message.message.subtype === "tombstone" ? "stone over" : `changed to ${message.message.text} from`} ${message.previous_message.text}`,
    message_deleted: () => `deleted ${message.previous_message.text} of ${message.deleted_ts}` }[message.subtype];
  const written = message.message || message.previous_message || message;
  if (told && !written.bot_id && !(written.text || "").startsWith("told:")) await say(`told: ${told()}`);
});

app.start();
