/** How an event looks in the week: beside which others it stands, and what it does to its owner's time. */

import { h, icon } from "./dom.js";

/** Minutes since midnight of a time such as "14:30". */
export const minutesOf = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const DAY = 24 * 60;
const SHORTEST = 25;

/** Minutes below which there is room for one line, and for one of the title. */
const ONE_LINE = 40;
const TWO_LINES = 60;

/** Where each event of a day stands: `{event, starts, ends, lane}`, what overlaps in lanes of its own. */
export function lanes(events, day) {
  const placed = events.map((event) => ({
    event,
    starts: event.starts.startsWith(day) ? minutesOf(event.starts.slice(11)) : 0,
    ends: event.ends.startsWith(day) ? minutesOf(event.ends.slice(11)) : DAY,
  }));
  placed.sort((a, b) => a.starts - b.starts || b.ends - a.ends);
  placed.forEach((each, index) => {
    const before = placed.slice(0, index).filter((other) => bottom(other) > each.starts);
    const taken = new Set(before.map((other) => other.lane));
    each.lane = 0;
    while (taken.has(each.lane)) each.lane += 1;
  });
  return placed;
}

/** Short events are drawn as high as their words. */
const bottom = ({ starts, ends }) => Math.max(ends, starts + SHORTEST);

/** One word for how an event looks. */
export function stateOf(event) {
  if (event.answer === "declined") return "declined";
  if (event.shows === "away" || event.shows === "focus") return event.shows;
  if (event.shows === "free") return "free";
  if (event.answer === "needsAction") return "asked";
  return event.tentative || event.answer === "tentative" ? "tentative" : "busy";
}

const WORDS = {
  declined: "declined",
  away: "out of office",
  focus: "focus time",
  free: "free",
  asked: "not answered yet",
  tentative: "tentative",
  busy: "busy",
};

/** What an event does to its owner's time, in words; nothing for what does as all meetings do. */
export function wordsOf(event) {
  const state = stateOf(event);
  const isUsual = state === "busy" && !event.by_app && !event.feed;
  const said = event.declines ? "focus time, declines invitations" : isUsual ? "" : WORDS[state];
  const by = event.by_app ? `by ${event.by_app}` : event.feed ? "from the address you subscribed to" : "";
  return [said, by].filter(Boolean).join(", ");
}

const sizeOf = (minutes) =>
  minutes < ONE_LINE ? "event--short" : minutes < TWO_LINES ? "event--low" : null;

/** When an event is, as its owner's wall shows it. */
export const timesOf = (event) =>
  event.all_day ? "All day" : `${event.starts.slice(11)} – ${event.ends.slice(11).replace("00:00", "24:00")}`;

/** Whether an app put it there, by itself or by a feed. */
export const isBlock = (event) => Boolean(event.by_app || event.feed);

/** The times in the box; where there is one line, its height says until when. */
function times(event) {
  const [starts, ends] = timesOf(event).split(" – ");
  return h("span", { class: "event__time" }, starts, h("span", { class: "event__until", text: ` – ${ends}` }));
}

/** An event as a box; `at` places it by the hour, in minutes from the top. */
export function eventBox(app, event, at, open) {
  const block = isBlock(event);
  const state = stateOf(event);
  const classes = ["event", `event--${state}`, block && "event--block", at && sizeOf(at.ends - at.starts)];
  const lead = event.declines ? "lock" : block ? "book" : null;
  return h(
    "li",
    {
      class: "event-place",
      vars: at
        ? {
            "--starts": String(at.starts),
            "--minutes": String(Math.max(at.ends - at.starts, SHORTEST)),
            "--lane": String(at.lane),
          }
        : {},
    },
    h(
      "button",
      {
        type: "button",
        class: classes.filter(Boolean).join(" "),
        "aria-haspopup": "dialog",
        data: { event: event.id, state },
        title: [timesOf(event), event.title, wordsOf(event), event.comment].filter(Boolean).join(", "),
        on: { click: () => open(event) },
      },
      h("span", { class: "event__title" }, lead && icon(lead), event.title || "(no title)"),
      // Of what is declined that is what there is to know; the box may be too small for more.
      state === "declined" && h("span", { class: "event__words", text: "declined" }),
      !event.all_day && times(event),
      state !== "declined" && wordsOf(event) && h("span", { class: "event__words", text: wordsOf(event) }),
      event.comment && h("span", { class: "event__comment", text: `“${event.comment}”` }),
    ),
  );
}
