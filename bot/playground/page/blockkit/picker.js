/** Draws every select menu, single and multiple, over options, people, channels or the app's own answers. */

import { h, icon } from "../dom.js";
import { openPopover } from "../popover.js";
import { act } from "./act.js";
import { composition } from "./text.js";

const KEYS = {
  static: ["selected_option", "selected_options", "initial_option", "initial_options"],
  external: ["selected_option", "selected_options", "initial_option", "initial_options"],
  users: ["selected_user", "selected_users", "initial_user", "initial_users"],
  channels: ["selected_channel", "selected_channels", "initial_channel", "initial_channels"],
  conversations: [
    "selected_conversation",
    "selected_conversations",
    "initial_conversation",
    "initial_conversations",
  ],
};

/** A select menu. Entries are `{key, label, option}`; for people and channels the key itself is what Slack gets. */
export function picker(spec, place) {
  const [, multi, source] = /^(multi_)?(\w+)_select$/.exec(spec.type);
  const many = Boolean(multi);
  const isOption = source === "static" || source === "external";
  const [one, several, firstOne, firstSeveral] = KEYS[source];
  let chosen = initialEntries(many ? spec[firstSeveral] : [spec[firstOne]], isOption, place);

  const caption = h("span", { class: "picker__caption" });
  const node = h(
    "button",
    {
      type: "button",
      class: "picker",
      "aria-haspopup": "listbox",
      "aria-labelledby": place.labelledBy,
      data: { action: spec.action_id ?? "" },
    },
    caption,
    icon("down"),
  );
  const paint = () => {
    caption.replaceChildren(
      chosen.length ? chosen.map((entry) => entry.label).join(", ") : (spec.placeholder?.text ?? "Choose"),
    );
    caption.classList.toggle("picker__caption--empty", chosen.length === 0);
  };
  const out = (entry) => (isOption ? entry.option : entry.key);
  const read = () => ({
    type: spec.type,
    [many ? several : one]: many ? chosen.map(out) : chosen.length ? out(chosen[0]) : null,
  });
  const write = (state) => {
    chosen = initialEntries(many ? state[several] : [state[one]], isOption, place);
    paint();
  };
  const choose = (entries) => {
    chosen = entries;
    paint();
    if (place.acts) act(spec, place, { selected: read() }, node);
  };
  node.addEventListener("click", () => openList(node, { spec, place, source, many, chosen, choose }));
  paint();
  return { node, read, write };
}

function initialEntries(values, isOption, place) {
  return (values ?? [])
    .filter(Boolean)
    .map((value) => (isOption ? optionEntry(value) : idEntry(value, place.host.ctx)));
}

const optionEntry = (option) => ({ key: option.value, label: option.text?.text ?? option.value, option });

function idEntry(id, ctx) {
  const channel = ctx.names.channel(id);
  return {
    key: id,
    label: channel
      ? (channel.is_im || channel.is_mpim ? "" : "#") + ctx.names.title(channel, ctx.me)
      : ctx.names.full(id),
  };
}

/** What can be chosen, in groups `{title, entries}`; only an external source depends on what is typed. */
async function groups(spec, source, place, typed) {
  const { names, me } = place.host.ctx;
  if (source === "users")
    return [{ entries: [...names.people.keys()].map((id) => idEntry(id, place.host.ctx)) }];
  if (source === "channels" || source === "conversations") {
    const mine = [...names.channels.values()].filter(
      (channel) =>
        channel.members.includes(me) || (!channel.is_private && !channel.is_im && !channel.is_mpim),
    );
    const shown = mine.filter((channel) =>
      source === "conversations"
        ? allowed(channel, spec.filter)
        : !channel.is_private && !channel.is_im && !channel.is_mpim,
    );
    return [{ entries: shown.map((channel) => idEntry(channel.id, place.host.ctx)) }];
  }
  const offered =
    source === "external"
      ? await place.host.options({ action_id: spec.action_id, block_id: place.block, value: typed })
      : spec;
  if (offered.option_groups)
    return offered.option_groups.map((group) => ({
      title: group.label?.text,
      entries: group.options.map(optionEntry),
    }));
  return [{ entries: (offered.options ?? []).map(optionEntry) }];
}

function allowed(channel, filter) {
  if (!filter?.include) return true;
  const kind = channel.is_im ? "im" : channel.is_mpim ? "mpim" : channel.is_private ? "private" : "public";
  return filter.include.includes(kind);
}

function openList(anchor, { spec, place, source, many, chosen, choose }) {
  let picked = [...chosen];
  let rows = [];
  let at = 0;
  const search = h("input", {
    class: "field",
    type: "search",
    placeholder: source === "external" ? "Type to search" : "Filter",
    "aria-label": "Filter",
    autocomplete: "off",
  });
  const list = h("div", { class: "listbox", role: "listbox", "aria-multiselectable": many || null });
  const popover = openPopover(anchor, h("div", { class: "picker__panel" }, search, list), {
    onClose: () => many && changed(chosen, picked) && choose(picked),
  });

  const mark = (index) => {
    at = Math.max(0, Math.min(index, rows.length - 1));
    rows.forEach((row, number) => row.node.classList.toggle("listbox__row--at", number === at));
    rows[at]?.node.scrollIntoView({ block: "nearest" });
  };
  const take = (entry) => {
    if (many) {
      const has = picked.some((each) => each.key === entry.key);
      if (!has && picked.length >= (spec.max_selected_items ?? Infinity)) return;
      picked = has ? picked.filter((each) => each.key !== entry.key) : [...picked, entry];
      rows.forEach(({ node, entry: each }) =>
        node.setAttribute("aria-selected", String(picked.some((p) => p.key === each.key))),
      );
      return;
    }
    popover.close();
    choose([entry]);
  };
  const row = (entry) => {
    const node = h("div", {
      class: "listbox__row",
      role: "option",
      "aria-selected": String(picked.some((each) => each.key === entry.key)),
      data: { key: entry.key },
      on: { click: () => take(entry) },
    });
    node.append(entry.option ? composition(entry.option.text, place.host.ctx) : entry.label);
    if (entry.option?.description)
      node.append(
        h("span", { class: "choice__note" }, composition(entry.option.description, place.host.ctx)),
      );
    rows.push({ node, entry });
    return node;
  };
  let asked = 0;
  const fill = async () => {
    const mine = ++asked;
    const typed = search.value.trim();
    const offered = await groups(spec, source, place, typed);
    if (mine !== asked) return;
    rows = [];
    const fits = (entry) => source === "external" || entry.label.toLowerCase().includes(typed.toLowerCase());
    list.replaceChildren(
      ...offered
        .map(({ title, entries }) => ({ title, found: entries.filter(fits) }))
        .filter(({ found }) => found.length > 0)
        .flatMap(({ title, found }) => [
          ...(title ? [h("div", { class: "listbox__title", text: title })] : []),
          ...found.map(row),
        ]),
    );
    if (!rows.length) list.append(h("div", { class: "listbox__title", text: "Nothing found" }));
    mark(
      Math.max(
        0,
        rows.findIndex(({ entry }) => picked.some((each) => each.key === entry.key)),
      ),
    );
  };
  search.addEventListener("input", fill);
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at - 1);
    else if (event.key === "Enter" && rows[at]) take(rows[at].entry);
    else return;
    event.preventDefault();
  });
  fill();
  search.focus();
}

const changed = (before, after) =>
  before.map((entry) => entry.key).join("\n") !== after.map((entry) => entry.key).join("\n");
