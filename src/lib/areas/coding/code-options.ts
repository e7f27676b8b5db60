/** Makes the choices of a select from the codes of the book; the depth of a code is shown before its label. */
import type { Code } from '#rules/coding/code-book.ts';
import type { Bilingual } from '#base/locale.ts';

export type ListedCode = Pick<Code, 'id' | 'label'> & { readonly depth: number };

export const optionsOf = (
  codes: readonly ListedCode[],
  nameOf: (label: Bilingual) => string
): { readonly value: string; readonly label: string }[] =>
  codes.map(({ id, label, depth }) => ({ value: id, label: `${'– '.repeat(depth)}${nameOf(label)}` }));
