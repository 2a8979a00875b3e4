/** Speaks with the people's door of the playground. */

const DEADLINE_MS = 20000;

/** A refusal, with the sentence to show. */
export class DoorError extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch {
    throw new DoorError("The playground does not answer. Is it still running?", 0);
  }
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok)
    throw new DoorError(json.error ?? `The playground answered ${answer.status}.`, answer.status);
  return json;
}

const get = (path) => call("GET", path);
const post = (path, body = {}) => call("POST", path, body);
const query = (fields) => new URLSearchParams(Object.entries(fields).filter(([, value]) => value)).toString();

/** The whole workspace as anybody may know it. */
export const readWorld = () => get("/people/world");

/** What one person can do; every call is made in that person's name. */
export function doorOf(user) {
  const path = (end) => `/people/${encodeURIComponent(user)}/${end}`;
  return {
    sees: (channel, thread) =>
      get(path(`sees?${query({ channel, thread_ts: thread })}`)).then((body) => body.messages),
    unread: () => get(path("unread")),
    post: (message) => post(path("post"), message),
    edit: (message) => post(path("edit"), message),
    remove: (channel, ts) => post(path("delete"), { channel, ts }),
    react: (channel, ts, name) => post(path("react"), { channel, ts, name }),
    unreact: (channel, ts, name) => post(path("unreact"), { channel, ts, name }),
    command: (channel, command, text) => post(path("command"), { channel, command, text }),
    click: (action) => post(path("click"), action),
    options: (action) => post(path("options"), action),
    shortcut: (shortcut) => post(path("shortcut"), shortcut),
    leap: (leap) => post(path("clock"), { leap }),
    modal: () => get(path("modal")).then((body) => body.view),
    submit: (view, values) => post(path("submit"), { view_id: view, values }),
    close: (view) => post(path("close"), { view_id: view }),
    openHome: () => post(path("home")),
    home: () => get(path("home")).then((body) => body.view),
    calendar: (week) => get(path(`calendar?${query({ week })}`)),
    addMeeting: (meeting) => post(path("calendar"), meeting),
    changeEvent: (event, changes) => call("PATCH", path(`calendar/${encodeURIComponent(event)}`), changes),
    deleteEvent: (event) => call("DELETE", path(`calendar/${encodeURIComponent(event)}`)),
    subscribe: (address) => call("PUT", path("calendar/feed"), { address }),
    dm: (users) => post(path("dm"), { users }).then((body) => body.channel),
    create: (channel) => post(path("channels"), channel).then((body) => body.channel),
    invite: (channel, invited) => post(path("invite"), { channel, user: invited }),
    join: (channel) => post(path("join"), { channel }),
    leave: (channel) => post(path("leave"), { channel }),
  };
}

/**
 * Follow the changes of the workspace after number `since`. `onChange(change)` gets each; `onBack()` runs when the connection stands
 * again after a break, because changes may have been missed; `onState(up)` tells whether it stands.
 */
export function follow({ since, onChange, onBack, onState }) {
  const source = new EventSource(`/people/stream?since=${since}`);
  let broken = false;
  source.addEventListener("open", () => {
    onState(true);
    if (broken) onBack();
    broken = false;
  });
  source.addEventListener("error", () => {
    broken = true;
    onState(false);
  });
  source.addEventListener("message", (event) => onChange(JSON.parse(event.data)));
  return source;
}
