/** Shows R110: an outline is made from a city's answers, and is a draft until somebody takes it over. */
import { describe, expect, it } from 'vitest';
import { answersOf } from '#document/answers.ts';
import { plainText } from '#base/plain.ts';
import { richtext } from '#document/richtext.ts';
import type { KnownFact } from '#rules/answers/fact.ts';
import { draftMark, mostPoints, outlineOf, quotedStart } from '#rules/pairs/outline.ts';
import { pairsOf } from '#rules/pairs/pairs.ts';
import { readUnits } from '#rules/pairs/units.ts';
import { statementsOf } from '#rules/pairs/source.ts';
import type { ContentNode } from '#base/content.ts';
import { pointsOf } from '#lib/areas/pairs/outline-points.ts';
import { plainQuestion, type QuestionModel } from '#lib/areas/answers/question-model.ts';
import { voiceFindings } from '#rules/pairs/parity/text-findings.ts';

const question = (
  id: string,
  kind: QuestionModel['kind'],
  part: Partial<QuestionModel> = {}
): QuestionModel => ({
  id,
  code: '1.1',
  text: { en: `What is ${id}?`, zh: `${id}是什么？` },
  kind,
  ...plainQuestion,
  options: [],
  type: null,
  maxRecords: 10,
  from: [],
  ...part
});
const answers = answersOf({
  'sum/value': { amount: 349_790_000_000, currency: 'CNY', year: '2012' },
  'open/value': 'yes',
  'who/value': ['city', { en: 'A club', zh: '' }],
  'funds/r1/$': 0,
  'funds/r1/name.en': 'Fund',
  'funds/r2/$': 1,
  'funds/r2/name.zh': '基金',
  'secret/state': 'confidential',
  'secret/value': 'yes'
});
const fact: KnownFact = {
  fact: 'funds/r1/amount',
  city: 'haidian',
  label: { en: 'Fund · Amount', zh: 'Fund · 金额' },
  figure: {
    value: 5,
    valueTo: null,
    valueText: null,
    unit: 'currency',
    currency: 'EUR',
    comparator: 'eq',
    referenceYear: null
  },
  caution: null
};
const passages = {
  'answer:vision': { en: 'We plan a city for all. It ends in 2020.', zh: '我市规划智慧城市。2020年完成。' }
};
const questions = [
  question('vision', 'rich-text'),
  question('sum', 'money'),
  question('open', 'yes-no-evidence'),
  question('who', 'tags', { options: [{ id: 'city', label: { en: 'The city', zh: '城市' } }] }),
  question('funds', 'record-list'),
  question('secret', 'yes-no-evidence'),
  question('nothing', 'money')
];
const parts = questions.map((one) => ({
  question: one,
  points: pointsOf(one, answers.get(one.id), passages, [fact])
}));
let n = 0;
const outline = outlineOf(parts, { vision: '0123456789abcdef' }, () => `b${n++}`);
const section = { id: 'governance', ...outline };
const linesOf = (nodes: readonly ContentNode[]): string[] => plainText(nodes).split('\n');

describe('an outline from the answers', () => {
  it('says what was answered under each question, in both languages, and leaves out what is held back', () => {
    expect(linesOf(outline.en)).toEqual([
      draftMark.en,
      'What is vision?',
      '“We plan a city for all.”[vision]',
      'What is sum?',
      'CNY 349.79 billion (2012)[sum]',
      'What is open?',
      'Yes[open]',
      'What is who?',
      'The city, A club[who]',
      'What is funds?',
      'Fund · Amount: [funds/r1/amount][funds]',
      '基金[funds]'
    ]);
    expect(linesOf(outline.zh)).toEqual([
      draftMark.zh,
      'vision是什么？',
      '“我市规划智慧城市。”[vision]',
      'sum是什么？',
      '3497.9亿元人民币（2012年）[sum]',
      'open是什么？',
      '是[open]',
      'who是什么？',
      '城市、A club[who]',
      'funds是什么？',
      'Fund · 金额：[funds/r1/amount][funds]',
      '基金[funds]'
    ]);
  });

  it('is of the schema, in pairs, and links each of its points to its answer', () => {
    for (const nodes of [outline.en, outline.zh])
      expect(() => richtext.nodeFromJSON({ type: 'doc', content: nodes }).check()).not.toThrow();
    expect(pairsOf(readUnits(section)).every(({ link }) => link === 'mutual')).toBe(true);
    const statements = statementsOf(section);
    expect(statements.filter(({ isLinked }) => !isLinked).map(({ text }) => text.en)).toEqual([draftMark.en]);
    expect(statements[1]?.sources).toContainEqual({ source: 'vision', seen: '0123456789abcdef' });
  });

  it('is a draft until somebody deletes its first line, and the words of the city are quotations in it (R110)', () => {
    expect(voiceFindings(section).map(({ kind }) => kind)).toEqual(['draft', 'draft']);
    expect(voiceFindings({ ...section, en: outline.en.slice(1), zh: outline.zh.slice(1) })).toEqual([]);
  });

  it('has so many points of one question and no more', () => {
    const points = Array.from({ length: 50 }, () => ({ text: { en: 'x', zh: 'x' }, fact: null }));
    const [vision] = questions;
    if (!vision) throw new Error('none');
    expect(linesOf(outlineOf([{ question: vision, points }], {}, () => 'b').en)).toHaveLength(mostPoints + 2);
  });
});

it.each([
  ['en', '  ', ''],
  ['en', 'Version 2.0 is out. More follows.', '“Version 2.0 is out.”'],
  ['en', 'No end', '“No end”'],
  ['zh', '第一句。第二句。', '“第一句。”'],
  ['en', 'x'.repeat(500), `“${'x'.repeat(240)}…”`]
] as const)('the beginning of a text in %s is quoted: %s', (language, text, quoted) => {
  expect(quotedStart(text, language)).toBe(quoted);
});
