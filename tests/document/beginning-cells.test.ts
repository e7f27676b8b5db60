import { describe, expect, it } from 'vitest';
import type { Cells } from '#document/answers.ts';
import { beginningOfCells } from '#document/beginning-cells.ts';

const record = (question: string, id: string, position: number, name: string): Cells => ({
  [`${question}/${id}/name.en`]: name,
  [`${question}/${id}/$`]: position
});
const most = { cells: 5, characters: 1_000 };

describe('the cells that a page brings', () => {
  it('are all of a short response', () => {
    const cells = { 'a/value': 'yes', ...record('b', 'r', 1, 'One') };
    expect(beginningOfCells(cells, ['a', 'b'])).toEqual({ cells, isCut: false });
  });

  it('hold whole records in their order, as many as fit, and say that there are more', () => {
    const [first, second, third] = [
      record('b', 'x', 1, 'One'),
      record('b', 'y', 2, 'Two'),
      record('b', 'z', 3, 'Three')
    ];
    const shown = beginningOfCells({ ...third, ...second, ...first, 'a/value': 'yes' }, ['b'], most);
    expect(shown).toEqual({ cells: { 'a/value': 'yes', ...first, ...second }, isCut: true });
  });

  it('hold no records of other questions, and their values, by which questions apply', () => {
    const cells = { 'a/value': 'yes', ...record('b', 'r', 1, 'One') };
    expect(beginningOfCells(cells, ['a'])).toEqual({ cells: { 'a/value': 'yes' }, isCut: false });
  });

  it('leave out a value that is too long, and bring what is behind it', () => {
    const cells = { 'a/value': 'x'.repeat(2_000), 'b/value': 'no' };
    expect(beginningOfCells(cells, ['a', 'b'], most)).toEqual({ cells: { 'b/value': 'no' }, isCut: true });
  });
});
