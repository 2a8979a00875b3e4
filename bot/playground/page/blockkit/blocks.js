/** Draws blocks, in messages, modals and the Home tab alike. */

import { h, icon } from "../dom.js";
import { element } from "./elements.js";
import { followable, link } from "./inline.js";
import { markdown } from "./markdown.js";
import { richText } from "./rich_text.js";
import { composition } from "./text.js";

/**
 * Draw `blocks`. `host` says where they stand: `ctx` (names, reader, links), `act(action)` (sends an action to the
 * app), `unique()` (a number that no other element has) and, in views, `form` (collects the inputs).
 */
export function drawBlocks(blocks, host) {
  return h(
    "div",
    { class: "blocks" },
    (blocks ?? []).map((block) => drawBlock(block, host)),
  );
}

function drawBlock(block, host) {
  const draw = BLOCKS[block.type];
  if (!draw) return h("p", { class: "unknown", text: `(cannot draw ${block.type})` });
  const node = draw(block, host);
  node.dataset.block = block.block_id ?? "";
  return node;
}

const placeOf = (block, host, more = {}) => ({ block: block.block_id, host, acts: true, ...more });

function section(block, host) {
  const fields = block.fields?.map((field) =>
    h("div", { class: "section__field" }, composition(field, host.ctx)),
  );
  return h(
    "div",
    { class: "block section" },
    h(
      "div",
      { class: "section__body" },
      block.text && h("div", { class: "section__text" }, composition(block.text, host.ctx)),
      fields && h("div", { class: "section__fields" }, fields),
    ),
    block.accessory &&
      h("div", { class: "section__accessory" }, element(block.accessory, placeOf(block, host)).node),
  );
}

function actions(block, host) {
  return h(
    "div",
    { class: "block actions" },
    (block.elements ?? []).map((spec) => element(spec, placeOf(block, host)).node),
  );
}

function context(block, host) {
  return h(
    "div",
    { class: "block context" },
    (block.elements ?? []).map((item) =>
      item.type === "image"
        ? element(item, placeOf(block, host)).node
        : h("span", { class: "context__text" }, composition(item, host.ctx)),
    ),
  );
}

/** A picture is never loaded from outside: the playground stays on this machine. */
function image(block, host) {
  const address = block.image_url ?? block.slack_file?.url ?? "";
  return h(
    "figure",
    { class: "block picture" },
    block.title && h("figcaption", { class: "picture__title" }, composition(block.title, host.ctx)),
    h(
      "div",
      { class: "picture__frame", role: "img", "aria-label": block.alt_text },
      icon("image"),
      h("span", { text: block.alt_text || "Image" }),
      followable(address) && link(address, "open", host.ctx),
    ),
  );
}

function input(block, host) {
  const unique = host.unique();
  const labelledBy = `label-${unique}`;
  const error = h("p", { class: "input__error", role: "alert", hidden: true });
  const drawn = element(
    block.element,
    placeOf(block, host, { acts: Boolean(block.dispatch_action), labelledBy }),
  );
  host.form?.addError(block.block_id, (sentence) => {
    error.textContent = sentence;
    error.hidden = !sentence;
    drawn.node.toggleAttribute("aria-invalid", Boolean(sentence));
  });
  return h(
    "div",
    { class: "block input" },
    h(
      "div",
      { class: "input__label", id: labelledBy },
      composition(block.label, host.ctx),
      block.optional && h("span", { class: "input__optional", text: " (optional)" }),
    ),
    drawn.node,
    error,
    block.hint && h("p", { class: "input__hint" }, composition(block.hint, host.ctx)),
  );
}

function cell(content, host) {
  if (content?.type === "rich_text") return richText(content, host.ctx);
  return composition({ type: "plain_text", text: String(content?.text ?? content?.value ?? "") }, host.ctx);
}

function table(block, host) {
  const align = (index) =>
    ["left", "center", "right"].find((side) => side === block.column_settings?.[index]?.align) ?? "left";
  const row = (cells, tag) =>
    h(
      "tr",
      {},
      cells.map((content, index) => h(tag, { class: `table__cell--${align(index)}` }, cell(content, host))),
    );
  const [head = [], ...rest] = block.rows ?? [];
  return h(
    "div",
    { class: "block table-frame" },
    h(
      "table",
      { class: "table" },
      h("thead", {}, row(head, "th")),
      h(
        "tbody",
        {},
        rest.map((cells) => row(cells, "td")),
      ),
    ),
  );
}

const BLOCKS = {
  section,
  actions,
  context,
  image,
  input,
  table,
  header: (block, host) => h("h3", { class: "block header" }, composition(block.text, host.ctx)),
  divider: () => h("hr", { class: "block divider" }),
  rich_text: (block, host) => h("div", { class: "block" }, richText(block, host.ctx)),
  markdown: (block, host) => h("div", { class: "block" }, markdown(block.text ?? "", host.ctx)),
};
