/** The bar at the top: the workspace, everybody's face with what waits for them, and the way to the wiki. */

import { avatar, badge } from "./avatar.js";
import { Clock } from "./clock.js";
import { h, icon, iconButton } from "./dom.js";
import { openPeople } from "./sidebar.js";

/** The top bar; `guide` is the "Try this" strip that it can bring back. */
export class Topbar {
  constructor(app, { guide, onMenu }) {
    this.app = app;
    this.team = h("span", { class: "topbar__team" });
    this.people = h("div", { class: "people", role: "group", "aria-label": "Switch to" });
    this.me = h("button", {
      type: "button",
      class: "face only-narrow",
      "aria-haspopup": "menu",
      on: { click: () => openPeople(app, this.me) },
    });
    this.clock = new Clock(app);
    this.guideButton = h("button", {
      type: "button",
      class: "topbar__link",
      on: { click: () => guide.toggle() },
    });
    this.wiki = h(
      "a",
      {
        class: "topbar__link",
        target: "_blank",
        rel: "noopener noreferrer",
        hidden: true,
        on: { click: () => app.did("open", { address: this.wiki.href }) },
      },
      icon("book"),
      h("span", { text: "Wiki" }),
    );
    this.node = h(
      "header",
      { class: "topbar" },
      iconButton("menu", "Show channels", onMenu, { class: "only-narrow" }),
      h("img", { class: "topbar__mark", src: "/page/mark.svg", alt: "" }),
      h(
        "div",
        { class: "topbar__name" },
        this.team,
        h("span", { class: "topbar__note", text: "Playground" }),
      ),
      this.people,
      this.me,
      this.clock.node,
      this.guideButton,
      this.wiki,
    );
    guide.onProgress = (done, all) => {
      this.guideButton.hidden = all === 0;
      const words = h("span", { class: "topbar__words", text: "Try this " });
      this.guideButton.replaceChildren(icon("check"), h("span", {}, words, `${done}/${all}`));
    };
  }

  draw() {
    const { app } = this;
    this.clock.draw();
    this.team.textContent = app.world.team.name;
    this.wiki.hidden = !app.world.wiki_url;
    if (app.world.wiki_url) this.wiki.href = app.world.wiki_url;
    const waiting = [...app.names.people.keys()]
      .filter((id) => id !== app.me)
      .reduce((sum, id) => sum + app.unreadOf(id).direct, 0);
    this.me.setAttribute("aria-label", `You are ${app.names.full(app.me)}: switch`);
    this.me.replaceChildren(
      ...[
        avatar(app.names, app.me, "medium"),
        badge(waiting, `${waiting} unread direct messages of others`),
      ].filter(Boolean),
    );
    const focused = document.activeElement?.dataset?.person;
    this.people.replaceChildren(...[...app.names.people.keys()].map((id) => this.#face(id)));
    if (focused) this.people.querySelector(`[data-person="${CSS.escape(focused)}"]`)?.focus();
  }

  #face(id) {
    const { app } = this;
    const { direct } = app.unreadOf(id);
    const name = app.names.full(id);
    return h(
      "button",
      {
        type: "button",
        class: "face",
        title: [name, app.names.reachable(id)].filter(Boolean).join(" · "),
        "aria-label": `${name}${direct ? `, ${direct} unread direct messages` : ""}`,
        "aria-pressed": String(id === app.me),
        data: { person: id },
        on: { click: () => app.become(id) },
      },
      avatar(app.names, id, "medium"),
      badge(direct, `${direct} unread direct messages`),
    );
  }
}
