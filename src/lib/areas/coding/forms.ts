/** Reads the forms of the code book and of second passes. The domain validates what they hold. */
import { codeColours, type CodeInput } from '#rules/coding/code-book.ts';
import { verdicts, type Verdict } from '#rules/coding/coding-disagreements.ts';
import { bilingualIn, oneOf, textIn } from '#lib/forms/fields.ts';

export const codeIn = (form: FormData): CodeInput => ({
  label: bilingualIn(form, 'label'),
  definition: bilingualIn(form, 'definition'),
  colour: oneOf(codeColours, textIn(form, 'colour')) ?? 'grey'
});

/** Each once. */
export const chosenIn = (form: FormData): string[] => [
  ...new Set(
    form.getAll('codings').filter((value): value is string => typeof value === 'string' && value !== '')
  )
];

export const verdictIn = (form: FormData): Verdict | undefined => oneOf(verdicts, textIn(form, 'verdict'));
