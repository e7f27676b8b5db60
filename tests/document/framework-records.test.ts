/**
 * Tests what the study's framework requires of single records, row by row: that each has a field of its own,
 * that what a city enters there goes through the document and a version of it and is read back unchanged, and
 * that nothing of it blocks the submission. That a field of each kind is rendered and typed in is tested by
 * tests/e2e/answers/answers.spec.ts.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { answersOf, cellsOf, cellsOfAnswer, writeCells } from '#document/answers.ts';
import { canonicalCells } from '#document/answered.ts';
import { cellsOfVersion } from '#document/stored-answers.ts';
import { emptyAnswer, type Answer, type AnswerRecord } from '#rules/answers/answer.ts';
import { faultsOf } from '#rules/answers/answer-faults.ts';
import { warningsOf } from '#rules/answers/answer-warnings.ts';
import { findRecordType, optionsOf } from '#rules/framework/framework.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import { parseFramework } from '#server/areas/framework/store/framework-shape.ts';
import { frameworkRow } from '#server/areas/demo/store/study-rows.ts';

const framework = parseFramework(
  readFileSync(new URL('../../server/seeds/framework.json', import.meta.url), 'utf8')
);
const withProfile = parseFramework(frameworkRow('study').content);
const both = (en: string, zh: string) => ({ en, zh });

const fieldOf = (type: string, id: string) =>
  findRecordType(framework, type)?.fields.find((one) => one.id === id);
const choices = (type: string, id: string): string[] => {
  const field = fieldOf(type, id);
  return field ? optionsOf(framework, field).map((option) => option.id) : [];
};
const questionOf = (type: string): string =>
  framework.characteristics
    .flatMap(({ questions }) => questions)
    .find(({ recordType }) => recordType === type)?.id ?? 'figures';
const record = (fields: Readonly<Record<string, FieldValue>>): AnswerRecord => ({
  id: 'one',
  position: 0,
  fields,
  sources: {},
  notes: {},
  source: ''
});

/** Returns the answer as read from a document into which it was written, and from a version of that. */
function readBack(answer: Answer): Answer | undefined {
  const doc = new Y.Doc();
  writeCells(doc, cellsOfAnswer(answer));
  const stored = answersOf(cellsOfVersion(canonicalCells(cellsOf(doc)))).get(answer.question);
  expect(stored).toEqual(answersOf(cellsOf(doc)).get(answer.question));
  return stored;
}

const faultsIn = (answer: Answer) =>
  faultsOf(framework, { answers: new Map([[answer.question, answer]]), hasText: () => false })
    .filter(({ question, kind }) => question === answer.question && kind !== 'unanswered')
    .map((fault) => ('field' in fault ? `${fault.kind} ${fault.field}` : fault.kind));

/**
 * Expects that each field is the framework's own, and that the record is read back as it was given, without
 * faults.
 */
function holds(type: string, fields: Readonly<Record<string, FieldValue>>): void {
  const known =
    type === 'figure'
      ? Object.keys(fields)
      : Object.keys(fields).filter((id) => fieldOf(type, id) !== undefined);
  expect(known).toEqual(Object.keys(fields));
  const answer: Answer = { ...emptyAnswer(questionOf(type)), records: [record(fields)] };
  expect(readBack(answer)).toEqual(answer);
  expect(faultsIn(answer)).toEqual([]);
}
function holdsValue(question: string, value: FieldValue): void {
  expect(framework.characteristics.flatMap(({ questions }) => questions).map(({ id }) => id)).toContain(
    question
  );
  const answer: Answer = { ...emptyAnswer(question), value };
  expect(readBack(answer)).toEqual(answer);
  expect(faultsIn(answer)).toEqual([]);
}
const gapsIn = (type: string, fields: Readonly<Record<string, FieldValue>>): string[] =>
  faultsIn({ ...emptyAnswer(questionOf(type)), records: [record(fields)] });

const service = {
  name: both('Traffic lights that see', '能“看”的红绿灯'),
  category: 'transportation',
  launchDate: '2013-04',
  overview: both('They see who waits.', '感知等候者。'),
  targetGroups: ['residents']
};

