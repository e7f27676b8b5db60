/** Shows R107 and R108: statements are linked to answers, those without are listed, and those whose answer changed are to be reviewed. */
import { describe, expect, it } from 'vitest';
import { hasChanged, statementsOf, toReview } from '#rules/pairs/source.ts';
import { readUnits } from '#rules/pairs/units.ts';
import type { ContentNode } from '#base/content.ts';
import { sourceText } from '#document/nodes/source/labels.ts';

const [then, now] = ['0123456789abcdef', 'fedcba9876543210'];
const words = (text: string): ContentNode => ({ type: 'text', text });
const source = (question: unknown, seen: unknown = then): ContentNode =>
  ({ type: 'source', attrs: { source: question, seen } }) as ContentNode;
const block = (id: string, ...content: ContentNode[]): ContentNode => ({
  type: 'paragraph',
  attrs: { id },
  content
});
const paired = (id: string, counterpart: string, ...content: ContentNode[]): ContentNode => ({
  type: 'paragraph',
  attrs: { id, counterpart },
  content
});
const section = (en: ContentNode[], zh: ContentNode[] = []) => ({ id: 'governance', en, zh });
const lines = (en: ContentNode[], zh?: ContentNode[]) =>
  statementsOf(section(en, zh)).map(({ text, isLinked }) => [text.en || text.zh, isLinked]);

describe('the statements of a synopsis', () => {
  it('are its paragraphs and items; headings, tables, pictures and empty blocks are none', () => {
    expect(
      lines([
        { type: 'heading', attrs: { id: 'h', level: 2 }, content: [words('Governance')] },
        block('a', words('The plan began.')),
        block('b'),
        {
          type: 'bulletList',
          content: [
            { type: 'listItem', content: [block('i', words('One.'), source('strategy.vision'))] },
            { type: 'listItem', content: [block('j', words('Two.'))] }
          ]
        },
        { type: 'figure', attrs: { id: 'f', src: 'x' }, content: [words('Picture')] },
        {
          type: 'table',
          attrs: { id: 't' },
          content: [
            { type: 'tableRow', content: [{ type: 'tableCell', content: [block('c', words('Cell'))] }] }
          ]
        }
      ])
    ).toEqual([
      ['The plan began.', false],
      ['One.', true],
      ['Two.', false]
    ]);
  });

  it('are one with their counterpart: a source in either language is a source of both', () => {
    expect(
      lines(
        [paired('a', 'x', words('The plan began.')), block('b', words('It ended.'))],
        [
          paired('x', 'a', words('规划已启动。'), source('strategy.vision')),
          paired('y', 'y', words('另有一事。'))
        ]
      )
    ).toEqual([
      ['The plan began.', true],
      ['另有一事。', false],
      ['It ended.', false]
    ]);
  });

  it('are linked by a fact as well, which shows the answer itself', () => {
    const fact = { type: 'fact', attrs: { fact: 'figures/gdp/value' } };
    expect(lines([block('a', words('GDP is '), fact)])).toEqual([['GDP is [figures/gdp/value]', true]]);
  });

  it.each(['"><script>', 7, null, { id: 'x' }])('are linked to no question by %j', (question) => {
    expect(lines([block('a', words('So.'), source(question))])).toEqual([['So.', false]]);
  });
});

describe('a statement whose answer has changed since', () => {
  const prints = { 'strategy.vision': now, 'strategy.plan': then };
  const of = (...sources: ContentNode[]) => statementsOf(section([block('a', words('So.'), ...sources)]));

  it('is to be reviewed until it is linked to the answer as it is (R108)', () => {
    expect(toReview(of(source('strategy.vision')), prints)).toHaveLength(1);
    expect(toReview(of(source('strategy.plan'), source('strategy.vision')), prints)).toHaveLength(1);
    expect(toReview(of(source('strategy.vision', now)), prints)).toEqual([]);
  });

  it('is not known to who may not read the answers, nor where nothing was seen or is asked', () => {
    expect(hasChanged({ source: 'strategy.vision', seen: then }, null)).toBeNull();
    expect(toReview(of(source('strategy.vision')), null)).toEqual([]);
    expect(toReview(of(source('strategy.vision', 'the answer')), prints)).toEqual([]);
    expect(toReview(of(source('constructor')), prints)).toEqual([]);
  });

  it('says so in its sign, in the language of its text', () => {
    const questions = [
      {
        id: 'strategy.vision',
        code: '1.1',
        text: { en: 'Which vision?', zh: '什么愿景？' },
        part: 'strategy'
      }
    ];
    const names = { characteristics: [], cities: [], levels: [], outOfLevel: [], goals: [], questions };
    const shown = (seen: string, language: 'en' | 'zh') =>
      sourceText({ names, answerPrints: prints }, { source: 'strategy.vision', seen }, language);
    expect(shown(now, 'en')).toEqual({
      text: '[1.1]',
      title: 'Source: answer to 1.1 Which vision?',
      sign: '',
      isChanged: false
    });
    expect(shown(then, 'zh')).toEqual({
      text: '[1.1]',
      title: '依据：对1.1 什么愿景？的答复。答复此后已有变动。',
      sign: '↻',
      isChanged: true
    });
    // A question keeps its own mark, and gets no second one.
    expect(shown(then, 'en').title).toBe('Source: answer to 1.1 Which vision? The answer has changed since.');
    const unasked = { ...names, questions: [] };
    const ref = { source: 'strategy.vision', seen: then };
    const ofUnasked = (language: 'en' | 'zh') =>
      sourceText({ names: unasked, answerPrints: prints }, ref, language).title;
    expect(ofUnasked('en')).toBe(
      'Source: no question of this framework (strategy.vision). The answer has changed since.'
    );
    expect(ofUnasked('zh')).toBe('依据：本框架无此问题（strategy.vision）。答复此后已有变动。');
  });
});

it('a source is no part of what is translated: the pair stays as it was confirmed', () => {
  const printOf = (node: ContentNode) => readUnits(section([node])).en[0]?.fingerprint;
  const plain = printOf(block('a', words('So.')));
  expect(plain).toBeDefined();
  expect(printOf(block('a', words('So.'), source('strategy.vision')))).toBe(plain);
});
