/** Channels and direct messages: start one, join one, see who is in it, invite, leave. */

import { avatar } from "./avatar.js";
import { openDialog } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { openMenu } from "./popover.js";

/** The menu of a channel's header: its members, and what one can do about them. */
export function openChannelMenu(app, channel, anchor) {
  const { names } = app;
  const items = channel.members.map((id) => ({
    lead: avatar(names, id, "small"),
    label: names.full(id) + (id === app.me ? " (you)" : ""),
    note: id === names.bot ? "app" : names.role(id),
    run: () => id !== app.me && startDirect(app, [id]),
  }));
  const invite = { label: "Invite somebody…", lead: icon("plus"), run: () => inviteDialog(app, channel) };
  const leave = { label: `Leave #${channel.name}`, danger: true, run: () => leaveChannel(app, channel) };
  openMenu(anchor, [invite, leave, null, { title: `${channel.members.length} members` }, ...items], {
    align: "end",
  });
}

async function leaveChannel(app, channel) {
  const left = await app.guard(() => app.door.leave(channel.id));
  if (!left) return;
  await app.reloadWorld();
  app.go(app.firstChannel());
}

/** Open the direct message with these people. */
export async function startDirect(app, users) {
  const id = await app.guard(() => app.door.dm(users));
  if (!id) return;
  if (!app.names.channel(id)) await app.reloadWorld();
  app.go(id);
}

/** A list of people (and the app) with boxes; `done(ids)` gets the chosen ones. */
function peopleDialog(app, { title, ids, action, done }) {
  const boxes = ids.map((id) => h("input", { type: "checkbox", value: id }));
  const go = () => {
    dialog.close();
    done(boxes.filter((box) => box.checked).map((box) => box.value));
  };
  const rows = ids.map((id, index) =>
    h(
      "label",
      { class: "choice choice--person" },
      boxes[index],
      avatar(app.names, id, "small"),
      h(
        "span",
        {},
        app.names.full(id),
        h("span", { class: "choice__note", text: id === app.names.bot ? "app" : app.names.role(id) }),
      ),
    ),
  );
  const button = h(
    "button",
    { type: "button", class: "button button--primary", disabled: true, on: { click: go } },
    action,
  );
  const body = h(
    "div",
    { class: "choices", on: { change: () => (button.disabled = !boxes.some((box) => box.checked)) } },
    rows,
  );
  const dialog = openDialog({ title, body, footer: button, className: "dialog--small" });
}

function inviteDialog(app, channel) {
  const ids = [app.names.bot, ...app.names.people.keys()].filter((id) => id && !channel.members.includes(id));
  peopleDialog(app, {
    title: `Invite to #${channel.name}`,
    ids,
    action: "Invite",
    done: (chosen) => app.guard(() => Promise.all(chosen.map((id) => app.door.invite(channel.id, id)))),
  });
}

/** Choose whom to write to. */
export function directDialog(app) {
  const ids = [app.names.bot, ...app.names.people.keys()].filter((id) => id && id !== app.me);
  peopleDialog(app, {
    title: "New direct message",
    ids,
    action: "Write",
    done: (chosen) => startDirect(app, chosen),
  });
}

/** Join a public channel, or make a new one. */
export function channelsDialog(app) {
  const open = app.world.channels.filter(
    (channel) =>
      !channel.is_im &&
      !channel.is_mpim &&
      !channel.is_private &&
      !channel.is_archived &&
      !channel.members.includes(app.me),
  );
  const enter = async (id) => {
    dialog.close();
    await app.reloadWorld();
    app.go(id);
  };
  const join = (channel) =>
    app.guard(() => app.door.join(channel.id)).then((done) => done && enter(channel.id));
  const name = h("input", {
    class: "field",
    id: "new-channel-name",
    maxlength: 80,
    placeholder: "team-lunch",
    autocomplete: "off",
  });
  const secret = h("input", { type: "checkbox" });
  const make = async (event) => {
    event.preventDefault();
    const id = await app.guard(() =>
      app.door.create({ name: name.value.trim(), is_private: secret.checked, members: [app.me] }),
    );
    if (id) enter(id);
  };
  const body = h(
    "div",
    { class: "stack" },
    open.length > 0 && h("h3", { class: "header", text: "Channels you can join" }),
    open.map((channel) =>
      h(
        "div",
        { class: "join-row" },
        icon("hash"),
        h("span", { class: "join-row__name", text: channel.name }),
        h("button", { type: "button", class: "button", on: { click: () => join(channel) } }, "Join"),
      ),
    ),
    h("h3", { class: "header", text: "A new channel" }),
    h(
      "form",
      { class: "stack", on: { submit: make } },
      h("label", { for: "new-channel-name", class: "input__label", text: "Name" }),
      name,
      h("label", { class: "choice" }, secret, h("span", {}, "Private: only its members see it")),
      h("div", {}, h("button", { type: "submit", class: "button button--primary" }, "Create channel")),
    ),
  );
  const dialog = openDialog({ title: "Add channels", body, className: "dialog--small" });
}