describe('funding in the study’s framework', () => {
  it('R062: is split into public and private by shares or by amounts', () => {
    holdsValue('funding.public-private', { parts: { public: 62.5, private: 37.5 } });
    const amounts = { parts: { public: 120_000_000, private: 30_000_000 }, currency: 'CNY' };
    holdsValue('funding.public-private', amounts);
    const warned = (value: FieldValue) =>
      warningsOf(framework, {
        answers: new Map([['funding.public-private', { ...emptyAnswer('funding.public-private'), value }]])
      }).map(({ kind }) => kind);
    expect([warned(amounts), warned({ parts: { public: 70, private: 20 } })]).toEqual([
      [],
      ['shares-not-100']
    ]);
  });
  it('R060: is split by source and by public or private, and a total is held against the sum', () => {
    expect(choices('funding-line', 'sector')).toEqual(['public', 'private', 'mixed']);
    const line = (id: string, amount: number): AnswerRecord => ({
      ...record({
        source: 'eu-grant',
        sector: 'public',
        funder: both('ERDF', '欧洲区域发展基金'),
        amount: { amount, currency: 'EUR', year: '2013' }
      }),
      id
    });
    holds('funding-line', line('a', 2.5e6).fields);
    const answers = new Map<string, Answer>([
      ['funding.sources', { ...emptyAnswer('funding.sources'), records: [line('a', 2.5e6), line('b', 1e6)] }],
      ['funding.required', { ...emptyAnswer('funding.required'), value: { amount: 4e6, currency: 'EUR' } }]
    ]);
    expect(warningsOf(framework, { answers })).toEqual([
      {
        kind: 'sum-differs',
        question: 'funding.required',
        of: 'funding.sources',
        currency: 'EUR',
        total: 4e6,
        sum: 3.5e6
      }
    ]);
  });
  it('R063: distinguishes planned, committed and spent money, of a row and of the whole', () => {
    expect(choices('funding-line', 'status')).toEqual(['planned', 'committed', 'spent']);
    for (const status of ['planned', 'committed', 'spent']) {
      holds('funding-line', { source: 'municipal', sector: 'public', status });
      holdsValue('funding.required', { amount: 27.85, currency: 'CNY', period: '2011-2015', status });
    }
  });
  it('R064: asks how long it took to secure it, and by which process', () => {
    holdsValue('funding.duration', { value: 1.5, unit: 'years' });
    holdsValue('funding.process', both('A tender in two rounds', '两轮招标'));
  });
});

describe('figures, outcomes and bodies', () => {
  it('R065: keep the basis and the year of a population, and of GDP per head', () => {
    const figure = (id: string, value: FieldValue): void =>
      holds('figure', { label: both(id, id), section: 'general', value });
    figure('Population', { value: 1_500_000, unit: 'persons', year: '2012', basis: 'resident' });
    figure('GDP per head', {
      value: 100_390.5,
      unit: 'currency',
      currency: 'CNY',
      year: '2012',
      basis: 'resident population'
    });
  });
  it('R067, R068: keep an outcome by dimension, with value, year and worth, and whether it was measured', () => {
    expect(choices('impact-item', 'dimension')).toEqual(['economic', 'environmental', 'social', 'cultural']);
    expect(choices('impact-item', 'measured')).toEqual(['measured', 'estimated', 'expected']);
    for (const dimension of choices('impact-item', 'dimension')) {
      holds('impact-item', {
        dimension,
        measure: both('CO₂ avoided', '减碳量'),
        value: { value: 12.5, unit: 'kt', year: '2012' },
        financialValue: { amount: 1e6, currency: 'EUR', year: '2012' },
        measured: 'estimated'
      });
    }
  });
  it('R069: keep a legal rule with its area, its level and whether it helps or hinders', () => {
    expect(choices('legal-instrument', 'effect')).toEqual(['positive', 'negative', 'mixed']);
    holds('legal-instrument', {
      title: both('Open data rule', '数据开放办法'),
      area: 'security-privacy',
      level: 'city',
      effect: 'negative',
      explanation: both('It forbids sharing.', '不允许共享。')
    });
  });
  it('R070: keep continuity and recovery for ICT, electricity, gas and water, each by itself', () => {
    expect(choices('resilience-measure', 'infrastructure')).toEqual(
      expect.arrayContaining(['ict', 'electricity', 'gas', 'water'])
    );
    for (const infrastructure of ['ict', 'electricity', 'gas', 'water']) {
      for (const kind of ['disaster-recovery', 'business-continuity'])
        holds('resilience-measure', {
          kind,
          infrastructure: [infrastructure],
          description: both('A second site', '备用站点')
        });
    }
  });
  it('R071: keep the bodies of a city with their roles and ties', () => {
    holds('stakeholder', {
      name: both('Leading group', '领导小组'),
      type: 'gov-municipal',
      role: both('Decides', '决策'),
      relations: both('The office reports to it.', '办公室向其汇报。'),
      decisionPower: 'decides'
    });
  });
  it('R073: keep how many base databases are shared, and how many departments are connected', () => {
    holds('figure', {
      label: both('Base databases', '基础数据库'),
      section: 'ict-infrastructure',
      value: { value: 5, unit: 'count' }
    });
    holds('figure', {
      label: both('Departments connected', '接入部门'),
      section: 'ict-infrastructure',
      value: { value: 46, unit: 'count', year: '2012' }
    });
  });
});

