/** Sends what a person did with an element to the app, after the confirmation that it may ask for. */

import { confirmation } from "../dialogs.js";

/** Send an action; false if the person thought better of it. `node` looks busy until the app has answered. */
export async function act(spec, place, state, node) {
  if (spec.confirm && !(await confirmation(spec.confirm, place.host.ctx))) return false;
  node?.setAttribute("aria-busy", "true");
  try {
    await place.host.act({
      action_id: spec.action_id,
      block_id: place.block,
      label: spec.text?.text ?? "",
      ...state,
    });
  } finally {
    node?.removeAttribute("aria-busy");
  }
  return true;
}
