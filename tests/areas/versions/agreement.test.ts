/** Promise: the line below a text says whether its two languages agree, as their pairs do. */
import { describe, expect, it } from 'vitest';
import { noPairCounts } from '#rules/pairs/pair-counts.ts';
import { agreementOf } from '#lib/areas/versions/agreement.ts';

const both = { en: true, zh: true };

describe('whether both languages agree', () => {
  it('is a matter of one language while the other is missing', () => {
    expect(agreementOf({ en: false, zh: false }, noPairCounts)).toBe('empty');
    expect(agreementOf({ en: true, zh: false }, { ...noPairCounts, missing: 2, toDo: 2 })).toBe('no-zh');
    expect(agreementOf({ en: false, zh: true }, { ...noPairCounts, missing: 2, toDo: 2 })).toBe('no-en');
  });
  it('is confirmed by nobody while no passage is', () => {
    expect(agreementOf(both, { ...noPairCounts, draft: 3, missing: 1, toDo: 4 })).toBe('never');
    expect(agreementOf(both, { ...noPairCounts, draft: 3, machine: 1, toDo: 4 })).toBe('never');
  });
  it('has changed where a passage that was confirmed has, is open where others never were, and is given once each is settled, also by a note', () => {
    expect(agreementOf(both, { ...noPairCounts, current: 2, stale: 1, toDo: 1, changed: 1 })).toBe('changed');
    expect(agreementOf(both, { ...noPairCounts, current: 1, draft: 28, toDo: 28 })).toBe('open');
    expect(agreementOf(both, { ...noPairCounts, current: 2, missing: 1, waived: 1 })).toBe('agrees');
  });
});
