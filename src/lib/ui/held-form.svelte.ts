/**
 * Holds the state of a form on a page with live updates: it follows the newest state until the user types,
 * then keeps the state it was made from, so that neither a live update overwrites what is being typed nor a
 * save claims to be based on a newer state than its writer saw.
 */
import { applyAction, type enhance } from '$app/forms';
import { invalidateAll } from '$app/navigation';
import { mount, tick, unmount, untrack } from 'svelte';
import Conflict from './Conflict.svelte';
import {
  changedNames,
  contentOf,
  foreignChanges,
  writeChoice,
  type ConflictChoice,
  type ForeignChange,
  type FormContent
} from './form-conflict.ts';
import { placeAnswer } from './form-answer.ts';
import { failureOf } from './failed-save.ts';
import { showsNow, shownIn } from './shown-content.ts';

type SubmitFunction = NonNullable<Parameters<typeof enhance>[1]>;

export interface HeldForm<T> {
  /** Holds the state that the form shows and that its input is validated against. */
  readonly from: T;
  /** For the form's `oninput`. */
  readonly touch: () => void;
  /**
   * Handles the submission, for `use:enhance`: once it is saved, the form follows the newest state again. Where somebody
   * else was quicker it shows what they changed: what the writer left alone is taken over, and between two versions the
   * writer chooses. Refused for what it says, it stays with the state that its writer has seen. Where nothing answered, or
   * the session has ended, it keeps what was typed.
   */
  readonly submit: SubmitFunction;
}

const nothing = (): void => undefined;

/** `onkept` is called when what was typed has been saved, `onshown` once the page shows what that changed. */
export function heldForm<T>(
  newest: () => T,
  onkept: () => void = nothing,
  onshown: () => void = nothing
): HeldForm<T> {
  let isTouched = $state(false);
  let from = $state.raw(untrack(newest));
  /** Takes away what the form says of the changes of somebody else. */
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
    submit: ({ formData }) => {
      dismiss();
      const sent = contentOf(formData);
      return async ({ update, result, formElement }) => {
        if (failureOf(result)) {
          await update();
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
        if (result.type === 'failure' && codeOf(result.data) === 'stale') {
          const before = shownIn(formElement);
          // Nothing that was typed is shown over the newest state any more.
          await applyAction({ type: 'success', status: 200, data: undefined });
          isTouched = false;
          await invalidateAll();
          await tick();
          dismiss = settle(formElement, before, sent);
          isTouched = true;
          return;
        }
        if (result.type === 'failure') {
          // Refused for what it says: the form stays with the state that its writer has seen.
          await update({ reset: false, invalidateAll: false });
          await invalidateAll();
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

/**
 * Compares what the form showed (`before`), what its writer sent and the newest state, which it shows now. The writer's own
 * changes are put over it, and the changes of somebody else are listed at the button. Returns what takes the list away.
 */
function settle(form: HTMLFormElement, before: FormContent | undefined, sent: FormContent): () => void {
  const theirs = contentOf(new FormData(form));
  const own = new Set(changedNames(before ?? theirs, sent));
  const foreign = changedNames(before ?? sent, theirs).filter(
    (name) => !isSame(theirs.get(name), sent.get(name))
  );
  const changes = foreignChanges(form, foreign, own);
  const versionsOf = (name: string) => ({ mine: sent.get(name) ?? [], theirs: theirs.get(name) ?? [] });
  for (const name of own) writeChoice(form, { name, mayJoin: false }, versionsOf(name), 'mine');
  showsNow(form, theirs);
  const target = placeAnswer(form);
  if (!target || changes.length === 0) return nothing;
  const list = mount(Conflict, {
    target,
    props: {
      changes,
      onchoose: (change: ForeignChange, choice: ConflictChoice) =>
        writeChoice(form, change, versionsOf(change.name), choice)
    }
  });
  target.querySelector<HTMLElement>('[data-conflict]')?.focus();
  return () => void unmount(list);
}

const isSame = (one: readonly string[] = [], other: readonly string[] = []): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const codeOf = (data: { readonly refusal?: { readonly code?: unknown } } | undefined): unknown =>
  data?.refusal?.code;
