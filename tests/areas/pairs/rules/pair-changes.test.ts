/** Promise: who renews a translation sees word by word what has changed in the other language. */
import { describe, expect, it } from 'vitest';
import { changesSince, type ChangedRun } from '#rules/pairs/pair-changes.ts';

const signs = { kept: '', inserted: '+', deleted: '-' } as const;
const shown = (runs: readonly ChangedRun[] | null) =>
  runs?.map(({ edit, text }) => (edit === 'kept' ? text : `[${signs[edit]}${text}]`)).join('') ?? null;
const between = (before: [string | null, string | null], now: [string | null, string | null]) => {
  const { en, zh } = changesSince({ en: before[0], zh: before[1] }, { en: now[0], zh: now[1] });
  return [shown(en), shown(zh)];
};

describe('what changed since a pair was confirmed', () => {
  it('is shown by words in English and by characters in Chinese', () => {
    expect(
      between(
        ['The plan began in 2010.', '规划始于2010年。'],
        ['The new plan began in 2012.', '新规划始于2012年。']
      )
    ).toEqual(['The [+new ]plan began in [-2010][+2012].', '[+新]规划始于[-2010][+2012]年。']);
  });
  it('is nothing where the words are the same, and unknown where they were not kept', () => {
    expect(between(['Same', null], ['Same', '新'])).toEqual(['Same', null]);
    expect(between(['Old', '旧'], ['Old', null])).toEqual(['Old', null]);
  });
  it('covers an empty side and rows of a table', () => {
    expect(between(['', 'a'], ['New', ''])).toEqual(['[+New]', '[-a]']);
    expect(between(['A | 1\nB | 2', ''], ['A | 1\nB | 3', ''])[0]).toBe('A | 1\nB | [-2][+3]');
  });
});
