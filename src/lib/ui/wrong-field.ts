/**
 * Marks the field that a refusal names and gives its reason there, where the page has not done so itself. The mark goes
 * with the next input.
 */
import { m } from '#lib/paraglide/messages.js';

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export interface RefusedField {
  readonly code: string;
  readonly field: string;
  readonly message: string;
  /** Holds what its user has changed since it was sent: that is not what was refused. */
  readonly changed: ReadonlySet<EventTarget>;
}

const isShown = (element: HTMLElement): boolean =>
  element.checkVisibility() && !element.matches(':disabled, [type="hidden"]');

/** Returns the first field of the form that is marked as wrong. */
export const firstWrongIn = (form: HTMLFormElement): HTMLElement | undefined =>
  [...form.querySelectorAll<HTMLElement>('[aria-invalid="true"]')].find(isShown);

/** Finds the controls of a field of the rules: the same name, in either language, or of the thing it names. */
function controlsOf(form: HTMLFormElement, field: string): Control[] {
  const names = [field, `${field}En`, `${field}Zh`, `${field}Id`, field.replace(/Id$/, '')];
  return [...form.elements].filter(
    (element): element is Control =>
      element.matches('input, select, textarea') &&
      names.includes((element as Control).name) &&
      isShown(element as Control)
  );
}

/** Returns what is said at the field itself: the sentence of a refusal speaks of the whole form. */
export const reasonAtField = (refused: {
  readonly refusal: { readonly code: string };
  readonly message: string;
}): string => reasonOf({ code: refused.refusal.code, message: refused.message });

function reasonOf({ code, message }: Pick<RefusedField, 'code' | 'message'>): string {
  if (code === 'invalid') return m.form_field_invalid();
  if (code === 'too-large') return m.form_field_too_long();
  return message;
}

/** Names the field that a refusal is about where it does not say so itself. */
const fieldOfCode: Readonly<Record<string, string>> = {
  'title-required': 'title',
  'reason-required': 'reason',
  'email-taken': 'email',
  'slug-taken': 'slug',
  'wrong-password': 'password'
};

export const fieldOf = (code: string, field: unknown): string | undefined =>
  typeof field === 'string' ? field : fieldOfCode[code];

/** Returns the function that takes the mark away. */
export function markWrongField(form: HTMLFormElement, refused: RefusedField): () => void {
  const all = controlsOf(form, refused.field);
  if (all.some((control) => refused.changed.has(control))) return () => undefined;
  const empty = all.filter(({ value }) => value.trim() === '');
  // Where both languages are wanted, the missing one is wrong.
  const controls = refused.code === 'both-languages-required' && empty.length > 0 ? empty : all;
  return markControls(controls, reasonOf(refused), all.length);
}

/**
 * Marks controls that are one field and gives the reason there, once; returns the function that takes the mark away. `count`
 * is the number of controls that the field has.
 */
export function markControls(
  controls: readonly Control[],
  text: string,
  count: number = controls.length
): () => void {
  const [first] = controls;
  if (!first) return () => undefined;
  const reason = document.createElement('p');
  reason.id = `reason-${String((marks += 1))}`;
  reason.className = 'form-reason';
  reason.textContent = text;
  // One reason stands below both languages, and below all options.
  const frame = count > 1 ? 'fieldset' : '.field, label, fieldset';
  (first.closest(frame) ?? first.closest('.field'))?.append(reason);
  if (!reason.isConnected) first.after(reason);
  for (const control of controls) {
    control.setAttribute('aria-invalid', 'true');
    control.setAttribute('aria-errormessage', reason.id);
    describe(control, (ids) => [...ids, reason.id]);
  }
  const unmark = (): void => {
    reason.remove();
    for (const control of controls) {
      control.removeAttribute('aria-invalid');
      control.removeAttribute('aria-errormessage');
      describe(control, (ids) => ids.filter((id) => id !== reason.id));
      control.removeEventListener('input', unmark);
    }
  };
  for (const control of controls) control.addEventListener('input', unmark);
  return unmark;
}

let marks = 0;

function describe(control: Control, change: (ids: readonly string[]) => readonly string[]): void {
  const before = (control.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id !== '');
  const after = change(before).join(' ');
  if (after === '') control.removeAttribute('aria-describedby');
  else control.setAttribute('aria-describedby', after);
}
