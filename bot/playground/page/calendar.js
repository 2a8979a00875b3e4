/** The calendar of the person one is: a week, day by day, with what an app put there told from all else. */

import { coalesce } from "./app.js";
import { eventDialog, meetingDialog } from "./calendar_dialogs.js";
import { eventBox, isBlock, lanes, minutesOf, stateOf } from "./calendar_events.js";
import { feedField } from "./calendar_feed.js";
import { h, icon, iconButton } from "./dom.js";
import { format, present } from "./names.js";

const NOON = 12 * 3600;
const FEED_AGAIN_MS = 10000;
const USUAL = [8, 18];

/** Seconds since the epoch at noon of a day such as "2026-11-27", to be shown in UTC. */
const noonOf = (day) => Date.parse(`${day}T00:00:00Z`) / 1000 + NOON;
const inDay = (day, options) => format(noonOf(day), "UTC", options);
const weekLater = (day, weeks) => new Date((noonOf(day) + weeks * 7 * 86400) * 1000).toISOString().slice(0, 10);

/** The pane with the calendar. */
export class CalendarPane {
  constructor(app) {
    this.app = app;
    this.week = null;
    this.refresh = coalesce(() => app.guard(() => this.#refresh()));
    this.title = h("h1", { class: "bar__title" }, icon("calendar"), h("span", { text: "Calendar" }));
    this.note = h("p", { class: "bar__note", role: "status" });
    this.days = h("ol", { class: "week__days" });
    this.scroll = h(
      "div",
      { class: "week", tabindex: "0", role: "region", "aria-label": "The week" },
      (this.hours = h("div", { class: "week__hours", "aria-hidden": "true" })),
      this.days,
    );
    this.feed = feedField(app, () => this.refresh());
    this.node = h(
      "section",
      { class: "pane calendar", hidden: true },
      h(
        "header",
        { class: "bar" },
        h("div", { class: "bar__text" }, this.title, this.note),
        iconButton("left", "The week before", () => this.#turn(-1)),
        h(
          "button",
          { type: "button", class: "button", on: { click: () => this.#goTo(null) } },
          "Today",
        ),
        iconButton("right", "The week after", () => this.#turn(1)),
        h(
          "button",
          {
            type: "button",
            class: "button button--primary calendar__add",
            on: { click: () => meetingDialog(app, this.shown, this.refresh) },
          },
          icon("plus"),
          h("span", { text: "Add a meeting" }),
        ),
      ),
      this.scroll,
      this.feed.node,
    );
    setInterval(() => !this.node.hidden && this.shown?.feed && this.refresh(), FEED_AGAIN_MS);
  }

  /** Show it for the current person, at the week that holds today. */
  async open() {
    this.week = null;
    this.signature = null;
    this.drawn = null;
    await this.refresh();
  }

  #goTo(day) {
    this.week = day;
    return this.refresh();
  }

  #turn(weeks) {
    if (this.shown) this.#goTo(weekLater(this.shown.days[0], weeks));
  }

  async #refresh() {
    const { app } = this;
    if (app.place?.kind !== "calendar") return;
    const me = app.me;
    const shown = await app.door.calendar(this.week);
    const signature = JSON.stringify([me, shown, Math.floor(present() / 60)]);
    if (me !== app.me || app.place?.kind !== "calendar" || signature === this.signature) return;
    this.signature = signature;
    this.shown = shown;
    this.#draw();
  }

  #draw() {
    const { app, shown } = this;
    const [first, last] = [shown.days[0], shown.days.at(-1)];
    const begins = inDay(first, first.slice(0, 7) === last.slice(0, 7) ? { day: "numeric" } : { day: "numeric", month: "long" });
    const place = shown.zone.split("/").at(-1).replaceAll("_", " ");
    this.note.textContent = `${begins} – ${inDay(last, { day: "numeric", month: "long", year: "numeric" })} · ${app.names.called(app.me)}’s times, in ${place}`;
    const [from, until] = hoursOf(shown);
    this.scroll.style.setProperty("--hours", String(until - from));
    this.hours.replaceChildren(
      ...Array.from({ length: until - from }, (_, at) => h("span", { text: `${String(from + at).padStart(2, "0")}:00` })),
    );
    const focused = document.activeElement?.dataset?.event;
    this.days.replaceChildren(...shown.days.map((day) => this.#day(day, from)));
    if (focused) this.days.querySelector(`[data-event="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    this.feed.draw(shown.feed);
    if (this.drawn !== first) this.days.querySelector(".event--block")?.scrollIntoView({ block: "nearest" });
    this.drawn = first;
    // Who looks before anything was put there has not seen it yet.
    if (shown.events.some(isBlock)) app.did("look", { at: "calendar" });
  }

  #day(day, from) {
    const { app, shown } = this;
    const mine = shown.events.filter((event) => isOn(event, day));
    const open = (event) => eventDialog(app, event, this.refresh);
    const timed = lanes(mine.filter((event) => !event.all_day), day);
    return h(
      "li",
      { class: "weekday", "aria-current": day === shown.today ? "date" : null },
      h(
        "h2",
        { class: "weekday__name" },
        h("span", { text: inDay(day, { weekday: "short" }) }),
        " ",
        h("span", { class: "weekday__number", text: inDay(day, { day: "numeric" }) }),
        h("span", { class: "weekday__month", text: ` ${inDay(day, { month: "long" })}` }),
        day === shown.today && h("span", { class: "sr-only", text: " (today)" }),
      ),
      h(
        "ul",
        { class: "weekday__whole", "aria-label": "All day" },
        mine.filter((event) => event.all_day).map((event) => eventBox(app, event, null, open)),
      ),
      h(
        "ul",
        { class: "weekday__timed", "aria-label": "By the hour" },
        timed.map(({ event, lane, starts, ends }) =>
          eventBox(app, event, { lane, starts: starts - from * 60, ends: ends - from * 60 }, open),
        ),
      ),
      day === shown.today && this.#now(from),
    );
  }

  /** A line at the present moment. */
  #now(from) {
    const minutes = minutesOf(format(present(), this.app.zone, { hour: "2-digit", minute: "2-digit" })) - from * 60;
    return h("span", { class: "weekday__now", "aria-hidden": "true", vars: { "--starts": String(minutes) } });
  }
}

const isOn = (event, day) =>
  event.all_day
    ? event.starts.slice(0, 10) <= day && day < event.ends.slice(0, 10)
    : event.starts < `${day}T24:00` && (event.ends > `${day}T00:00` || event.starts.startsWith(day));

/** The hours to show: the usual ones, and as far as the week's events reach. */
function hoursOf(shown) {
  let [from, until] = USUAL;
  for (const event of shown.events.filter((each) => !each.all_day && stateOf(each) !== "away"))
    for (const day of shown.days.filter((each) => isOn(event, each))) {
      const [{ starts, ends }] = lanes([event], day);
      from = Math.min(from, Math.floor(starts / 60));
      until = Math.max(until, Math.ceil(ends / 60));
    }
  return [from, Math.min(24, until)];
}
