/** Has the experts draw conclusions: research, good practices, trends and challenges, roadmap, recommendations. */
import { chapterSection } from '#document/narrative.ts';
import type { SupportRole, SupportTarget } from '#rules/bibliography/support.ts';
import { confirmText, findingsOf, signAll } from './assessing.ts';
import * as research from './content/research.ts';
import { characteristics, t, type Characteristic } from './content/towns/town.ts';
import { nextSteps, recommendations, roadmapLead, steps } from './content/conclusions.ts';
import { practices, type SamplePractice } from './content/practices.ts';
import { themes, type SampleTheme } from './content/themes.ts';
import { townAccount } from './setting-up.ts';
import { must, sampleSlug, type SampleStage } from './stage.ts';
import { blockWith, completeStep, writeSections } from './texts.ts';

/** Maps the names that the sample study's data give to things to their ids. */
export type Named = Map<string, string>;

const validators = ['expert1.eu', 'expert1.cn'] as const;

export async function doResearch(stage: SampleStage, named: Named): Promise<void> {
  const { app, clock } = stage;
  clock.goTo(180);
  const expert = await stage.actor('expert1.eu');
  const { context } = app;
  for (const [key, source] of Object.entries(research.sources)) {
    const { id } = must(await context.sources.add(expert, sampleSlug, source), `enter the source ${key}`);
    named.set(`source ${key}`, id);
  }
  for (const [key, title] of Object.entries(research.topics)) {
    const { id } = must(
      await context.entries.topics.add(expert, sampleSlug, { title, caution: null }),
      `enter the topic ${key}`
    );
    named.set(`topic ${key}`, id);
  }
  const placed = ({
    topic,
    source,
    place
  }: {
    readonly topic: string;
    readonly source: string;
    readonly place: string;
  }) => ({
    topicId: idOf(named, `topic ${topic}`),
    citations: [{ sourceId: idOf(named, `source ${source}`), place }]
  });
  for (const { topic, source, place, ...entry } of research.entries) {
    const { id } = must(
      await context.entries.add(expert, sampleSlug, { ...entry, ...placed({ topic, source, place }) }),
      'enter an entry'
    );
    named.set(`entry ${entry.title.en}`, id);
  }
  for (const { topic, source, place, ...figure } of research.figures)
    must(
      await context.figures.add(expert, sampleSlug, { ...figure, ...placed({ topic, source, place }) }),
      'enter a figure'
    );
  const { topic, source, place, ...table } = research.table;
  must(
    await context.tables.add(expert, sampleSlug, {
      ...table,
      ...placed({ topic, source, place }),
      note: t('', ''),
      measure: 'percent',
      unit: t('', ''),
      period: '2022-2023',
      nature: 'observed'
    }),
    'enter a table'
  );
  must(
    await context.talks.add(expert, sampleSlug, { ...research.talk, heldOn: clock.dayBefore(183) }),
    'enter a talk'
  );
}

export const idOf = (named: Named, key: string): string => {
  const id = named.get(key);
  if (id === undefined) throw new Error(`Nothing is called ${key}`);
  return id;
};

async function cite(
  stage: SampleStage,
  owner: { readonly kind: 'practice' | 'theme'; readonly id: string },
  role: SupportRole,
  target: SupportTarget
): Promise<void> {
  must(
    await stage.app.supports.cite(await stage.actor('expert1.eu'), sampleSlug, { owner, role, target }),
    `cite ${JSON.stringify(target)}`
  );
}

export async function passageWith(
  stage: SampleStage,
  {
    town,
    section,
    words
  }: { readonly town: string; readonly section: Characteristic; readonly words: string }
): Promise<SupportTarget> {
  const block = await blockWith(stage, await findingsOf(stage, town), { section, language: 'en', words });
  return { kind: 'passage', place: { city: town, section }, block };
}

