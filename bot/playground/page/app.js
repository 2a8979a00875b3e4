/** What the page knows: the workspace, who one is, where one looks; and how it follows what changes. */

import { doorOf, follow, readWorld } from "./door.js";
import { Names, setPresent } from "./names.js";

/** Run `work` now; calls that come while it runs are answered by one more run after it. */
export function coalesce(work) {
  let running = null;
  let again = false;
  const loop = async () => {
    do {
      again = false;
      await work();
    } while (again);
  };
  return () => {
    if (running) again = true;
    else running = loop().finally(() => (running = null));
    return running;
  };
}

/**
 * The state of the page. It sends the events `world`, `person`, `place`, `thread`, `unread`, `change` (one line of
 * the stream), `news` (somebody else got a direct message), `did` (what the person just did) and `trouble`.
 */
export class App extends EventTarget {
  constructor() {
    super();
    this.world = null;
    this.names = null;
    this.me = null;
    this.place = null; // {kind: "channel" | "home" | "calendar", id}
    this.thread = null; // {channel, ts}
    this.seq = 0;
    this.unread = new Map();
    this.lastPlaces = new Map();
    this.reloadWorld = coalesce(() => this.guard(() => this.#readWorld()));
    this.recount = coalesce(() => this.guard(() => this.#recount()));
    this.toRecount = new Set();
  }

  get door() {
    return doorOf(this.me);
  }

  get zone() {
    return this.names.person(this.me)?.tz ?? "UTC";
  }

  emit(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  on(type, listener) {
    this.addEventListener(type, (event) => listener(event.detail));
  }

  /** Run `work`; what goes wrong becomes a sentence on the screen. Resolves to its value, or undefined. */
  async guard(work) {
    try {
      return await work();
    } catch (error) {
      this.emit("trouble", { sentence: error.message });
      return undefined;
    }
  }

  async start() {
    await this.#readWorld();
    const [user, channel, ts] = location.hash.replace(/^#\/?/, "").split("/");
    this.me = this.names.person(user) ? user : this.world.people[0].id;
    this.askUnread(...this.names.people.keys());
    const known = this.names.channel(channel);
    this.emit("person");
    if (channel === "calendar") this.goToCalendar();
    else if (known?.members.includes(this.me)) this.go(channel, { ts: ts || null });
    else this.go(this.firstChannel());
    follow({
      since: this.world.seq,
      onChange: (change) => this.#changed(change),
      onBack: () => this.#catchUp(),
      onState: (up) => this.emit("line", { up }),
    });
  }

  async #readWorld() {
    this.world = await readWorld();
    this.names = new Names(this.world);
    setPresent(this.world.clock.now);
    this.emit("world");
  }

  /** Everything anew: the stream was broken, so anything may have happened. */
  async #catchUp() {
    const seq = this.seq;
    await this.reloadWorld();
    // Numbers that begin again: another playground has been started, and nothing we know is true.
    if (this.world.seq < seq) location.reload();
    this.askUnread(...this.names.people.keys());
    this.emit("change", { kind: "everything" });
  }

  #changed(change) {
    this.seq = change.seq;
    if (change.kind === "clock" || change.kind === "person") return void this.#anew();
    if (change.kind === "channel") this.reloadWorld();
    else if (change.channel && !this.names.channel(change.channel)) this.reloadWorld();
    if (change.kind === "unread" && change.user) this.askUnread(change.user);
    else if (["unread", "message", "ephemeral", "channel"].includes(change.kind))
      this.askUnread(...this.names.people.keys());
    this.emit("change", change);
  }

  /** Draw everything again: the clock was put forward, so today is yesterday now, or somebody looks different. */
  async #anew() {
    await this.reloadWorld();
    this.emit("change", { kind: "everything" });
  }

  askUnread(...users) {
    for (const user of users) this.toRecount.add(user);
    this.recount();
  }

  async #recount() {
    const users = [...this.toRecount];
    this.toRecount.clear();
    const counts = await Promise.all(users.map((user) => doorOf(user).unread()));
    // A direct message that has just been opened is known only once the world is read again.
    const ids = counts.flatMap((count) => Object.keys(count));
    if (!ids.every((id) => this.names.channel(id))) await this.reloadWorld();
    users.forEach((user, index) => {
      const before = this.unread.get(user);
      this.unread.set(user, counts[index]);
      if (before && user !== this.me) this.#tellNews(user, before, counts[index]);
    });
    this.emit("unread");
  }

  #tellNews(user, before, after) {
    const grown = Object.keys(after).find((id) => this.isDirect(id) && after[id] > (before[id] ?? 0));
    if (grown) this.emit("news", { user, channel: grown });
  }

