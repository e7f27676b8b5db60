import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { sectionContent } from '#document/content.ts';
import { replacePlaceholders } from '#document/nodes/chip-html.ts';
import { nodesHtml } from '#document/html.ts';
import { isBlank, plainText, spokenText } from '#base/plain.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import { compareBlocks } from '#rules/documents/text-diff.ts';
import { spokenTextOf, taggedPassages, withGoalTexts, textOfPassage } from '#rules/pairs/goal.ts';
import type { LevelChipCell } from '#base/chips/level-chip.ts';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import { fingerprintsOf, textOfNode, type ContentNode } from '#base/content.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { docOf, read, write } from '#kit/doc-passages.ts';
import { withLevelChips } from '#lib/level-chips/rendered-level-chips.ts';

// Goals of no study of ours: what is here works for whatever a framework brings.
const goals = [
  { id: 'safer-care', name: { en: 'See where care is <safer>.', zh: '了解何处更安全。' } },
  { id: 'Less_Paper', name: { en: 'Spare paperwork.', zh: '' } }
];
const levelChips: LevelChips = {
  names: { characteristics: [], cities: [], levels: [], outOfLevel: [], goals },
  city: 'haidian',
  known: []
};

const written = (): Y.Doc =>
  docOf([
    { kind: 'paragraph', runs: ['One desk for all. ', { goal: 'safer-care' }, { goal: 'Less_Paper' }] }
  ]);
const shown = (): string => nodesHtml(read(written()), { prefix: 'x' });
const tag = (goal: string): ContentNode => ({ type: 'goal', attrs: { goal } });
const text = (content: string): ContentNode => ({ type: 'text', text: content });
const of = (...content: ContentNode[]): ContentNode => ({ type: 'paragraph', attrs: { id: 'p' }, content });

describe('the goal that a passage serves', () => {
  it('is held as its id and nothing else, and has the same canonical bytes however it came there', () => {
    const nodes = read(written());
    const bytes = canonicalText(toCanonical(nodes));
    expect(bytes).toBe(
      '[{"attrs":{"id":"b1"},"content":[{"text":"One desk for all. ","type":"text"},{"attrs":{"goal":"safer-care"},"type":"goal"},{"attrs":{"goal":"Less_Paper"},"type":"goal"}],"type":"paragraph"}]'
    );
    const again = new Y.Doc();
    write(again, nodes);
    expect(canonicalText(toCanonical(read(again)))).toBe(bytes);
  });

  it('is restored where it was taken out, and goes where it was put in', () => {
    const doc = written();
    const before = read(doc);
    write(doc, [{ type: 'paragraph', attrs: { id: 'b1' }, content: [text('One desk for all. ')] }]);
    expect(read(doc)).not.toEqual(before);
    write(doc, before);
    expect(read(doc)).toEqual(before);
  });

  it('is rendered with its id where no framework is known', () => {
    const html = shown();
    expect(html).toBe(
      '<p data-id="b1">One desk for all. <span class="goal" data-goal="safer-care">[safer-care]</span><span class="goal" data-goal="Less_Paper">[Less_Paper]</span></p>'
    );
    expect(withLevelChips(html, 'en', null)).toBe(html);
  });

  it('is shown in the words that the framework has in the language of the text, whole in its title', () => {
    const html = shown();
    const content = (filled: string): string => filled.replace(/<[^>]*>/g, '');
    expect(content(withLevelChips(html, 'en', levelChips))).toBe(
      'One desk for all. ◎See where care is &#60;safer&#62;.◎Spare paperwork.'
    );
    // What the framework says in one language alone is said in that one.
    expect(content(withLevelChips(html, 'zh', levelChips))).toBe(
      'One desk for all. ◎了解何处更安全。◎Spare paperwork.'
    );
    expect(withLevelChips(html, 'zh', levelChips)).toContain('lang="zh-Hans" title="了解何处更安全。"');
  });

  it('says that the framework does not have it, where it does not', () => {
    const html = shown();
    const filled = withLevelChips(html, 'en', {
      ...levelChips,
      names: { ...levelChips.names, goals: goals.slice(1) }
    });
    expect(filled).toContain('<span class="goal goal-unknown" data-goal="safer-care"');
    expect(filled).toContain('No goal of this framework (safer-care)');
    expect(
      withLevelChips(html, 'zh', { ...levelChips, names: { ...levelChips.names, goals: [] } })
    ).toContain('本框架无此目标（Less_Paper）');
  });

  it('has no words that could pass for one', () => {
    const doc = docOf([{ kind: 'paragraph', text: '<span class="goal" data-goal="safer-care">x</span>' }]);
    const html = nodesHtml(read(doc), { prefix: 'x' });
    expect(replacePlaceholders(html, 'goal', () => 'GOAL')).toBe(html);
  });

  it.each([
    '"><script>alert(1)</script>',
    'See where care is safer.',
    7,
    { id: 'safer-care' },
    ['safer-care']
  ])('with %j for an id names none, in a version and in a text', (goal) => {
    const nodes: ContentNode[] = [{ type: 'paragraph', content: [{ type: 'goal', attrs: { goal } }] }];
    expect(nodesHtml(nodes, { prefix: 'x' })).toBe('<p><span class="goal" data-goal="">[?]</span></p>');
    expect(taggedPassages([{ id: 'a', en: nodes, zh: [] }])).toEqual([]);
    const doc = new Y.Doc();
    openPassage(doc, 'a', 'en').insertEmbed(0, { goal, onclick: 'alert(1)' });
    expect(nodesHtml(read(doc), { prefix: 'x' })).not.toMatch(/data-goal|onclick|alert/);
    expect(taggedPassages([{ id: 'a', en: read(doc), zh: [] }])).toEqual([]);
  });

  it('stands in brackets where there are only words', () => {
    const nodes = read(written());
    expect(plainText(nodes)).toBe('One desk for all. [safer-care][Less_Paper]');
    expect(textOfNode({ type: 'paragraph', content: nodes[0]?.content ?? [] })).toBe(plainText(nodes));
  });

  it('is no word that anybody has written: a text of it alone is blank', () => {
    const nodes = read(written());
    expect(spokenText(nodes).trim()).toBe('One desk for all.');
    expect(spokenTextOf({ type: 'paragraph', content: nodes[0]?.content ?? [] })).toBe('One desk for all. ');
    expect(isBlank([{ type: 'paragraph', content: [tag('safer-care')] }])).toBe(true);
    expect(isBlank([{ type: 'paragraph', content: [text('So. '), tag('safer-care')] }])).toBe(false);
  });

  it('comes and goes in a comparison as a piece of its own, and the languages no longer agree when it does', () => {
    const [before, after] = [of(text('It is so.')), of(text('It is so.'), tag('safer-care'))];
    const [block] = compareBlocks([before], [after]);
    expect(block?.kind).toBe('changed');
    expect(nodesHtml(block ? [block.node] : [], { prefix: 'x' })).toContain(
      '<ins><span class="goal" data-goal="safer-care">[safer-care]</span></ins>'
    );
    const [other] = compareBlocks([of(tag('safer-care'))], [of(tag('Less_Paper'))]);
    expect(other?.kind).toBe('changed');
    const fingerprint = (node: ContentNode) => fingerprintsOf({ id: 'a', en: [node], zh: [] })['p'];
    expect(fingerprint(after)).not.toBe(fingerprint(before));
  });
});

