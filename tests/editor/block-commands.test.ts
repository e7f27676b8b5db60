/** Shows what keys and tools do to blocks, lists and quotes, and that words keep their blocks. */
import { describe, expect, it } from 'vitest';
import { backspace, deleteForward, enter, insertAtom, moveBlock } from '#lib/editor/commands/edit-blocks.ts';
import { lift, setKind, setPlain, sink, toggleList, toggleQuote } from '#lib/editor/commands/set-blocks.ts';
import { initials } from '#base/initials.ts';
import { after, linesAfter, passageOf, schema, stateAt } from './flat-blocks.ts';

const idsOf = (state: ReturnType<typeof after>): unknown[] =>
  state?.doc.children.map((node) => node.attrs['id'] as unknown) ?? [];

describe('Enter', () => {
  it('splits a block, and keeps the id with the first part', () => {
    const next = after(stateAt(passageOf('# Title'), 'Title', 3), enter);
    expect(next?.doc.children.map((node) => node.textContent)).toEqual(['Tit', 'le']);
    expect(idsOf(next)[0]).toBe('id-Title');
  });
  it('at the start of a block puts an empty one before it, and the words keep their id', () => {
    const next = after(stateAt(passageOf('# Title'), 'Title'), enter);
    expect(next?.doc.children.map((node) => node.textContent)).toEqual(['', 'Title']);
    expect(idsOf(next)[1]).toBe('id-Title');
  });
  it('goes on with a list, and leaves it level by level from an empty item', () => {
    expect(linesAfter(stateAt(passageOf('- a'), 'a', 1), enter)).toEqual(['- a', '- ']);
    expect(linesAfter(stateAt(passageOf('- a', '  - '), ''), enter)).toEqual(['- a', '- ']);
    expect(linesAfter(stateAt(passageOf('- a', '- '), ''), enter)).toEqual(['- a', '']);
  });
  it('makes an item of an empty block that continues one, and leaves a quote', () => {
    expect(linesAfter(stateAt(passageOf('- a', '+ '), ''), enter)).toEqual(['- a', '- ']);
    expect(linesAfter(stateAt(passageOf('> a', '> '), ''), enter)).toEqual(['> a', '']);
  });
});

describe('Backspace and Delete', () => {
  it('join blocks, and leave a list or a quote first', () => {
    expect(linesAfter(stateAt(passageOf('a', 'b'), 'b'), backspace)).toEqual(['ab']);
    expect(linesAfter(stateAt(passageOf('a', '- b'), 'b'), backspace)).toEqual(['a', 'b']);
    expect(linesAfter(stateAt(passageOf('a', '> b'), 'b'), backspace)).toEqual(['a', 'b']);
    expect(linesAfter(stateAt(passageOf('a', 'b'), 'a', 1), deleteForward)).toEqual(['ab']);
  });
  it('make text of a heading at the start, and do nothing beyond the ends', () => {
    expect(linesAfter(stateAt(passageOf('# a'), 'a'), backspace)).toEqual(['a']);
    expect(linesAfter(stateAt(passageOf('a'), 'a'), backspace)).toEqual(['a']);
    expect(linesAfter(stateAt(passageOf('a'), 'a', 1), deleteForward)).toEqual(['a']);
  });
});

describe('lists and quotes', () => {
  it('a list is switched on and off, and no item is a heading', () => {
    expect(linesAfter(stateAt(passageOf('## a'), 'a'), toggleList('bullet'))).toEqual(['- a']);
    expect(linesAfter(stateAt(passageOf('- a'), 'a'), toggleList('ordered'))).toEqual(['1. a']);
    expect(linesAfter(stateAt(passageOf('- a'), 'a'), toggleList('bullet'))).toEqual(['a']);
    expect(linesAfter(stateAt(passageOf('- a'), 'a'), setKind('h3'))).toEqual(['## a']);
  });
  it('an item goes deeper only below another, with all that belongs to it', () => {
    expect(linesAfter(stateAt(passageOf('- a', '- b', '  - c', '- d'), 'b'), sink)).toEqual([
      '- a',
      '  - b',
      '    - c',
      '- d'
    ]);
    expect(linesAfter(stateAt(passageOf('- a', '- b'), 'a'), sink)).toEqual(['- a', '- b']);
    expect(linesAfter(stateAt(passageOf('a'), 'a'), sink)).toBeNull();
    expect(linesAfter(stateAt(passageOf('- a', '  - b', '    - c'), 'b'), lift)).toEqual([
      '- a',
      '- b',
      '  - c'
    ]);
  });
  it('a quote is put around a block and taken away; plain text is in neither', () => {
    expect(linesAfter(stateAt(passageOf('a'), 'a'), toggleQuote)).toEqual(['> a']);
    expect(linesAfter(stateAt(passageOf('> a'), 'a'), toggleQuote)).toEqual(['a']);
    expect(linesAfter(stateAt(passageOf('  - a'), 'a'), setPlain)).toEqual(['a']);
  });
});

describe('moving a block', () => {
  it('changes places with the next or the one before, and the caret goes along', () => {
    const doc = passageOf('one', 'two', 'three');
    const moved = after(stateAt(doc, 'one'), moveBlock(1));
    expect(idsOf(moved)).toEqual(['id-two', 'id-one', 'id-three']);
    expect(moved?.selection.$from.parent.textContent).toBe('one');
    expect(linesAfter(stateAt(doc, 'three'), moveBlock(-1))).toEqual(['one', 'three', 'two']);
  });
  it('stops at the ends', () => {
    const doc = passageOf('one', 'two');
    expect(linesAfter(stateAt(doc, 'one'), moveBlock(-1))).toBeNull();
    expect(linesAfter(stateAt(doc, 'two'), moveBlock(1))).toBeNull();
  });
  it('takes an item with its deeper items over its sibling with its own', () => {
    const doc = passageOf('- a', '  - a1', '- b', '  - b1');
    const swapped = ['- b', '  - b1', '- a', '  - a1'];
    expect(linesAfter(stateAt(doc, 'a'), moveBlock(1))).toEqual(swapped);
    expect(linesAfter(stateAt(doc, 'b'), moveBlock(-1))).toEqual(swapped);
  });
});

it('a dividing line is put between the two halves of a block, and after it one can go on', () => {
  const rule = insertAtom((place) => schema.node('rule', { ...place, id: 'r' }));
  expect(linesAfter(stateAt(passageOf('ab'), 'ab', 1), rule)).toEqual(['a', '[rule]', 'b']);
  expect(linesAfter(stateAt(passageOf('ab'), 'ab', 2), rule)).toEqual(['ab', '[rule]', '']);
  expect(linesAfter(stateAt(passageOf('ab'), 'ab', 0), rule)).toEqual(['[rule]', 'ab']);
});

it('initials are those of first and last name, and the surname of a Chinese name', () => {
  expect(initials('Marta Oliveira')).toBe('MO');
  expect(initials('周明远')).toBe('周');
  expect(initials('  ')).toBe('');
});
