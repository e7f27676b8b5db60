/** Has the experts write findings, judge levels, consult the towns, and the chairs approve. */
import { levelsInOrder } from '#rules/panels/score.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import { factKeyOfFigure } from '#rules/answers/fact.ts';
import { figuresQuestion } from '#rules/answers/figure-record.ts';
import type { Bilingual } from '#base/locale.ts';
import type { AssessmentStep } from '#rules/workflow/workflow.ts';
import { rowId } from './answers.ts';
import { chairs, demoPassword, expertsOf, must, sampleSlug, type SampleStage } from './stage.ts';
import { rapporteursOf } from './setting-up.ts';
import { writeSections } from './texts.ts';
import { characteristics, t, type Characteristic, type Town } from './content/towns/town.ts';
import { towns } from './content/towns/towns.ts';
import { dissents, split } from './content/panels.ts';

const nothing: Bilingual = t('', '');

export async function takeStep(
  stage: SampleStage,
  town: Town,
  by: string,
  step: AssessmentStep,
  deadline: { readonly at: string; readonly zone: string } | null = null
): Promise<void> {
  const { app } = stage;
  const actor = await stage.actor(by);
  const status = must(await app.workflow.assessment(actor, sampleSlug, town.id), `read ${town.id}`);
  const taken = await app.workflow.takeStep(actor, sampleSlug, town.id, {
    step,
    version: status.version,
    reason: nothing,
    deadline
  });
  must(taken, `take ${step} of ${town.id}, where ${JSON.stringify(status.missing)} is missing`);
}

/** Returns the id of the document with the findings on a town. */
export async function findingsOf({ app }: SampleStage, town: string): Promise<string> {
  const { id } = await app.store.db
    .selectFrom('document')
    .innerJoin('study', 'study.id', 'document.studyId')
    .select('document.id')
    .where('study.slug', '=', sampleSlug)
    .where('document.cityId', '=', town)
    .where('document.kind', '=', 'findings')
    .executeTakeFirstOrThrow();
  return id;
}

/** Writes the findings and has the other side review them. */
export async function writeFindings(stage: SampleStage): Promise<void> {
  const { clock } = stage;
  clock.goTo(190);
  for (const town of towns) {
    const { userId } = await stage.actor(rapporteursOf(town).lead);
    await writeSections(stage, await findingsOf(stage, town.id), userId, sectionsOf(town));
  }
  clock.goTo(160);
  for (const town of towns) await confirmFindings(stage, town);
}

/** Names the first figure that every town gives. */
const inhabitants = factKeyOfFigure(rowId(figuresQuestion, 0));

const sectionsOf = (town: Town) => ({
  ...town.findings,
  [characteristics[0]]: [
    {
      runs: {
        en: [`Inhabitants of ${town.shortName.en}: `, { fact: inhabitants }, '.'],
        zh: [`${town.shortName.zh}人口：`, { fact: inhabitants }, '。']
      }
    },
    ...town.findings[characteristics[0]]
  ]
});

/** Confirms all sections of the findings whose two languages nobody has confirmed as they are. */
export async function confirmFindings(stage: SampleStage, town: Pick<Town, 'id' | 'sideId'>): Promise<void> {
  await confirmText(stage, rapporteursOf(town).lead, { kind: 'findings', city: town.id });
}

export async function confirmText(
  stage: SampleStage,
  by: string,
  location:
    | { readonly kind: 'findings'; readonly city: string }
    | { readonly kind: 'chapter'; readonly slug: string }
): Promise<void> {
  const { app } = stage;
  const actor = await stage.actor(by);
  const { sections } = must(
    await app.translationStatus.list(actor, sampleSlug, location),
    `read the translations of ${JSON.stringify(location)}`
  );
  for (const { section, now, pairs, confirmed, written } of sections)
    if (written.en && written.zh && (confirmed === null || pairs.toDo > 0))
      must(
        await app.translationStatus.confirm(actor, sampleSlug, location, section, {
          isMinor: false,
          seen: now,
          reason: 'Read by both sides: the texts say the same in other words.'
        }),
        `confirm ${section} of ${JSON.stringify(location)}`
      );
}

/** Has four experts of both sides judge each town without seeing each other, and both chairs record the results. */
export async function judge(stage: SampleStage): Promise<void> {
  const { app, clock } = stage;
  clock.goTo(155);
  const secretariat = await stage.actor('secretariat');
  const { rubric } = must(await app.frameworks.load(secretariat, sampleSlug), 'read the rubric');
  if (!rubric) throw new Error('The sample study has no rubric');
  for (const town of towns) {
    await takeStep(stage, town, rapporteursOf(town).lead, 'ask-review');
    const assessors = await Promise.all(assessorsOf(town).map((address) => stage.actor(address)));
    must(
      await app.panels.name(
        secretariat,
        sampleSlug,
        town.id,
        assessors.map(({ userId }) => userId)
      ),
      `name the assessors of ${town.id}`
    );
    for (const [place, characteristic] of characteristics.entries())
      await judgeOne(stage, rubric, town, characteristic, town.levels[place] ?? 'n');
    must(await app.panels.release(secretariat, sampleSlug, town.id), `release the levels of ${town.id}`);
  }
}

