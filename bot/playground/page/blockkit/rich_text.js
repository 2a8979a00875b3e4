/** Draws rich_text blocks: what people type, and what the app builds from people's words. */

import { h } from "../dom.js";
import { emoji } from "../emoji.js";
import { broadcast, channelMention, dateNode, emojiNode, link, userMention } from "./inline.js";

/** The nodes of a rich_text block. */
export function richText(block, ctx) {
  return h(
    "div",
    { class: "rich-text" },
    (block.elements ?? []).map((element) => container(element, ctx)),
  );
}

function container(element, ctx) {
  switch (element.type) {
    case "rich_text_section":
      return h("div", { class: "rich-text__section" }, inlines(element, ctx));
    case "rich_text_list":
      return list(element, ctx);
    case "rich_text_quote":
      return h("blockquote", { class: "quote" }, inlines(element, ctx));
    case "rich_text_preformatted":
      return h("pre", { class: "code-block" }, inlines(element, ctx));
    default:
      return h("div", { class: "unknown", text: `(cannot draw ${element.type})` });
  }
}

function list(element, ctx) {
  const ordered = element.style === "ordered";
  const indent = Math.min(Number(element.indent) || 0, 8);
  const node = h(ordered ? "ol" : "ul", { class: `rich-text__list rich-text__list--${indent}` });
  if (ordered && element.offset) node.start = Number(element.offset) + 1;
  node.append(...(element.elements ?? []).map((item) => h("li", {}, inlines(item, ctx))));
  return node;
}

function inlines(element, ctx) {
  return (element.elements ?? []).map((item) => styled(item.style, item, inlineNode(item, ctx)));
}

function inlineNode(item, ctx) {
  switch (item.type) {
    case "text":
      return withBreaks(item.text ?? "");
    case "link":
      return link(item.url ?? "", item.text || item.url || "", ctx);
    case "user":
      return userMention(item.user_id, ctx);
    case "channel":
      return channelMention(item.channel_id, "", ctx);
    case "usergroup":
      return h("span", { class: "mention", text: "@group" });
    case "broadcast":
      return broadcast(item.range);
    case "emoji":
      return emoji(item.name) ? emojiNode(item.name) : fromCodePoints(item);
    case "date":
      return dateNode(Number(item.timestamp), item.format ?? "{date}", item.url, item.fallback, ctx);
    case "color":
      return h("span", { class: "code", text: item.value });
    default:
      return item.text ?? item.fallback ?? "";
  }
}

function fromCodePoints(item) {
  const points = String(item.unicode ?? "")
    .split("-")
    .map((part) => Number.parseInt(part, 16));
  if (!points.every((point) => point > 0x7f && point <= 0x10ffff)) return emojiNode(item.name);
  return h("span", {
    class: "emoji",
    role: "img",
    "aria-label": item.name,
    text: String.fromCodePoint(...points),
  });
}

/** Text with its line breaks; `pre` keeps its own. */
function withBreaks(text) {
  return h("span", { class: "keep-lines", text });
}

const WRAPS = [
  ["code", "code", "code"],
  ["bold", "strong", ""],
  ["italic", "em", ""],
  ["strike", "s", ""],
  ["underline", "u", ""],
  ["highlight", "mark", ""],
];

function styled(style, item, node) {
  let out = node;
  for (const [name, tag, className] of WRAPS)
    if (style?.[name]) out = h(tag, { class: className || null }, out);
  return out;
}
