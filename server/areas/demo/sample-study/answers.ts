/** Has the towns answer: records, figures and texts, with a document as evidence, and submit. */
import { cellsOfAnswer, type Cells } from '#document/answers.ts';
import { answerSection } from '#document/answer-cells.ts';
import { emptyAnswer, type AnswerRecord } from '#rules/answers/answer.ts';
import { figuresQuestion } from '#rules/answers/figure-record.ts';
import type { Bilingual } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import { must, sampleSlug, type SampleStage } from './stage.ts';
import { townAccount } from './setting-up.ts';
import { writeAnswers } from './texts.ts';
import { t, type Characteristic, type Town } from './content/towns/town.ts';
import { towns } from './content/towns/towns.ts';

const year = '2024';
const million = 1_000_000;

export async function collectAnswers(stage: SampleStage): Promise<void> {
  stage.clock.goTo(240);
  for (const town of towns) await answer(stage, town);
  stage.clock.goTo(205);
  for (const town of towns) await submit(stage, town);
}

async function answer(stage: SampleStage, town: Town): Promise<void> {
  const { app } = stage;
  const senior = await stage.actor(townAccount(town.id));
  const colleague = await stage.actor(townAccount(town.id, 1));
  const { documents } = must(await app.assessments.load(senior, sampleSlug, town.id), `open ${town.id}`);
  const response = documents.find(({ kind }) => kind === 'response');
  if (!response) throw new Error(`${town.id} has no response`);
  await writeAnswers(stage, response.id, colleague.userId, {
    cells: cellsOf(town),
    passages: {
      ...Object.fromEntries(Object.entries(accountsOf(town)).map(([section, text]) => [section, [text]])),
      ...Object.fromEntries(
        Object.entries(repliesOf(town)).map(([question, text]) => [answerSection(question), [text]])
      )
    }
  });
  const { title, text } = town.evidence;
  const facts = {
    title,
    language: town.sideId === 'eu' ? ('en' as const) : ('zh' as const),
    datedOn: year,
    url: null,
    accessedOn: null,
    citation: '',
    isConfidential: false,
    note: t('', '')
  };
  must(
    await app.evidence.addFor(senior, sampleSlug, town.id, 'services.register', 'file', facts, {
      name: `${town.id}.txt`,
      bytes: new TextEncoder().encode(`${title.en}\n${title.zh}\n\n${text.en}\n\n${text.zh}\n`)
    }),
    `add evidence of ${town.id}`
  );
  must(
    await app.evidence.addFor(
      senior,
      sampleSlug,
      town.id,
      'legal.policies',
      'citation',
      { ...facts, title: town.law.title, citation: town.law.title[town.sideId === 'eu' ? 'en' : 'zh'] },
      null
    ),
    `cite a source of ${town.id}`
  );
}

async function submit(stage: SampleStage, town: Town): Promise<void> {
  const { app } = stage;
  const senior = await stage.actor(townAccount(town.id));
  const { version } = must(await app.workflow.assessment(senior, sampleSlug, town.id), `read ${town.id}`);
  must(
    await app.workflow.takeStep(senior, sampleSlug, town.id, {
      step: 'submit',
      version,
      reason: t(
        'The town gives what it has; further questions were answered in a talk with the experts.',
        '该镇已提交现有材料，其余问题已在与专家的座谈中答复。'
      ),
      deadline: null
    }),
    `submit ${town.id}`
  );
}

const accountsOf = (town: Town): Readonly<Record<Characteristic, Bilingual>> => ({
  'smart-city-strategy': town.vision,
  stakeholders: town.engagement,
  governance: town.structure,
  funding: town.raised,
  'value-assessment': town.outcome.how,
  'business-models': town.model.revenue,
  'ict-infrastructure': town.asset.description,
  'smart-city-services': town.bestPractice,
  'legal-regulatory': town.law.explanation
});

const repliesOf = (town: Town): Readonly<Record<string, Bilingual>> => ({
  'strategy.vision': town.vision,
  'stakeholders.citizen-engagement': town.engagement,
  'governance.structure': town.structure,
  'funding.process': town.raised,
  'services.best-practice': town.bestPractice
});

