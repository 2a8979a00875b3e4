/** The left side: who one is, and the channels, direct messages and apps of that person. */

import { appAvatar, avatar, badge } from "./avatar.js";
import { channelsDialog, directDialog } from "./channels.js";
import { goToApp } from "./conversation.js";
import { h, icon, iconButton } from "./dom.js";
import { clock, present } from "./names.js";
import { openMenu } from "./popover.js";

/** The sidebar; `onGo()` runs after a choice (on a phone it closes the drawer). */
export class Sidebar {
  constructor(app, { onGo }) {
    this.app = app;
    this.onGo = onGo;
    this.switch = h("button", {
      type: "button",
      class: "switch",
      "aria-haspopup": "menu",
      on: { click: () => openPeople(app, this.switch, onGo) },
    });
    this.lists = h("div", { class: "sidebar__lists" });
    this.node = h("nav", { class: "sidebar", "aria-label": "Channels" }, this.switch, this.lists);
    this.node.addEventListener("keydown", (event) => this.#arrow(event));
  }

  draw() {
    const { app } = this;
    const zone = app.zone;
    const role = app.names.role(app.me);
    const reachable = app.names.reachable(app.me);
    this.switch.replaceChildren(
      avatar(app.names, app.me, "large"),
      h(
        "span",
        { class: "switch__text" },
        h("span", { class: "switch__label", text: "You are:" }),
        h("span", { class: "switch__name" }, app.names.called(app.me), icon("down")),
        h("span", {
          class: "switch__note",
          text: [role, `${clock(present(), zone)} in ${place(zone)}`].filter(Boolean).join(" · "),
        }),
        h("span", { class: "switch__note switch__reachable", hidden: !reachable, title: reachable, text: reachable }),
      ),
    );
    const focused = document.activeElement?.dataset?.key;
    const mine = app.channelsOf(app.me);
    const rooms = mine
      .filter((channel) => !channel.is_im && !channel.is_mpim)
      .sort((a, b) => a.name.localeCompare(b.name));
    const direct = mine.filter(
      (channel) => (channel.is_im || channel.is_mpim) && !channel.members.includes(app.names.bot),
    );
    this.lists.replaceChildren(
      this.#section(
        "Channels",
        rooms.map((channel) => this.#row(channel)),
        iconButton("plus", "Add channels", () => channelsDialog(app)),
      ),
      this.#section(
        "Direct messages",
        direct.map((channel) => this.#row(channel)),
        iconButton("plus", "New direct message", () => directDialog(app)),
      ),
      this.#section("Apps", [this.#appRow(mine), this.#calendarRow()]),
    );
    if (focused) this.lists.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #section(title, rows, button = null) {
    return h(
      "section",
      { class: "side-section" },
      h("header", { class: "side-section__head" }, h("h2", { text: title }), button),
      rows,
    );
  }

  #row(channel) {
    const { app } = this;
    const direct = channel.is_im || channel.is_mpim;
    const lead = direct
      ? avatar(app.names, app.names.others(channel, app.me)[0], "small")
      : icon(channel.is_private ? "lock" : "hash");
    const here = app.place?.kind === "channel" && app.place.id === channel.id;
    return this.#link({
      key: channel.id,
      lead,
      title: app.names.title(channel, app.me),
      here,
      unread: here ? 0 : this.#unread(channel.id),
      direct,
      run: () => app.go(channel.id),
      note: channel.is_ext_shared ? "shared" : "",
    });
  }

  #appRow(mine) {
    const { app } = this;
    const channel = mine.find((each) => each.is_im && each.members.includes(app.names.bot));
    const here = app.place?.kind === "home" || (channel && app.place?.id === channel.id);
    const unread = channel && app.place?.id !== channel.id ? this.#unread(channel.id) : 0;
    // News from the app wait in its messages; without any, its Home is the better start.
    return this.#link({
      key: "app",
      lead: appAvatar("small"),
      title: app.world.app.name,
      here,
      unread,
      direct: true,
      run: () => (unread ? goToApp(app) : app.goHome()),
    });
  }

  #calendarRow() {
    return this.#link({
      key: "calendar",
      lead: icon("calendar"),
      title: "Calendar",
      here: this.app.place?.kind === "calendar",
      unread: 0,
      direct: false,
      run: () => this.app.goToCalendar(),
    });
  }

  #unread(id) {
    return this.app.unread.get(this.app.me)?.[id] ?? 0;
  }

  #link({ key, lead, title, here, unread, direct, run, note = "" }) {
    const go = () => {
      run();
      this.onGo();
    };
    return h(
      "button",
      {
        type: "button",
        class: `side-row${unread ? " side-row--unread" : ""}`,
        "aria-current": here ? "page" : null,
        data: { key },
        on: { click: go },
      },
      lead,
      h("span", { class: "side-row__name", text: title }),
      note && h("span", { class: "tag tag--quiet", text: note }),
      direct && badge(unread, `${unread} unread`),
      !direct && unread > 0 && h("span", { class: "side-row__dot", role: "img", "aria-label": "unread" }),
    );
  }

  #arrow(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const rows = [...this.node.querySelectorAll(".switch, .side-row")];
    const at = rows.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    rows[at + step]?.focus();
  }
}

const place = (zone) => zone.split("/").at(-1).replaceAll("_", " ");

/** The menu of everybody whom one can be. */
export function openPeople(app, anchor, onGo = () => {}) {
  const items = [...app.names.people.values()].map((person) => {
    const { direct, rest } = app.unreadOf(person.id);
    return {
      lead: avatar(app.names, person.id, "medium"),
      label: app.names.full(person.id),
      note: [app.names.role(person.id), `${clock(present(), person.tz)} ${place(person.tz)}`, app.names.reachable(person.id)]
        .filter(Boolean)
        .join(" · "),
      tail:
        badge(direct, `${direct} unread direct messages`) ??
        (rest > 0 &&
          person.id !== app.me &&
          h("span", { class: "side-row__dot", role: "img", "aria-label": "unread messages" })),
      checked: person.id === app.me,
      run: () => {
        app.become(person.id);
        onGo();
      },
    };
  });
  openMenu(anchor, [{ title: "See the workspace as…" }, ...items]);
}
