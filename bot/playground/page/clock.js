/** What time it is in the workspace, for the person one is; and, where the clock can be moved, the way to put it forward. */

import { h, icon } from "./dom.js";
import { clock, format, present } from "./names.js";
import { openMenu } from "./popover.js";

const AGAIN_MS = 5000;

/** The time in the top bar; without ways to put it forward there is nothing to show. */
export class Clock {
  constructor(app) {
    this.app = app;
    this.day = h("span", { class: "clock__day" });
    this.hour = h("span", {});
    this.time = h("span", { class: "clock__time" }, this.day, this.hour);
    this.node = h(
      "button",
      {
        type: "button",
        class: "topbar__link clock",
        "aria-haspopup": "menu",
        hidden: true,
        on: { click: () => this.#open() },
      },
      icon("clock"),
      this.time,
      icon("down"),
    );
    setInterval(() => this.draw(), AGAIN_MS);
  }

  draw() {
    if (!this.app.me) return;
    const now = present();
    const { zone } = this.app;
    const day = `${format(now, zone, { weekday: "short", day: "numeric", month: "short" })}, `;
    const said = day + clock(now, zone);
    this.node.hidden = this.app.world.clock.leaps.length === 0;
    if (this.time.textContent === said) return;
    this.day.textContent = day;
    this.hour.textContent = clock(now, zone);
    this.node.setAttribute("aria-label", `It is ${said}: put the clock forward`);
    this.node.title = "Put the clock forward, for everybody";
  }

  #open() {
    const { app } = this;
    const items = app.world.clock.leaps.map(({ leap, text }) => ({ label: text, run: () => this.#leap(leap) }));
    openMenu(this.node, [{ title: "Put the clock forward, for everybody" }, ...items], { align: "end" });
  }

  async #leap(leap) {
    const { app } = this;
    this.node.setAttribute("aria-busy", "true");
    const done = await app.guard(() => app.door.leap(leap));
    this.node.removeAttribute("aria-busy");
    if (done) app.did("leap", { leap });
  }
}
