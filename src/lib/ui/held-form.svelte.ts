/**
 * Holds the state of a form on a page with live updates: it follows the newest state until the user types,
 * then keeps the state it was made from, so that neither a live update overwrites what is being typed nor a
 * save claims to be based on a newer state than its writer saw.
 */
import type { enhance } from '$app/forms';
import { invalidateAll } from '$app/navigation';
import { mount, tick, unmount, untrack } from 'svelte';
import { failureOf } from './failed-save.ts';
import FailedSave from './FailedSave.svelte';

type SubmitFunction = NonNullable<Parameters<typeof enhance>[1]>;

export interface HeldForm<T> {
  /** Holds the state that the form shows and that its input is validated against. */
  readonly from: T;
  /** Marks the form as touched; for the form's `oninput`. */
  readonly touch: () => void;
  /**
   * Handles the submission, for `use:enhance`: once it is saved, or is refused because somebody else was quicker, the
   * form follows the newest state again. Refused for what it says, it stays with the state that its writer has seen, and
   * the first field that is wrong has the focus. Where nothing answered, or the session has ended, it keeps what was typed and says so.
   */
  readonly submit: SubmitFunction;
}

const nothing = (): void => undefined;

/**
 * Creates the state of a form; `onkept` is called when what was typed has been saved, `onshown` once the page shows
 * what that changed.
 */
export function heldForm<T>(
  newest: () => T,
  onkept: () => void = nothing,
  onshown: () => void = nothing
): HeldForm<T> {
  let isTouched = $state(false);
  let from = $state.raw(untrack(newest));
  /** Takes away what the form says of its last failure. */
  let dismiss = nothing;
  $effect.pre(() => {
    const now = newest();
    if (!isTouched) from = now;
  });
  return {
    get from() {
      return from;
    },
    touch: () => (isTouched = true),
    submit: () => {
      dismiss();
      return async ({ update, result, formElement }) => {
        const failure = failureOf(result);
        if (failure) {
          // The page stays as it is, with what was typed; the form says why nothing was saved.
          const notice = mount(FailedSave, { target: formElement, props: { failure } });
          dismiss = () => {
            dismiss = nothing;
            void unmount(notice);
          };
          return;
        }
        if (result.type === 'redirect') {
          // The target of the redirect is loaded anew; invalidating here as well would cancel that
          // navigation.
          isTouched = false;
          if (untrack(newest) === null) formElement.reset();
          onkept();
          await update();
          return;
        }
        if (result.type === 'failure' && codeOf(result.data) !== 'stale') {
          // Refused for what it says: the form stays with the state that its writer has seen.
          await update({ reset: false, invalidateAll: false });
          await invalidateAll();
          await tick();
          formElement.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
          return;
        }
        if (result.type === 'success') onkept();
        // A form that creates something is empty again once that is saved.
        await update({ reset: untrack(newest) === null, invalidateAll: false });
        isTouched = false;
        await invalidateAll();
        await tick();
        if (result.type === 'success') onshown();
      };
    }
  };
}

const codeOf = (data: { readonly refusal?: { readonly code?: unknown } } | undefined): unknown =>
  data?.refusal?.code;
