/** Draws the markdown block: headings, lists, quotes, code, tables and inline styles, as DOM nodes. */

import { append, h } from "../dom.js";
import { emoji } from "../emoji.js";
import { emojiNode, followable, link } from "./inline.js";

const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const RULE = /^ {0,3}([-*_])(\s*\1){2,}\s*$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** The nodes of a Markdown text. */
export function markdown(text, ctx) {
  return h("div", { class: "markdown" }, blocks(String(text).split("\n"), ctx));
}

function blocks(rows, ctx, depth = 0) {
  const out = [];
  let at = 0;
  while (at < rows.length) {
    const row = rows[at];
    const step = !row.trim()
      ? { next: at + 1 }
      : (fence(rows, at) ??
        heading(row, at, ctx) ??
        rule(row, at) ??
        quote(rows, at, ctx, depth) ??
        table(rows, at, ctx) ??
        list(rows, at, ctx, depth) ??
        paragraph(rows, at, ctx));
    if (step.node) out.push(step.node);
    at = step.next;
  }
  return out;
}

function fence(rows, at) {
  const mark = /^ {0,3}(```+|~~~+)/.exec(rows[at]);
  if (!mark) return null;
  let end = at + 1;
  while (end < rows.length && !rows[end].trimStart().startsWith(mark[1])) end += 1;
  return { node: h("pre", { class: "code-block", text: rows.slice(at + 1, end).join("\n") }), next: end + 1 };
}

function heading(row, at, ctx) {
  const match = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(row);
  return (
    match && {
      node: h(
        "p",
        { class: `markdown__heading markdown__heading--${match[1].length}` },
        inline(match[2], ctx),
      ),
      next: at + 1,
    }
  );
}

function rule(row, at) {
  return RULE.test(row) ? { node: h("hr", { class: "divider" }), next: at + 1 } : null;
}

function quote(rows, at, ctx, depth) {
  if (!/^ {0,3}>/.test(rows[at]) || depth > 6) return null;
  let end = at;
  while (end < rows.length && /^ {0,3}>/.test(rows[end])) end += 1;
  const inner = rows.slice(at, end).map((row) => row.replace(/^ {0,3}> ?/, ""));
  return { node: h("blockquote", { class: "quote" }, blocks(inner, ctx, depth + 1)), next: end };
}

const cells = (row) =>
  row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());

function table(rows, at, ctx) {
  if (!rows[at].includes("|") || !TABLE_RULE.test(rows[at + 1] ?? "")) return null;
  let end = at + 2;
  while (end < rows.length && rows[end].includes("|")) end += 1;
  const line = (row, tag) =>
    h(
      "tr",
      {},
      cells(row).map((cell) => h(tag, {}, inline(cell, ctx))),
    );
  const node = h(
    "div",
    { class: "table-frame" },
    h(
      "table",
      { class: "table" },
      h("thead", {}, line(rows[at], "th")),
      h(
        "tbody",
        {},
        rows.slice(at + 2, end).map((row) => line(row, "td")),
      ),
    ),
  );
  return { node, next: end };
}

function list(rows, at, ctx, depth) {
  const first = ITEM.exec(rows[at]);
  if (!first || depth > 6) return null;
  const ordered = /\d/.test(first[2]);
  const items = [];
  let end = at;
  while (end < rows.length) {
    const item = ITEM.exec(rows[end]);
    const indent = /^\s*/.exec(rows[end])[0].length;
    if (item && indent <= first[1].length + 1 && /\d/.test(item[2]) === ordered)
      items.push({ head: item[3], rest: [] });
    else if (rows[end].trim() && indent > first[1].length)
      items.at(-1).rest.push(rows[end].slice(Math.min(indent, first[1].length + 2)));
    else break;
    end += 1;
  }
  const node = h(ordered ? "ol" : "ul", { class: "markdown__list" });
  if (ordered) node.start = Number.parseInt(first[2], 10);
  append(
    node,
    items.map(({ head, rest }) => h("li", {}, inline(head, ctx), blocks(rest, ctx, depth + 1))),
  );
  return { node, next: end };
}

function paragraph(rows, at, ctx) {
  let end = at + 1;
  while (
    end < rows.length &&
    rows[end].trim() &&
    !ITEM.test(rows[end]) &&
    !/^ {0,3}(#{1,6}\s|>|```)/.test(rows[end])
  )
    end += 1;
  return {
    node: h("p", { class: "markdown__paragraph" }, inline(rows.slice(at, end).join("\n"), ctx)),
    next: end,
  };
}

const MARKS = [
  [/^`([^`\n]+)`/, (match) => h("code", { class: "code", text: match[1] })],
  [
    /^!?\[([^\]\n]{0,500})\]\(<?((?:[^\s()<>]|\([^\s()<>]*\))+)>?(?:\s+"[^"]*")?\)/,
    (match, ctx) => link(match[2], match[1] || match[2], ctx),
  ],
  [
    /^<([a-z][a-z0-9+.-]*:[^\s<>]{1,3000})>/i,
    (match, ctx) => (followable(match[1]) ? link(match[1], match[1], ctx) : null),
  ],
  [/^https?:\/\/[^\s<>()\]]+[^\s<>()\].,;:!?]/, (match, ctx) => link(match[0], match[0], ctx)],
  [
    /^(\*\*|__)(?=\S)([\s\S]{0,2000}?\S)\1/,
    (match, ctx, depth) => h("strong", {}, inline(match[2], ctx, depth + 1)),
  ],
  [/^~~(?=\S)([\s\S]{0,2000}?\S)~~/, (match, ctx, depth) => h("s", {}, inline(match[1], ctx, depth + 1))],
  [
    /^([*_])(?=\S)([^*_\n]{0,2000}?\S)\1(?![\p{L}\p{N}])/u,
    (match, ctx, depth) => h("em", {}, inline(match[2], ctx, depth + 1)),
  ],
  [/^:([a-z0-9_+-]+):/, (match) => (emoji(match[1]) ? emojiNode(match[1]) : null)],
  [/^\\([\\`*_{}[\]()#+\-.!~|<>])/, (match) => document.createTextNode(match[1])],
  [/^\n/, () => h("br")],
];

function inline(text, ctx, depth = 0) {
  const out = document.createDocumentFragment();
  let held = "";
  let at = 0;
  while (at < text.length) {
    const found =
      /[`![<h*_~:\\\n]/.test(text[at]) && depth < 4 ? mark(text.slice(at, at + 4000), ctx, depth) : null;
    if (found) {
      out.append(held, found.node);
      held = "";
      at += found.length;
    } else held += text[at++];
  }
  out.append(held);
  return out;
}

function mark(rest, ctx, depth) {
  for (const [pattern, make] of MARKS) {
    const match = pattern.exec(rest);
    const node = match && make(match, ctx, depth);
    if (node) return { node, length: match[0].length };
  }
  return null;
}
