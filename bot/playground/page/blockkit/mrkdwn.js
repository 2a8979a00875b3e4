/** Parses Slack's mrkdwn into DOM nodes; what is no sign of Slack's stays text. */

import { h } from "../dom.js";
import { emoji } from "../emoji.js";
import { broadcast, channelMention, dateNode, emojiNode, link, unescape, userMention } from "./inline.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };
const EMOJI = /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/y;
const ADDRESS = /https?:\/\/[^\s<>]+/g;
const WORD = /[\p{L}\p{N}_]/u;

/** Draw `text` as mrkdwn. `ctx` knows names, the reader and where links lead. */
export function mrkdwn(text, ctx) {
  const out = document.createDocumentFragment();
  const parts = String(text).split("```");
  // An odd number of fences leaves the last one open: it is then three backticks and nothing more.
  if (parts.length % 2 === 0) parts.push([parts.pop(), parts.pop()].reverse().join("```"));
  parts.forEach((part, index) => {
    if (index % 2)
      out.append(h("pre", { class: "code-block", text: unescape(part.replace(/^\n|\n$/g, "")) }));
    else out.append(lines(index ? part.replace(/^\n/, "") : part, ctx));
  });
  return out;
}

/** Draw plain text: entities undone, emoji shortcodes drawn where asked, nothing else. */
export function plain(text, withEmoji = true) {
  const out = document.createDocumentFragment();
  const pieces = withEmoji ? String(text).split(/(:[a-z0-9_+'-]+:)/) : [String(text)];
  for (const piece of pieces) {
    const name = /^:(.+):$/.exec(piece)?.[1];
    out.append(name && emoji(name) ? emojiNode(name) : unescape(piece));
  }
  return out;
}

function lines(text, ctx) {
  const out = document.createDocumentFragment();
  let run = [];
  let quoting = false;
  const flush = () => {
    if (!run.length) return;
    const target = quoting ? h("blockquote", { class: "quote" }) : out;
    inline(run.join("\n"), ctx, target);
    if (quoting) out.append(target);
    run = [];
  };
  let rest = false;
  for (const line of text.split("\n")) {
    const mark = /^(&gt;&gt;&gt;|>>>|&gt;|>) ?/.exec(line);
    rest ||= mark !== null && mark[1].length !== 1 && mark[1] !== "&gt;";
    const quoted = rest || mark !== null;
    if (quoted !== quoting) flush();
    quoting = quoted;
    run.push(mark ? line.slice(mark[0].length) : line);
  }
  flush();
  return out;
}

function inline(text, ctx, into, active = "") {
  let held = "";
  let at = 0;
  const dead = new Set(); // openers that have no closer further on: looking again would make this quadratic
  const take = (node, next) => {
    addText(held, ctx, into);
    held = "";
    into.append(node);
    at = next;
  };
  while (at < text.length) {
    const found = piece(text, at, ctx, active, dead);
    if (found) take(found.node, found.next);
    else held += text[at++];
  }
  addText(held, ctx, into);
}

function piece(text, at, ctx, active, dead) {
  const sign = text[at];
  if (sign === "`")
    return span(
      text,
      at,
      "`",
      dead,
      (body) => body && !body.includes("\n") && h("code", { class: "code", text: unescape(body) }),
    );
  if (sign === "<") return span(text, at, ">", dead, (body) => angle(body, ctx));
  if (sign === ":") return shortcode(text, at);
  if (sign === "\n") return { node: h("br"), next: at + 1 };
  if (!(sign in STYLES) || active.includes(sign) || dead.has(sign)) return null;
  return styled(text, at, ctx, active, dead);
}

function span(text, at, closer, dead, make) {
  if (dead.has(closer)) return null;
  const end = text.indexOf(closer, at + 1);
  if (end < 0) {
    dead.add(closer);
    return null;
  }
  const node = make(text.slice(at + 1, end));
  return node ? { node, next: end + 1 } : null;
}

function shortcode(text, at) {
  EMOJI.lastIndex = at;
  const match = EMOJI.exec(text);
  return match && emoji(match[1]) ? { node: emojiNode(match[1]), next: at + match[0].length } : null;
}

function styled(text, at, ctx, active, dead) {
  const sign = text[at];
  const before = text[at - 1] ?? " ";
  const after = text[at + 1] ?? " ";
  if (WORD.test(before) || /\s/.test(after) || after === sign) return null;
  const end = closing(text, at, sign);
  if (end < 0) {
    if (end === -1) dead.add(sign);
    return null;
  }
  const node = h(STYLES[sign]);
  inline(text.slice(at + 1, end), ctx, node, active + sign);
  return { node, next: end + 1 };
}

/** Where the style opened at `at` closes; -2 if not on this line, -1 if nowhere in the text. */
function closing(text, at, sign) {
  let stop = text.indexOf("\n", at);
  if (stop < 0) stop = text.length;
  let from = at + 1;
  let end = text.indexOf(sign, from);
  // Few candidates are ever tried: a closer is nearly always one of the next signs.
  for (let tries = 0; end >= 0 && end < stop && tries < 40; tries += 1) {
    const enclosed = text.slice(at, end);
    const open =
      enclosed.lastIndexOf("<") > enclosed.lastIndexOf(">") || (enclosed.split("`").length - 1) % 2 === 1;
    if (!open && !/\s/.test(text[end - 1]) && !WORD.test(text[end + 1] ?? " ")) return end;
    from = end + 1;
    end = text.indexOf(sign, from);
  }
  return end < 0 ? -1 : -2;
}

/** What stands between angle brackets, or null if it is no sign of Slack's. */
function angle(body, ctx) {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? "" : unescape(body.slice(bar + 1));
  if (/^@[UWB][A-Z0-9]+$/.test(target)) return userMention(target.slice(1), ctx);
  if (/^#[CDG][A-Z0-9]+$/.test(target)) return channelMention(target.slice(1), label, ctx);
  if (/^!(here|channel|everyone)$/.test(target)) return broadcast(target.slice(1));
  if (target.startsWith("!subteam^")) return h("span", { class: "mention", text: label || "@group" });
  if (target.startsWith("!date^")) return dated(target, label, ctx);
  if (/^(https?:\/\/|mailto:|tel:)/i.test(target))
    return link(unescape(target), label || unescape(target).replace(/^(mailto|tel):/i, ""), ctx);
  return null;
}

function dated(target, label, ctx) {
  const [, at, pattern = "", address] = target.split("^");
  return dateNode(Number(at), unescape(pattern), address && unescape(address), label, ctx);
}

function addText(held, ctx, into) {
  let from = 0;
  for (const match of held.matchAll(ADDRESS)) {
    const address = match[0].replace(/[.,;:!?)\]'"*_~]+$/, "");
    into.append(unescape(held.slice(from, match.index)), link(unescape(address), unescape(address), ctx));
    from = match.index + address.length;
  }
  if (from < held.length) into.append(unescape(held.slice(from)));
}