export async function gatherPractices(stage: SampleStage, named: Named): Promise<void> {
  stage.clock.goTo(55);
  for (const practice of practices) await gatherPractice(stage, named, practice);
  for (const town of ['testburg', 'nizao'])
    must(
      await stage.app.practices.focus(await stage.actor(townAccount(town)), sampleSlug, town, [
        'governance',
        'funding'
      ]),
      `say where ${town} wishes to go on`
    );
}

async function gatherPractice(stage: SampleStage, named: Named, practice: SamplePractice): Promise<void> {
  const { app } = stage;
  const { key, words, question, stage: stageOfCard, ...input } = practice;
  const writer = await stage.actor('expert1.eu');
  const { id } = must(await app.practices.add(writer, sampleSlug, input), `write the card ${key}`);
  named.set(`practice ${key}`, id);
  const owner = { kind: 'practice', id } as const;
  const section = input.characteristic;
  await cite(stage, owner, 'supports', await passageWith(stage, { town: input.cityId, section, words }));
  await cite(stage, owner, 'supports', { kind: 'answer', city: input.cityId, question });
  if (stageOfCard === 'draft') return;
  for (const address of validators) {
    const expert = await stage.actor(address);
    const { print } = must(await app.practices.load(expert, sampleSlug, id), `read the card ${key}`);
    must(await app.practices.validate(expert, sampleSlug, id, print), `validate the card ${key}`);
  }
  const senior = await stage.actor(townAccount(input.cityId));
  for (const language of ['en', 'zh'] as const) {
    must(await app.practices.askConsent(writer, sampleSlug, id, language), `ask for the consent to ${key}`);
    if (stageOfCard === 'asked') continue;
    for (const state of stageOfCard === 'withdrawn'
      ? (['given', 'withdrawn'] as const)
      : (['given'] as const)) {
      const { consents } = must(await app.practices.load(senior, sampleSlug, id), `read the card ${key}`);
      const print = consents.find((one) => one.language === language)?.print ?? '';
      must(
        await app.practices.answerConsent(senior, sampleSlug, id, { language, state, print }),
        `answer for the card ${key}`
      );
    }
  }
}

export async function gatherThemes(stage: SampleStage, named: Named): Promise<void> {
  stage.clock.goTo(45);
  for (const theme of themes) await gatherTheme(stage, named, theme);
}

async function gatherTheme(stage: SampleStage, named: Named, theme: SampleTheme): Promise<void> {
  const { app } = stage;
  const { key, supports, counters, entries, practices: answers, ...input } = theme;
  const { id } = must(
    await app.themes.add(await stage.actor('expert1.eu'), sampleSlug, input),
    `write the theme ${key}`
  );
  named.set(`theme ${key}`, id);
  const owner = { kind: 'theme', id } as const;
  for (const words of supports) await cite(stage, owner, 'supports', await passageWith(stage, words));
  for (const words of counters) await cite(stage, owner, 'counters', await passageWith(stage, words));
  for (const title of entries)
    await cite(stage, owner, 'supports', { kind: 'entry', id: idOf(named, `entry ${title}`) });
  for (const practice of answers)
    await cite(stage, owner, 'answers', { kind: 'practice', id: idOf(named, `practice ${practice}`) });
  for (const address of validators) {
    const expert = await stage.actor(address);
    const { print, theme: summary } = must(await app.themes.load(expert, sampleSlug, id), `read ${key}`);
    must(
      await app.themes.validate(expert, sampleSlug, id, print),
      `validate ${key}, which lacks ${summary.lacks.join()}`
    );
  }
}