describe('the strategy of a city', () => {
  const kpi = {
    name: both('Trips by bus', '公交出行分担率'),
    objective: both('Fewer cars', '减少小汽车出行')
  };
  it('R021: is measured by indicators, each of one objective, against a named standard or another', () => {
    holds('kpi', { ...kpi, benchmark: ['gcif'] });
    holds('kpi', { ...kpi, benchmark: ['other', both('The city’s own index', '本市指数')] });
    expect(gapsIn('kpi', { name: kpi.name })).toEqual(['incomplete-record objective']);
  });
  it('R058: has targets with a value, unit, comparator, year and the area where they apply', () =>
    holds('kpi', {
      ...kpi,
      target: { value: 60, unit: '%', comparator: 'gte', year: '2015' },
      area: both('The central districts', '中心城区')
    }));
  it('R020: is told topic by topic, each of which may be said not to apply', () => {
    const question = framework.characteristics
      .flatMap(({ questions }) => questions)
      .find(({ id }) => id === 'strategy.vision-by-topic');
    expect(question?.facets.map(({ id }) => id)).toEqual([
      'environment',
      'energy',
      'transport',
      'waste',
      'urban-rural',
      'quality-of-life'
    ]);
    const answer: Answer = {
      ...emptyAnswer('strategy.vision-by-topic'),
      topics: { waste: 'not-applicable' }
    };
    expect(readBack(answer)).toEqual(answer);
    expect(faultsIn(answer)).toEqual([]);
  });
  it('R022: needs words next to a “yes” that is to be shown', () => {
    expect(faultsIn({ ...emptyAnswer('strategy.ict-plan'), value: 'yes' })).toEqual(['unproven']);
    expect(faultsIn({ ...emptyAnswer('strategy.ict-plan'), value: 'no' })).toEqual([]);
  });
  it('R057: rests on documents, each with its title, kind, period and stage', () => {
    const document = findRecordType(withProfile, 'plan-document');
    const given = {
      title: both('Top-level design', '顶层设计'),
      kind: 'design',
      period: both('2012-2015', '2012—2015年'),
      status: 'in-preparation'
    };
    expect(document?.fields.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(given)));
    const status = document?.fields.find(({ id }) => id === 'status');
    expect(status && optionsOf(withProfile, status).map(({ id }) => id)).toEqual([
      'issued',
      'in-preparation',
      'drafted',
      'put-forward'
    ]);
    const answer: Answer = { ...emptyAnswer('profile.strategy.documents'), records: [record(given)] };
    expect(readBack(answer)).toEqual(answer);
  });
});

