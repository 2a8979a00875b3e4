/** Joins Block Kit to the page: who reads, where links lead, and where actions go. */

let count = 0;

/** A number that no other element of the page has, for ids and group names. */
const unique = () => (count += 1);

/** What drawing needs to know about the reader. */
export function contextOf(app) {
  return {
    names: app.names,
    me: app.me,
    zone: app.zone,
    jump: (target) => app.jump(target),
    followed: (address) => app.did("open", { address }),
  };
}

/** The host of blocks in a message (`where` = `{channel, ts}`) or a view (`where` = `{view_id}`, with its `form`). */
export function hostOf(app, where, form = null) {
  const me = app.me;
  return {
    ctx: contextOf(app),
    form,
    unique,
    act: async ({ label, ...action }) => {
      const answer = await app.guard(() => app.door.click({ ...where, ...action }));
      if (!answer) return;
      if (answer.ok === false) app.emit("trouble", { sentence: failure(app, answer.status) });
      else app.did("press", { label, action: action.action_id, by: me });
    },
    options: async (typed) =>
      (await app.guard(() => app.door.options({ ...where, ...typed }))) ?? { options: [] },
  };
}

/** What to say when the app did not take what Slack sent it. */
export function failure(app, status) {
  const name = app.world.app.name;
  if (status === "timeout") return `${name} did not answer within 3 seconds (operation_timeout).`;
  if (status === "unreachable" || !status) return `${name} could not be reached. Is it running?`;
  return `${name} answered with ${status}.`;
}
