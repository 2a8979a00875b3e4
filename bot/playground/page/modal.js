/** The modal that the app has opened for the current person, with its inputs and validation errors. */

import { coalesce } from "./app.js";
import { drawBlocks } from "./blockkit/blocks.js";
import { Form } from "./blockkit/form.js";
import { composition } from "./blockkit/text.js";
import { openDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { contextOf, failure, hostOf } from "./surface.js";

/** Shows whatever view the playground says is open for the current person. */
export class Modals {
  constructor(app) {
    this.app = app;
    this.view = null;
    this.dialog = null;
    this.form = new Form();
    this.refresh = coalesce(() => app.guard(() => this.#refresh()));
  }

  /** Put the window away without closing the view (the person is switched). */
  putAway() {
    this.view = null;
    this.dialog?.close("put away");
    this.dialog = null;
  }

  async #refresh() {
    const me = this.app.me;
    const view = await this.app.door.modal();
    if (me !== this.app.me) return;
    this.#show(view);
  }

  #show(view) {
    if (!view) {
      if (this.dialog) this.putAway();
      return;
    }
    if (this.view && this.view.id === view.id && this.view.hash === view.hash) return;
    const typed = this.view?.id === view.id ? this.form.values() : {};
    this.view = view;
    this.form.clear();
    const { body, footer } = this.#draw(view);
    const title = composition(view.title, contextOf(this.app));
    if (this.dialog) {
      this.dialog.node.querySelector(".dialog__title").replaceChildren(title);
      this.dialog.node.querySelector(".dialog__body").replaceChildren(body);
      this.dialog.node.querySelector(".dialog__foot").replaceChildren(...footer);
    } else {
      const label = view.title?.text ?? "";
      this.dialog = openDialog({
        title,
        label,
        body,
        footer,
        className: "dialog--modal",
        onClose: (answer) => this.#closed(answer),
      });
    }
    this.form.restore(typed);
  }

  #draw(view) {
    this.trouble = h("p", { class: "input__error", role: "alert", hidden: true });
    const host = hostOf(this.app, { view_id: view.id }, this.form);
    const act = host.act;
    host.act = (action) => act({ ...action, values: this.form.values() });
    this.submitButton = h(
      "button",
      { type: "submit", class: "button button--primary" },
      composition(view.submit ?? { type: "plain_text", text: "Submit" }, host.ctx),
    );
    const cancel = h(
      "button",
      { type: "button", class: "button", on: { click: () => this.dialog.close() } },
      composition(view.close ?? { type: "plain_text", text: "Close" }, host.ctx),
    );
    const form = h(
      "form",
      { id: "modal-form", novalidate: true, on: { submit: (event) => this.#submit(event) } },
      this.trouble,
      drawBlocks(view.blocks, host),
    );
    this.submitButton.setAttribute("form", "modal-form");
    const hasSubmit = Boolean(view.submit) || (view.blocks ?? []).some((block) => block.type === "input");
    return { body: form, footer: hasSubmit ? [cancel, this.submitButton] : [cancel] };
  }

  async #submit(event) {
    event.preventDefault();
    if (this.submitButton.disabled) return;
    this.submitButton.disabled = true;
    const { app, view } = this;
    const answer = await app.guard(() => app.door.submit(view.id, this.form.values()));
    this.submitButton.disabled = false;
    if (!answer) return;
    if (answer.errors) {
      const rest = this.form.showErrors(answer.errors).map((block) => answer.errors[block]);
      this.#complain(rest.join(" "));
      return;
    }
    this.form.showErrors({});
    if (answer.ok === false) {
      this.#complain(answer.error ?? failure(app, answer.status));
      return;
    }
    app.did("submit", { title: view.title?.text ?? "" });
    this.refresh();
  }

  #complain(sentence) {
    this.trouble.textContent = sentence;
    this.trouble.hidden = !sentence;
  }

  async #closed(answer) {
    const { view } = this;
    this.dialog = null;
    if (answer === "put away" || !view) return;
    this.view = null;
    await this.app.guard(() => this.app.door.close(view.id));
    this.refresh();
  }
}
