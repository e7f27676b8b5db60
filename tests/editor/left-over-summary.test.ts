/** Tests how words left over are summed up for the notice next to the text (docs/text-model.md). */
import { describe, expect, it } from 'vitest';
import { amountOf } from '#lib/editor/left-over-summary.ts';

describe('the amount of words left over', () => {
  it.each([
    ['One. Two! Three?', 'sentences', 3],
    ['第一句。第二句！', 'sentences', 2],
    ['A share of 3.5 per cent grew. And then', 'sentences', 2],
    ['“It grew.” he said', 'sentences', 2],
    ['One.\nTwo begun', 'sentences', 2],
    ['. One. Two.', 'sentences', 2],
    ['a b\nc', 'characters', 3],
    ['占比 3.5', 'characters', 5]
  ])('of %j is in %s: %i', (text, of, count) => {
    expect(amountOf(text)).toEqual({ of, count });
  });
});
