/**
 * Keeps the fields of a form as they are once it is saved, for `use:enhance` of a form that edits stored values.
 * Without it `enhance` resets the form, and a reset empties fields whose values Svelte has set: the next save would
 * store them empty. A form that creates something is left to the reset.
 */
import type { enhance } from '$app/forms';

type SubmitFunction = NonNullable<Parameters<typeof enhance>[1]>;

export const keptFields: SubmitFunction =
  () =>
  ({ update }) =>
    update({ reset: false });
