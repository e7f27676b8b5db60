/**
 * Shows that the things of the study are linked from both ends, to nobody more than they may read, and that whatever
 * rests on a thing that went away is flagged (R097, R172, R176).
 */
import { describe, expect, it } from 'vitest';
import type { SourceInput } from '#rules/bibliography/bibliography.ts';
import type { FigureInput } from '#rules/context/context-figure.ts';
import type { EntryInput, TopicInput } from '#rules/context/context.ts';
import type { Actor } from '#base/permissions.ts';
import type { TalkInput } from '#rules/context/provider-talk.ts';
import type { StepInput } from '#rules/roadmap/roadmap.ts';
import type { ContentNode } from '#base/content.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { insertRubric } from '#kit/judged.ts';
import { card } from '#kit/practice-card.ts';
import { paragraph, writeAnswers, writeText } from '#kit/texts.ts';
import { challenge, outcomeOf, passageOf, publishedCard, themeStage, valueOf } from '#kit/themes.ts';

const none = { en: '', zh: '' };
const source: SourceInput = {
  kind: 'report',
  title: { en: 'Financing of cities', zh: '城市融资' },
  author: 'EIB',
  publisher: none,
  date: '2013',
  address: ''
};
const instrument = (sourceId: string): EntryInput => ({
  register: 'financing',
  area: null,
  topicId: null,
  title: { en: 'Green bond', zh: '绿色债券' },
  summary: none,
  issuer: none,
  date: null,
  cities: [],
  caution: null,
  pins: [],
  citations: [{ sourceId, place: 'p. 4' }]
});
const topic: TopicInput = { title: { en: 'Markets', zh: '市场' }, caution: null };
const marketSize: Omit<FigureInput, 'topicId' | 'citations'> = {
  label: { en: 'Market for meters', zh: '电表市场' },
  measure: 'money',
  value: 2_785_000_000,
  valueTo: null,
  valueText: '',
  unit: none,
  currency: 'CNY',
  comparator: 'eq',
  period: '2012',
  nature: 'forecast',
  scope: none,
  method: none,
  caution: null,
  pins: []
};
const talk: TalkInput = {
  party: { en: 'Provider of meters', zh: '电表供应商' },
  heldOn: '2013-05',
  summary: { en: 'Meters outlive their software.', zh: '电表比其软件寿命更长。' }
};
const step: StepInput = {
  characteristic: 'stakeholders',
  fromLevel: null,
  toLevel: 'basic',
  title: { en: 'Name a forum', zh: '设立论坛' },
  responsible: none,
  horizon: null,
  dependsOn: [],
  links: []
};

async function setUp(engine: Engine = 'sqlite') {
  const stage = await themeStage(engine);
  const { app, study, eu, as } = stage;
  await insertRubric(app, study.id);
  const secretariat = await as({ role: 'secretariat' });
  const { id: sourceId } = valueOf(await app.context.sources.add(eu, study.slug, source));
  const { id: entryId } = valueOf(await app.context.entries.add(eu, study.slug, instrument(sourceId)));
  valueOf(await app.roadmap.begin(eu, study.slug));
  const stepOf = async (reader = eu, id = '') =>
    valueOf(await app.roadmap.load(reader, study.slug)).steps.find((one) => one.id === id);
  return { ...stage, secretariat, sourceId, entryId, stepOf };
}

