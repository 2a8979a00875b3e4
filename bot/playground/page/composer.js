/** Where one types: grows with its text, completes names and commands, sends on Enter. */

import { h, iconButton } from "./dom.js";
import { HintList, hintsFor } from "./hints.js";

/** A composer; `send(text)` resolves to whether the text may be cleared. */
export class Composer {
  constructor(app, { label, send, onEmptyUp = null, tools = [] }) {
    this.app = app;
    this.send = send;
    this.onEmptyUp = onEmptyUp;
    this.hints = new HintList((row) => this.#complete(row));
    this.field = h("textarea", {
      class: "composer__field",
      rows: 1,
      "aria-label": label,
      autocomplete: "off",
      spellcheck: "true",
      maxlength: 40000,
    });
    this.button = iconButton("send", "Send", () => this.#submit(), { class: "composer__send" });
    this.node = h(
      "div",
      { class: "composer" },
      this.hints.node,
      h(
        "div",
        { class: "composer__box" },
        this.field,
        h("div", { class: "composer__row" }, h("div", { class: "composer__tools" }, tools), this.button),
      ),
    );
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("blur", () => this.hints.hide());
    this.field.addEventListener("click", () => this.#typed());
    this.#typed();
  }

  get text() {
    return this.field.value;
  }

  /** Put `text` into the field, ready to send. */
  fill(text, { focus = true, glow = false } = {}) {
    this.field.value = text;
    this.#typed();
    this.hints.hide();
    if (focus) {
      this.field.focus();
      this.field.setSelectionRange(text.length, text.length);
    }
    if (!glow) return;
    this.node.classList.remove("composer--glow");
    void this.node.offsetWidth; // restarts the animation
    this.node.classList.add("composer--glow");
  }

  set placeholder(text) {
    this.field.placeholder = text;
    this.field.setAttribute("aria-label", text);
  }

  set disabled(off) {
    this.field.disabled = off;
    this.node.classList.toggle("composer--off", off);
    this.#typed();
  }

  #typed() {
    this.field.style.setProperty("height", "auto");
    if (this.field.scrollHeight)
      this.field.style.setProperty("height", `${Math.min(this.field.scrollHeight, 220)}px`);
    this.button.disabled = this.field.disabled || !this.field.value.trim();
    this.#offer();
  }

  #offer() {
    const found =
      this.app.names && document.activeElement === this.field
        ? hintsFor(this.app, this.field.value.slice(0, this.field.selectionStart))
        : null;
    this.from = found?.from ?? 0;
    this.hints.show(found?.rows ?? []);
  }

  #complete(row) {
    const after = this.field.value.slice(this.field.selectionStart);
    const head = this.field.value.slice(0, this.from) + row.insert;
    this.field.value = head + after;
    this.field.setSelectionRange(head.length, head.length);
    this.field.focus();
    this.#typed();
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.hints.open && this.#hintKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "ArrowUp" && !this.field.value && this.onEmptyUp) {
      event.preventDefault();
      this.onEmptyUp();
    }
  }

  #hintKey(event) {
    if (event.key === "ArrowDown") this.hints.move(1);
    else if (event.key === "ArrowUp") this.hints.move(-1);
    else if (event.key === "Escape") this.hints.hide();
    else if (event.key === "Tab" && !event.shiftKey) this.hints.choose();
    else if (event.key === "Enter" && !event.shiftKey && !this.#wholeCommand()) this.hints.choose();
    else return false;
    return true;
  }

  /** Whether Enter sends although hints are open: a whole command needs no completing. */
  #wholeCommand() {
    return this.field.value.startsWith("/") && this.field.value.includes(" ");
  }

  async #submit() {
    const text = this.field.value;
    if (!text.trim() || this.busy) return;
    this.busy = true;
    this.hints.hide();
    this.field.value = "";
    this.#typed();
    const sent = await this.send(text).finally(() => (this.busy = false));
    // What was refused comes back, unless something new has been typed meanwhile.
    if (!sent && !this.field.value) this.fill(text);
  }
}
