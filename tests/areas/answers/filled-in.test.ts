/**
 * Tests that a city can submit whatever the page calls answered (R051, R053): every question of the study's
 * framework is filled in in every way that its fields offer, and the values are made by the functions by
 * which the fields make them.
 */
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { sectionsOfQuestion } from '#document/answer-cells.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import { canonicalCells } from '#document/answered.ts';
import { answersOf, cellsOf, cellsOfAnswer, writeCells } from '#document/answers.ts';
import { cellsOfVersion } from '#document/stored-answers.ts';
import {
  emptyAnswer,
  isWritten,
  unreadablePart,
  withheldStates,
  type Answer,
  type AnswerRecord
} from '#rules/answers/answer.ts';
import { faultsOf } from '#rules/answers/answer-faults.ts';
import { figureIn } from '#rules/answers/fact.ts';
import { isOffered, type Labelled } from '#rules/framework/framework.ts';
import { comparators, type FieldValue } from '#rules/framework/record.ts';
import { demoFramework } from '#kit/answer-books.ts';
import { openWorkflowStage } from '#kit/workflow.ts';
import {
  activeQuestionModels,
  figuresModel,
  shownStateOf,
  type FieldModel,
  type QuestionModel
} from '#lib/areas/answers/question-model.ts';
import {
  isUnreadable,
  numberFault,
  textForms,
  typedNumber,
  typedText
} from '#lib/areas/answers/value-entry.ts';
import type { Parts } from '#rules/framework/answer-kinds/checks.ts';
import { date, notYet } from '#rules/framework/answer-kinds/date.ts';
import { durationUnits } from '#rules/framework/answer-kinds/duration.ts';
import type { AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import { moneyStatuses } from '#rules/framework/answer-kinds/money.ts';
import { yesNoAnswers, yesNoEvidence } from '#rules/framework/answer-kinds/yes-no-evidence.ts';

const framework = demoFramework();
const questions = [
  ...framework.characteristics.flatMap((one) => activeQuestionModels(framework, one)),
  figuresModel(framework)
];
const both = (en: string, zh: string) => ({ en, zh });
const own = both('One of our own', '本市自有');

/** Types a number into one part of a value. */
function number(kind: AnswerKind, part: string, text: string, parts: Parts = {}): Parts {
  const typed = typedNumber(kind, part, text, parts);
  if ('fault' in typed) throw new Error(`${kind} ${part} does not take ${text}`);
  return { ...parts, ...(typed.change as Parts) };
}
const forms = { ...textForms, date: date.typedText };
function text(form: 'period' | 'currency' | 'date', typed: string): string {
  const stored = typedText(forms[form], typed) ?? '';
  if (isUnreadable(forms[form], stored)) throw new Error(`No ${form} is read from ${typed}`);
  return stored;
}

const amounts = [
  '2785 million',
  '27.85亿元',
  '3亿5千万',
  '12,5 million',
  '1.234.567,89',
  '约3亿',
  '€1.5bn',
  '0'
];
const currencies = ['EUR', 'CNY', 'USD', 'CHF', 'euro', '€', 'RMB', '人民币', '元'];
const periods = ['2013', 'FY 2013', '2012/13', '2013年', '2011-2015', '2011至2015年'];
const dates = ['2013', '2013-04', '2013-04-18', 'April 2013', '2013年4月', '13/04/2013', 'spring 2013'];

const money: Parts[] = [
  ...amounts.map((amount) => number('money', 'amount', amount, { currency: 'CNY' })),
  ...currencies.map((one) => ({ amount: 1, currency: text('currency', one) })),
  ...periods.map((one) => ({ amount: 1, currency: 'EUR', year: text('period', one) })),
  ...moneyStatuses.map((status) => ({ amount: 1, currency: 'EUR', status })),
  { amount: 1, currency: 'EUR', approximate: true }
];
const quantities: Parts[] = [
  ...amounts.map((amount) => number('quantity', 'value', amount, { unit: 'flats' })),
  number('quantity', 'value', '21 %'),
  ...comparators.map((comparator) => ({ value: 3, comparator })),
  ...periods.map((one) => ({ value: 3, year: text('period', one), baselineYear: text('period', one) })),
  number('quantity', 'baseline', '约3万', { value: 2, basis: 'residents' })
];

/** Lists every way in which a field of this kind can be filled in. */
function waysOf(
  kind: AnswerKind,
  options: readonly Labelled[],
  { parts = [], withMoney = false }: { parts?: readonly FieldModel[]; withMoney?: boolean } = {}
): FieldValue[] {
  const ids = options.filter(isOffered).map(({ id }) => id);
  switch (kind) {
    case 'rich-text':
    case 'short-text':
    case 'facet-text':
      return [own, both('', '只有中文'), both('Only English', '')];
    case 'yes-no-evidence':
      return [...yesNoAnswers];
    case 'single-choice':
      return [...ids, own, both('', '自有')];
    case 'tags':
    case 'party-list':
      return [...ids.map((id) => [id]), [own], [...ids, own]];
    case 'money':
      return money;
    case 'percentage':
      return ['21 %', '12,5', 'about 40', '0', '100'].map((one) => number('percentage', 'value', one));
    case 'percentage-split': {
      const shares = (typed: string): Parts =>
        ids.reduce<Parts>((all, id) => number('percentage-split', id, typed, all), {});
      return [
        { parts: shares('50 %') },
        { parts: shares('about 50') },
        { parts: number('percentage-split', ids[0] ?? '', '12,5') },
        ...['EUR', 'CNY', 'USD'].map((currency) => ({ parts: shares('3 million'), currency }))
      ];
    }
    case 'quantity':
      return withMoney ? [...quantities, ...money.map((one) => ({ value: 3, money: one }))] : quantities;
    case 'duration':
      return durationUnits.map((unit) => number('duration', 'value', '1,5', { unit }));
    case 'date':
      return [...dates.map((one) => text('date', one)), notYet];
    case 'record-list':
      return [{}, ...recordWays(parts)].map((one) => [one, one]);
  }
}

/** Lists records with all fields given, so that each way of each field occurs in one of them. */
function recordWays(fields: readonly FieldModel[]): Parts[] {
  const ways = fields.map((field) => [field.id, waysOf(field.kind, field.options, field)] as const);
  return rounds(ways.map(([, all]) => all.length)).map((round) =>
    Object.fromEntries(ways.map(([id, all]) => [id, all[round % all.length] ?? null]))
  );
}
const rounds = (lengths: readonly number[]): number[] =>
  Array.from({ length: Math.max(1, ...lengths) }, (_, n) => n);

const record = (id: string, fields: Parts): AnswerRecord => ({
  id,
  position: 0,
  fields,
  sources: {},
  notes: {},
  source: ''
});

/** Lists the answers that a question can have, besides its text. */
function answersTo(question: QuestionModel): Answer[] {
  const empty = emptyAnswer(question.id);
  const withheld = withheldStates.map((state): Answer => ({ ...empty, withheld: state }));
  const topics = question.facets.flatMap(({ id }) =>
    withheldStates.map((state): Answer => ({ ...empty, topics: { [id]: state } }))
  );
  if (question.kind === 'record-list')
    return [
      { ...empty, records: recordWays(question.type?.fields ?? []).map((one, n) => record(`r${n}`, one)) },
      ...(question.id === 'figures' ? [] : withheld)
    ];
  if (isWritten(question.kind)) return [empty, ...withheld, ...topics];
  const values = waysOf(question.kind, question.options, question);
  if (question.measures.length > 0)
    return [
      ...values.map((value): Answer => ({
        ...empty,
        measures: Object.fromEntries(question.measures.map(({ id }) => [id, value]))
      })),
      ...withheld
    ];
  const kinds = question.kind === 'yes-no-evidence' ? waysOf('tags', question.options) : [];
  return [
    ...values.map((value): Answer => ({ ...empty, value })),
    ...(question.options.length > 0
      ? kinds.flatMap((chosen) =>
          values.map((value): Answer => ({
            ...empty,
            value,
            measures: { [yesNoEvidence.ticked.measure]: chosen }
          }))
        )
      : []),
    ...withheld
  ];
}

type Stage = Awaited<ReturnType<typeof openWorkflowStage>>;
/** Prepares a city that is asked by the study's framework. */
async function openStage(): Promise<Stage> {
  const stage = await openWorkflowStage('sqlite');
  await stage.app.store.db
    .updateTable('framework')
    .set({ content: JSON.stringify(framework) })
    .where('studyId', '=', stage.study.id)
    .execute();
  return stage;
}

/**
 * Makes a document of these answers, with a text under each question where that is asked for, besides what is
 * held back as confidential.
 */
function documentOf(answers: readonly Answer[], hasText: boolean): Y.Doc {
  const doc = new Y.Doc();
  let blocks = 0;
  const words = [{ kind: 'paragraph' as const, text: 'The city explains this.' }];
  if (hasText)
    for (const question of framework.characteristics.flatMap((one) => one.questions)) {
      const answer = answers.find((one) => one.question === question.id);
      if (answer?.withheld === 'confidential') continue;
      for (const section of sectionsOfQuestion(question))
        if (answer?.topics[section.slice(question.id.length + 1)] !== 'confidential')
          writePassages(doc, section, { en: words, zh: words }, () => `block-${(blocks += 1)}`);
    }
  for (const answer of answers) writeCells(doc, cellsOfAnswer(answer));
  return doc;
}

/** Makes the response hold this. */
const fill = ({ app, city }: Stage, doc: Y.Doc) =>
  app.store.db
    .updateTable('documentSnapshot')
    .set({ bytes: Y.encodeStateAsUpdate(doc) })
    .where('documentId', '=', city.responseId)
    .execute();
const missing = async ({ status, people }: Stage) => (await status(people.city)).missing ?? [];
/** Returns the state that the page shows for an answer as it is read from the document. */
const shown = (question: QuestionModel, answer: Answer, hasText: boolean) =>
  shownStateOf(question, answersOf(cellsOfAnswer(answer)).get(question.id), hasText);

describe('what a city fills in', () => {
  it('is submitted, whichever way of answering it chose for each question', async () => {
    const ways = questions.map((question) => [question, answersTo(question)] as const);
    for (const [question, answers] of ways)
      for (const answer of answers)
        expect([question.id, answer.value ?? answer.measures, shown(question, answer, true)]).toEqual([
          question.id,
          answer.value ?? answer.measures,
          answer.withheld ?? 'answered'
        ]);
    const filled = (round: number): Answer[] => ways.flatMap(([, all]) => all[round % all.length] ?? []);
    for (const round of rounds(ways.map(([, all]) => all.length))) {
      const answers = answersOf(cellsOfVersion(canonicalCells(cellsOf(documentOf(filled(round), false)))));
      // What is held back as confidential is in a document of its own, and so are its words.
      const hasText = (id: string): boolean => answers.get(id)?.withheld !== 'confidential';
      expect([round, faultsOf(framework, { answers, hasText })]).toEqual([round, []]);
    }
    const stage = await openStage();
    for (const round of [1, 0]) {
      await fill(stage, documentOf(filled(round), true));
      expect(await missing(stage)).toEqual([]);
    }
    expect(await stage.take(stage.people.city, 'submit')).toMatchObject({ ok: true });
  });
});

describe('what a city has begun', () => {
  const questionOf = (id: string): QuestionModel => {
    const found = questions.find((one) => one.id === id);
    if (!found) throw new Error(`No question ${id}`);
    return found;
  };
  const cases: readonly (readonly [string, string, Partial<Answer>, object])[] = [
    ['a yes without its explanation', 'strategy.ict-plan', { value: 'yes' }, { kind: 'unproven' }],
    [
      'an empty record',
      'legal.resilience',
      { records: [record('one', {})] },
      { kind: 'incomplete-record', field: 'kind', place: 1 }
    ],
    [
      'a record without a field that it must have',
      'stakeholders.decision-makers',
      { records: [record('one', { name: own })] },
      { kind: 'incomplete-record', field: 'type', place: 1, name: own }
    ],
    [
      'a duration without a unit',
      'funding.duration',
      { value: number('duration', 'value', '3') },
      { kind: 'incomplete-value', part: 'unit', waivable: true }
    ],
    [
      'a currency without an amount',
      'funding.required',
      { value: { currency: 'EUR' } },
      { kind: 'incomplete-value', part: 'amount', waivable: true }
    ],
    [
      'an amount without a currency',
      'funding.required',
      { value: number('money', 'amount', '3 million') },
      { kind: 'incomplete-value', part: 'currency', waivable: true }
    ],
    [
      'an amount in words',
      'funding.required',
      { value: { currency: 'EUR', amount: '28 Mio. or so' } },
      { kind: 'unreadable', part: 'amount' }
    ],
    [
      'a partly without an explanation',
      'stakeholders.engagement-tech',
      { value: 'partly' },
      { kind: 'unproven' }
    ],
    [
      'ticked kinds without a yes or no',
      'stakeholders.engagement-tech',
      { measures: { kinds: ['crowdsourcing'] } },
      { kind: 'incomplete-value', part: null, waivable: true }
    ],
    [
      'a currency of another name',
      'funding.required',
      { value: { amount: 3, currency: typedText(forms.currency, 'gold') ?? '' } },
      { kind: 'unreadable', part: 'currency' }
    ],
    [
      'a period that is none',
      'funding.required',
      { value: { amount: 3, year: typedText(forms.period, 'soon') ?? '' } },
      { kind: 'unreadable', part: 'year' }
    ],
    [
      'an amount of a record without a readable period',
      'funding.sources',
      {
        records: [
          record('one', { source: 'municipal', sector: 'public', amount: { amount: 3, year: 'soon' } })
        ]
      },
      { kind: 'unreadable', field: 'amount', part: 'year', place: 1 }
    ],
    [
      'a date in words',
      'legal.policies',
      {
        records: [
          record('one', {
            title: own,
            area: 'other',
            explanation: own,
            date: typedText(forms.date, 'last spring') ?? ''
          })
        ]
      },
      { kind: 'unreadable', field: 'date' }
    ]
  ];
  it('is not called answered, and is named before it is submitted (R059)', async () => {
    const stage = await openStage();
    for (const [what, id, given, expected] of cases) {
      const question = questionOf(id);
      const answer = { ...emptyAnswer(id), ...given };
      expect([what, shown(question, answer, false)]).toEqual([what, 'incomplete']);
      await fill(stage, documentOf([answer], false));
      const named = (await missing(stage)).filter((one) => 'question' in one && one.question === id);
      expect([what, named]).toEqual([
        what,
        expect.arrayContaining([expect.objectContaining(expected) as unknown]) as unknown
      ]);
    }
  });

  it.each<readonly [AnswerKind, string, string, string]>([
    ['money', 'amount', 'about a lot', 'number'],
    ['money', 'amount', '3 to 5 million', 'number'],
    ['money', 'amount', '21 %', 'number'],
    ['percentage', 'value', '120', 'percent'],
    ['percentage', 'value', '-1 %', 'percent'],
    ['duration', 'value', '-3', 'negative']
  ])('a %s whose %s is %s is stored as typed, and is no answer yet', (kind, part, typed, fault) => {
    const parts = { [part]: 35_000_000, unit: 'months', currency: 'EUR' };
    const read = typedNumber(kind, part, typed, parts);
    expect(read).toEqual({ fault, change: { [part]: typed } });
    const stored = { ...parts, ...(read.change as Parts) };
    expect(numberFault(kind, part, stored)).toBe(fault);
    expect(unreadablePart(kind, stored)).toBe(part);
    expect(figureIn(kind, stored)).toBeNull();
    const cells = { [`funding.required/value`]: stored };
    expect(cellsOfVersion(canonicalCells(cells))).toEqual(cells);
  });

  it.each([
    ['18 months', 18, 'months'],
    ['18个月', 18, 'months'],
    ['1年', 1, 'years'],
    ['2.5 weeks', 2.5, 'weeks']
  ] as const)('a duration of %s is read with its unit', (typed, number, unit) =>
    expect(typedNumber('duration', 'value', typed, {})).toEqual({ number, change: { value: number, unit } })
  );
});
