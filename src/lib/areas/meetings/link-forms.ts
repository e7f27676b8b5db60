/**
 * Reads the links of a statement from a form: rows of a kind and a thing, which the fields `linkKind` and
 * `linkId` hold one after another. A row without a thing is left out.
 */
import { linkKinds, longestLink, passageIn, type StatementLink } from '#rules/meetings/statement-link.ts';
import { oneOf } from '#lib/forms/fields.ts';

const mostRows = 40;

const textsIn = (form: FormData, name: string): string[] =>
  form
    .getAll(name)
    .slice(0, mostRows)
    .map((value) =>
      typeof value === 'string'
        ? value
            .normalize('NFC')
            .replaceAll('\0', '')
            .trim()
            .slice(0, longestLink + 1)
        : ''
    );

export function linksIn(form: FormData, studySlug: string): StatementLink[] {
  const ids = textsIn(form, 'linkId');
  return textsIn(form, 'linkKind').flatMap((text, index): StatementLink[] => {
    const kind = oneOf(linkKinds, text);
    const id = ids[index] ?? '';
    if (kind === undefined || id === '') return [];
    return [{ kind, id: kind === 'passage' ? passageIn(id, studySlug) : id }];
  });
}

/** To be shown again with a refusal: as JSON in one value. */
export const linksTypedIn = (form: FormData): Record<string, string> => {
  const ids = textsIn(form, 'linkId');
  return {
    links: JSON.stringify(textsIn(form, 'linkKind').map((kind, index) => ({ kind, id: ids[index] ?? '' })))
  };
};
