/**
 * Brings the answer of a form to its pressed button. A page says at its own place what became of a form; where its reader
 * pressed a button far below, the notice is moved next to the button, so that there is one notice and it is in view.
 */
import { mount, tick, unmount } from 'svelte';
import Notice from './Notice.svelte';
import { isInView } from './in-view.ts';

type Kind = 'error' | 'success';

interface ShownNotice {
  readonly kind: Kind;
  readonly element: HTMLElement;
  /** Wraps the notice where the page has it; it has no box of its own. */
  readonly home: HTMLElement;
}

const shown = new Set<ShownNotice>();
const moved = new Set<ShownNotice>();
const shownFor = 8_000;

/** Registers a notice of the page that may be the answer of a form; for `{@attach}` on its wrapper. */
export const formAnswer =
  (kind: Kind) =>
  (home: HTMLElement): (() => void) => {
    const element = home.firstElementChild as HTMLElement;
    const notice: ShownNotice = { kind, element, home };
    shown.add(notice);
    return () => {
      shown.delete(notice);
      moved.delete(notice);
      element.remove();
    };
  };

const textOf = ({ element }: ShownNotice): string => element.textContent.trim();

function sendHome(notice: ShownNotice): void {
  moved.delete(notice);
  notice.home.append(notice.element);
  notice.element.classList.remove('afloat');
}

/** Describes what the server answered, as far as the page may have to say it. */
export interface FormOutcome {
  readonly kind: Kind;
  /** Holds the sentence of a refusal; empty where the page has its own. */
  readonly message: string;
}

const answers = new WeakMap<HTMLFormElement, FormAnswer>();

/** Returns the place of the answer of an enhanced form. */
export const placeAnswer = (form: HTMLFormElement): HTMLElement | undefined => answers.get(form)?.place(null);

export class FormAnswer {
  readonly #form: HTMLFormElement;
  #place: HTMLElement | undefined;
  #own: object | undefined;
  #before = new Map<HTMLElement, string>();

  constructor(form: HTMLFormElement) {
    this.#form = form;
    answers.set(form, this);
  }

  /** Takes the last answer away and notes what the page says, so that the next answer can be told from it. */
  begin(): void {
    this.#removeOwn();
    const answered = new Set([...moved].map(({ element }) => element));
    for (const notice of moved) sendHome(notice);
    // What was said of an earlier submission is not said of this one; the same words may be its answer again.
    for (const element of answered) element.hidden = true;
    this.#before = new Map(
      [...shown]
        .filter(({ element }) => !answered.has(element))
        .map((notice) => [notice.element, textOf(notice)])
    );
  }

  /** Shows what the page, or else the server, says of this submission; returns where it is shown. */
  async show(
    submitter: HTMLElement | null,
    { kind, message }: FormOutcome
  ): Promise<HTMLElement | undefined> {
    await tick();
    for (const { element } of shown) element.hidden = false;
    const answers = [...shown].filter(
      (notice) => notice.kind === kind && this.#before.get(notice.element) !== textOf(notice)
    );
    const said = [...shown].filter((notice) => message !== '' && textOf(notice).includes(message));
    const answer = kind === 'error' ? (said.at(-1) ?? answers.at(-1)) : answers.at(-1);
    if (answer) return this.#bring(answer, submitter);
    if (kind === 'error' && message !== '' && !this.#says(message))
      return this.showOwn(submitter, (target) => mount(Notice, { target, props: { kind, text: message } }));
    return undefined;
  }

  /** Shows a component at the button, for what the page itself does not say. */
  showOwn(submitter: HTMLElement | null, mountIn: (target: HTMLElement) => object): HTMLElement | undefined {
    this.#removeOwn();
    const target = this.place(submitter);
    if (target) this.#own = mountIn(target);
    return target;
  }

  /** Returns what was moved to the page; for the end of the form. */
  end(): void {
    this.#removeOwn();
    for (const notice of moved) if (this.#place?.contains(notice.element)) sendHome(notice);
    this.#place?.remove();
  }

  /** Checks whether a field of the form, or an alert of the page in view, already says it. */
  #says(message: string): boolean {
    return [...document.querySelectorAll('.error, [role="alert"]')].some(
      (element) =>
        element.checkVisibility() &&
        element.textContent.includes(message) &&
        (this.#form.contains(element) || isInView(element))
    );
  }

  #removeOwn(): void {
    if (this.#own) void unmount(this.#own);
    this.#own = undefined;
  }

  #bring(notice: ShownNotice, submitter: HTMLElement | null): HTMLElement {
    const { element, home } = notice;
    // The page has led the focus to its notice.
    const { activeElement } = document;
    if (activeElement?.matches('body, main') === false && activeElement.contains(home) && isInView(element))
      return element;
    const place = this.place(submitter);
    if (place) {
      moved.add(notice);
      place.append(element);
    } else if (!isInView(element)) {
      // The form is gone: the page keeps the notice, and it floats in view for a while.
      element.classList.add('afloat');
      setTimeout(() => element.classList.remove('afloat'), shownFor);
    }
    return element;
  }

  /** Returns the place below the pressed button; undefined where the button is not shown any more. */
  place(submitter: HTMLElement | null): HTMLElement | undefined {
    const button = [submitter, ...this.#form.querySelectorAll<HTMLElement>('[type="submit"]')].find(
      (element) => element?.isConnected && element.checkVisibility()
    );
    if (!button) return undefined;
    let before = button;
    while (before.parentElement && !standsAlone(before.parentElement)) before = before.parentElement;
    if (!this.#place) {
      this.#place = document.createElement('div');
      this.#place.dataset['formAnswer'] = '';
    }
    before.after(this.#place);
    return this.#place;
  }
}

const containers = 'td, th, li, dialog, fieldset, section, article, main';

/** Checks whether a child of the element may have something below it. */
function standsAlone(element: HTMLElement): boolean {
  if (element.matches(containers)) return true;
  const { display, flexDirection } = getComputedStyle(element);
  if (display.includes('flex')) return flexDirection.startsWith('column');
  return display === 'block' || display === 'grid' || display === 'flow-root';
}
