/** The panel at the side: one thread with its own composer. */

import { coalesce } from "./app.js";
import { Composer } from "./composer.js";
import { messageDeeds, sendTyped } from "./deeds.js";
import { h, iconButton } from "./dom.js";
import { MessageList } from "./message_list.js";

/** The thread that is open, if any. */
export class ThreadPanel {
  constructor(app) {
    this.app = app;
    this.where = h("p", { class: "bar__note" });
    this.refresh = coalesce(() => app.guard(() => this.#refresh()));
    this.list = new MessageList(
      app,
      messageDeeds(app, {
        channel: () => app.thread.channel,
        reply: null,
        refresh: this.refresh,
        find: (ts) => this.list.find(ts),
      }),
      "Thread",
    );
    this.composer = new Composer(app, {
      label: "Reply",
      send: (text) => {
        this.edge = "end";
        return sendTyped(app, app.thread.channel, text, app.thread.ts);
      },
    });
    this.composer.placeholder = "Reply…";
    this.node = h(
      "aside",
      { class: "pane thread", "aria-label": "Thread", hidden: true },
      h(
        "header",
        { class: "bar" },
        h("div", { class: "bar__text" }, h("h2", { class: "bar__title", text: "Thread" }), this.where),
        iconButton("close", "Close thread", () => app.closeThread()),
      ),
      this.list.node,
      this.composer.node,
    );
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") app.closeThread();
    });
  }

  /** Show the thread that the app has open now, or nothing; `at` is a reply to scroll to. */
  open(at) {
    const { thread, names, me } = this.app;
    const key = thread ? `${me} ${thread.channel} ${thread.ts}` : null;
    if (key !== this.key) {
      this.list.clear();
      this.composer.fill("", { focus: false });
    }
    this.key = key;
    this.node.hidden = !thread;
    if (!thread) return;
    const channel = names.channel(thread.channel);
    this.where.textContent = channel ? (channel.is_im ? "" : "#") + names.title(channel, me) : "";
    this.at = at;
    this.edge = "start";
    this.refresh();
    if (!at && matchMedia("(pointer: fine)").matches) this.composer.field.focus();
  }

  async #refresh() {
    const { thread } = this.app;
    if (!thread) return;
    const key = this.key;
    const messages = await this.app.door.sees(thread.channel, thread.ts);
    if (key !== this.key) return;
    this.list.show(thread.channel, messages, { at: this.at, edge: this.edge });
    this.at = null;
    this.edge = null;
  }
}
