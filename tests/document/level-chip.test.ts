import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { replacePlaceholders } from '#document/nodes/chip-html.ts';
import { nodesHtml } from '#document/html.ts';
import { isBlank, plainText } from '#base/plain.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { compareBlocks } from '#rules/documents/text-diff.ts';
import {
  levelChipsFrom,
  heldResult,
  resultHeld,
  resultOf,
  type LevelChips
} from '#rules/panels/level-chip.ts';
import { textOfNode, type ContentNode } from '#base/content.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { docOf, read, write } from '#kit/doc-passages.ts';
import { withLevelChips } from '#lib/level-chips/rendered-level-chips.ts';

const both = (en: string, zh: string) => ({ en, zh });
const names: LevelChips['names'] = {
  characteristics: [
    { id: 'governance', name: both('Governance', '治理') },
    { id: 'funding', name: both('Funding', '资金') }
  ],
  cities: [
    { id: 'haidian', name: both('Haidian', '海淀区') },
    { id: 'bristol', name: both('Bristol', '布里斯托') }
  ],
  levels: [
    { id: 'basic', name: both('Basic', '基础') },
    { id: 'more-advanced', name: both('More advanced', '较先进') }
  ],
  outOfLevel: [{ id: 'not-assessed', name: both('Not assessed', '未评估') }],
  goals: []
};
const levelChips: LevelChips = {
  names,
  city: 'haidian',
  known: [
    { city: 'haidian', characteristic: 'governance', outcome: 'level', level: 'more-advanced' },
    { city: 'bristol', characteristic: 'governance', outcome: 'split', level: null }
  ]
};
const written = (): Y.Doc =>
  docOf([
    {
      kind: 'paragraph',
      runs: ['It is ', { grade: 'governance' }, ', unlike ', { grade: 'governance', city: 'bristol' }, '.']
    }
  ]);
const chip: ContentNode = { type: 'grade', attrs: { characteristic: 'governance' } };

