/** Subscribing to a calendar elsewhere on this machine: what a feed's address is good for. */

import { h } from "./dom.js";

/** The field under the week; `draw(feed)` shows how the subscription stands. */
export function feedField(app, refresh) {
  const input = h("input", {
    class: "field",
    id: "feed-address",
    type: "url",
    placeholder: "http://127.0.0.1:…/calendar/….ics",
    autocomplete: "off",
  });
  const button = h("button", { type: "submit", class: "button" }, "Subscribe");
  const said = h("p", { class: "feed__said", role: "status" });
  let address = "";
  const submit = async (event) => {
    event.preventDefault();
    const wanted = address ? "" : input.value.trim();
    if (!address && !wanted) return void input.focus();
    if (!(await app.guard(() => app.door.subscribe(wanted)))) return;
    if (wanted) app.did("calendar", { act: "subscribed" });
    else input.value = "";
    refresh();
  };
  const node = h(
    "form",
    { class: "feed", on: { submit } },
    h("label", { for: "feed-address", class: "feed__label", text: "Subscribe to an address" }),
    input,
    button,
    said,
  );
  const draw = (feed) => {
    address = feed?.address ?? "";
    if (address) input.value = address;
    else if (document.activeElement !== input) input.value = "";
    input.readOnly = Boolean(address);
    button.textContent = address ? "Unsubscribe" : "Subscribe";
    said.textContent = feed?.error ?? "";
    said.hidden = !feed?.error;
  };
  return { node, draw };
}
