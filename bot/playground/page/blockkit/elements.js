/** Draws the interactive elements that need no list: buttons, text inputs, boxes, dates and times. */

import { h, icon } from "../dom.js";
import { openMenu } from "../popover.js";
import { act } from "./act.js";
import { composition } from "./text.js";
import { picker } from "./picker.js";
import { followable } from "./inline.js";

/**
 * Draw one element. `place` has `block` (its id), `host` (where actions go), `acts` (whether a change is sent
 * to the app at once) and `labelledBy`. The result has `node` and, for inputs, `read()` and `write(state)`.
 */
export function element(spec, place) {
  const draw = ELEMENTS[spec.type];
  if (!draw) return { node: h("span", { class: "unknown", text: `(cannot draw ${spec.type})` }) };
  const drawn = draw(spec, place);
  if (drawn.read) place.host.form?.add(place.block, spec.action_id, drawn);
  return drawn;
}

function button(spec, place) {
  const style = spec.style === "primary" || spec.style === "danger" ? ` button--${spec.style}` : "";
  const node = h(
    "button",
    {
      type: "button",
      class: `button${style}`,
      "aria-label": spec.accessibility_label,
      data: { action: spec.action_id ?? "" },
    },
    composition(spec.text, place.host.ctx),
  );
  node.addEventListener("click", () => {
    if (node.getAttribute("aria-busy")) return;
    const address = spec.url && followable(spec.url);
    if (address) {
      window.open(address.href, "_blank", "noopener");
      place.host.ctx.followed?.(address.href);
    }
    act(spec, place, { value: spec.value }, node);
  });
  return { node };
}

function overflow(spec, place) {
  const node = h(
    "button",
    { type: "button", class: "button button--icon", "aria-label": "More choices", "aria-haspopup": "menu" },
    icon("more"),
  );
  node.addEventListener("click", () => {
    openMenu(
      node,
      (spec.options ?? []).map((option) => ({
        label: composition(option.text, place.host.ctx),
        run: () => {
          const address = option.url && followable(option.url);
          if (address) window.open(address.href, "_blank", "noopener");
          act(spec, place, { selected: { type: "overflow", selected_option: option } }, node);
        },
      })),
    );
  });
  return { node };
}

/** A text field; `press` on Enter sends it where the block says `dispatch_action`. */
function textInput(type, extra = {}) {
  return (spec, place) => {
    const multiline = Boolean(spec.multiline);
    const node = h(multiline ? "textarea" : "input", {
      class: "field",
      type: multiline ? null : (extra.type ?? "text"),
      rows: multiline ? 4 : null,
      placeholder: spec.placeholder?.text,
      maxlength: spec.max_length,
      minlength: spec.min_length,
      min: spec.min_value,
      max: spec.max_value,
      step: type === "number_input" ? (spec.is_decimal_allowed ? "any" : "1") : null,
      autocomplete: "off",
      "aria-labelledby": place.labelledBy,
      autofocus: spec.focus_on_load || null,
      data: { action: spec.action_id ?? "" },
    });
    node.value = spec.initial_value ?? "";
    const read = () => ({ type, value: node.value === "" ? null : node.value });
    const triggers = spec.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    if (place.acts && triggers.includes("on_character_entered"))
      node.addEventListener("input", () => act(spec, place, { selected: read() }));
    else if (place.acts) {
      node.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || multiline) return;
        event.preventDefault();
        act(spec, place, { selected: read() });
      });
    }
    return { node, read, write: (state) => (node.value = state.value ?? "") };
  };
}

/** Checkboxes and radio buttons: a small list of choices that are all in sight. */
function choices(type, input) {
  const many = input === "checkbox";
  return (spec, place) => {
    const options = spec.options ?? [];
    const initial = many ? (spec.initial_options ?? []) : [spec.initial_option].filter(Boolean);
    const name = `choice-${place.host.unique()}`;
    const boxes = options.map((option) => {
      const box = h("input", { type: input, name, value: option.value });
      box.checked = initial.some((chosen) => chosen.value === option.value);
      return box;
    });
    const node = h(
      "div",
      {
        class: "choices",
        role: many ? "group" : "radiogroup",
        "aria-labelledby": place.labelledBy,
        data: { action: spec.action_id ?? "" },
      },
      options.map((option, index) =>
        h(
          "label",
          { class: "choice" },
          boxes[index],
          h(
            "span",
            {},
            composition(option.text, place.host.ctx),
            option.description &&
              h("span", { class: "choice__note" }, composition(option.description, place.host.ctx)),
          ),
        ),
      ),
    );
    const picked = () => options.filter((_, index) => boxes[index].checked);
    const read = () =>
      many ? { type, selected_options: picked() } : { type, selected_option: picked()[0] ?? null };
    const write = (state) => {
      const kept = many ? (state.selected_options ?? []) : [state.selected_option].filter(Boolean);
      boxes.forEach(
        (box, index) => (box.checked = kept.some((option) => option.value === options[index].value)),
      );
    };
    if (place.acts) node.addEventListener("change", () => act(spec, place, { selected: read() }, node));
    return { node, read, write };
  };
}

/** Date, time and both: the browser's own pickers. */
function moment(type, input, key, initial) {
  return (spec, place) => {
    const node = h("input", {
      class: "field field--short",
      type: input,
      "aria-labelledby": place.labelledBy,
      "aria-label": place.labelledBy ? null : (spec.placeholder?.text ?? "Choose"),
      data: { action: spec.action_id ?? "" },
    });
    const toField = (value) => (type === "datetimepicker" ? localMinute(value) : String(value));
    const fromField = (value) =>
      type === "datetimepicker" ? Math.floor(new Date(value).getTime() / 1000) : value;
    if (spec[initial]) node.value = toField(spec[initial]);
    const read = () => ({ type, [key]: node.value ? fromField(node.value) : null });
    if (place.acts) node.addEventListener("change", () => act(spec, place, { selected: read() }, node));
    return { node, read, write: (state) => (node.value = state[key] ? toField(state[key]) : "") };
  };
}

function localMinute(at) {
  const date = new Date(Number(at) * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function image(spec) {
  return {
    node: h(
      "span",
      { class: "thumbnail", role: "img", "aria-label": spec.alt_text, title: spec.alt_text },
      icon("image"),
    ),
  };
}

const ELEMENTS = {
  button,
  workflow_button: button,
  overflow,
  image,
  plain_text_input: textInput("plain_text_input"),
  email_text_input: textInput("email_text_input", { type: "email" }),
  url_text_input: textInput("url_text_input", { type: "url" }),
  number_input: textInput("number_input", { type: "number" }),
  checkboxes: choices("checkboxes", "checkbox"),
  radio_buttons: choices("radio_buttons", "radio"),
  datepicker: moment("datepicker", "date", "selected_date", "initial_date"),
  timepicker: moment("timepicker", "time", "selected_time", "initial_time"),
  datetimepicker: moment("datetimepicker", "datetime-local", "selected_date_time", "initial_date_time"),
  ...Object.fromEntries(
    ["static", "external", "users", "channels", "conversations"].flatMap((source) => [
      [`${source}_select`, picker],
      [`multi_${source}_select`, picker],
    ]),
  ),
};
