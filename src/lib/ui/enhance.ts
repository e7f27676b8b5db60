import { enhance as enhanceForm } from '$app/forms';
import { firstControlIn, focusOn, noteCard } from './focus-on.ts';

type Values = Record<string, unknown> | undefined;

/**
 * Enhances a form as SvelteKit does, and keeps the focus where it was: SvelteKit moves it to the page once an action has
 * succeeded, so that a reader who works by keys would begin at the top again. It goes to the button that was pressed, else
 * to its form, to the entry of the list that took its place, or to the part of the page around it.
 */
export const enhance: typeof enhanceForm = <Success extends Values, Failure extends Values>(
  formElement: HTMLFormElement,
  submit?: Parameters<typeof enhanceForm<Success, Failure>>[1]
) =>
  enhanceForm<Success, Failure>(formElement, async (input) => {
    const entry = noteCard(formElement.closest('ol, ul, tbody'));
    const part = formElement.closest('section, article, dialog');
    const finish = await submit?.(input);
    return async (outcome) => {
      await (finish ? finish(outcome) : outcome.update());
      const { type } = outcome.result;
      if (type !== 'success' && type !== 'failure') return;
      await focusOn(() => [input.submitter, firstControlIn(formElement), entry(), firstControlIn(part)]);
    };
  });