/** Begins the roadmap from the rubric, decides on its steps, has both chairs approve it, and releases it. */
export async function drawRoadmap(stage: SampleStage, named: Named): Promise<void> {
  const { app, clock } = stage;
  clock.goTo(40);
  const expert = await stage.actor('expert2.cn');
  must(await app.roadmap.begin(expert, sampleSlug), 'begin the roadmap');
  const view = must(await app.roadmap.load(expert, sampleSlug), 'read the roadmap');
  for (const characteristic of characteristics) {
    const [first, second, third] = view.steps.filter((step) => step.characteristic === characteristic);
    const facts = steps[characteristic];
    if (!first || !second || !third) continue;
    const { practice, texts, ...decided } = facts;
    // The step after the highest level is not decided yet.
    must(await app.roadmap.remove(expert, sampleSlug, third), `remove the last step of ${characteristic}`);
    for (const [index, step] of [first, second].entries())
      await completeStep(
        stage,
        view.chapter?.documentId ?? '',
        expert.userId,
        step.section,
        texts[index] ?? []
      );
    must(
      await app.roadmap.change(expert, sampleSlug, first, { ...first, ...decided }),
      `decide on the first step of ${characteristic}`
    );
    must(
      await app.roadmap.change(expert, sampleSlug, second, {
        ...second,
        ...decided,
        horizon: 'long',
        dependsOn: [first.id],
        links: practice === undefined ? [] : [{ kind: 'practice', id: idOf(named, `practice ${practice}`) }]
      }),
      `decide on the second step of ${characteristic}`
    );
  }
  if (!view.chapter) throw new Error('The roadmap has no chapter');
  await writeSections(stage, view.chapter.documentId, expert.userId, { [chapterSection]: [roadmapLead] });
  await approveChapter(stage, view.chapter.slug);
  must(await app.roadmap.release(await stage.actor('secretariat'), sampleSlug), 'release the roadmap');
  const senior = await stage.actor(townAccount('sampleford'));
  must(await app.ownRoadmaps.beginRound(senior, sampleSlug, 'sampleford'), 'begin the round of Sampleford');
}

/** Confirms both languages of a chapter, puts it before the chairs and has them sign. */
export async function approveChapter(stage: SampleStage, slug: string): Promise<void> {
  const { app } = stage;
  await confirmText(stage, 'expert1.eu', { kind: 'chapter', slug });
  for (const step of ['ask-review', 'ask-approval'] as const) {
    const secretariat = await stage.actor('secretariat');
    const status = must(await app.workflow.chapter(secretariat, sampleSlug, slug), `read ${slug}`);
    must(
      await app.workflow.takeChapterStep(secretariat, sampleSlug, slug, {
        step,
        version: status.version,
        reason: t('', ''),
        deadline: null
      }),
      `take ${step} of ${slug}, where ${JSON.stringify(status.missing)} is missing`
    );
  }
  await signAll(stage, [`chapter:${slug}`]);
}

export async function recommend(stage: SampleStage, named: Named): Promise<void> {
  const { app, clock } = stage;
  clock.goTo(18);
  const secretariat = await stage.actor('secretariat');
  const { past, ahead } = must(await app.meetings.list(secretariat, sampleSlug), 'read the meetings');
  const meetingId = [...past, ...ahead].find(({ kind }) => kind === 'forum')?.id ?? null;
  for (const { addressee, action, theme, towns, characteristics: of, state } of recommendations)
    must(
      await app.nextSteps.add(secretariat, sampleSlug, {
        kind: 'recommendation',
        scope: { cities: towns, characteristics: of },
        links: [{ kind: 'theme', id: idOf(named, `theme ${theme}`) }],
        meetingId,
        addressee,
        action,
        ownerBodyId: null,
        dueOn: null,
        state,
        report: t('', '')
      }),
      'add a recommendation'
    );
  for (const { addressee, action, body, before, state, report } of nextSteps)
    must(
      await app.nextSteps.add(secretariat, sampleSlug, {
        kind: 'next-step',
        scope: { cities: [], characteristics: [] },
        links: [],
        meetingId,
        addressee,
        action,
        ownerBodyId: body,
        dueOn: clock.dayBefore(before),
        state,
        report
      }),
      'add a next step'
    );
  must(
    await app.approvals.propose(secretariat, sampleSlug, 'recommendations'),
    'propose the recommendations'
  );
  await signAll(stage, ['recommendations']);
}
