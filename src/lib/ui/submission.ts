/**
 * Makes one submission of one press: a form that waits for its answer takes no second one, nor the second half of a
 * double click, and each submission has a key by which the server knows a repetition.
 */
import { submissionField, submissionKeyBytes } from '#base/submission-key.ts';
import { choicePrefix } from './form-conflict.ts';

/** `crypto.randomUUID` is missing on origins without TLS. */
const newSubmissionKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(submissionKeyBytes))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

let lastClick: { readonly count: number; readonly at: number } = { count: 0, at: 0 };
/** A submission by a press follows its click at once. */
const samePress = 100;
const doubleClick = 1_000;
const listening = new WeakSet<Document>();

function countClicks(of: Document): void {
  if (listening.has(of)) return;
  listening.add(of);
  of.addEventListener(
    'click',
    ({ detail, timeStamp }) => (lastClick = { count: detail, at: timeStamp }),
    true
  );
}

const contentOf = (data: FormData): string =>
  JSON.stringify([...data].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]));

export class Submission {
  readonly #form: HTMLFormElement;
  #isBusy = false;
  #key = newSubmissionKey();
  #sent = '';
  #begunAt = 0;
  /** Is true where the form was submitted by a script with other content meanwhile. */
  #isAwaited = false;
  #buttons: HTMLElement[] = [];

  constructor(form: HTMLFormElement) {
    this.#form = form;
    countClicks(form.ownerDocument);
    form.addEventListener('submit', this.#guard, true);
  }

  readonly #guard = (event: SubmitEvent): void => {
    const isSecondClick =
      lastClick.count > 1 &&
      event.submitter !== null &&
      event.timeStamp - lastClick.at < samePress &&
      event.timeStamp - this.#begunAt < doubleClick;
    if (!this.#isBusy && !isSecondClick) {
      this.#begunAt = event.timeStamp;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#isAwaited = event.submitter === null && contentOf(new FormData(this.#form)) !== this.#sent;
  };

  /** The buttons are busy until `end`. */
  begin(submitter: HTMLElement | null, data: FormData): void {
    this.#isBusy = true;
    this.#sent = contentOf(new FormData(this.#form));
    data.set(submissionField, this.#key);
    for (const name of [...data.keys()]) if (name.startsWith(choicePrefix)) data.delete(name);
    this.#form.setAttribute('aria-busy', 'true');
    this.#buttons = [
      ...new Set([
        ...(submitter ? [submitter] : []),
        ...this.#form.querySelectorAll<HTMLElement>('[type="submit"]')
      ])
    ];
    // Not `disabled`, which would take the focus away.
    for (const button of this.#buttons) button.setAttribute('aria-disabled', 'true');
    submitter?.setAttribute('data-busy', '');
  }

  /** A submission that was answered is not repeated by the next one. */
  end(isAnswered: boolean): void {
    if (!this.#isBusy) return;
    this.#isBusy = false;
    if (isAnswered) this.#key = newSubmissionKey();
    this.#form.removeAttribute('aria-busy');
    for (const button of this.#buttons) {
      button.removeAttribute('aria-disabled');
      button.removeAttribute('data-busy');
    }
    if (!this.#isAwaited) return;
    this.#isAwaited = false;
    if (this.#form.isConnected) this.#form.requestSubmit();
  }

  destroy(): void {
    this.#form.removeEventListener('submit', this.#guard, true);
  }
}