describe('the framework of the study', () => {
  const questions = withProfile.characteristics.flatMap((one) =>
    one.questions.map((question) => [one, question] as const)
  );
  it('R017: leads to every prompt through its question, and to every option and record through a question or field', () => {
    for (const [{ questions: own }, { id, parentId }] of questions)
      if (parentId !== null)
        expect([id, own.some((one) => one.id === parentId && one.parentId === null)]).toEqual([id, true]);
    const parts = [
      ...questions.map(([, question]) => question),
      ...(withProfile.profile?.parts ?? []).flatMap((one) => one.questions)
    ];
    const used = new Set([
      ...parts.map(({ optionsRef }) => optionsRef),
      ...withProfile.recordTypes.flatMap(({ fields }) => fields.map(({ optionsRef }) => optionsRef))
    ]);
    expect(Object.keys(withProfile.optionSets).filter((set) => !used.has(set))).toEqual([]);
    const listed = new Set([
      ...parts.map(({ recordType }) => recordType),
      ...withProfile.recordTypes.flatMap(({ fields }) => fields.map(({ recordType }) => recordType))
    ]);
    expect(withProfile.recordTypes.filter(({ id }) => !listed.has(id)).map(({ id }) => id)).toEqual([]);
  });
  // The questions, prompts and examples as Figure 20 of the report prints them.
  const figure20: Readonly<Record<string, string>> = {
    'smart-city-strategy': 'vision vision-by-topic kpis kpi-benchmark ict-plan',
    stakeholders: 'decision-makers citizen-engagement citizen-role engagement-tech publicity training',
    governance: 'structure leader-champion relationships cross-department participation transparency ict-use',
    funding: 'sources public-private structures required process duration issues',
    'value-assessment': 'outcomes jobs-business gdp reductions health sroi',
    'business-models': 'models risk-sharing cross-financing',
    'ict-infrastructure': 'investment suppliers sharing future-proof rollout rollout-owner rollout-funding',
    'smart-city-services': 'register best-practice',
    'legal-regulatory': 'policies resilience disaster-recovery continuity other-policies'
  };
  const examples: Readonly<Record<string, string>> = {
    serviceCategories:
      'education economic-stimulus environment energy-utilities food-safety health intelligent-buildings logistics community-development open-data prevention public-services transportation waste-management water other',
    kpiBenchmarks: 'gucp gcif green-city-index other',
    stakeholderTypes:
      'gov-federal gov-municipal gov-local gov-other regulator developer ict-provider integrator utility transport-operator citizens academia industry-body other',
    fundingSources:
      'municipal land-sales eu-grant social-impact-bond private-investor national bank-loan operator other',
    businessStructures: 'ppp jv bot bt bo other',
    impactDimensions: 'economic environmental social cultural',
    businessModelKinds:
      'risk-sharing congestion-charge pay-as-you-go data-value gov-purchase value-added-telecom vendor-pilot performance-contract other',
    ictAssetKinds:
      'broadband-fixed broadband-wireless data-centre gis cloud-public cloud-private cloud-hybrid sensor-passive sensor-intelligent video other',
    legalAreas: 'telecom building security-privacy ip other'
  };
  it('R017: asks every question and offers every example of Figure 20', () => {
    const asked = Object.fromEntries(
      withProfile.characteristics.map(({ id, questions: own }) => [
        id,
        own.map((question) => question.id.split('.').at(-1)).join(' ')
      ])
    );
    expect(asked).toEqual(figure20);
    const offered = Object.entries(withProfile.optionSets).map(([set, options]) => [
      set,
      options.map(({ id }) => id).join(' ')
    ]);
    expect(Object.fromEntries(offered)).toMatchObject(examples);
  });
  it('R019: asks for formatted text, text by topic, yes or no with evidence, records, tags, money, shares, quantities, durations, dates and choices', () => {
    const kinds = new Set([
      ...questions.map(([, { kind }]) => kind),
      ...withProfile.recordTypes.flatMap(({ fields }) => fields.map(({ kind }) => kind))
    ]);
    for (const kind of [
      'rich-text',
      'facet-text',
      'yes-no-evidence',
      'record-list',
      'tags',
      'money',
      'percentage',
      'percentage-split',
      'quantity',
      'duration',
      'date',
      'single-choice'
    ] as const) {
      expect([kind, kinds.has(kind)]).toEqual([kind, true]);
    }
  });
});