it('has its words put back where words were taken from a text without its framework', () => {
  const known = goals.map(({ id, name }) => ({ id, text: name }));
  expect(withGoalTexts('One desk. [safer-care] [Less_Paper]', known, 'zh')).toBe(
    'One desk. [了解何处更安全。] [Spare paperwork.]'
  );
  expect(withGoalTexts('See [1] and [gone-2009].', known, 'en')).toBe('See [1] and [gone-2009].');
});

describe('the passages that serve goals', () => {
  const nameOf = ({ characteristic }: LevelChipCell): string => `the ${characteristic}`;
  const doc = new Y.Doc();
  let n = 0;
  writePassages(
    doc,
    'governance',
    {
      en: [
        { kind: 'heading', level: 2, text: 'Care' },
        {
          kind: 'paragraph',
          runs: [
            'One desk ',
            { goal: 'safer-care' },
            { goal: 'safer-care' },
            { footnote: 'A note.' },
            ' at ',
            { grade: 'governance' },
            '.'
          ]
        },
        { kind: 'paragraph', runs: ['Forms went.'] },
        {
          kind: 'list',
          items: [[{ kind: 'paragraph', runs: ['Fewer queues. ', { goal: 'Less_Paper' }] }], 'Nothing']
        }
      ],
      zh: [
        { kind: 'heading', level: 2, text: '医疗' },
        { kind: 'paragraph', runs: ['统一窗口。', { goal: 'safer-care' }] },
        { kind: 'paragraph', runs: ['表格已取消。', { goal: 'Less_Paper' }] },
        { kind: 'list', items: ['排队减少。', '无'] }
      ]
    },
    () => `b${++n}`
  );
  const found = taggedPassages([sectionContent(doc, 'governance')]);
  const tagged = found.map(({ goal, taggedIn, block }) => [
    goal,
    taggedIn,
    textOfPassage(block.en, nameOf),
    textOfPassage(block.zh, nameOf)
  ]);

  it('are found in both columns, and as one where both translate each other and name the same goal', () => {
    expect(tagged).toEqual([
      ['safer-care', ['en', 'zh'], 'One desk at [the governance].', '统一窗口。'],
      ['Less_Paper', ['zh'], 'Forms went.', '表格已取消。'],
      ['Less_Paper', ['en'], 'Fewer queues.', '排队减少。']
    ]);
  });

  it('stand next to each other in texts of one shape that nobody has paired, and alone where there are other blocks', () => {
    const [en, zh] = [
      of(text('One desk.'), tag('safer-care')),
      { ...of(text('统一窗口。'), tag('safer-care')), attrs: { id: 'z' } }
    ];
    const content = (zhBlocks: ContentNode[]) =>
      taggedPassages([{ id: 'a', en: [en], zh: zhBlocks }]).map(({ taggedIn, block }) => [
        taggedIn,
        textOfPassage(block.en, nameOf),
        textOfPassage(block.zh, nameOf)
      ]);
    expect(content([zh])).toEqual([[['en', 'zh'], 'One desk.', '统一窗口。']]);
    expect(content([{ type: 'paragraph', attrs: { id: 'y' } }, zh])).toEqual([
      [['en'], 'One desk.', ''],
      [['zh'], '', '统一窗口。']
    ]);
  });

  it('are none in a text that names no goals', () => {
    expect(taggedPassages([{ id: 'a', en: [of(text('Words.'))], zh: [{ type: 'horizontalRule' }] }])).toEqual(
      []
    );
  });
});
