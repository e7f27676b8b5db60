/**
 * Says what a browser finds wrong with a field in the words of this application, at the field, instead of in the browser's
 * bubble: that one has the browser's language, names no field and vanishes.
 */
import { m } from '#lib/paraglide/messages.js';
import { isInView } from './in-view.ts';
import { markControls, type Control } from './wrong-field.ts';

/** Follows all forms of the page; returns what ends that. */
export function explainInvalid(root: Document): () => void {
  const explain = (event: Event): void => {
    const control = event.target as Control;
    event.preventDefault();
    openAround(control);
    mark(control);
    // A refused press tells of all wrong fields, one after the other: the focus goes to the first.
    if (firstInvalid(control) !== control) return;
    control.focus();
    const reason = root.getElementById(control.getAttribute('aria-errormessage') ?? '');
    if (reason && !isInView(reason)) reason.scrollIntoView({ block: 'nearest' });
  };
  root.addEventListener('invalid', explain, true);
  return () => root.removeEventListener('invalid', explain, true);
}

const firstInvalid = (control: Control): Control =>
  [...(control.form?.elements ?? [])].find(
    (one): one is Control =>
      'validity' in one && (one as Control).willValidate && !(one as Control).validity.valid
  ) ?? control;
const isMarked = (control: Control): boolean => control.getAttribute('aria-invalid') === 'true';

function mark(control: Control): void {
  if (isMarked(control)) return;
  const { form } = control;
  const group =
    control.type === 'radio' && form
      ? [...form.querySelectorAll<HTMLInputElement>('input[type="radio"]')].filter(
          ({ name }) => name === control.name
        )
      : [control];
  markControls(group, reasonFor(control));
}

/** Opens what is folded around a field, which could not take the focus. */
function openAround(control: Control): void {
  for (let fold = control.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null)
    fold.open = true;
}

function reasonFor(control: Control): string {
  const { validity, type } = control;
  const { min, max } = control as HTMLInputElement;
  if (validity.customError) return control.validationMessage;
  if (validity.valueMissing) return missing(type);
  if (validity.typeMismatch && type === 'email') return m.form_field_email();
  if (validity.badInput) return type === 'number' ? m.form_field_number() : m.form_field_date();
  if (validity.rangeUnderflow) return m.form_field_least({ least: min });
  if (validity.rangeOverflow) return m.form_field_most({ most: max });
  if (validity.tooLong) return m.form_field_too_long();
  return m.form_field_invalid();
}

function missing(type: string): string {
  switch (type) {
    case 'checkbox':
      return m.form_field_tick();
    case 'radio':
    case 'select-one':
      return m.form_field_choose();
    case 'file':
      return m.form_field_file();
    default:
      return m.form_field_missing();
  }
}
