/** Collects what is typed and chosen in a view, and carries it over when the app redraws the view. */

/** The inputs of one view, by block and action. */
export class Form {
  constructor() {
    this.fields = new Map();
    this.errors = new Map();
  }

  /** Forget the drawn inputs (before the view is drawn again). */
  clear() {
    this.fields.clear();
    this.errors.clear();
  }

  /** Take note of a drawn input: `read()` gives Slack's state object, `write(state)` puts one back. */
  add(block, action, field) {
    this.fields.set(JSON.stringify([block, action]), { block, action, ...field });
  }

  /** Take note of the place where a block's validation error is shown. */
  addError(block, show) {
    this.errors.set(block, show);
  }

  /** Everything as `view.state.values`. */
  values() {
    const out = {};
    for (const { block, action, read } of this.fields.values()) (out[block] ??= {})[action] = read();
    return out;
  }

  /** Put back what was typed before, where block and action still exist (Slack keeps it, too). */
  restore(values) {
    for (const { block, action, write } of this.fields.values()) {
      const state = values[block]?.[action];
      if (state) write?.(state);
    }
  }

  /** Show `errors` beside their inputs and return the blocks that have none on screen. */
  showErrors(errors) {
    for (const [block, show] of this.errors) show(errors[block] ?? "");
    return Object.keys(errors).filter((block) => !this.errors.has(block));
  }
}
