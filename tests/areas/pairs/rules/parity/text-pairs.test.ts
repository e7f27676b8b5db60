/** Promise: the checks compare the passages that the page shows as pairs, wherever they stand. */
import { describe, expect, it } from 'vitest';
import type { PairRecord } from '#rules/pairs/pairs.ts';
import type { ContentNode } from '#base/content.ts';
import { findingsOfPair, prepareChecks } from '#rules/pairs/parity/text-findings.ts';
import { textPairsOf } from '#rules/pairs/parity/text-pairs.ts';

const block = (id: string, words: string, counterpart?: string): ContentNode => ({
  type: 'paragraph',
  attrs: { id, ...(counterpart === undefined ? {} : { counterpart }) },
  content: [{ type: 'text', text: words }]
});
const list = (...items: ContentNode[]): ContentNode => ({
  type: 'bulletList',
  content: items.map((item) => ({ type: 'listItem', content: [item] }))
});
const compared = (en: ContentNode[], zh: ContentNode[], records: PairRecord[] = []): string[] =>
  textPairsOf({ id: 's', en, zh }, records).map((pair) => `${pair.en.text} = ${pair.zh.text}`);

describe('the passages that are compared', () => {
  it('are pairs, also those that cross each other; what has no partner is not compared', () => {
    expect(
      compared(
        [block('a', 'One', 'x'), block('b', 'Two', 'y'), block('c', 'Three')],
        [block('y', '二', 'b'), block('z', '四'), block('x', '一', 'a')]
      )
    ).toEqual(['One = 一', 'Two = 二']);
  });

  it('are lists as a whole, with how many items each has, where all their pairs are in one another', () => {
    const en = [list(block('a', 'One', 'x'), block('b', 'Two', 'y'), block('c', 'Three'))];
    const zh = [list(block('x', '一', 'a'), block('y', '二', 'b'))];
    const [pair, ...others] = textPairsOf({ id: 's', en, zh });
    expect(others).toEqual([]);
    expect([pair?.en.lists?.[0]?.length, pair?.zh.lists?.[0]?.length]).toEqual([3, 2]);
  });

  it('are single items where the pairs of a list are in several blocks', () => {
    expect(
      compared(
        [list(block('a', 'One', 'x'), block('b', 'Two', 'y'))],
        [block('x', '一', 'a'), block('y', '二', 'b')]
      )
    ).toEqual(['One = 一', 'Two = 二']);
  });

  it('are those that are proposed where nobody has made pairs, and go on to be those that were confirmed', () => {
    const [en, zh] = [[block('a', 'One')], [block('x', '一')]];
    expect(compared(en, zh)).toEqual(['One = 一']);
    const record: PairRecord = {
      ids: { en: 'a', zh: 'x' },
      prints: { en: '', zh: '' },
      kind: 'confirmed',
      isChecked: false,
      wasProposed: true
    };
    const longer = [...en, block('b', 'Two')];
    expect(compared(longer, zh)).toEqual(['One = 一']);
    const before = [block('b', 'Two'), ...en];
    expect(compared(before, zh)).toEqual(['Two = 一']);
    expect(compared(before, zh, [record])).toEqual(['One = 一']);
  });
});

describe('figures and levels that a text names by chips', () => {
  const gdp: ContentNode = { type: 'fact', attrs: { fact: 'figures/gdp/value', city: null } };
  const level: ContentNode = { type: 'grade', attrs: { characteristic: 'governance', city: null } };
  const naming = (id: string, counterpart: string, ...chips: ContentNode[]): ContentNode => ({
    type: 'paragraph',
    attrs: { id, counterpart },
    content: chips.flatMap((chip) => [{ type: 'text', text: 'x ' }, chip])
  });
  const findings = (en: readonly ContentNode[], zh: readonly ContentNode[]) =>
    textPairsOf({ id: 's', en: [naming('a', 'b', ...en)], zh: [naming('b', 'a', ...zh)] }).flatMap((pair) =>
      findingsOfPair(pair, prepareChecks({ terms: [], cities: [] })).map((one) => [
        one.kind,
        one.en?.text ?? null,
        one.zh?.text ?? null
      ])
    );

  it('are to be in both languages, each as often as in the other', () => {
    expect(findings([gdp, level], [level, gdp])).toEqual([]);
    expect(findings([gdp, level, gdp], [gdp])).toEqual([
      ['chip', '[governance]', null],
      ['chip', '[figures/gdp/value]', null]
    ]);
    expect(findings([level], [level, gdp])).toEqual([['chip', null, '[figures/gdp/value]']]);
  });
});
