/** Asks the server for the codes of the palette, tags, and takes tags off. */
import type { FoundCode } from '#rules/coding/code-book.ts';
import type { CodingTarget } from '#rules/coding/coding.ts';
import type { BriefCode } from '#areas/coding';
import { longestQuote, shortened } from '#rules/bibliography/support.ts';

const at = (studySlug: string): string => `/studies/${studySlug}/coding/tag`;
const headers = { accept: 'application/json' };

/** Null where they cannot be read. */
export async function listPalette(studySlug: string): Promise<readonly FoundCode[] | null> {
  try {
    const response = await fetch(at(studySlug), { headers });
    if (!response.ok) return null;
    return ((await response.json()) as { readonly codes: readonly FoundCode[] }).codes;
  } catch {
    return null;
  }
}

/** Returns the server's sentence where it is refused, an empty one where nothing answered; null when done. */
export const tag = (studySlug: string, code: string, target: CodingTarget): Promise<string | null> =>
  send('POST', studySlug, { code, ...fieldsOf(target) });

/** Answers as `tag` does. */
export const tagWithNew = (
  studySlug: string,
  { label, parentId }: BriefCode,
  target: CodingTarget
): Promise<string | null> =>
  send('POST', studySlug, {
    labelEn: label.en,
    labelZh: label.zh,
    parentId: parentId ?? '',
    ...fieldsOf(target)
  });

const fieldsOf = (target: CodingTarget): Record<string, string> =>
  target.kind === 'passage'
    ? {
        kind: 'passage',
        ...target.place,
        block: target.block,
        quote: shortened(target.quote ?? '', longestQuote)
      }
    : { ...target };

export const untag = (studySlug: string, coding: string): Promise<string | null> =>
  send('DELETE', studySlug, { coding });

async function send(
  method: 'POST' | 'DELETE',
  studySlug: string,
  fields: Readonly<Record<string, string>>
): Promise<string | null> {
  try {
    const response = await fetch(`${at(studySlug)}?${new URLSearchParams(fields)}`, { method, headers });
    if (response.ok) return null;
    return ((await response.json()) as { readonly message?: string }).message ?? '';
  } catch {
    return '';
  }
}
