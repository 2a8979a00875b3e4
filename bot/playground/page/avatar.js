/** Draws a person as initials on a colour of their own, and the app as its mark. */

import { h } from "./dom.js";

/** An avatar; it only decorates a name that stands beside it. */
export function avatar(names, id, size = "medium") {
  if (id === names.bot) return appAvatar(size);
  return h("span", {
    class: `avatar avatar--${size}`,
    "aria-hidden": "true",
    vars: { "--tone": names.tone(id) },
    text: names.initials(id),
  });
}

export function appAvatar(size = "medium") {
  return h(
    "span",
    { class: `avatar avatar--${size} avatar--app`, "aria-hidden": "true" },
    h("img", { src: "/page/mark.svg", alt: "" }),
  );
}

/** A count in a pill, or nothing for zero. */
export function badge(count, label) {
  if (!count) return null;
  return h("span", {
    class: "badge",
    title: label,
    "aria-label": label,
    text: count > 99 ? "99+" : String(count),
  });
}
