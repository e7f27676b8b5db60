/** Shows how lists and quotes look, which are attributes of blocks, and that letters change nothing about it. */
import { describe, expect, it } from 'vitest';
import { listRows } from '#lib/editor/lists/list-rows.ts';
import { lookOf, looksAlike } from '#lib/editor/lists/list-look.ts';
import { passageOf, stateAt } from './flat-blocks.ts';

const rows = (...lines: string[]) =>
  listRows(passageOf(...lines).children).map(({ levels, number, kept }) => [
    levels.map(({ kind }) => kind).join(' '),
    number,
    kept
  ]);

describe('rows', () => {
  it('count the items of each list, also behind deeper items and what continues them', () => {
    expect(rows('1. a', '  1. b', '  1. c', '+ more', '1. d', 'end', '1. e')).toEqual([
      ['ordered', 1, 0],
      ['ordered ordered', 1, 1],
      ['ordered ordered', 2, 2],
      ['ordered', null, 1],
      ['ordered', 2, 1],
      ['', null, 0],
      ['ordered', 1, 0]
    ]);
  });
  it('an item is at most one level deeper than the one before', () => {
    expect(rows('      - a', '- b')).toEqual([
      ['bullet', null, 0],
      ['bullet', null, 1]
    ]);
  });
});

it('an item says its level and number, a quote draws its line', () => {
  const [first, deep] = listRows(passageOf('1. a', '  - b').children);
  expect(first && lookOf(first, 'x')).toMatchObject({ role: 'listitem', 'aria-level': '1', id: 'block-x' });
  expect(first && lookOf(first, 'x')?.['style']).toContain('counter-set: list-item 1');
  expect(deep && lookOf(deep, 'y')).toMatchObject({ 'aria-level': '2' });
  const [quote] = listRows(passageOf('> a').children);
  expect(quote && lookOf(quote, 'x')?.['style']).toContain('linear-gradient');
});

describe('a change', () => {
  it('of letters, or of paragraphs among paragraphs, leaves all as it looks', () => {
    const doc = passageOf('- a', 'b', 'c', '- d');
    const typed = stateAt(doc, 'a', 1).tr.insertText('x').doc;
    expect(looksAlike(doc, typed)).toBe(true);
    expect(looksAlike(passageOf('b'), passageOf('b', 'c'))).toBe(true);
  });
  it('of places, and next to items, does not', () => {
    expect(looksAlike(passageOf('- a', 'b'), passageOf('- a', '- b'))).toBe(false);
    const doc = passageOf('- a', '- b');
    const between = stateAt(doc, 'a').tr.insert(3, passageOf('x').child(0)).doc;
    expect(looksAlike(doc, between)).toBe(false);
  });
});
