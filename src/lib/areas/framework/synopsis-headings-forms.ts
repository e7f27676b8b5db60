/** Reads which headings each side's synopses have from their form: a field `headings:{side}` for each side. */
import { textIn } from '#lib/forms/fields.ts';

export const synopsisHeadingsIn = (form: FormData): Record<string, string> =>
  Object.fromEntries(
    [...form.keys()]
      .filter((name) => name.startsWith('headings:'))
      .map((name) => [name.slice('headings:'.length), textIn(form, name)] as const)
  );