describe('a level named in a text', () => {
  it('is held as its cell and nothing else, and has the same canonical bytes however it came there', () => {
    const nodes = read(written());
    const bytes = canonicalText(toCanonical(nodes));
    expect(bytes).toBe(
      '[{"attrs":{"id":"b1"},"content":[{"text":"It is ","type":"text"},{"attrs":{"characteristic":"governance"},"type":"grade"},{"text":", unlike ","type":"text"},{"attrs":{"characteristic":"governance","city":"bristol"},"type":"grade"},{"text":".","type":"text"}],"type":"paragraph"}]'
    );
    const again = new Y.Doc();
    write(again, nodes);
    expect(canonicalText(toCanonical(read(again)))).toBe(bytes);
  });

  it('is restored where it was taken out, and goes where it was put in, with the words around it', () => {
    const doc = written();
    const before = read(doc);
    write(doc, [
      { type: 'paragraph', attrs: { id: 'b1' }, content: [{ type: 'text', text: 'It is good.' }] }
    ]);
    expect(read(doc)).not.toEqual(before);
    write(doc, before);
    expect(read(doc)).toEqual(before);
  });

  it('is rendered without any level', () => {
    expect(nodesHtml(read(written()), { prefix: 'x' })).toBe(
      '<p data-id="b1">It is <span class="grade" data-grade="" data-characteristic="governance">[governance]</span>, unlike ' +
        '<span class="grade" data-grade="" data-characteristic="governance" data-city="bristol">[bristol: governance]</span>.</p>'
    );
  });

  it('is shown in the language of the text, with what its reader may know', () => {
    const html = nodesHtml(read(written()), { prefix: 'x' });
    const text = (filled: string): string => filled.replace(/<[^>]*>/g, '');
    expect(text(withLevelChips(html, 'en', levelChips))).toBe(
      'It is ●●Governance: More advanced, unlike ≠Bristol · Governance: Panel divided.'
    );
    expect(text(withLevelChips(html, 'zh', levelChips))).toBe(
      'It is ●●治理：较先进, unlike ≠布里斯托·治理：评分意见分歧.'
    );
    expect(withLevelChips(html, 'zh', levelChips)).toContain('lang="zh-Hans"');
    const unknowing = withLevelChips(html, 'en', { ...levelChips, known: [] });
    expect(text(unknowing)).toBe(
      'It is …Governance: no level released yet, unlike …Bristol · Governance: no level released yet.'
    );
    expect(unknowing).not.toMatch(/advanced|divided|split|basic/i);
  });

  it('has no words that could pass for one', () => {
    const words = '<span class="grade" data-grade="" data-characteristic="governance">x</span>';
    const html = nodesHtml(read(docOf([{ kind: 'paragraph', text: words }])), { prefix: 'x' });
    expect(replacePlaceholders(html, 'grade', () => 'LEVEL')).toBe(html);
  });

  it.each([
    [{ characteristic: '"><script>alert(1)</script>', city: { x: 1 } }],
    [{ characteristic: 'Governance: More advanced', city: '../haidian' }],
    [{ characteristic: 7, city: ['haidian'], level: 'basic', onclick: 'alert(1)' }]
  ])('with %j for a cell names none, in a version and in a text', (attrs) => {
    const nodes: ContentNode[] = [{ type: 'paragraph', content: [{ type: 'grade', attrs }] }];
    expect(nodesHtml(nodes, { prefix: 'x' })).toBe('<p><span class="grade" data-grade="">[?]</span></p>');
    const doc = new Y.Doc();
    const { characteristic, ...others } = attrs;
    openPassage(doc, 'a', 'en').insertEmbed(0, { grade: characteristic, ...others });
    expect(nodesHtml(read(doc), { prefix: 'x' })).not.toMatch(/data-characteristic|onclick|alert/);
  });

  it('counts as words where no level can be shown, so that a text of it alone is not blank', () => {
    const nodes = read(written());
    expect(plainText(nodes)).toBe('It is [governance], unlike [bristol: governance].');
    expect(textOfNode({ type: 'paragraph', content: nodes[0]?.content ?? [] })).toBe(plainText(nodes));
    expect(isBlank([{ type: 'paragraph', content: [chip] }])).toBe(false);
  });

  it('comes and goes in a comparison as a piece of its own', () => {
    const of = (...content: ContentNode[]): ContentNode => ({
      type: 'paragraph',
      attrs: { id: 'p' },
      content
    });
    const text = (text: string): ContentNode => ({ type: 'text', text: text });
    const [block] = compareBlocks([of(text('It is so.'))], [of(text('It is '), chip, text('so.'))]);
    expect(block?.kind).toBe('changed');
    expect(nodesHtml(block ? [block.node] : [], { prefix: 'x' })).toContain(
      '<ins><span class="grade" data-grade="" data-characteristic="governance">[governance]</span></ins>'
    );
    const [other] = compareBlocks([of(chip)], [of({ type: 'grade', attrs: { characteristic: 'funding' } })]);
    expect(other?.kind).toBe('changed');
  });
});

describe('what a version holds of a cell', () => {
  it('is a level, or what the panel came to instead', () => {
    for (const result of [
      { outcome: 'level', level: 'basic' },
      { outcome: 'split', level: null },
      { outcome: 'not-assessed', level: null },
      { outcome: 'not-applicable', level: null }
    ] as const) {
      expect(resultHeld(heldResult(result))).toEqual(result);
    }
  });

  it('is looked up by the city of the text where none is named', () => {
    const held = levelChipsFrom(names, 'haidian', [
      { characteristic: 'governance', level: 'basic' },
      { characteristic: 'funding', level: null }
    ]);
    expect(resultOf(held, { characteristic: 'governance', city: null })).toMatchObject({
      outcome: 'level',
      level: 'basic'
    });
    expect(resultOf(held, { characteristic: 'governance', city: 'haidian' })).toMatchObject({
      level: 'basic'
    });
    expect(resultOf(held, { characteristic: 'governance', city: 'bristol' })).toBeNull();
    expect(resultOf(held, { characteristic: 'funding', city: null })).toBeNull();
    const chapter = levelChipsFrom(names, null, [
      { characteristic: 'governance', city: 'bristol', level: 'split' }
    ]);
    expect(resultOf(chapter, { characteristic: 'governance', city: 'bristol' })).toMatchObject({
      outcome: 'split',
      level: null
    });
    expect(resultOf(chapter, { characteristic: 'governance', city: null })).toBeNull();
  });
});
