/** Turns a stored message back into what a person would type, for editing it. */

import { unescape } from "./blockkit/inline.js";

/** The text of a message with mentions, channels and links as one types them. */
export function typedText(text, names) {
  const shown = text
    .replace(/<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g, (_, id) => `@${names.called(id)}`)
    .replace(
      /<#([CG][A-Z0-9]+)(?:\|([^<>]*))?>/g,
      (_, id, label) => `#${names.channel(id)?.name ?? label ?? id}`,
    )
    .replace(/<!(here|channel|everyone)(?:\|[^<>]*)?>/g, "@$1")
    .replace(/<(mailto:)?([^<>|]+)(?:\|([^<>]*))?>/g, (_, mail, target, label) =>
      mail ? target : (label ?? target),
    );
  return unescape(shown);
}
