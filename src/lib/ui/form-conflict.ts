/**
 * Compares what a form showed, what its writer sent and what somebody else has saved in between, field by field.
 * Whatever the writer left alone is taken over from the other; what the writer changed is kept.
 */
import { m } from '#lib/paraglide/messages.js';
import type { Typed } from './typed.ts';

/** Maps the name of each field to its values. */
export type FormContent = ReadonlyMap<string, readonly string[]>;

/** These fields name the thing and the version; nobody types them. */
const unseen = new Set(['id', 'version']);

/** Begins the names of choices between two versions, which say nothing of the thing. */
export const choicePrefix = 'conflict:';

export function contentOf(form: FormData): FormContent {
  const content = new Map<string, string[]>();
  for (const [name, value] of form)
    if (typeof value === 'string' && !unseen.has(name) && !name.startsWith(choicePrefix))
      content.set(name, [...(content.get(name) ?? []), value.replace(/\r\n?/g, '\n').trim()]);
  return content;
}

/** Lists the fields with other values, in the order of the form. */
export const changedNames = (before: FormContent, after: FormContent): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => JSON.stringify(before.get(name) ?? []) !== JSON.stringify(after.get(name) ?? [])
  );

/** Rows of links are sent as two lists of fields, and typed again as one value. */
const sentAs: Readonly<Record<string, readonly string[]>> = { links: ['linkKind', 'linkId'] };

/** Returns what was typed without the fields that the writer left as they were shown. */
export function withoutUntouched(typed: Typed, shown: FormContent, sent: FormContent): Typed {
  if (typed === null) return null;
  const own = new Set(changedNames(shown, sent));
  return Object.fromEntries(
    Object.entries(typed).filter(([name]) => (sentAs[name] ?? [name]).some((field) => own.has(field)))
  );
}

/** Shows one field that somebody else has changed. */
export interface ForeignChange {
  readonly name: string;
  readonly label: string;
  readonly lang: string;
  /** Holds what the other has written; empty where they emptied the field. */
  readonly text: string;
  /** Is true where the writer has changed the same field, and their words stay in it. */
  readonly isBoth: boolean;
  /** Is true for a text, of which both versions can stand one after the other. */
  readonly mayJoin: boolean;
}

export type ConflictChoice = 'mine' | 'theirs' | 'both';

/** Writes into the fields of one name what was chosen between two versions, as if it had been typed. */
export function writeChoice(
  form: HTMLFormElement,
  { name, mayJoin }: Pick<ForeignChange, 'name' | 'mayJoin'>,
  values: { readonly mine: readonly string[]; readonly theirs: readonly string[] },
  choice: ConflictChoice
): void {
  const joined =
    choice === 'both' && mayJoin
      ? [[...values.theirs, ...values.mine].filter(Boolean).join('\n\n')]
      : undefined;
  const wanted = joined ?? (choice === 'theirs' ? values.theirs : values.mine);
  const controls = controlsOf(form).filter((control) => control.name === name);
  for (const [index, control] of controls.entries()) {
    if (control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio'))
      control.checked = wanted.includes(control.value);
    else control.value = wanted[index] ?? '';
    control.dispatchEvent(new Event('input', { bubbles: true }));
    control.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/** Lists what a person fills in; hidden fields name the thing and the state that was seen. */
const controlsOf = (form: HTMLFormElement): Control[] => [
  ...form.querySelectorAll<Control>('input:not([type="hidden"]), textarea, select')
];
type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Reads the labels and values of fields as a form shows them. */
export function foreignChanges(
  form: HTMLFormElement,
  names: readonly string[],
  own: ReadonlySet<string>
): ForeignChange[] {
  const controls = controlsOf(form);
  return names.flatMap((name): ForeignChange[] => {
    const of = controls.filter((control) => control.name === name);
    const [first] = of;
    if (!first) return [];
    const legend = first.closest('fieldset')?.querySelector('legend')?.textContent.trim() ?? '';
    const isTicked = first.type === 'checkbox' || first.type === 'radio';
    // Boxes of a list have one legend; a box by itself is named by its own label.
    const isAlone = isTicked && legend === '';
    const label = isTicked && !isAlone ? '' : labelOf(first);
    return [
      {
        name,
        label: [legend, label].filter((part) => part !== '').join(' – '),
        lang: first.lang,
        text: isAlone
          ? (first as HTMLInputElement).checked
            ? m.conflict_ticked()
            : m.conflict_not_ticked()
          : of.flatMap(shownValue).join(', '),
        isBoth: own.has(name),
        mayJoin: first instanceof HTMLTextAreaElement && of.length === 1
      }
    ];
  });
}

const labelOf = (control: Control): string => control.labels?.[0]?.textContent.trim() ?? '';

function shownValue(control: Control): string[] {
  if (control instanceof HTMLSelectElement)
    return [...control.selectedOptions].map((option) => option.text.trim());
  if (control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio'))
    return control.checked ? [labelOf(control)] : [];
  return control.value === '' ? [] : [control.value];
}
