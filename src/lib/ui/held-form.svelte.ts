/**
 * A form on a page that is alive: it follows the newest state until somebody types, then keeps the state it was made from, so
 * that neither a live update overwrites what is being typed nor a save passes for newer than what its writer saw.
 */
import type { enhance } from '$app/forms';
import { invalidateAll } from '$app/navigation';
import { untrack } from 'svelte';

type SubmitFunction = NonNullable<Parameters<typeof enhance>[1]>;

export interface HeldForm<T> {
  /** The state that the form shows and is judged by. */
  readonly from: T;
  /** For the form's `oninput`. */
  readonly touch: () => void;
  /** For `use:enhance`: afterwards, saved or refused, the form follows the newest state again. */
  readonly submit: SubmitFunction;
}

/** `onkept` is told when what was typed has been taken. */
export function heldForm<T>(newest: () => T, onkept: () => void = () => undefined): HeldForm<T> {
  let isTouched = $state(false);
  let from = $state.raw(untrack(newest));
  $effect.pre(() => {
    const now = newest();
    if (!isTouched) from = now;
  });
  return {
    get from() {
      return from;
    },
    touch: () => (isTouched = true),
    submit:
      () =>
      async ({ update, result, formElement }) => {
        if (result.type === 'redirect') {
          // The page that is gone to is loaded anew; asking for it here as well would call the way there off.
          isTouched = false;
          if (untrack(newest) === null) formElement.reset();
          onkept();
          await update();
          return;
        }
        if (result.type === 'success') onkept();
        // The form for something new is empty again once that is taken.
        await update({ reset: untrack(newest) === null, invalidateAll: false });
        isTouched = false;
        await invalidateAll();
      }
  };
}
