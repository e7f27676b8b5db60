/**
 * Remembers what a form showed before its user changed anything, for every enhanced form: by it, unsaved input is known, and
 * what its user has changed where somebody else has saved meanwhile.
 */
import { contentOf, changedNames, type FormContent } from './form-conflict.ts';

const shown = new Map<HTMLFormElement, FormContent>();
const touched = new Set<HTMLFormElement>();

const remember = ({ currentTarget }: Event): void => {
  const form = currentTarget as HTMLFormElement;
  if (!touched.has(form)) shown.set(form, contentOf(new FormData(form)));
};

const touch = ({ currentTarget }: Event): void => void touched.add(currentTarget as HTMLFormElement);

/** Returns what ends that. */
export function followContent(form: HTMLFormElement): () => void {
  const before = ['focusin', 'pointerdown', 'keydown'] as const;
  for (const kind of before) form.addEventListener(kind, remember, true);
  form.addEventListener('input', touch, true);
  return () => {
    for (const kind of before) form.removeEventListener(kind, remember, true);
    form.removeEventListener('input', touch, true);
    shown.delete(form);
    touched.delete(form);
  };
}

/** Returns what the form showed before it was touched; undefined where it never had the focus. */
export const shownIn = (form: HTMLFormElement): FormContent | undefined => shown.get(form);

/** Ends what is remembered: what the form shows from now on is what is stored. */
export function isStored(form: HTMLFormElement): void {
  touched.delete(form);
  shown.delete(form);
}

/** Sets what the form showed, where its fields are compared with a newer state. */
export const showsNow = (form: HTMLFormElement, content: FormContent): void => void shown.set(form, content);

const typedFields =
  'textarea, input:is([type="text"], [type="email"], [type="number"], [type="date"], :not([type]))';

/** Lists the names of the fields of a form into which text is typed. */
const textNames = (form: HTMLFormElement): Set<string> =>
  new Set([...form.querySelectorAll<HTMLInputElement>(typedFields)].map(({ name }) => name));

/** Lists the forms on the page with typed text that is not saved; a form with `data-drafted` saves what is typed itself. */
export const unsavedForms = (): HTMLFormElement[] =>
  [...touched].filter((form) => {
    const before = shown.get(form);
    if (!before || !form.isConnected || form.dataset['drafted'] !== undefined) return false;
    const names = textNames(form);
    return changedNames(before, contentOf(new FormData(form))).some((name) => names.has(name));
  });
