import { describe, expect, it } from 'vitest';
import { pairedRows } from '#rules/pairs/paired-blocks.ts';
import { idOfNode, type ContentNode } from '#base/content.ts';

const node = (id: string, counterpart?: string): ContentNode => ({
  type: 'paragraph',
  attrs: { id, ...(counterpart ? { counterpart } : {}) }
});
const rows = (en: ContentNode[], zh: ContentNode[]) =>
  pairedRows({ id: 's', en, zh }).map((row) =>
    [row.en, row.zh].map((one) => (one ? idOfNode(one, '') : '')).join('|')
  );

describe('both languages of a section', () => {
  it('stand block next to block, whichever names its partner', () => {
    expect(rows([node('a'), node('b', 'y')], [node('x', 'a'), node('y')])).toEqual(['a|x', 'b|y']);
  });
  it('stand list next to list where any of their items are a pair', () => {
    const list = (...items: ContentNode[]): ContentNode => ({
      type: 'bulletList',
      content: items.map((item) => ({ type: 'listItem', content: [item] }))
    });
    expect(
      rows([node('a'), list(node('b'), node('c'))], [list(node('x'), node('y', 'c')), node('z')])
    ).toEqual(['a|', 'b|x', '|z']);
  });
  it('leave alone what has no partner, in its place', () => {
    expect(
      rows([node('a'), node('b'), node('c')], [node('w'), node('x', 'a'), node('y', 'c'), node('z')])
    ).toEqual(['|w', 'a|x', 'b|', 'c|y', '|z']);
  });
  it('keep the order of each language where a pair crosses another', () => {
    expect(rows([node('a'), node('b')], [node('y', 'b'), node('x', 'a')])).toEqual(['|y', 'a|x', 'b|']);
  });
  it('stand side by side as they come where nobody has paired them and they are as many', () => {
    expect(rows([node('a'), node('b')], [node('x'), node('y')])).toEqual(['a|x', 'b|y']);
    expect(rows([node('a')], [node('x'), node('y')])).toEqual(['a|', '|x', '|y']);
    expect(rows([], [])).toEqual([]);
  });
});
