/** What a person can do with a message or in a place: react, edit, delete, shortcuts, sending. */

import { ask } from "./dialogs.js";
import { h } from "./dom.js";
import { emoji, REACTIONS } from "./emoji.js";
import { openMenu, openPopover } from "./popover.js";
import { failure } from "./surface.js";
import { typedText } from "./typed.js";

/** The deeds of a message list in `channel()`; `reply` is null inside a thread, `refresh()` reads the list again. */
export function messageDeeds(app, { channel, reply, refresh, find }) {
  const toggle = async (message, name, mine) => {
    await app.guard(() =>
      mine ? app.door.unreact(channel(), message.ts, name) : app.door.react(channel(), message.ts, name),
    );
    if (!mine) app.did("react", { name });
    refresh();
  };
  const react = (message, anchor) => {
    const mine = (name) =>
      Boolean(message.reactions?.find((each) => each.name === name)?.users.includes(app.me));
    pickEmoji(anchor, (name) => toggle(message, name, mine(name)));
  };
  const edit = (message) => startEditing(app, channel(), message, find(message.ts), refresh);
  return {
    toggle,
    react,
    reply,
    edit,
    more: (message, anchor) =>
      openMenu(
        anchor,
        moreItems(app, channel(), message, { react: () => react(message, anchor), reply, edit, refresh }),
        { align: "end" },
      ),
  };
}

function pickEmoji(anchor, choose) {
  const panel = h("div", { class: "emoji-picker", role: "menu", "aria-label": "Reactions" });
  const inTools = anchor.closest(".message__tools") !== null;
  const popover = openPopover(anchor, panel, { align: inTools ? "end" : "start" });
  for (const name of REACTIONS) {
    const pick = () => {
      popover.close();
      choose(name);
    };
    panel.append(
      h(
        "button",
        {
          type: "button",
          class: "emoji-picker__one",
          role: "menuitem",
          title: `:${name}:`,
          "aria-label": name.replaceAll("_", " "),
          data: { name },
          on: { click: pick },
        },
        emoji(name),
      ),
    );
  }
  const buttons = [...panel.children];
  panel.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 5, ArrowUp: -5 }[event.key];
    if (!step) return;
    event.preventDefault();
    buttons[buttons.indexOf(document.activeElement) + step]?.focus();
  });
  buttons[0].focus();
}

function moreItems(app, channel, message, { react, reply, edit, refresh }) {
  const own = message.user === app.me && !message.bot_id;
  const items = [{ label: "Add a reaction…", run: react }];
  if (reply) items.push({ label: "Reply in thread", run: () => reply(message) });
  if (own) items.push({ label: "Edit message", run: () => edit(message) });
  if (own)
    items.push({ label: "Delete message…", danger: true, run: () => remove(app, channel, message, refresh) });
  const shortcuts = app.world.shortcuts.filter((shortcut) => shortcut.type.startsWith("message"));
  if (shortcuts.length) items.push({ title: app.world.app.name });
  for (const shortcut of shortcuts)
    items.push({ label: shortcut.name, run: () => runShortcut(app, shortcut, { channel, ts: message.ts }) });
  return items;
}

/** Tell the app that a shortcut was chosen, on a message or anywhere. */
export async function runShortcut(app, shortcut, where = {}) {
  const answer = await app.guard(() => app.door.shortcut({ callback_id: shortcut.callback_id, ...where }));
  if (answer?.ok === false) app.emit("trouble", { sentence: failure(app, answer.status) });
  else if (answer) app.did("shortcut", { name: shortcut.name });
}

/** The menu under the lightning button. */
export function openShortcuts(app, anchor) {
  const shortcuts = app.world.shortcuts.filter((shortcut) => !shortcut.type.startsWith("message"));
  const items = shortcuts.map((shortcut) => ({
    label: shortcut.name,
    run: () => runShortcut(app, shortcut),
  }));
  openMenu(
    anchor,
    [{ title: app.world.app.name }, ...(items.length ? items : [{ title: "It has no shortcuts" }])],
    { above: true },
  );
}

async function remove(app, channel, message, refresh) {
  const sure = await ask({
    title: "Delete message",
    text: "Are you sure? This cannot be undone.",
    yes: "Delete",
    danger: true,
  });
  if (!sure) return;
  await app.guard(() => app.door.remove(channel, message.ts));
  refresh();
}

function startEditing(app, channel, message, node, refresh) {
  const body = node?.querySelector(".message__body");
  if (!body || node.querySelector(".editor")) return;
  const field = h("textarea", { class: "field", rows: 3, "aria-label": "Edit message" });
  field.value = typedText(message.text, app.names);
  const stop = () => {
    editor.remove();
    body.hidden = false;
    node.focus();
  };
  const save = async () => {
    const answer = await app.guard(() => app.door.edit({ channel, ts: message.ts, text: field.value }));
    if (!answer) return;
    stop();
    refresh();
  };
  const editor = h(
    "div",
    { class: "editor" },
    field,
    h(
      "div",
      { class: "editor__foot" },
      h("button", { type: "button", class: "button", on: { click: stop } }, "Cancel"),
      h("button", { type: "button", class: "button button--primary", on: { click: save } }, "Save changes"),
    ),
  );
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
    else if (event.key === "Enter" && !event.shiftKey) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  body.hidden = true;
  body.after(editor);
  field.focus();
}

/** Send what was typed in the composer: a message, or a slash command; resolves to whether it went out. */
export async function sendTyped(app, channel, text, thread = null) {
  const command = !thread && /^(\/[a-z0-9_-]+)(?:\s+([\s\S]*))?$/i.exec(text.trim());
  if (command) return runCommand(app, channel, command[1], command[2] ?? "");
  const answer = await app.guard(() =>
    app.door.post({ channel, text, ...(thread ? { thread_ts: thread } : {}) }),
  );
  if (answer) app.did("post", { channel, ts: answer.ts, thread });
  return Boolean(answer);
}

async function runCommand(app, channel, command, text) {
  if (!app.world.commands.some((each) => each.command === command)) {
    app.emit("trouble", {
      sentence: `${command} is not a command here. Start with a space to send it as a message.`,
    });
    return false;
  }
  const answer = await app.guard(() => app.door.command(channel, command, text));
  // Where the app failed, Slackbot says so in the channel, as in Slack: nothing more to tell.
  if (answer?.ok) app.did("command", { command: `${command} ${text}`.trim() });
  return Boolean(answer);
}
