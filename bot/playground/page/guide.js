/** The "Try this" strip: takes a newcomer through the loop, step by step. */

import { avatar } from "./avatar.js";
import { h, icon, iconButton } from "./dom.js";

/**
 * A step is `{text, hint, person?, channel?, find?, compose?, action?, done?}`. `person` and `channel` are names
 * (`app` is the direct message with the app, `calendar` the person's calendar); `find` is the beginning of a message
 * to show; `done` says what ticks it: `post:CHANNEL`, `press:LABEL` (or `press:BEGINNING…`), `open:ADDRESS` (a
 * beginning; `wiki` for the wiki's own), `react:NAME`, `leap:WHERE`, `look:calendar` (with a block in it),
 * `calendar:DEED` or `command:BEGINNING`. A `person` must have done it, if the step names one.
 */
export class Guide {
  constructor(app, { composer }) {
    this.app = app;
    this.composer = composer;
    this.onProgress = () => {};
    this.list = h("ol", { class: "guide__steps", on: { scroll: () => this.#edge() } });
    addEventListener("resize", () => this.#edge());
    this.node = h(
      "section",
      { class: "guide", "aria-label": "Try this", hidden: true },
      h(
        "header",
        { class: "guide__head" },
        h("h2", { class: "sr-only", text: "Try this" }),
        iconButton("close", "Hide the guide", () => this.toggle()),
      ),
      this.list,
    );
    app.on("did", (deed) => this.#tick(deed));
  }

  get steps() {
    return this.app.world.try_this ?? [];
  }

  get #key() {
    return `thrice playground guide ${this.app.world.team.id} ${this.steps.map((step) => step.text).join("|").length}`;
  }

  #saved() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key)) ?? {};
    } catch {
      return {};
    }
  }

  #save(change) {
    sessionStorage.setItem(this.#key, JSON.stringify({ ...this.#saved(), ...change }));
    this.draw();
  }

  toggle() {
    this.#save({ hidden: !this.#saved().hidden });
  }

  draw() {
    const { done = [], hidden = false } = this.#saved();
    this.node.hidden = hidden || this.steps.length === 0;
    const next = this.steps.findIndex((_, index) => !done.includes(index));
    this.list.replaceChildren(
      ...this.steps.map((step, index) =>
        this.#step(step, index, { done: done.includes(index), next: index === next }),
      ),
    );
    this.onProgress(done.length, this.steps.length);
    if (!this.node.hidden)
      this.list.querySelector(".step--next")?.scrollIntoView({ block: "nearest", inline: "center" });
    this.#edge();
  }

  /** Show that there are more steps to the right than fit. */
  #edge() {
    const { scrollLeft, clientWidth, scrollWidth } = this.list;
    this.list.classList.toggle("guide__steps--more", scrollLeft + clientWidth < scrollWidth - 1);
  }

  #step(step, index, { done, next }) {
    const person = this.#person(step);
    const canPrepare = person || step.compose || step.channel;
    return h(
      "li",
      {
        class: `step${done ? " step--done" : ""}${next ? " step--next" : ""}`,
        data: { step: String(index) },
      },
      h("span", { class: "step__mark", "aria-hidden": "true" }, done ? icon("check") : String(index + 1)),
      h(
        "div",
        { class: "step__text" },
        h("p", { class: "step__title" }, step.text, done && h("span", { class: "sr-only", text: " (done)" })),
        step.hint && h("p", { class: "step__hint", text: step.hint }),
      ),
      canPrepare &&
        h(
          "button",
          { type: "button", class: "button step__button", on: { click: () => this.#prepare(step, person) } },
          person && avatar(this.app.names, person.id, "tiny"),
          step.action ?? "Show me",
        ),
    );
  }

  #person(step) {
    return step.person
      ? this.app.world.people.find((each) => [each.id, each.name].includes(step.person))
      : null;
  }

  /** Become the step's person, go to its place and put its words into the composer; sending is left to the reader. */
  async #prepare(step, person) {
    const { app } = this;
    const me = person?.id ?? app.me;
    const place = this.#place(step.channel, me);
    if (me !== app.me) app.become(me, place);
    else if (place) app.go(place);
    if (step.channel === "calendar") app.goToCalendar();
    if (step.channel === "app" && !place) app.goHome();
    if (step.find && place) await app.guard(() => this.#show(place, step.find));
    if (step.compose) this.composer().fill(step.compose, { glow: true });
  }

  async #show(place, words) {
    const found = (await this.app.door.sees(place)).find((message) => message.text.includes(words));
    if (found) this.app.go(place, { ts: found.ts });
  }

  #place(name, me) {
    if (!name) return null;
    const mine = this.app.channelsOf(me);
    if (name === "app")
      return (
        mine.find((channel) => channel.is_im && channel.members.includes(this.app.names.bot))?.id ?? null
      );
    return mine.find((channel) => channel.id === name || channel.name === name)?.id ?? null;
  }

  #tick(deed) {
    const { done = [] } = this.#saved();
    const index = this.steps.findIndex((step, at) => !done.includes(at) && this.#fits(step, deed));
    if (index >= 0) this.#save({ done: [...done, index] });
  }

  #fits(step, deed) {
    const [what, ...rest] = (step.done ?? "").split(":");
    const want = rest.join(":");
    const person = this.#person(step);
    if (what !== deed.what || (person && person.id !== deed.by)) return false;
    switch (what) {
      case "post":
        return !deed.thread && [deed.channel, this.app.names.channel(deed.channel)?.name].includes(want);
      case "press":
        return want.endsWith("…") ? deed.label.startsWith(want.slice(0, -1)) : deed.label === want;
      case "look":
        return deed.at === want;
      case "calendar":
        return deed.act === want;
      case "open":
        return deed.address.startsWith(want === "wiki" ? (this.app.world.wiki_url ?? "\n") : want);
      case "react":
        return deed.name === want;
      case "leap":
        return want === "" || deed.leap === want;
      case "command":
        return deed.command.startsWith(want);
      default:
        return false;
    }
  }
}
