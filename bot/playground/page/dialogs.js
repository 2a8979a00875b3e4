/** Asks a person something in a window of its own, with the page behind it out of reach. */

import { composition } from "./blockkit/text.js";
import { h, iconButton } from "./dom.js";

/** Open a dialog with a title, a body and buttons below; Escape and the cross close it. `onClose` gets what `close(value)` said. */
export function openDialog({ title, body, footer = [], label = "", className = "", onClose }) {
  const node = h("dialog", {
    class: `dialog ${className}`.trim(),
    "aria-label": label || (typeof title === "string" ? title : null),
  });
  let answer = null;
  const close = (value = null) => {
    answer = value;
    node.close();
  };
  node.append(
    h(
      "header",
      { class: "dialog__head" },
      h("h2", { class: "dialog__title" }, title),
      iconButton("close", "Close", () => close()),
    ),
    h("div", { class: "dialog__body" }, body),
    h("footer", { class: "dialog__foot" }, footer),
  );
  node.addEventListener("close", () => {
    node.remove();
    onClose?.(answer);
  });
  document.body.append(node);
  node.showModal();
  return { node, close };
}

/** Show a confirmation object of Block Kit; resolves to whether the person confirmed. */
export function confirmation(spec, ctx) {
  return ask({
    title: composition(spec.title, ctx),
    text: composition(spec.text, ctx),
    yes: composition(spec.confirm ?? "Yes", ctx),
    no: composition(spec.deny ?? "Cancel", ctx),
    danger: spec.style === "danger",
  });
}

/** Ask a yes-or-no question; resolves to the answer (closing is "no"). */
export function ask({ title, text, yes, no = "Cancel", danger = false }) {
  return new Promise((resolve) => {
    const dialog = openDialog({
      title,
      label: typeof title === "string" ? title : title.textContent,
      className: "dialog--small",
      body: h("div", { class: "dialog__text" }, text),
      footer: [
        h("button", { type: "button", class: "button", on: { click: () => dialog.close(false) } }, no),
        h(
          "button",
          {
            type: "button",
            class: `button button--${danger ? "danger" : "primary"}`,
            autofocus: true,
            on: { click: () => dialog.close(true) },
          },
          yes,
        ),
      ],
      onClose: (answer) => resolve(answer === true),
    });
  });
}