  isDirect(id) {
    const channel = this.names.channel(id);
    return Boolean(channel?.is_im || channel?.is_mpim);
  }

  /** Unread messages of a person: `direct` for those meant for this person alone, `rest` for channels. */
  unreadOf(user) {
    const sum = { direct: 0, rest: 0 };
    for (const [id, count] of Object.entries(this.unread.get(user) ?? {})) {
      if (user === this.me && id === this.place?.id) continue;
      sum[this.isDirect(id) ? "direct" : "rest"] += count;
    }
    return sum;
  }

  channelsOf(user) {
    return this.world.channels.filter((channel) => channel.members.includes(user) && !channel.is_archived);
  }

  firstChannel() {
    const mine = this.channelsOf(this.me);
    return (
      mine.find((channel) => channel.name === "help") ??
      mine.find((channel) => !channel.is_im) ??
      mine[0]
    )?.id;
  }

  /** See the workspace as another person: in the same place if this person may be there, else where they last were. */
  become(user, place = null) {
    if (user === this.me && !place) return;
    const kind = place ? null : this.place?.kind;
    this.me = user;
    const may = (id) => this.names.channel(id)?.members.includes(user);
    const target = [place, this.place?.id, this.lastPlaces.get(user)].find((id) => id && may(id));
    this.thread = null;
    this.emit("thread");
    this.emit("person");
    if (kind === "home") this.goHome();
    else if (kind === "calendar") this.goToCalendar();
    else this.go(target ?? this.firstChannel());
  }

  /** Look at a channel; with `ts` at a message in it, with `thread` at a reply in its thread. */
  go(channel, { ts = null, thread = null } = {}) {
    const sameChannel = this.place?.kind === "channel" && this.place.id === channel;
    this.place = { kind: "channel", id: channel };
    this.lastPlaces.set(this.me, channel);
    const reply = thread && thread !== ts;
    this.emit("place", { at: reply ? thread : ts });
    if (reply) this.openThread(channel, thread, ts);
    else if (!sameChannel) this.closeThread();
    this.#writeAddress();
  }

  goHome() {
    this.place = { kind: "home", id: this.world.app.id };
    this.closeThread();
    this.emit("place", {});
  }

  goToCalendar() {
    this.place = { kind: "calendar", id: "calendar" };
    this.closeThread();
    this.emit("place", {});
    this.#writeAddress();
  }

  /** Follow a reference `{channel, ts?, thread?}`; one that this person may not see says so. */
  jump(target) {
    const channel = this.names.channel(target.channel);
    if (!channel?.members.includes(this.me)) {
      this.emit("trouble", { sentence: `${this.names.called(this.me)} is not in that channel.` });
      return;
    }
    this.go(target.channel, target);
  }

  openThread(channel, ts, at = null) {
    this.thread = { channel, ts };
    this.emit("thread", { at });
  }

  closeThread() {
    if (!this.thread) return;
    this.thread = null;
    this.emit("thread", {});
  }

  /** Tell who listens (the guide) what the person just did. */
  did(what, detail) {
    this.emit("did", { what, by: this.me, ...detail });
  }

  #writeAddress() {
    // Slack's own windows open beside this one, and ask whoever acts here.
    localStorage.setItem("me", this.me);
    history.replaceState(null, "", `#/${this.me}/${this.place.id}`);
  }
}
