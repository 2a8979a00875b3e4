/** Small windows beside a button: menus, pickers and hint lists that close by themselves and give the focus back. */

import { h } from "./dom.js";

/**
 * Show `content` beside `anchor` until the person clicks elsewhere or presses Escape.
 * Returns `{node, close()}`; `onClose` runs once.
 */
export function openPopover(anchor, content, { onClose = null, align = "start", above = false } = {}) {
  const node = h("div", { class: "popover" }, content);
  const home = anchor.closest("dialog") ?? document.body;
  let open = true;
  const close = (giveBack = true) => {
    if (!open) return;
    open = false;
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", escape, true);
    window.removeEventListener("resize", close);
    node.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (giveBack && anchor.isConnected) anchor.focus({ preventScroll: true });
    onClose?.();
  };
  const outside = (event) => {
    if (!node.contains(event.target) && !anchor.contains(event.target)) close(false);
    else if (anchor.contains(event.target) && !node.contains(event.target)) {
      // The same button closes what it opened: its click must not open it again.
      event.preventDefault();
      anchor.addEventListener("click", (click) => click.stopImmediatePropagation(), {
        capture: true,
        once: true,
      });
      close(false);
    }
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  home.append(node);
  anchor.setAttribute("aria-expanded", "true");
  settle(node, anchor, align, above);
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", escape, true);
  window.addEventListener("resize", close);
  return { node, close };
}

function settle(node, anchor, align, above) {
  const box = anchor.getBoundingClientRect();
  const size = node.getBoundingClientRect();
  const left = align === "end" ? box.right - size.width : box.left;
  const below = box.bottom + 6;
  const fits = below + Math.min(size.height, 320) < window.innerHeight;
  const top = above || !fits ? Math.max(8, box.top - 6 - size.height) : below;
  node.style.setProperty("left", `${Math.max(8, Math.min(left, window.innerWidth - size.width - 8))}px`);
  node.style.setProperty("top", `${top}px`);
  node.style.setProperty("max-height", `${above || !fits ? box.top - 14 : window.innerHeight - top - 8}px`);
}

/**
 * Show a menu; `items` are `{label, run, note?, danger?, icon?, checked?}`, `{title}` or null (a line between groups).
 * Arrow keys move, Enter chooses.
 */
export function openMenu(anchor, items, options = {}) {
  const menu = h(
    "div",
    { class: "menu", role: "menu" },
    items.map((item) => entry(item, () => popover.close())),
  );
  const popover = openPopover(anchor, menu, options);
  const buttons = [...menu.querySelectorAll("button")];
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  });
  (buttons.find((button) => button.getAttribute("aria-checked") === "true") ?? buttons[0])?.focus();
  return popover;
}

function entry(item, close) {
  if (item === null) return h("hr", { class: "menu__line" });
  if (item.title) return h("div", { class: "menu__title", text: item.title });
  return h(
    "button",
    {
      type: "button",
      class: item.danger ? "menu__item menu__item--danger" : "menu__item",
      role: item.checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      on: {
        click: () => {
          close();
          item.run();
        },
      },
    },
    item.lead,
    h(
      "span",
      { class: "menu__label" },
      item.label,
      item.note && h("span", { class: "menu__note", text: item.note }),
    ),
    item.tail,
  );
}
