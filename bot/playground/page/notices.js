/** Short notices at the edge: what went wrong, what else happened, and who else has got a message. */

import { avatar } from "./avatar.js";
import { h, iconButton } from "./dom.js";

const SHOWN_MS = 9000;

/** A stack of notices that leave by themselves. */
export class Notices {
  constructor(app) {
    this.app = app;
    this.polite = h("div", { class: "notices__group", role: "status" });
    this.urgent = h("div", { class: "notices__group", role: "alert" });
    this.node = h("div", { class: "notices", popover: "manual" }, this.urgent, this.polite);
    app.on("trouble", ({ sentence }) =>
      this.#add(this.urgent, "trouble", [h("p", { class: "notice__text", text: sentence })]),
    );
    app.on("said", ({ sentence }) =>
      this.#add(this.polite, "said", [h("p", { class: "notice__text", text: sentence })]),
    );
    app.on("person", () => this.#withdraw(app.me));
    app.on("news", ({ user, channel }) => this.#news(user, channel));
  }

  #news(user, channel) {
    const { names } = this.app;
    const from = names.channel(channel) ? names.title(names.channel(channel), user) : "somebody";
    this.#withdraw(user);
    const notice = this.#add(this.polite, "news", [
      avatar(names, user, "medium"),
      h(
        "p",
        { class: "notice__text" },
        h("strong", { text: names.called(user) }),
        ` has a message from ${from}.`,
      ),
      h(
        "button",
        {
          type: "button",
          class: "button",
          on: { click: () => (notice.remove(), this.app.become(user, channel)) },
        },
        `Be ${names.called(user).split(" ")[0]}`,
      ),
    ]);
    notice.dataset.key = user;
  }

  /** What waits for somebody need not be told once one is that person. */
  #withdraw(user) {
    this.polite.querySelector(`[data-key="${CSS.escape(user)}"]`)?.remove();
  }

  #add(group, kind, content) {
    const notice = h(
      "div",
      { class: `notice notice--${kind}` },
      content,
      iconButton("close", "Dismiss", () => notice.remove()),
    );
    const leave = () => {
      notice.remove();
      if (!this.node.querySelector(".notice")) this.node.hidePopover();
    };
    group.append(notice);
    // Opened anew for each notice: only the last thing opened lies above a dialog.
    this.node.hidePopover();
    this.node.showPopover();
    setTimeout(leave, SHOWN_MS);
    return notice;
  }
}
