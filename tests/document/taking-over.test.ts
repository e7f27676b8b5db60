import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { answersIn, answersOf, cellsOf, writeCells } from '#document/answers.ts';
import { sectionContent } from '#document/content.ts';
import { proposalsTo, takeText, type OriginQuestion, type Proposal } from '#document/taking-over.ts';
import { answerParts, findRecordType } from '#rules/framework/framework.ts';
import { mostRecordsOf } from '#rules/answers/answer-faults.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import { write } from '#kit/doc-passages.ts';
import { parseFramework } from '#server/areas/framework/store/framework-shape.ts';
import { frameworkRow } from '#server/areas/demo/store/study-rows.ts';

const framework = parseFramework(frameworkRow('s').content);
const questions = new Map<string, OriginQuestion>(
  answerParts(framework).flatMap((part) => part.questions.map((one) => [one.id, one] as const))
);

function proposed(
  to: string,
  cells: Readonly<Record<string, FieldValue>>,
  written: readonly string[] = []
): Proposal[] {
  const question = answerParts(framework)
    .flatMap((part) => part.questions)
    .find(({ id }) => id === to);
  if (!question) throw new Error(`no ${to}`);
  const fields = findRecordType(framework, question.recordType ?? '')?.fields ?? [];
  return proposalsTo(
    { ...question, maxRecords: mostRecordsOf(question), from: question.from ?? [], fields },
    questions,
    {
      answers: answersOf(cells),
      hasText: (section) => written.includes(section)
    }
  );
}

const population = {
  'figures/population/$': 0,
  'figures/population/$@source': '5.1.1',
  'figures/population/label.en': 'Resident population',
  'figures/population/section': 'general',
  'figures/population/value': { value: 1_500_000, unit: 'persons', comparator: 'eq' },
  'figures/population/value.en@note': 'Does not fit GDP'
};

describe('R031: the short profile takes over what is answered already', () => {
  it('proposes every question that its data names, and only questions and figures that there are', () => {
    const known = new Set([...questions.keys(), 'figures']);
    const named = (framework.profile?.parts ?? []).flatMap((part) =>
      part.questions.flatMap(({ from = [] }) => from.map(({ question }) => question))
    );
    expect(named.filter((id) => !known.has(id))).toEqual([]);
    expect(named).toEqual(
      expect.arrayContaining(['figures', 'services.register', 'funding.sources', 'strategy.vision'])
    );
  });

  it('gives a figure with its source and its caution, as the kind that is asked for; nothing is there before it is taken', () => {
    const [figure] = proposed('profile.general.population', population);
    expect(figure).toMatchObject({ code: null, state: 'open' });
    expect(figure?.cells).toEqual({
      'profile.general.population/value:resident': { value: 1_500_000, unit: 'persons', comparator: 'eq' },
      'profile.general.population/value@source': 'from figures; 5.1.1',
      'profile.general.population/value.en@note': 'Does not fit GDP'
    });
    expect(proposed('profile.general.population', { ...population, ...figure?.cells })).toMatchObject([
      { state: 'taken' }
    ]);
    const later = {
      ...population,
      'figures/population/value': { value: 3_400_000, unit: 'persons', comparator: 'eq' }
    };
    expect(proposed('profile.general.population', { ...later, ...figure?.cells })).toMatchObject([
      { state: 'changed' }
    ]);
    const gdp = {
      'figures/gdp/$': 0,
      'figures/gdp/value': {
        value: 349_790_000_000,
        unit: 'currency',
        currency: 'CNY',
        year: '2012',
        comparator: 'eq'
      }
    };
    expect(proposed('profile.general.gdp', gdp)[0]?.cells['profile.general.gdp/value']).toEqual({
      amount: 349_790_000_000,
      currency: 'CNY',
      year: '2012',
      comparator: 'eq'
    });
    expect(proposed('profile.general.gdp', {})).toEqual([]);
  });

  it('R089: offers services of the register one by one, until there are five; each keeps its id and names where it is from', () => {
    const register = Object.fromEntries(
      [0, 1, 2, 3, 4, 5].flatMap((at) => [
        [`services.register/s${at}/$`, at],
        [`services.register/s${at}/name.zh`, `服务${at}`],
        [`services.register/s${at}/cloudDelivered`, 'yes']
      ])
    ) as Record<string, FieldValue>;
    const all = proposed('profile.services', register);
    expect(all.map(({ code, state }) => [code, state])).toEqual(Array(6).fill(['8.1', 'open']));
    expect(all[0]?.cells).toEqual({
      'profile.services/s0/$': 0,
      'profile.services/s0/$@source': 'from 8.1',
      'profile.services/s0/name.zh': '服务0'
    });
    let cells: Readonly<Record<string, FieldValue>> = register;
    for (const at of [0, 1, 2, 3, 4]) cells = { ...cells, ...proposed('profile.services', cells)[at]?.cells };
    expect(proposed('profile.services', cells).map(({ state }) => state)).toEqual([
      'taken',
      'taken',
      'taken',
      'taken',
      'taken',
      'full'
    ]);
    expect(
      answersOf(cells)
        .get('profile.services')
        ?.records.map(({ position }) => position)
    ).toEqual([0, 1, 2, 3, 4]);
    const own = { ...cells, 'profile.services/s0/progress.zh': '已运行' };
    expect(proposed('profile.services', own)[0]?.state).toBe('taken');
    expect(proposed('profile.services', { ...own, 'services.register/s0/name.zh': '新名称' })[0]?.state).toBe(
      'changed'
    );
  });

  it('copies words in both languages into a passage of their own, as new blocks, and leaves the first as they were', () => {
    const doc = new Y.Doc();
    const paragraphs = (passages: string) => [
      { type: 'paragraph', attrs: { id: 'b1' }, content: [{ type: 'text', text: passages }] }
    ];
    for (const [language, passages] of [
      ['en', 'Shared'],
      ['zh', '共享']
    ] as const)
      write(doc, paragraphs(passages), 'answer:ict.sharing', language);
    writeCells(doc, { 'ict.sharing/value': 'yes' });
    const [one] = proposed('profile.sharing.infrastructure', cellsOf(doc), ['answer:ict.sharing']);
    expect(one).toMatchObject({
      code: '7.3',
      value: undefined,
      passages: { from: 'answer:ict.sharing', to: 'answer:profile.sharing.infrastructure:actions' }
    });
    if (!one?.passages) throw new Error('no passages');
    takeText(doc, one.passages, () => 'new');
    writeCells(doc, one.cells);
    expect(sectionContent(doc, one.passages.to).zh).toMatchObject([
      { attrs: { id: 'new' }, content: [{ text: '共享' }] }
    ]);
    expect(sectionContent(doc, one.passages.from).en).toEqual(paragraphs('Shared'));
    expect(answersIn(doc).get('profile.sharing.infrastructure/value@source')).toBe('from 7.3');
    expect(
      proposed('profile.sharing.infrastructure', cellsOf(doc), [one.passages.from, one.passages.to])
    ).toMatchObject([{ state: 'taken' }]);
  });

  it('does not propose what the city said that it does not give', () => {
    expect(
      proposed('profile.strategy.exists', {
        'strategy.ict-plan/value': 'yes',
        'strategy.ict-plan/state': 'confidential'
      })
    ).toEqual([]);
    expect(proposed('profile.strategy.exists', { 'strategy.ict-plan/value': 'yes' })).toMatchObject([
      { value: 'yes', code: '1.3' }
    ]);
  });
});
