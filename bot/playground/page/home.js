/** The Home tab of the app, as the current person sees it. */

import { coalesce } from "./app.js";
import { appAvatar } from "./avatar.js";
import { drawBlocks } from "./blockkit/blocks.js";
import { Form } from "./blockkit/form.js";
import { appTabs } from "./conversation.js";
import { h } from "./dom.js";
import { hostOf } from "./surface.js";

/** The Home tab; it is drawn again whenever the app publishes it anew. */
export class HomeTab {
  constructor(app) {
    this.app = app;
    this.form = new Form();
    this.refresh = coalesce(() => app.guard(() => this.#refresh()));
    this.title = h("h1", { class: "bar__title" });
    this.tabs = h("div", { class: "bar__tabs", role: "tablist" });
    this.body = h("div", { class: "home__body" });
    this.node = h(
      "section",
      { class: "pane home", hidden: true },
      h("header", { class: "bar" }, h("div", { class: "bar__text" }, this.title)),
      this.tabs,
      h("div", { class: "home", tabindex: "0" }, this.body),
    );
  }

  /** Show it for the current person; the app hears that it was opened. */
  async open() {
    const { app } = this;
    this.title.replaceChildren(appAvatar("small"), h("span", { text: app.world.app.name }));
    this.tabs.replaceChildren(...appTabs(app, "home"));
    this.signature = null;
    this.body.replaceChildren();
    await app.guard(() => app.door.openHome());
    await this.refresh();
  }

  async #refresh() {
    const { app } = this;
    if (app.place?.kind !== "home") return;
    const me = app.me;
    const view = await app.door.home();
    const signature = JSON.stringify([me, view]);
    if (me !== app.me || app.place?.kind !== "home" || signature === this.signature) return;
    this.signature = signature;
    const typed = this.form.values();
    this.form.clear();
    if (!view) {
      this.body.replaceChildren(
        h("p", {
          class: "empty",
          text: `${app.world.app.name} has not published a Home tab for ${app.names.called(me)} yet.`,
        }),
      );
      return;
    }
    this.body.replaceChildren(drawBlocks(view.blocks, hostOf(app, { view_id: view.id }, this.form)));
    this.form.restore(typed);
  }
}
