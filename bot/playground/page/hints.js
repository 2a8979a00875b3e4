/** The list above the composer that completes commands, people and channels while one types. */

import { avatar } from "./avatar.js";
import { h, icon } from "./dom.js";

const MOST = 8;

/** What can complete the text before the cursor: `{from, rows: [{insert, lead, label, note}]}`, or null. */
export function hintsFor(app, before) {
  if (before.startsWith("/")) return commandHints(app, before);
  const match = /(^|[\s(])([@#])([\p{L}\p{N}_.' -]{0,30})$/u.exec(before);
  if (!match) return null;
  const rows = match[2] === "@" ? peopleHints(app, match[3]) : channelHints(app, match[3]);
  return rows.length ? { from: before.length - match[3].length - 1, rows } : null;
}

function commandHints(app, before) {
  const [word, rest] = before.includes(" ")
    ? [before.slice(0, before.indexOf(" ")), before.slice(before.indexOf(" ") + 1)]
    : [before, null];
  const commands = app.world.commands;
  if (rest === null) {
    const rows = commands
      .filter((each) => each.command.startsWith(word))
      .map((each) => ({
        insert: `${each.command} `,
        lead: icon("bolt"),
        label: each.command,
        note: [each.usage_hint, each.description].filter(Boolean).join(" · "),
      }));
    return rows.length ? { from: 0, rows } : null;
  }
  const command = commands.find((each) => each.command === word);
  if (!command || rest.includes("\n")) return null;
  const rows = subcommands(command.usage_hint ?? "")
    .filter((each) => each.startsWith(rest.toLowerCase()) && each !== rest.toLowerCase().trimEnd())
    .map((each) => ({ insert: `${word} ${each} `, lead: icon("bolt"), label: `${word} ${each}`, note: "" }));
  return rows.length ? { from: 0, rows } : null;
}

/** The words of a usage hint such as "[help | ask … | search words]"; none if it lists no alternatives. */
export function subcommands(usage) {
  const parts = usage.replace(/[[\]()]/g, "").split(/\s*[|,]\s*/);
  if (parts.length < 2) return [];
  return parts
    .map((part) =>
      part
        .replace(/[<"'`].*$|…|\.\.\..*$/g, "")
        .trim()
        .toLowerCase(),
    )
    .filter((part) => /^[a-z][a-z ]*$/.test(part));
}

function peopleHints(app, typed) {
  const want = typed.toLowerCase();
  return [...app.names.people.keys(), app.names.bot]
    .filter(
      (id) =>
        id &&
        (app.names.called(id).toLowerCase().startsWith(want) ||
          app.names
            .full(id)
            .toLowerCase()
            .split(/\s+/)
            .some((word) => word.startsWith(want))),
    )
    .slice(0, MOST)
    .map((id) => ({
      insert: `@${app.names.called(id)} `,
      lead: avatar(app.names, id, "small"),
      label: app.names.called(id),
      note: app.names.full(id),
    }));
}

function channelHints(app, typed) {
  const want = typed.toLowerCase();
  return app.world.channels
    .filter(
      (channel) =>
        !channel.is_im &&
        !channel.is_mpim &&
        (!channel.is_private || channel.members.includes(app.me)) &&
        channel.name.startsWith(want),
    )
    .slice(0, MOST)
    .map((channel) => ({
      insert: `#${channel.name} `,
      lead: icon(channel.is_private ? "lock" : "hash"),
      label: channel.name,
      note: channel.topic ?? "",
    }));
}

/** The list itself; `take(row)` gets the chosen one. */
export class HintList {
  constructor(take) {
    this.take = take;
    this.rows = [];
    this.at = 0;
    this.node = h("div", { class: "hints", role: "listbox", "aria-label": "Suggestions", hidden: true });
  }

  get open() {
    return !this.node.hidden;
  }

  show(rows) {
    this.rows = rows;
    this.at = 0;
    this.node.hidden = rows.length === 0;
    this.node.replaceChildren(...rows.map((row) => this.#draw(row)));
    this.#mark();
  }

  hide() {
    this.show([]);
  }

  move(step) {
    this.at = (this.at + step + this.rows.length) % this.rows.length;
    this.#mark();
  }

  choose() {
    this.take(this.rows[this.at]);
  }

  #draw(row) {
    // Pressing the mouse must not take the focus out of the text field.
    const on = { mousedown: (event) => event.preventDefault(), click: () => this.take(row) };
    return h(
      "div",
      { class: "hints__row", role: "option", on },
      row.lead,
      h("span", { class: "hints__label", text: row.label }),
      h("span", { class: "hints__note", text: row.note }),
    );
  }

  #mark() {
    [...this.node.children].forEach((node, index) => {
      node.setAttribute("aria-selected", String(index === this.at));
      if (index === this.at) node.scrollIntoView({ block: "nearest" });
    });
  }
}
