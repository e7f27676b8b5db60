import { enhance as enhanceForm } from '$app/forms';
import { goto } from '$app/navigation';
import { mount, tick } from 'svelte';
import { takingIn } from './answering.ts';
import { failureOf } from './failed-save.ts';
import FailedSave from './FailedSave.svelte';
import { asksPassword, askForPassword } from './password-again.ts';
import { firstControlIn, focusOn, noteCard } from './focus-on.ts';
import { FormAnswer } from './form-answer.ts';
import { bringIntoView } from './in-view.ts';
import { followContent, isStored } from './shown-content.ts';
import { Submission } from './submission.ts';
import { fieldOf, firstWrongIn, markWrongField } from './wrong-field.ts';

type Values = Record<string, unknown> | undefined;

/** Describes what `refuseForm` answers, as far as every form shows it. */
interface RefusedData {
  readonly message?: unknown;
  readonly refusal?: { readonly code: string; readonly facts?: { readonly field?: unknown } };
}

/**
 * Enhances a form as SvelteKit does, and does for every form what its user expects.
 *
 * - One press is one submission: the button is busy until the answer, a second press is ignored, and the submission has a
 *   key, with which the server answers a repetition with the first result.
 * - The answer is at the pressed button, and in view: a `Notice` of the page (`error`, `success`) is brought there; what no
 *   notice says is shown there too.
 * - A refusal that names a field marks it, gives the reason there and moves the focus to it. What the browser itself finds
 *   wrong is said in the same way, for every form of the page (`own-validity.ts`).
 * - Nothing replaces the page: where the server cannot be reached, or answers with an error, what was typed stays and the
 *   form says why.
 * - The focus never goes to the page: it stays on the button, else it goes to the form, to the entry of the list that took its
 *   place, or to the part of the page around it.
 */
export const enhance: typeof enhanceForm = <Success extends Values, Failure extends Values>(
  formElement: HTMLFormElement,
  submit?: Parameters<typeof enhanceForm<Success, Failure>>[1]
) => {
  const submission = new Submission(formElement);
  const answer = new FormAnswer(formElement);
  const unfollow = followContent(formElement);
  let unmark = (): void => undefined;
  // What the browser refuses is said at the field (`own-validity.ts`); what was said of an earlier press is gone.
  const forget = (): void => answer.begin();
  formElement.addEventListener('invalid', forget, true);
  // What its user changes while the answer is awaited is not what the answer is about.
  const changed = new Set<EventTarget>();
  const note = ({ target }: Event): void => void (target && changed.add(target));
  formElement.addEventListener('input', note);

  const enhanced = enhanceForm<Success, Failure>(formElement, async (input) => {
    const { submitter } = input;
    const entry = noteCard(formElement.closest('ol, ul, tbody'));
    const part = formElement.closest('section, article, dialog');
    const fold = formElement.closest('details');
    unmark();
    answer.begin();
    submission.begin(submitter, input.formData);
    changed.clear();
    input.controller.signal.addEventListener('abort', () => submission.end(false));
    const finish = await submit?.({
      ...input,
      cancel: () => {
        submission.end(false);
        input.cancel();
      }
    });
    return async (outcome) => {
      const { result } = outcome;
      // The form stays as it is typed: it is sent again once the password was given.
      if (asksPassword(result) && (await askForPassword())) {
        submission.end(false);
        formElement.requestSubmit(submitter);
        return;
      }
      const failure = failureOf(result);
      const update: typeof outcome.update = async (options) => {
        if (result.type === 'redirect' && !failure && isThisPage(result.location))
          return goto(result.location, { invalidateAll: true, keepFocus: true, noScroll: true });
        if (!failure) return outcome.update(options);
        bringIntoView(
          answer.showOwn(submitter, (target) => mount(FailedSave, { target, props: { failure } }))
        );
        await tick();
      };
      if (!failure && result.type !== 'failure') isStored(formElement);
      try {
        await takingIn(() => (finish ? finish({ ...outcome, update }) : update()));
      } finally {
        submission.end(!failure);
      }
      if (result.type === 'failure') await showRefusal(result.data, submitter);
      else if (!failure) bringIntoView(await answer.show(submitter, { kind: 'success', message: '' }));
      await focusOn(() => [
        submitter,
        firstControlIn(formElement),
        fold?.querySelector('summary'),
        entry(),
        firstControlIn(part),
        main()
      ]);
    };
  });

  async function showRefusal(data: Failure | undefined, submitter: HTMLElement | null): Promise<void> {
    const { message, refusal } = (data ?? {}) as RefusedData;
    const sentence = typeof message === 'string' ? message : '';
    // What somebody else has changed says more than the sentence.
    if (formElement.querySelector('[data-conflict]')) return;
    const field = refusal && fieldOf(refusal.code, refusal.facts?.field);
    const place = await answer.show(submitter, { kind: 'error', message: sentence });
    if (!formElement.isConnected) return;
    if (!firstWrongIn(formElement) && refusal && field !== undefined)
      unmark = markWrongField(formElement, { code: refusal.code, field, message: sentence, changed });
    const wrong = firstWrongIn(formElement);
    wrong?.focus();
    if (!wrong) bringIntoView(place);
  }

  return {
    destroy: () => {
      formElement.removeEventListener('invalid', forget, true);
      formElement.removeEventListener('input', note);
      unmark();
      answer.end();
      submission.destroy();
      unfollow();
      enhanced.destroy();
    }
  };
};

/** Checks whether a redirect leads to the page with the form, which then keeps its place and focus. */
const isThisPage = (location: string): boolean =>
  new URL(location, document.baseURI).pathname === window.location.pathname;

const main = (): HTMLElement | null => document.querySelector('main');
