/** What one does with a calendar: add a meeting, move, rename, answer or delete an event. */

import { timesOf, wordsOf } from "./calendar_events.js";
import { openDialog } from "./dialogs.js";
import { h } from "./dom.js";

/** Title, day and times as fields; `read()` gives what they say. */
function fields({ title, day, begins, ends }) {
  const field = (name, label, type, value, extra = {}) => {
    const input = h("input", { class: "field", type, id: `event-${name}`, name, required: true, value, ...extra });
    return { input, node: h("div", { class: `event-form__${name}` }, h("label", { for: input.id, class: "input__label", text: label }), input) };
  };
  const all = {
    title: field("title", "Title", "text", title, { maxlength: 300, autocomplete: "off" }),
    day: field("day", "Day", "date", day),
    begins: field("begins", "From", "time", begins),
    ends: field("ends", "To", "time", ends),
  };
  return {
    nodes: Object.values(all).map(({ node }) => node),
    inputs: all,
    read: () => Object.fromEntries(Object.entries(all).map(([name, { input }]) => [name, input.value])),
  };
}

/** Add a meeting to the week that is shown; where it holds a block to come, over that one. */
export function meetingDialog(app, shown, refresh) {
  if (!shown) return;
  const block = shown.events.find((event) => (event.by_app || event.feed) && !event.all_day && event.starts >= shown.today);
  const later = shown.days.includes(shown.today) ? shown.today : shown.days[0];
  const form = fields({
    title: "Quarterly numbers",
    day: block?.starts.slice(0, 10) ?? later,
    begins: block ? last(block) : "15:00",
    ends: block ? block.ends.slice(11) : "15:45",
  });
  const others = [...app.names.people.keys()].filter((id) => id !== app.me);
  const organizer = h(
    "select",
    { class: "field", id: "event-organizer" },
    others.map((id) => h("option", { value: id, text: app.names.full(id) })),
    h("option", { value: app.me, text: `${app.names.full(app.me)} (you)` }),
  );
  const add = async (event) => {
    event.preventDefault();
    const made = await app.guard(() => app.door.addMeeting({ ...form.read(), organizer: organizer.value }));
    if (!made) return;
    dialog.close();
    const declined = made.answer === "declined";
    if (declined) app.emit("said", { sentence: `The calendar declined it: “${made.comment}”` });
    app.did("calendar", { act: declined ? "declined" : "added" });
    refresh();
  };
  const body = h(
    "form",
    { class: "event-form", id: "event-form", on: { submit: add } },
    form.nodes,
    h(
      "div",
      { class: "event-form__organizer" },
      h("label", { for: "event-organizer", class: "input__label", text: "Invited by" }),
      organizer,
    ),
  );
  const dialog = openDialog({
    title: "Add a meeting",
    body,
    className: "dialog--small",
    footer: h("button", { type: "submit", form: "event-form", class: "button button--primary" }, "Add"),
  });
}

/** Look at an event, and do something with it. */
export function eventDialog(app, event, refresh) {
  const act = (work, name) => async (click) => {
    click?.preventDefault();
    if (!(await app.guard(work))) return;
    dialog.close();
    app.did("calendar", { act: name });
    refresh();
  };
  const form = fields({
    title: event.title,
    day: event.starts.slice(0, 10),
    begins: event.starts.slice(11),
    ends: event.ends.slice(11),
  });
  const save = act(() => {
    const { title, ...times } = form.read();
    return app.door.changeEvent(event.id, { title, ...(event.all_day ? {} : times) });
  }, "changed");
  if (event.all_day) form.nodes.slice(1).forEach((node) => (node.hidden = true));
  const answers = [
    ["accepted", "Accept"],
    ["tentative", "Maybe"],
    ["declined", "Decline"],
  ].map(([answer, label]) =>
    h(
      "button",
      {
        type: "button",
        class: "button",
        "aria-pressed": String(event.answer === answer),
        on: { click: act(() => app.door.changeEvent(event.id, { answer }), "answered") },
      },
      label,
    ),
  );
  const body = h(
    "form",
    { class: "event-form", id: "event-form", on: { submit: save } },
    h("p", { class: "event-form__words", text: [timesOf(event), event.organizer && `invited by ${event.organizer}`, wordsOf(event)].filter(Boolean).join(" · ") }),
    event.comment && h("p", { class: "event-form__words", text: `What the calendar said: “${event.comment}”` }),
    !event.feed && form.nodes,
    event.answer && h("div", { class: "event-form__answers", role: "group", "aria-label": "Your answer" }, answers),
  );
  const remove = act(() => app.door.deleteEvent(event.id), "deleted");
  const footer = event.feed
    ? []
    : [
        h("button", { type: "button", class: "button button--danger", on: { click: remove } }, "Delete"),
        h("button", { type: "submit", form: "event-form", class: "button button--primary" }, "Save"),
      ];
  const dialog = openDialog({ title: event.title || "(no title)", body, footer, className: "dialog--small" });
}

/** When the last three quarters of an hour of an event begin, or the event itself, where it is shorter. */
function last(event) {
  const at = new Date(`${event.ends}:00Z`);
  at.setUTCMinutes(at.getUTCMinutes() - 45);
  const before = at.toISOString().slice(0, 16);
  return (before > event.starts ? before : event.starts).slice(11);
}