describe('lists of choices', () => {
  it.each([
    ['stakeholder', 'type'],
    ['funding-line', 'source'],
    ['ict-asset', 'kind'],
    ['legal-instrument', 'area']
  ])('R023: of %s take what a city adds of its own, and stay as they are', (type, field) => {
    const before = choices(type, field);
    const own = both('One of our own', '本市自有');
    const required = (findRecordType(framework, type)?.fields ?? []).filter(
      (one) => one.required && one.id !== field
    );
    const rest = Object.fromEntries(
      required.map((one) => [
        one.id,
        one.kind === 'single-choice' ? (optionsOf(framework, one)[0]?.id ?? '') : both('Words', '文字')
      ])
    );
    holds(type, { ...rest, [field]: own });
    expect(choices(type, field)).toEqual(before);
    expect(before).toContain('other');
  });
});

describe('a service of the register', () => {
  it('R077: has one category of sixteen, and others next to it', () => {
    expect(choices('service', 'category')).toHaveLength(16);
    holds('service', { ...service, secondaryCategories: ['health', 'water'] });
    expect(gapsIn('service', { ...service, category: '' })).toEqual(['incomplete-record category']);
    expect(gapsIn('service', { ...service, category: ['health', 'water'] })).toEqual(['unreadable category']);
  });
  it('R078: that fits none goes to “other”, or under a label of the city’s own', () => {
    holds('service', { ...service, category: 'other' });
    holds('service', { ...service, category: both('Cemeteries', '殡葬服务') });
  });
  it('R079: begins in a year, a month, on a day, or has not begun', () => {
    for (const launchDate of ['2013', '2013-04', '2013-04-18', 'not-yet'])
      holds('service', { ...service, launchDate });
    expect(gapsIn('service', { ...service, launchDate: 'last spring' })).toEqual(['unreadable launchDate']);
  });
  it('R080: can grow in the city, and be taken to others: two answers', () =>
    holds('service', { ...service, scalableWithin: 'yes', scalableElsewhere: 'no' }));
  it('R081: tells cloud, integration, open interfaces and things connected apart', () => {
    expect(choices('service', 'integration')).toEqual(['single', 'integrated']);
    holds('service', {
      ...service,
      cloudDelivered: 'yes',
      integration: 'single',
      openApi: 'no',
      usesIot: 'partly'
    });
  });
  it('R082: is for several groups', () => {
    expect(choices('service', 'targetGroups')).toEqual(
      expect.arrayContaining(['businesses', 'health-providers', 'older-people', 'unemployed'])
    );
    holds('service', {
      ...service,
      targetGroups: ['businesses', 'health-providers', 'older-people', 'unemployed']
    });
  });
  it('R083: keeps benefits in money apart from others', () => {
    const financialBenefits = [
      {
        dimension: 'economic',
        measure: both('Fuel saved', '节油'),
        financialValue: { amount: 0.5, currency: 'EUR' }
      }
    ];
    holds('service', {
      ...service,
      financialBenefits,
      nonFinancialBenefits: both('Calmer streets', '街道更安静')
    });
  });
  it('R084: keeps plans for analytics apart from plans to share infrastructure', () =>
    holds('service', {
      ...service,
      planAnalytics: both('Forecasts', '预测'),
      planInfrastructureSharing: both('Shared masts', '共享杆塔')
    }));
  it('R085: says what is done for minorities, and for people with weak digital skills', () =>
    holds('service', {
      ...service,
      inclusionMinorities: both('Five languages', '五种语言'),
      inclusionDigitalLiteracy: both('A desk in each library', '图书馆设服务台')
    }));
  it('R086: called best practice needs a reason', () => {
    expect(gapsIn('service', { ...service, bestPractice: 'yes' })).toEqual([
      'incomplete-record bestPracticeReason'
    ]);
    expect(gapsIn('service', { ...service, bestPractice: 'no' })).toEqual([]);
    holds('service', {
      ...service,
      bestPractice: 'yes',
      bestPracticeReason: both('Others copied it.', '已被借鉴。')
    });
  });
});
