/** Shows that a table is named by its words, without the signs between its cells. */
import { expect, it } from 'vitest';
import { wordsNaming } from '#rules/pairs/unit-words.ts';

it('a table is named by the cells that hold words, any other unit by its text', () => {
  const table = { kind: 'table', text: ' |  | Cell A\nCell B |  | ' } as const;
  expect(wordsNaming(table)).toBe('Cell A · Cell B');
  expect(wordsNaming({ kind: 'paragraph', text: 'Yes | no' })).toBe('Yes | no');
});
