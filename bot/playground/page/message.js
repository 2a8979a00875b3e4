/** Draws one message: who, when, what, its reactions and its thread, and what a person can do with it. */

import { avatar, appAvatar } from "./avatar.js";
import { drawBlocks } from "./blockkit/blocks.js";
import { mrkdwn } from "./blockkit/mrkdwn.js";
import { h, icon, iconButton } from "./dom.js";
import { emoji } from "./emoji.js";
import { clock, format, moment, seconds } from "./names.js";
import { contextOf, hostOf } from "./surface.js";

const SYSTEM = new Set([
  "channel_join",
  "channel_leave",
  "channel_topic",
  "channel_purpose",
  "channel_name",
  "channel_archive",
  "channel_unarchive",
  "group_join",
  "group_leave",
  "group_name",
  "group_topic",
  "group_purpose",
  "tombstone",
]);

export const isSystem = (message) => SYSTEM.has(message.subtype);

/**
 * Draw `message` of `channel`. `deeds` are what can be done with it (`react`, `toggle`, `reply`, `more`);
 * `follows` leaves out name and avatar because the message before is by the same person.
 */
export function drawMessage(app, channel, message, deeds, follows) {
  const at = seconds(message.ts);
  if (isSystem(message)) return drawLine(app, message, at);
  const classes = ["message"];
  if (follows) classes.push("message--follows");
  if (message.ephemeral) classes.push("message--ephemeral");
  const name = message.username || app.names.called(message.user ?? app.names.bot ?? "");
  return h(
    "article",
    {
      class: classes.join(" "),
      data: { ts: message.ts, user: message.user ?? "" },
      tabindex: "-1",
      "aria-label": `${name}, ${moment(at, app.zone)}`,
    },
    h("div", { class: "message__side" }, follows ? time(at, app.zone) : face(app, message)),
    h(
      "div",
      { class: "message__main" },
      message.ephemeral && h("p", { class: "message__only" }, icon("eye"), "Only visible to you"),
      !follows && heading(app, message, name, at),
      content(app, channel, message),
      reactions(app, message, deeds),
      thread(message, deeds),
    ),
    toolbar(message, deeds),
  );
}

/** One of Slack's own lines: "Amina has joined the channel". */
function drawLine(app, message, at) {
  return h(
    "div",
    { class: "message message--system", data: { ts: message.ts }, tabindex: "-1" },
    h("div", { class: "message__side" }, time(at, app.zone)),
    h(
      "div",
      { class: "message__main" },
      h("div", { class: "message__text" }, mrkdwn(message.text ?? "", contextOf(app))),
    ),
  );
}

function face(app, message) {
  const isApp = message.bot_id || message.user === app.names.bot;
  return isApp ? appAvatar("message") : avatar(app.names, message.user ?? "?", "message");
}

function time(at, zone) {
  const full = format(at, zone, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  return h("time", { class: "message__time", title: `${full} (${zone})`, text: clock(at, zone) });
}

function heading(app, message, name, at) {
  const role = app.names.role(message.user);
  return h(
    "div",
    { class: "message__head" },
    h("span", { class: "message__name", text: name }),
    app.names.mood(message.user) &&
      h("span", { class: "message__mood", title: app.names.reachable(message.user), text: app.names.mood(message.user) }),
    message.bot_id && h("span", { class: "tag", text: "APP" }),
    (role === "guest" || role === "other company") && h("span", { class: "tag tag--quiet", text: role }),
    time(at, app.zone),
  );
}

function content(app, channel, message) {
  const host = hostOf(app, { channel, ts: message.ts });
  const body = h("div", { class: "message__body" });
  if (message.blocks?.length) body.append(drawBlocks(message.blocks, host));
  else if (message.text)
    body.append(h("div", { class: "message__text" }, mrkdwn(message.text, contextOf(app))));
  for (const attachment of message.attachments ?? []) body.append(drawAttachment(attachment, host));
  if (message.edited) body.append(h("span", { class: "message__edited", text: "(edited)" }));
  return body;
}

/** An old-style attachment: a coloured bar with a title, text, fields or blocks. */
function drawAttachment(attachment, host) {
  const tone = /^#?[0-9a-f]{6}$/i.test(attachment.color ?? "")
    ? `#${attachment.color.replace("#", "")}`
    : null;
  const fields = (attachment.fields ?? []).map((field) =>
    h(
      "div",
      { class: "section__field" },
      h("strong", { text: field.title }),
      h("br"),
      mrkdwn(field.value ?? "", host.ctx),
    ),
  );
  return h(
    "div",
    { class: "attachment", vars: tone ? { "--bar": tone } : {} },
    attachment.pretext && h("div", {}, mrkdwn(attachment.pretext, host.ctx)),
    attachment.title && h("strong", {}, mrkdwn(attachment.title, host.ctx)),
    attachment.text && h("div", {}, mrkdwn(attachment.text, host.ctx)),
    fields.length > 0 && h("div", { class: "section__fields" }, fields),
    attachment.blocks && drawBlocks(attachment.blocks, host),
    !attachment.text && !attachment.blocks && !attachment.title && attachment.fallback,
  );
}

function reactions(app, message, deeds) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map((reaction) => {
      const mine = reaction.users.includes(app.me);
      const who = reaction.users.map((id) => app.names.called(id)).join(", ");
      return h(
        "button",
        {
          type: "button",
          class: mine ? "reaction reaction--mine" : "reaction",
          title: `${who} reacted with :${reaction.name}:`,
          "aria-label": `${reaction.name.replaceAll("_", " ")}, ${reaction.count}, by ${who}`,
          "aria-pressed": String(mine),
          data: { name: reaction.name },
          on: { click: () => deeds.toggle(message, reaction.name, mine) },
        },
        h("span", { class: "reaction__sign", text: emoji(reaction.name) ?? `:${reaction.name}:` }),
        h("span", { text: String(reaction.count) }),
      );
    }),
    iconButton("smile", "Add a reaction", (event) => deeds.react(message, event.currentTarget), {
      class: "reaction reaction--add",
    }),
  );
}

function thread(message, deeds) {
  if (!deeds.reply || !message.reply_count) return null;
  return h(
    "button",
    { type: "button", class: "thread-link", on: { click: () => deeds.reply(message) } },
    icon("thread"),
    `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`,
  );
}

function toolbar(message, deeds) {
  return h(
    "div",
    { class: "message__tools", role: "toolbar", "aria-label": "What to do with this message" },
    !message.ephemeral &&
      iconButton("smile", "Add a reaction", (event) => deeds.react(message, event.currentTarget)),
    !message.ephemeral && deeds.reply && iconButton("thread", "Reply in thread", () => deeds.reply(message)),
    !message.ephemeral &&
      iconButton("more", "More actions", (event) => deeds.more(message, event.currentTarget), {
        "aria-haspopup": "menu",
      }),
  );
}
