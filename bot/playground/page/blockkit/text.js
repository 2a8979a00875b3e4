/** Draws Slack's text objects. */

import { mrkdwn, plain } from "./mrkdwn.js";

/** The nodes of a plain_text or mrkdwn object; nothing for none. */
export function composition(text, ctx) {
  if (!text) return document.createDocumentFragment();
  if (typeof text === "string") return plain(text);
  return text.type === "mrkdwn" ? mrkdwn(text.text ?? "", ctx) : plain(text.text ?? "", text.emoji !== false);
}
