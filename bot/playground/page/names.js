/** Says who and what an id is: names, titles, initials, colours and local times. */

import { emoji } from "./emoji.js";

const character = (shortcode) => (shortcode ? (emoji(shortcode.replaceAll(":", "")) ?? shortcode) : "");

const PALETTE = [
  "#2f7a6b",
  "#a4553a",
  "#5465a8",
  "#8a5a9e",
  "#3d7fa6",
  "#a3762a",
  "#b0486b",
  "#577a35",
  "#6d6a75",
  "#7d5b46",
];

/** Looks names up in the current world; replaced as a whole when the world is read again. */
export class Names {
  constructor(world) {
    this.world = world;
    this.people = new Map(world.people.map((person) => [person.id, person]));
    this.channels = new Map(world.channels.map((channel) => [channel.id, channel]));
    this.bot = world.app?.bot_user_id ?? null;
  }

  person(id) {
    return this.people.get(id) ?? null;
  }

  channel(id) {
    return this.channels.get(id) ?? null;
  }

  /** What to call a user id: a person's display name, the app's name, or the id itself. */
  called(id) {
    if (id === this.bot) return this.world.app.name;
    const person = this.people.get(id);
    if (!person) return id === "USLACKBOT" ? "Slackbot" : id;
    return person.display_name || person.real_name || person.name;
  }

  full(id) {
    const person = this.people.get(id);
    return person ? person.real_name || person.display_name || person.name : this.called(id);
  }

  initials(id) {
    const words = this.full(id).split(/\s+/u).filter(Boolean);
    const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
    return (
      letters
        .map((word) => [...word][0] ?? "")
        .join("")
        .toUpperCase() || "?"
    );
  }

  /** A colour for the avatar; what the world says wins if it is a plain hexadecimal colour. */
  tone(id) {
    const own = String(this.people.get(id)?.color ?? "");
    if (/^#?[0-9a-f]{6}$/i.test(own)) return own.startsWith("#") ? own : `#${own}`;
    let sum = 0;
    for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 997;
    return PALETTE[sum % PALETTE.length];
  }

  /** The other members of a conversation, as seen by `me`. */
  others(channel, me) {
    const rest = channel.members.filter((id) => id !== me);
    return rest.length ? rest : [me];
  }

  /** The title of a conversation for `me`: "help", or the names of the people in a direct message. */
  title(channel, me) {
    if (!channel.is_im && !channel.is_mpim) return channel.name;
    return this.others(channel, me)
      .map((id) => this.called(id))
      .join(", ");
  }

  /** What stands beside a name: the status and whether notifications are paused ("🌴 Vacationing · Do Not Disturb"). */
  reachable(id) {
    const { status, dnd } = this.people.get(id) ?? {};
    const shown = status ? [character(status.emoji), status.text].filter(Boolean).join(" ") : "";
    return [shown, dnd ? "Do Not Disturb" : ""].filter(Boolean).join(" · ");
  }

  /** The emoji of somebody's status, or "". */
  mood(id) {
    return character(this.people.get(id)?.status?.emoji);
  }

  /** A short note on what kind of member this is ("guest", "other company", "admin"), or "". */
  role(id) {
    const person = this.people.get(id);
    if (!person) return "";
    if (person.is_stranger) return "other company";
    if (person.is_guest) return "guest";
    if (person.is_owner) return "owner";
    return person.is_admin ? "admin" : "";
  }
}

/** Seconds since the epoch of one of Slack's timestamps. */
export const seconds = (ts) => Number(String(ts).split(".")[0]);

const FORMATS = new Map();

function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!FORMATS.has(key)) {
    let made;
    try {
      made = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
    } catch {
      made = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
    }
    FORMATS.set(key, made);
  }
  return FORMATS.get(key);
}

/** Format seconds since the epoch in a person's own time zone. */
export function format(at, zone, options) {
  return formatter(zone || "UTC", options).format(new Date(at * 1000));
}

export const clock = (at, zone) => format(at, zone, { hour: "2-digit", minute: "2-digit" });

export const dayKey = (at, zone) => format(at, zone, { year: "numeric", month: "2-digit", day: "2-digit" });

let ahead = 0;

/** Set what time it is in the workspace: its clock may have been put forward. */
export function setPresent(at) {
  ahead = at - Date.now() / 1000;
}

/** Seconds since the epoch by the workspace's clock. */
export const present = () => Date.now() / 1000 + ahead;

/** "Today", "Yesterday" or "Monday, 3 August". */
export function dayName(at, zone, now = present()) {
  const day = dayKey(at, zone);
  if (day === dayKey(now, zone)) return "Today";
  if (day === dayKey(now - 86400, zone)) return "Yesterday";
  return format(at, zone, { weekday: "long", day: "numeric", month: "long" });
}

/** "09:14 today", "09:14 on 3 Aug". */
export function moment(at, zone) {
  const name = dayName(at, zone);
  const day =
    name === "Today" || name === "Yesterday"
      ? name.toLowerCase()
      : `on ${format(at, zone, { day: "numeric", month: "short" })}`;
  return `${clock(at, zone)} ${day}`;
}
