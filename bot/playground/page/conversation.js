/** The middle of the page: a channel or direct message with its header, messages and composer. */

import { coalesce } from "./app.js";
import { avatar } from "./avatar.js";
import { Composer } from "./composer.js";
import { messageDeeds, openShortcuts, sendTyped } from "./deeds.js";
import { openChannelMenu } from "./channels.js";
import { h, icon, iconButton } from "./dom.js";
import { MessageList } from "./message_list.js";

/** The view of the current channel. */
export class Conversation {
  constructor(app) {
    this.app = app;
    this.title = h("h1", { class: "bar__title" });
    this.note = h("p", { class: "bar__note" });
    this.tabs = h("div", { class: "bar__tabs", role: "tablist", hidden: true });
    this.members = h("button", {
      type: "button",
      class: "members-button",
      "aria-haspopup": "menu",
      title: "Members and more",
      on: { click: () => openChannelMenu(app, this.channel, this.members) },
    });
    this.refresh = coalesce(() => app.guard(() => this.#refresh()));
    this.list = new MessageList(
      app,
      messageDeeds(app, {
        channel: () => app.place.id,
        reply: (message) => app.openThread(app.place.id, message.thread_ts ?? message.ts),
        refresh: this.refresh,
        find: (ts) => this.list.find(ts),
      }),
      "Messages",
    );
    this.composer = new Composer(app, {
      label: "Message",
      send: (text) => {
        this.edge = "end";
        return sendTyped(app, app.place.id, text);
      },
      onEmptyUp: () => this.#editLast(),
      tools: [
        iconButton("bolt", "Shortcuts", (event) => openShortcuts(app, event.currentTarget), {
          "aria-haspopup": "menu",
        }),
      ],
    });
    this.node = h(
      "section",
      { class: "pane conversation" },
      h("header", { class: "bar" }, h("div", { class: "bar__text" }, this.title, this.note), this.members),
      this.tabs,
      this.list.node,
      this.composer.node,
    );
    this.drafts = new Map();
  }

  get channel() {
    return this.app.names.channel(this.app.place?.id);
  }

  /** Show the place that the app is at now; `at` is a message to scroll to. */
  open(at) {
    const key = `${this.app.me} ${this.app.place.id}`;
    if (key !== this.key) {
      if (this.key) this.drafts.set(this.key, this.composer.text);
      this.key = key;
      this.list.clear();
      this.composer.fill(this.drafts.get(key) ?? "", { focus: matchMedia("(pointer: fine)").matches });
    }
    this.at = at;
    this.edge = "end";
    this.head();
    return this.refresh();
  }

  /** Draw the header again (names and members may have changed). */
  head() {
    const { app, channel } = this;
    if (!channel) return;
    const direct = channel.is_im || channel.is_mpim;
    const title = app.names.title(channel, app.me);
    this.title.replaceChildren(
      ...(direct
        ? [avatar(app.names, app.names.others(channel, app.me)[0], "small")]
        : [icon(channel.is_private ? "lock" : "hash")]),
      h("span", { text: title }),
    );
    this.note.textContent = direct ? "" : (channel.topic ?? "");
    this.members.hidden = direct;
    this.members.replaceChildren(icon("people"), String(channel.members.length));
    this.members.setAttribute("aria-label", `${channel.members.length} members: show them and more`);
    this.composer.placeholder = `Message ${direct ? "" : "#"}${title}`;
    const withApp = channel.is_im && channel.members.includes(app.names.bot);
    this.tabs.hidden = !withApp;
    this.tabs.replaceChildren(...(withApp ? appTabs(app, "messages") : []));
  }

  async #refresh() {
    const { app, channel } = this;
    if (!channel || app.place?.kind !== "channel") return;
    const key = this.key;
    const messages = await app.door.sees(channel.id);
    if (key !== this.key || app.place?.id !== channel.id) return;
    this.list.show(channel.id, messages, { at: this.at, edge: this.edge, intro: this.#intro(channel) });
    this.at = null;
    this.edge = null;
  }

  #intro(channel) {
    if (this.introFor === this.key) return this.introNode;
    const direct = channel.is_im || channel.is_mpim;
    const title = this.app.names.title(channel, this.app.me);
    this.introFor = this.key;
    this.introNode = h(
      "div",
      { class: "intro" },
      h("p", { class: "intro__title", text: direct ? title : `#${title}` }),
      h("p", {
        class: "intro__text",
        text: direct
          ? `Only you and ${title} see what is written here.`
          : `This is the beginning of ${channel.is_private ? "the private channel " : ""}#${title}.`,
      }),
    );
    return this.introNode;
  }

  #editLast() {
    const mine = this.list.messages
      .filter((message) => message.user === this.app.me && !message.ephemeral && !message.bot_id)
      .at(-1);
    if (mine) this.list.deeds.edit(mine);
  }
}

/** The two tabs of the app: its Home and the messages with it. */
export function appTabs(app, current) {
  const tab = (name, label, run) =>
    h(
      "button",
      {
        type: "button",
        class: "tab",
        role: "tab",
        "aria-selected": String(name === current),
        on: { click: run },
      },
      label,
    );
  return [tab("home", "Home", () => app.goHome()), tab("messages", "Messages", () => goToApp(app))];
}

/** Open the direct message with the app, making it if it does not exist yet. */
export async function goToApp(app) {
  const known = app
    .channelsOf(app.me)
    .find((channel) => channel.is_im && channel.members.includes(app.names.bot));
  const id = known?.id ?? (await app.guard(() => app.door.dm([app.names.bot])));
  if (!id) return;
  if (!app.names.channel(id)) await app.reloadWorld();
  app.go(id);
}