describe.each(serviceEngines)('links on %s', (engine) => {
  it('lead from a challenge to the instrument, the practice and the step that answer it, and back (R166)', async () => {
    const { app, study, eu, entryId, sourceId, stepOf } = await setUp(engine);
    const practice = valueOf(await app.practices.add(eu, study.slug, card)).id;
    const { id: stepId } = valueOf(await app.roadmap.add(eu, study.slug, step));
    const { id } = valueOf(await app.themes.add(eu, study.slug, challenge));
    const owner = { kind: 'theme', id } as const;
    for (const target of [
      { kind: 'entry', id: entryId },
      { kind: 'source', id: sourceId },
      { kind: 'practice', id: practice },
      { kind: 'step', id: stepId }
    ] as const)
      valueOf(await app.supports.cite(eu, study.slug, { owner, role: 'answers', target }));
    const { supports } = valueOf(await app.themes.load(eu, study.slug, id));
    const base = `/studies/${study.slug}`;
    expect(supports.map(({ shown }) => [shown?.title?.en, shown?.state, shown?.href])).toEqual(
      expect.arrayContaining([
        ['Green bond', 'holds', `${base}/context/entries/${entryId}`],
        ['Financing of cities', 'holds', `${base}/context/sources/${sourceId}`],
        [card.title.en, 'holds', `${base}/practices/${practice}`],
        ['Name a forum', 'holds', `${base}/roadmap#step-${stepId}`]
      ])
    );
    const from = [{ kind: 'theme', id, form: 'challenge', role: 'answers' }];
    for (const thing of [
      { kind: 'entry', id: entryId },
      { kind: 'source', id: sourceId },
      { kind: 'practice', id: practice }
    ] as const)
      expect(valueOf(await app.supports.dependents(eu, study.slug, thing))).toMatchObject(from);
    expect((await stepOf(eu, stepId))?.dependents).toMatchObject(from);
    expect(
      outcomeOf(
        await app.supports.cite(eu, study.slug, {
          owner,
          role: 'answers',
          target: { kind: 'entry', id: 'none' }
        })
      )
    ).toBe('not-found');
  });

  it('lead from a challenge to a figure and to a talk, and back; cities and observers learn nothing of the talk', async () => {
    const { app, study, eu, secretariat, sourceId, as } = await setUp(engine);
    const { id: topicId } = valueOf(await app.context.entries.topics.add(eu, study.slug, topic));
    const figure = { ...marketSize, topicId, citations: [{ sourceId, place: '' }] };
    const { id: figureId } = valueOf(await app.context.figures.add(eu, study.slug, figure));
    const { id: talkId } = valueOf(await app.context.talks.add(eu, study.slug, talk));
    const { id } = valueOf(await app.themes.add(eu, study.slug, { ...challenge, origin: 'research' }));
    const owner = { kind: 'theme', id } as const;
    const base = `/studies/${study.slug}`;
    for (const link of [`${base}/context/talks#${talkId}`, `${base}/context/figures/${figureId}`])
      valueOf(await app.supports.citeLink(eu, study.slug, { owner, role: 'supports', link }));
    const shownTo = async (reader: Actor) =>
      valueOf(await app.themes.load(reader, study.slug, id)).supports.map(({ shown }) => [
        shown?.title?.en,
        shown?.state,
        shown?.href
      ]);
    expect(await shownTo(eu)).toEqual([
      ['Provider of meters', 'holds', `${base}/context/talks#${talkId}`],
      ['Market for meters', 'holds', `${base}/context/figures/${figureId}`]
    ]);
    const from = [{ kind: 'theme', id, form: 'challenge', role: 'supports' }];
    const thing = { kind: 'figure', id: figureId } as const;
    expect(valueOf(await app.supports.dependents(eu, study.slug, thing))).toMatchObject(from);
    expect(valueOf(await app.supports.dependentsOfTalks(eu, study.slug))).toMatchObject({ [talkId]: from });
    expect(valueOf(await app.supports.things(eu, study.slug))).toMatchObject({
      figure: [{ id: figureId }],
      talk: [{ id: talkId }]
    });

    for (const reader of [eu, await as({ role: 'expert', side: 'cn' })]) {
      const { print } = valueOf(await app.themes.load(reader, study.slug, id));
      valueOf(await app.themes.validate(reader, study.slug, id, print));
    }
    for (const reader of [await as({ role: 'city', city: 'bristol' }), await as({ role: 'observer' })]) {
      expect(await shownTo(reader)).toEqual([
        [undefined, undefined, undefined],
        ['Market for meters', null, `${base}/context/figures/${figureId}`]
      ]);
      expect(outcomeOf(await app.supports.dependentsOfTalks(reader, study.slug))).toBe('forbidden');
    }

    valueOf(
      await app.context.talks.change(
        secretariat,
        study.slug,
        { id: talkId, version: 1 },
        { ...talk, heldOn: '2013-06' }
      )
    );
    valueOf(await app.context.figures.remove(secretariat, study.slug, { id: figureId, version: 1 }));
    expect((await shownTo(eu)).map(([, state]) => state)).toEqual(['changed', 'gone']);
  });

  it('flag what rests on an instrument that changed, and on one that was removed, and never drop it', async () => {
    const { app, study, eu, secretariat, entryId, sourceId, stepOf } = await setUp(engine);
    const links = [{ kind: 'entry', id: entryId }] as const;
    const { id: stepId } = valueOf(await app.roadmap.add(eu, study.slug, { ...step, links }));
    const { id } = valueOf(await app.themes.add(eu, study.slug, challenge));
    const owner = { kind: 'theme', id } as const;
    valueOf(
      await app.supports.cite(eu, study.slug, {
        owner,
        role: 'answers',
        target: { kind: 'entry', id: entryId }
      })
    );
    const flags = async (): Promise<readonly string[]> =>
      valueOf(await app.themes.load(eu, study.slug, id)).theme.lacks.filter(
        (lack) => lack === 'changed' || lack === 'gone'
      );
    expect(await flags()).toEqual([]);
    expect((await stepOf(eu, stepId))?.linkNames).toEqual([{ en: 'Green bond', zh: '绿色债券' }]);
    const renamed = { ...instrument(sourceId), title: { en: 'Blue bond', zh: '' } };
    valueOf(await app.context.entries.change(eu, study.slug, { id: entryId, version: 1 }, renamed));
    expect(await flags()).toEqual(['changed']);
    valueOf(await app.context.entries.remove(eu, study.slug, { id: entryId, version: 2 }));
    expect(await flags()).toEqual(['gone']);
    const kept = await stepOf(secretariat, stepId);
    expect([kept?.links, kept?.linkNames]).toEqual([links, [null]]);
    // A step that names what is gone can still be changed.
    expect(
      outcomeOf(
        await app.roadmap.change(
          eu,
          study.slug,
          { id: stepId, version: 1 },
          { ...step, links, horizon: 'long' }
        )
      )
    ).toBe('ok');
    const recommendation = {
      kind: 'recommendation',
      scope: { cities: [], characteristics: [] },
      links,
      meetingId: null,
      addressee: 'both',
      action: { en: 'Issue bonds.', zh: '' },
      ownerBodyId: null,
      dueOn: null,
      state: 'open',
      report: none
    } as const;
    const again = valueOf(await app.context.entries.add(eu, study.slug, instrument(sourceId)));
    const advice = { ...recommendation, links: [{ kind: 'entry', id: again.id }] } as const;
    valueOf(await app.nextSteps.add(eu, study.slug, advice));
    const unsupported = async () =>
      valueOf(await app.nextSteps.list(eu, study.slug)).steps.map((one) => one.isUnsupported);
    expect(await unsupported()).toEqual([false]);
    valueOf(await app.context.entries.remove(eu, study.slug, { id: again.id, version: 1 }));
    expect(await unsupported()).toEqual([true]);
    const other = { ...step, links: [{ kind: 'practice', id: 'words' }] as const };
    expect(outcomeOf(await app.roadmap.add(eu, study.slug, other))).toBe('invalid');
  });

  it('name a card that is not published to nobody who reads what is published alone', async () => {
    const stage = await setUp(engine);
    const { app, study, eu, secretariat, as, stepOf } = stage;
    const observer = await as({ role: 'observer' });
    const city = await as({ role: 'city', city: 'haidian' });
    const senior = await as({ role: 'city', city: 'bristol', senior: true });
    const draft = valueOf(await app.practices.add(eu, study.slug, card)).id;
    const practice = await publishedCard(stage, senior, ['en']);
    const links = [draft, practice].map((id) => ({ kind: 'practice', id }) as const);
    const { id: stepId } = valueOf(await app.roadmap.add(eu, study.slug, { ...step, links }));
    expect((await stepOf(eu, stepId))?.linkNames).toEqual([card.title, card.title]);
    const published = { en: card.title.en, zh: '' };
    expect((await stepOf(observer, stepId))?.linkNames).toEqual(['hidden', published]);
    expect(JSON.stringify(await app.roadmap.load(observer, study.slug))).not.toContain(card.title.zh);

    valueOf(await app.roadmap.release(secretariat, study.slug));
    const released = async () =>
      valueOf(await app.roadmap.released(city, study.slug))?.steps.find(({ id }) => id === stepId);
    const listed = async () =>
      valueOf(await app.roadmap.steps(city, study.slug)).steps.find(({ id }) => id === stepId)?.links;
    expect([(await released())?.links, (await released())?.linkNames]).toEqual([[links[1]], [published]]);
    expect(
      valueOf(await app.supports.dependents(city, study.slug, { kind: 'practice', id: practice }))
    ).toEqual([{ kind: 'step', form: 'step', id: stepId, title: step.title, role: null }]);
    // A withdrawn consent takes the card out of what was released, at once.
    const withdrawn = { language: 'en', state: 'withdrawn', print: '' } as const;
    valueOf(await app.practices.answerConsent(senior, study.slug, practice, withdrawn));
    expect([(await released())?.links, await listed()]).toEqual([[], []]);
    expect((await stepOf(observer, stepId))?.linkNames).toEqual(['hidden', 'hidden']);
  });

  it('lead from a source to each passage that cites it, and to nobody more than may read it', async () => {
    const { app, study, eu, sourceId, findings, response, as } = await setUp(engine);
    const cites = (id: string, text: string): ContentNode => ({
      ...{ type: 'paragraph', attrs: { id } },
      content: [
        {
          type: 'text',
          text,
          // The installation has moved since the link was made.
          marks: [
            {
              type: 'link',
              attrs: { href: `https://old.example/studies/${study.slug}/context/sources/${sourceId}` }
            }
          ]
        }
      ]
    });
    await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
      en: [paragraph('b1', 'No source.'), cites('b2', 'As the EIB says')],
      zh: [paragraph('z1', '无来源。'), cites('z2', '如欧投行所述')]
    });
    await writeText(app, response('haidian'), eu.userId, 'stakeholders', { zh: [cites('h9', '据欧投行')] });
    const passagesFor = async (reader: Actor) =>
      valueOf(await app.supports.passagesCiting(reader, study.slug, sourceId));
    const base = `/studies/${study.slug}/assessments`;
    const finding = {
      text: 'findings',
      href: `${base}/bristol/stakeholders?text=findings#block-b2`,
      beginning: { en: 'As the EIB says', zh: '如欧投行所述' }
    };
    const answer = { text: 'response', href: `${base}/haidian/stakeholders?text=response#block-h9` };
    expect(await passagesFor(eu)).toMatchObject([finding, answer]);
    expect(await passagesFor(await as({ role: 'city', city: 'haidian' }))).toMatchObject([answer]);
    expect(await passagesFor(await as({ role: 'city', city: 'bristol' }))).toEqual([]);
    // Words that lose their link cite it no more.
    await writeText(app, response('haidian'), eu.userId, 'stakeholders', {
      zh: [paragraph('h9', '据欧投行')]
    });
    expect(await passagesFor(eu)).toMatchObject([finding]);
  });

  // Promise: what a city writes into a reopened question is nobody else's before the city gives it back.
  it('tell nobody but those who may read it of an answer that is reopened and not yet given back', async () => {
    const { app, study, eu, sourceId, response, as } = await setUp(engine);
    const senior = await as({ role: 'city', city: 'haidian', senior: true });
    const observer = await as({ role: 'observer' });
    valueOf(await app.documents.freeze(null, response('haidian')));
    await app.store.db.updateTable('assessment').set({ state: 'drafting' }).execute();
    const question = 'stakeholders.who';
    const asked = { question, text: 'Since when?', language: 'en' } as const;
    valueOf(await app.clarifications.ask(eu, study.slug, 'haidian', asked));
    await writeAnswers(app, response('haidian'), senior.userId, {
      [`${question}/value@source`]: `NOT YET RETURNED https://x.example/studies/${study.slug}/context/sources/${sourceId}`
    });
    const seenBy = async (reader: Actor) =>
      JSON.stringify(valueOf(await app.supports.passagesCiting(reader, study.slug, sourceId)));
    expect(await seenBy(senior)).toContain('NOT YET RETURNED');
    expect(await seenBy(observer)).not.toContain('NOT YET RETURNED');
    expect(await seenBy(await as({ role: 'city', city: 'bristol' }))).toBe('[]');
  });

  it('name a practice in the languages alone to which its city has agreed', async () => {
    const stage = await setUp(engine);
    const { app, study, eu, cn, as } = stage;
    const senior = await as({ role: 'city', city: 'bristol', senior: true });
    const practice = await publishedCard(stage, senior, ['en']);
    const { id } = valueOf(await app.themes.add(eu, study.slug, challenge));
    const owner = { kind: 'theme', id } as const;
    for (const target of [
      passageOf('bristol', 'b1'),
      passageOf('haidian', 'h1'),
      { kind: 'practice', id: practice } as const
    ])
      valueOf(await app.supports.cite(eu, study.slug, { owner, role: 'supports', target }));
    for (const expert of [eu, cn]) {
      const { print } = valueOf(await app.themes.load(expert, study.slug, id));
      valueOf(await app.themes.validate(expert, study.slug, id, print));
    }
    for (const reader of [await as({ role: 'observer' }), await as({ role: 'city', city: 'haidian' })]) {
      const seen = JSON.stringify(valueOf(await app.themes.load(reader, study.slug, id)));
      expect(seen).toContain(card.title.en);
      expect(seen).not.toContain(card.title.zh);
    }
    expect(JSON.stringify(valueOf(await app.themes.load(eu, study.slug, id)))).toContain(card.title.zh);
  });

  it('lead from a source to the answers and cards that name its address, and to nobody more than may read them', async () => {
    const { app, study, eu, sourceId, response, as } = await setUp(engine);
    const address = `https://old.example/studies/${study.slug}/context/sources/${sourceId}`;
    await writeAnswers(app, response('haidian'), eu.userId, {
      'stakeholders.who/value': 'yes',
      'stakeholders.who/value@source': `欧投行（${address}）`,
      'stakeholders.how/value@source': `${address}-other`
    });
    const { id } = valueOf(
      await app.practices.add(eu, study.slug, {
        ...card,
        results: { en: `Half the visits, see ${address}.`, zh: card.results.zh }
      })
    );
    const citing = async (reader: Actor) =>
      valueOf(await app.supports.passagesCiting(reader, study.slug, sourceId));
    const base = `/studies/${study.slug}`;
    const answer = {
      text: 'response',
      beginning: { zh: expect.stringContaining('欧投行') as string },
      href: `${base}/assessments/haidian/stakeholders?text=response#question-stakeholders.who`
    };
    const practice = { text: 'practice', title: card.title, href: `${base}/practices/${id}` };
    expect(await citing(eu)).toMatchObject([answer, practice]);
    expect(await citing(await as({ role: 'city', city: 'haidian' }))).toMatchObject([answer]);
    expect(await citing(await as({ role: 'city', city: 'bristol' }))).toEqual([]);
    await app.store.db
      .insertInto('confidentialAnswer')
      .values({
        studyId: study.id,
        cityId: 'haidian',
        question: 'stakeholders.who',
        topic: '',
        userId: eu.userId,
        at: app.now().toISOString()
      })
      .execute();
    expect(await citing(eu)).toMatchObject([practice]);
  });

  it('tell a city the released title of a step, and nothing of one that was not released', async () => {
    const { app, study, eu, cn, secretariat, as } = await setUp(engine);
    const { id: stepId } = valueOf(await app.roadmap.add(eu, study.slug, step));
    valueOf(await app.roadmap.release(secretariat, study.slug));
    const { id: laterId } = valueOf(
      await app.roadmap.add(eu, study.slug, { ...step, title: { en: 'Secret', zh: '' } })
    );
    const renamed = { ...step, title: { en: 'Rename', zh: '' } };
    valueOf(await app.roadmap.change(eu, study.slug, { id: stepId, version: 1 }, renamed));
    const { id } = valueOf(await app.themes.add(eu, study.slug, challenge));
    const owner = { kind: 'theme', id } as const;
    const cite = async (
      target: Parameters<typeof app.supports.cite>[2]['target'],
      role: 'supports' | 'answers'
    ) => valueOf(await app.supports.cite(eu, study.slug, { owner, role, target }));
    await cite(passageOf('bristol', 'b1'), 'supports');
    await cite(passageOf('haidian', 'h1'), 'supports');
    await cite({ kind: 'step', id: stepId }, 'answers');
    await cite({ kind: 'step', id: laterId }, 'answers');
    for (const expert of [eu, cn]) {
      const { print } = valueOf(await app.themes.load(expert, study.slug, id));
      valueOf(await app.themes.validate(expert, study.slug, id, print));
    }
    const city = await as({ role: 'city', city: 'haidian' });
    const view = valueOf(await app.themes.load(city, study.slug, id));
    expect(
      view.supports.filter(({ kind }) => kind === 'step').map(({ shown }) => shown?.title ?? null)
    ).toEqual(expect.arrayContaining([step.title, null]));
    expect(JSON.stringify(view)).not.toMatch(/Secret|Rename/);
  });
});
