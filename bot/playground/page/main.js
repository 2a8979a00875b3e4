/** Puts the page together and starts it. */

import { App } from "./app.js";
import { CalendarPane } from "./calendar.js";
import { Conversation } from "./conversation.js";
import { h } from "./dom.js";
import { Guide } from "./guide.js";
import { HomeTab } from "./home.js";
import { Modals } from "./modal.js";
import { Notices } from "./notices.js";
import { Sidebar } from "./sidebar.js";
import { ThreadPanel } from "./thread.js";
import { Topbar } from "./topbar.js";

const app = new App();
const drawer = (open) => document.body.classList.toggle("drawer-open", open);

const conversation = new Conversation(app);
const home = new HomeTab(app);
const calendar = new CalendarPane(app);
const thread = new ThreadPanel(app);
const modals = new Modals(app);
const sidebar = new Sidebar(app, { onGo: () => drawer(false) });
const guide = new Guide(app, { composer: () => conversation.composer });
const topbar = new Topbar(app, { guide, onMenu: () => drawer(true) });
const notices = new Notices(app);
const offline = h("div", {
  class: "offline",
  role: "status",
  hidden: true,
  text: "The playground does not answer; trying again…",
});
const veil = h("button", {
  type: "button",
  class: "veil",
  "aria-label": "Hide channels",
  on: { click: () => drawer(false) },
});

const stage = h("main", { class: "stage" }, conversation.node, home.node, calendar.node, thread.node);
document.body.replaceChildren(
  topbar.node,
  guide.node,
  h("div", { class: "frame" }, sidebar.node, veil, stage),
  notices.node,
  offline,
);

function drawPeople() {
  if (!app.me) return;
  topbar.draw();
  sidebar.draw();
}

app.on("world", () => {
  document.title = `${app.world.team.name} · Playground`;
  guide.draw();
  drawPeople();
  if (app.place?.kind === "channel") conversation.head();
});
app.on("unread", drawPeople);
app.on("line", ({ up }) => (offline.hidden = up));
app.on("person", () => {
  modals.putAway();
  drawPeople();
  modals.refresh();
});
app.on("place", ({ at }) => {
  const panes = { channel: conversation, home, calendar };
  for (const [kind, pane] of Object.entries(panes)) pane.node.hidden = kind !== app.place.kind;
  panes[app.place.kind].open(at);
  drawPeople();
});
app.on("thread", ({ at }) => {
  stage.classList.toggle("stage--with-thread", Boolean(app.thread));
  thread.open(at);
});
app.on("change", (change) => {
  const everything = change.kind === "everything";
  const mine = !change.user || change.user === app.me;
  const said = ["message", "ephemeral", "reaction"].includes(change.kind);
  if (everything || (said && change.channel === app.place?.id)) conversation.refresh();
  if (everything || (said && change.channel === app.thread?.channel)) thread.refresh();
  if (everything || (change.kind === "modal" && mine)) modals.refresh();
  if (everything || (change.kind === "home" && mine)) home.refresh();
  if (everything || (change.kind === "calendar" && mine)) calendar.refresh();
});

document.addEventListener("keydown", (event) => {
  const step = event.altKey && { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !app.me) return;
  event.preventDefault();
  const mine = [...sidebar.lists.querySelectorAll(".side-row")];
  const at = mine.findIndex((row) => row.hasAttribute("aria-current"));
  mine[(at + step + mine.length) % mine.length]?.click();
});

app.guard(() => app.start()).then(() => document.body.classList.add("ready"));
