/** Draws what stands inside a line: mentions, channels, links, dates and emoji. */

import { h } from "../dom.js";
import { emoji } from "../emoji.js";
import { clock, dayName, format, present } from "../names.js";

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);
const PERMALINK = /\/archives\/([CDG][A-Z0-9]+)\/p(\d{10})(\d{6})$/;

/** Undo Slack's three escapes, once. */
export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

/** The address if a browser may follow it (http, https, mailto, tel), else null. */
export function followable(address) {
  try {
    const url = new URL(address);
    return SCHEMES.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** Where in this workspace a permalink points: `{channel, ts, thread}`, or null. */
export function permalink(url) {
  const match = PERMALINK.exec(url.pathname);
  if (!match) return null;
  return { channel: match[1], ts: `${match[2]}.${match[3]}`, thread: url.searchParams.get("thread_ts") };
}

/** A link; one to a message of this workspace opens it in the page, and one with an unsafe address stays text. */
export function link(address, label, ctx) {
  const url = followable(address);
  if (!url) return h("span", { class: "dead-link", text: typeof label === "string" ? label : address });
  const target = permalink(url);
  const known = target && ctx.names.channel(target.channel);
  return h(
    "a",
    {
      class: "link",
      href: url.href,
      target: "_blank",
      rel: "noopener noreferrer",
      on: {
        click: (event) => {
          ctx.followed?.(url.href);
          if (!known) return;
          event.preventDefault();
          ctx.jump(target);
        },
      },
    },
    label,
  );
}

export function userMention(id, ctx) {
  const mine = id === ctx.me;
  return h("span", {
    class: mine ? "mention mention--me" : "mention",
    title: ctx.names.full(id),
    text: `@${ctx.names.called(id)}`,
  });
}

export function channelMention(id, label, ctx) {
  const channel = ctx.names.channel(id);
  const name = channel?.name || label || id;
  if (!channel || !channel.members.includes(ctx.me)) return h("span", { class: "mention", text: `#${name}` });
  return h("button", {
    type: "button",
    class: "mention mention--channel",
    text: `#${name}`,
    on: { click: () => ctx.jump({ channel: id }) },
  });
}

export function broadcast(range) {
  return h("span", { class: "mention mention--me", text: `@${range}` });
}

/** An emoji by shortcode: the character, or `:name:` for one that we do not know. */
export function emojiNode(name) {
  const character = emoji(name);
  if (!character) return h("span", { class: "emoji-name", text: `:${name}:` });
  return h("span", {
    class: "emoji",
    role: "img",
    "aria-label": name.replaceAll("_", " "),
    title: `:${name}:`,
    text: character,
  });
}

const DATE_PARTS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  date_slash: { year: "numeric", month: "2-digit", day: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

function ago(at) {
  const passed = Math.max(0, Math.round(present() - at));
  const steps = [
    [86400, "day"],
    [3600, "hour"],
    [60, "minute"],
  ];
  for (const [size, unit] of steps) {
    const count = Math.floor(passed / size);
    if (count >= 1) return `${count} ${unit}${count > 1 ? "s" : ""} ago`;
  }
  return "just now";
}

function datePart(token, at, zone) {
  if (token === "time") return clock(at, zone);
  if (token === "ago") return ago(at);
  const pretty = token.endsWith("_pretty");
  const base = pretty ? token.slice(0, -"_pretty".length) : token;
  if (pretty) {
    const name = dayName(at, zone);
    if (name === "Today" || name === "Yesterday") return name.toLowerCase();
  }
  const options = DATE_PARTS[base === "day_divider" || base === "date_long_full" ? "date_long" : base];
  return options ? format(at, zone, options) : null;
}

/** A date in the reader's own zone by Slack's format string; the fallback stands where the format is unknown. */
export function dateNode(at, pattern, address, fallback, ctx) {
  let known = Number.isFinite(at);
  const shown = pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    const part = known ? datePart(token, at, ctx.zone) : null;
    known &&= part !== null;
    return part ?? whole;
  });
  const text = known ? shown : fallback || String(at);
  if (address) return link(address, text, ctx);
  return h("time", { title: fallback || null, text });
}