type Fields = Readonly<Record<string, FieldValue>>;

/** Unique within a city, whatever the question. */
export const rowId = (question: string, position: number): string => `${question}-${position + 1}`;

const records = (question: string, list: readonly Fields[]): Record<string, FieldValue> =>
  cellsOfAnswer({
    ...emptyAnswer(question),
    records: list.map((fields, position): AnswerRecord => ({
      id: rowId(question, position),
      position,
      fields,
      sources: {},
      notes: {},
      source: ''
    }))
  });

const value = (question: string, given: FieldValue): Record<string, FieldValue> =>
  cellsOfAnswer({ ...emptyAnswer(question), value: given });

const withheld = (question: string): Record<string, FieldValue> =>
  cellsOfAnswer({ ...emptyAnswer(question), withheld: 'no-data' });

/** Returns what the town answers besides its texts, as cells. Money is in its currency, not in millions. */
function cellsOf(town: Town): Cells {
  const money = (amount: number): FieldValue => ({
    amount: Math.round(amount * million),
    currency: town.currency,
    year
  });
  const { kpi, partner, outcome, model, asset, law } = town;
  return {
    ...records(figuresQuestion, figuresOf(town)),
    ...records('strategy.kpis', [
      {
        name: kpi.name,
        objective: kpi.objective,
        unit: kpi.unit,
        latest: { value: kpi.latest, unit: kpi.unit, year },
        target: { value: kpi.target, unit: kpi.unit, year: '2030' }
      }
    ]),
    ...withheld('strategy.ict-plan'),
    ...records('stakeholders.decision-makers', [
      {
        name: t('Council', '议会／人大'),
        type: 'gov-municipal',
        role: t('Decides on plan and budget', '审议规划和预算'),
        decisionPower: 'decides'
      },
      { name: partner.name, type: partner.type, role: partner.role, decisionPower: 'delivers' }
    ]),
    ...withheld('stakeholders.publicity'),
    ...withheld('governance.ict-use'),
    ...records(
      'funding.sources',
      town.funding.map(({ source, sector, funder, amount }) => ({
        source,
        sector,
        funder,
        amount: money(amount),
        status: 'committed'
      }))
    ),
    ...value('funding.required', money(town.funding.reduce((sum, { amount }) => sum + amount, 0))),
    ...records('value.outcomes', [
      {
        dimension: outcome.dimension,
        measure: outcome.what,
        value: { value: outcome.value, unit: outcome.unit, year },
        attribution: outcome.how,
        measured: 'measured'
      }
    ]),
    ...withheld('value.sroi'),
    ...records('business.models', [{ name: model.name, kind: [model.kind], revenue: model.revenue }]),
    ...records('ict.investment', [
      {
        kind: asset.kind,
        description: asset.description,
        investment: money(asset.amount),
        sharedAcrossProjects: 'yes'
      }
    ]),
    ...records('services.register', town.services.map(serviceFields)),
    ...records('legal.policies', [
      { title: law.title, area: law.area, level: law.level, effect: law.effect, explanation: law.explanation }
    ])
  };
}

const figuresOf = ({ figures, currency }: Town): Fields[] => [
  {
    label: t('Inhabitants', '人口'),
    value: { value: figures.people, unit: 'people', comparator: 'eq', year },
    section: 'general'
  },
  {
    label: t('Area', '面积'),
    value: { value: figures.area, unit: 'km2', comparator: 'eq', year },
    section: 'general'
  },
  {
    label: t('GDP', '地区生产总值'),
    value: {
      value: figures.gdp * million,
      unit: currency,
      currency,
      comparator: 'eq',
      year
    },
    section: 'general'
  }
];

const serviceFields = ({
  name,
  category,
  since,
  overview,
  benefits,
  best
}: Town['services'][number]): Fields => ({
  name,
  category,
  status: 'running',
  launchDate: since,
  overview,
  targetGroups: ['residents'],
  nonFinancialBenefits: benefits,
  ...(best ? { bestPractice: 'yes', bestPracticeReason: best } : {})
});
