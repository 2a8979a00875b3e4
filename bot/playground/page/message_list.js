/** Keeps a list of messages on screen in step with what the playground says, touching only what changed. */

import { h, reconcile } from "./dom.js";
import { drawMessage, isSystem } from "./message.js";
import { dayKey, dayName, seconds } from "./names.js";

const TOGETHER_SECONDS = 300;

/** A scrolling list of messages that stays at its end while the reader is there. */
export class MessageList {
  constructor(app, deeds, label) {
    this.app = app;
    this.deeds = deeds;
    this.drawn = new Map();
    this.inner = h("div", { class: "messages__inner" });
    this.node = h("div", { class: "messages", role: "log", "aria-label": label, tabindex: "0" }, this.inner);
    this.messages = [];
  }

  /** Show nothing (another place is about to be shown). */
  clear() {
    this.drawn.clear();
    this.messages = [];
    this.inner.replaceChildren();
  }

  /**
   * Show `messages` of `channel`. `at` is the time stamp of one to scroll to, `edge` ("start" or "end") the side;
   * with neither, a reader at the end stays at the end and one who has scrolled up is left alone.
   */
  show(channel, messages, { at = null, edge = null, intro = null } = {}) {
    const atEnd = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 80;
    this.messages = messages;
    const wanted = intro ? [intro] : [];
    let before = null;
    for (const message of messages) {
      if (!before || this.#day(before) !== this.#day(message)) wanted.push(this.#divider(message));
      wanted.push(this.#keep(channel, message, this.#follows(before, message)));
      before = message;
    }
    reconcile(this.inner, wanted);
    const kept = new Set(wanted);
    for (const [key, { node }] of this.drawn) if (!kept.has(node)) this.drawn.delete(key);
    if (at) this.reveal(at);
    else if (edge === "start") this.node.scrollTop = 0;
    else if (edge === "end" || atEnd) this.toEnd();
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  /** Scroll to a message and let it glow for a moment. */
  reveal(ts) {
    const node = this.find(ts);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("message--found");
    node.addEventListener("animationend", () => node.classList.remove("message--found"), { once: true });
    node.focus({ preventScroll: true });
  }

  find(ts) {
    return this.inner.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
  }

  #day(message) {
    return dayKey(seconds(message.ts), this.app.zone);
  }

  #divider(message) {
    const day = this.#day(message);
    const name = dayName(seconds(message.ts), this.app.zone);
    return this.#cached(`day ${day}`, name, () =>
      h("div", { class: "day", role: "separator" }, h("span", { class: "day__name", text: name })),
    );
  }

  #follows(before, message) {
    if (!before || isSystem(before) || isSystem(message) || message.ephemeral || before.ephemeral)
      return false;
    const same =
      before.user === message.user &&
      before.username === message.username &&
      before.bot_id === message.bot_id;
    return (
      same &&
      this.#day(before) === this.#day(message) &&
      seconds(message.ts) - seconds(before.ts) < TOGETHER_SECONDS
    );
  }

  #keep(channel, message, follows) {
    const signature = JSON.stringify([message, follows, this.app.me, this.app.zone, this.app.names.reachable(message.user)]);
    return this.#cached(message.ts + (message.ephemeral ? " private" : ""), signature, () =>
      drawMessage(this.app, channel, message, this.deeds, follows),
    );
  }

  #cached(key, signature, make) {
    const old = this.drawn.get(key);
    if (old?.signature === signature) return old.node;
    const node = make();
    this.drawn.set(key, { signature, node });
    return node;
  }
}
