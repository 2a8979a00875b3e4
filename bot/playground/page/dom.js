/** Builds DOM nodes from data, so that no text can ever become markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. `props` may hold `class`, `text`, `on: {event: listener}`, `data: {key: value}`,
 * `vars: {"--name": value}` and plain attributes; `false`, `null` and `undefined` leave an attribute out.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    apply(node, key, value);
  }
  append(node, children);
  return node;
}

function apply(node, key, value) {
  if (key === "class") node.className = value;
  else if (key === "text") node.textContent = value;
  else if (key === "on")
    for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
  else if (key === "data") Object.assign(node.dataset, value);
  else if (key === "vars")
    for (const [name, setting] of Object.entries(value)) node.style.setProperty(name, setting);
  else if (/^(on|style|srcdoc)/i.test(key)) throw new Error(`h() refuses the attribute ${key}`);
  else node.setAttribute(key, value === true ? "" : String(value));
}

/** Append nodes, strings and nested lists of both; empty values are skipped. */
export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child);
  }
  return node;
}

/** Make `parent` hold exactly `wanted`, moving as little as possible so that focus and half-typed text survive. */
export function reconcile(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  let cursor = parent.firstChild;
  for (const node of wanted) {
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
}

const PATHS = {
  hash: "M9.5 4 8 20M16 4l-1.5 16M4.5 9h15.5M4 15h15.5",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  smile: "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18ZM8.5 14a4 4 0 0 0 7 0M9 9.6v.01M15 9.6v.01",
  thread: "M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  send: "M4 12 20 4l-5 16-3.5-6.5z",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9l6 6 6-6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  plus: "M12 5v14M5 12h14",
  check: "M5 12.5l4.5 4.5L19 7.5",
  menu: "M4 7h16M4 12h16M4 17h16",
  book: "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v.01",
  clock: "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18ZM12 7v5.2l3.4 2",
  calendar: "M4 6h16v14H4zM4 10.5h16M8.5 3v5M15.5 3v5",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M17.5 14c2.5.6 3.7 2.7 4 6",
};

/** A line icon by name; purely decorative, so it is hidden from assistive technology. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon--${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only an icon; `label` is its name for tooltips and assistive technology. */
export function iconButton(name, label, onClick, extra = {}) {
  const { class: more = "", ...rest } = extra;
  return h(
    "button",
    {
      type: "button",
      class: `icon-button ${more}`.trim(),
      "aria-label": label,
      title: label,
      on: { click: onClick },
      ...rest,
    },
    icon(name),
  );
}