/** Names those who judge a town: not those who write on it. */
const assessorsOf = (town: Town): string[] => {
  const { lead, reviewer } = rapporteursOf(town);
  return (['eu', 'cn'] as const).flatMap((side) =>
    expertsOf(side)
      .filter((address) => address !== lead && address !== reviewer)
      .slice(0, 2)
  );
};

const answersTo: Readonly<Record<Characteristic, string>> = {
  'smart-city-strategy': 'strategy.vision',
  stakeholders: 'stakeholders.decision-makers',
  governance: 'governance.structure',
  funding: 'funding.sources',
  'value-assessment': 'value.outcomes',
  'business-models': 'business.models',
  'ict-infrastructure': 'ict.investment',
  'smart-city-services': 'services.register',
  'legal-regulatory': 'legal.policies'
};

async function judgeOne(
  stage: SampleStage,
  rubric: Rubric,
  town: Town,
  characteristic: Characteristic,
  letter: string
): Promise<void> {
  const { app } = stage;
  const key = { cityId: town.id, characteristic };
  const levels = levelsInOrder(rubric).map(({ id }) => id);
  const isSplit = split.town === town.id && split.characteristic === characteristic;
  const dissent = dissents.find((one) => one.town === town.id && one.characteristic === characteristic);
  const level = letter === 'n' ? null : (levels[letter === 'm' ? 1 : 0] ?? null);
  const [first] = town.findings[characteristic];
  for (const [seat, address] of assessorsOf(town).entries()) {
    // One of each side is enough for a reveal; where opinions differ, all four have scored.
    if (seat % 2 === 1 && !dissent && !isSplit) continue;
    const differs = dissent?.by === address || (isSplit && seat >= 2);
    const own = differs ? (levels.find((one) => one !== level) ?? null) : level;
    const language = address.endsWith('.eu') ? 'en' : 'zh';
    const rationale = differs && dissent ? dissent.opinion[language] : (first?.[language] ?? '');
    must(
      await app.panels.seal(await stage.actor(address), sampleSlug, key, {
        judgement: own === null ? 'not-assessed' : 'level',
        level: own,
        rationale,
        confidence: 'medium',
        cited: own === null ? [] : [{ kind: 'question', id: answersTo[characteristic] }],
        ratings: {},
        usesOutside: false,
        version: 0,
        round: 1,
        locale: language
      }),
      `score ${characteristic} of ${town.id}`
    );
  }
  const chair = await stage.actor(chairs[0]);
  const seen = async () => {
    const panel = await app.store.db
      .selectFrom('panel')
      .select(['version'])
      .where('studyId', '=', await stage.studyId())
      .where('cityId', '=', town.id)
      .where('characteristic', '=', characteristic)
      .executeTakeFirstOrThrow();
    return { ...key, version: panel.version };
  };
  must(await app.panels.reveal(chair, sampleSlug, await seen()), `reveal ${characteristic} of ${town.id}`);
  const outcome = isSplit ? 'split' : level === null ? 'not-assessed' : 'level';
  must(
    await app.panels.record(chair, sampleSlug, await seen(), {
      outcome,
      level: isSplit ? null : level,
      reason: isSplit ? split.reason : (first ?? nothing),
      dissent: dissent
        ? [
            {
              sideId: dissent.by.endsWith('.eu') ? 'eu' : 'cn',
              level: levels.find((one) => one !== level) ?? null,
              opinion: dissent.opinion
            }
          ]
        : [],
      meetingId: null
    }),
    `record ${characteristic} of ${town.id}`
  );
  must(await app.panels.close(chair, sampleSlug, await seen()), `close ${characteristic} of ${town.id}`);
}

export async function approveFindings(stage: SampleStage): Promise<void> {
  stage.clock.goTo(70);
  for (const town of towns) {
    await confirmFindings(stage, town);
    await takeStep(stage, town, rapporteursOf(town).lead, 'ask-approval');
  }
  stage.clock.goTo(62);
  await signAll(
    stage,
    towns.map(({ id }) => `findings:${id}`)
  );
}

/** Has both chairs sign the newest version of each subject. */
export async function signAll(stage: SampleStage, subjects: readonly string[]): Promise<void> {
  const { app } = stage;
  for (const address of chairs) {
    const chair = await stage.actor(address);
    const inputs = [];
    for (const subject of subjects) {
      const { shown } = must(await app.approvals.load(chair, sampleSlug, subject), `open ${subject}`);
      if (!shown) throw new Error(`${subject} is not put before the chairs`);
      inputs.push({ subject, versionId: shown.id, hash: shown.hash });
    }
    for (const { subject, outcome } of must(
      await app.approvals.signAll(chair, sampleSlug, inputs, demoPassword),
      'sign'
    ))
      must(outcome, `sign ${subject}`);
  }
}
