/** Compares the words of a pair as they were confirmed with those of now, word by word in both languages. */
import { locales, type Locale } from '#base/locale.ts';
import { compareBlocks } from '#rules/documents/text-diff.ts';
import { changeMarks } from '#rules/documents/change-marks.ts';
import type { ContentNode } from '#base/content.ts';

export interface ChangedRun {
  readonly edit: 'kept' | 'inserted' | 'deleted';
  readonly text: string;
}

/** In order; null where the words of that time are not known. */
export type PairChanges = Readonly<Record<Locale, readonly ChangedRun[] | null>>;

type Words = Readonly<Record<Locale, string | null>>;

/**
 * The runs of a side whose words are the same are one kept run: then only a link, a picture or the like has
 * changed.
 */
export const changesSince = (before: Words, now: Words): PairChanges => {
  const [en, zh] = locales.map((language) => {
    const [old, present] = [before[language], now[language]];
    return old === null || present === null ? null : runsBetween(old, present);
  });
  return { en: en ?? null, zh: zh ?? null };
};

function runsBetween(old: string, now: string): ChangedRun[] {
  const [compared] = compareBlocks([paragraph(old)], [paragraph(now)]);
  const runs: ChangedRun[] = [];
  for (const { text = '', marks = [] } of compared?.node.content ?? []) {
    const has = (type: string): boolean => marks.some((mark) => mark.type === type);
    const edit = has(changeMarks.inserted) ? 'inserted' : has(changeMarks.deleted) ? 'deleted' : 'kept';
    const last = runs.at(-1);
    if (last?.edit === edit) runs[runs.length - 1] = { edit, text: last.text + text };
    else if (text !== '') runs.push({ edit, text });
  }
  return runs;
}

/** Both texts are one block of the same id, so that they are compared with each other. */
const paragraph = (text: string): ContentNode => ({
  type: 'paragraph',
  attrs: { id: 'unit' },
  content: [{ type: 'text', text }]
});
