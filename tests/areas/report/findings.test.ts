/**
 * A report shows what the study has found as long as it may: a practice with the consent of its city, a
 * theme with what it rests on, a roadmap and recommendations once both chairs have approved them.
 */
import { describe, expect, it } from 'vitest';
import type { NextStepInput } from '#rules/meetings/next-step.ts';
import type { Actor } from '#base/permissions.ts';
import { idsOf, printsOf } from '#rules/pairs/pairs.ts';
import type { ReportBlock, ReportContent, ReportPart } from '#rules/report/report-content.ts';
import type { ContentNode } from '#base/content.ts';
import { signs } from '#kit/approvals.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { insertRubric } from '#kit/judged.ts';
import { testPassword } from '#kit/people.ts';
import { card } from '#kit/practice-card.ts';
import { build, contentOf, must, partOf } from '#kit/reports.ts';
import { paragraph, writeText } from '#kit/texts.ts';
import { challenge, passageOf, publishedCard, themeStage, type ThemeStage } from '#kit/themes.ts';
import { forumStep as step, openDataRecommendation } from '#kit/next-steps.ts';

interface Stage extends ThemeStage {
  readonly secretariat: Actor;
  readonly senior: Actor;
}

async function stageOf(engine: Engine = 'sqlite'): Promise<Stage> {
  const stage = await themeStage(engine);
  return {
    ...stage,
    secretariat: await stage.as({ role: 'secretariat' }),
    senior: await stage.as({ role: 'city', city: 'bristol', senior: true })
  };
}

/** Begins a report that has these parts alone, with what stands above and below them. */
async function reportOf({ app, study, secretariat }: Stage, wanted: readonly string[]): Promise<void> {
  const { composing } = app.reports;
  must(await composing.begin(secretariat, study.slug, 'report'));
  const { parts } = must(await composing.load(secretariat, study.slug, 'report'));
  const parentOf = (id: string | null) => parts.find((part) => part.id === id)?.parentId ?? null;
  const kept = new Set(wanted);
  for (const id of wanted) for (let at = parentOf(id); at !== null; at = parentOf(at)) kept.add(at);
  const isBelow = (id: string): boolean => {
    for (let at: string | null = id; at !== null; at = parentOf(at)) if (wanted.includes(at)) return true;
    return false;
  };
  const removed = parts.filter(({ id }) => !kept.has(id) && !isBelow(id));
  for (const { id, parentId } of removed)
    if (parentId === null || kept.has(parentId))
      must(await composing.removePart(secretariat, study.slug, 'report', id));
}

async function publishedChallenge({ app, study, eu, cn }: Stage): Promise<string> {
  const { id } = must(await app.themes.add(eu, study.slug, challenge));
  const owner = { kind: 'theme', id } as const;
  for (const target of [passageOf('bristol', 'b1'), passageOf('haidian', 'h1')])
    must(await app.supports.cite(eu, study.slug, { owner, role: 'supports', target }));
  for (const expert of [eu, cn]) {
    const { print } = must(await app.themes.load(expert, study.slug, id));
    must(await app.themes.validate(expert, study.slug, id, print));
  }
  return id;
}

const recommendation = {
  ...openDataRecommendation,
  links: [{ kind: 'passage', id: '/chapters/trends#b1' } as const]
};

const linked = (id: string, text: string, counterpart: string): ContentNode => ({
  ...paragraph(id, text),
  attrs: { id, counterpart }
});

const words = (part: ReportPart | ReportContent): string => JSON.stringify(part);

/** Signs a build as the chair of a side. Returns the code of the refusal, or what came of it. */
async function signed(
  { app, study, as }: Stage,
  side: 'eu' | 'cn',
  built: { id: string; hash: string | null }
) {
  const chair = await as({ role: 'chair', side });
  const result = await app.reports.publishing.sign(
    chair,
    study.slug,
    { id: built.id, hash: built.hash ?? '' },
    testPassword
  );
  return result.ok ? result.value : result.refusal.code;
}

describe.each(serviceEngines)('good practices in a report on %s', (engine) => {
  it('are printed in the languages to which the city has agreed, and are gone from the next build once it withdraws (R164)', async () => {
    const stage = await stageOf(engine);
    const { app, study, senior } = stage;
    const id = await publishedCard(stage, senior);
    await reportOf(stage, ['pilots', 'practices']);
    const built = await build(stage, 'edition');
    expect(built).toMatchObject({ state: 'done', faults: [] });
    const before = words(partOf(await contentOf(stage), 'practices'));
    expect(before).toContain(card.solution.en);
    expect(before).toContain(card.solution.zh);
    expect(before).not.toContain('ada@bristol.example');

    const withdrawn = { language: 'zh', state: 'withdrawn', print: '' } as const;
    must(await app.practices.answerConsent(senior, study.slug, id, withdrawn));
    // What was built before shows more than it may: nobody publishes it.
    expect(await signed(stage, 'eu', built)).toBe('content-changed');
    const next = await build(stage, 'edition');
    expect(next).toMatchObject({ state: 'done' });
    expect(next.faults).toMatchObject([{ kind: 'language-missing', part: 'practices', stops: false }]);
    const after = partOf(await contentOf(stage), 'practices');
    expect(words(after)).not.toContain(card.solution.zh);
    expect(after.pairs.at(-1)?.zh).toEqual([{ kind: 'gap', why: 'withdrawn' }]);

    must(await app.practices.answerConsent(senior, study.slug, id, { ...withdrawn, language: 'en' }));
    const last = await build(stage, 'edition');
    expect(last).toMatchObject({
      state: 'done',
      faults: [{ kind: 'empty-part', part: 'practices', stops: false }]
    });
    expect(words(await contentOf(stage))).not.toContain(card.title.en);
  });
});

describe.each(serviceEngines)('practices and themes of a published report on %s', (engine) => {
  it('are read by anyone from its publication on, and a practice no more once its city withdraws its consent', async () => {
    const stage = await stageOf(engine);
    const { app, study, eu, senior } = stage;
    const { openFindings } = app.reports;
    const [id, theme] = [await publishedCard(stage, senior), await publishedChallenge(stage)];
    await reportOf(stage, ['practices', 'challenges']);
    const built = await build(stage, 'edition');
    expect(await signed(stage, 'eu', built)).toEqual({ isPublished: false });
    const notFound = { ok: false, refusal: { code: 'not-found' } };
    expect(await openFindings.practices(study.slug)).toEqual(notFound);
    expect(await signed(stage, 'cn', built)).toEqual({ isPublished: true });

    const practice = must(await openFindings.practice(study.slug, id));
    expect(practice).toMatchObject({
      languages: ['en', 'zh'],
      texts: { title: card.title },
      editions: ['1']
    });
    expect(JSON.stringify(practice)).not.toContain(card.contact);
    expect(must(await openFindings.theme(study.slug, theme))).toMatchObject({
      ...{ kind: 'challenge', statement: challenge.statement, editions: ['1'] }
    });
    // What was published in the study after the report is not in it.
    const later = await publishedCard(stage, senior);
    expect(await openFindings.practice(study.slug, later)).toEqual(notFound);

    const withdraw = async (language: 'en' | 'zh') =>
      must(
        await app.practices.answerConsent(senior, study.slug, id, { language, state: 'withdrawn', print: '' })
      );
    await withdraw('zh');
    const english = must(await openFindings.practice(study.slug, id));
    expect(english).toMatchObject({ languages: ['en'], texts: { title: { en: card.title.en, zh: '' } } });
    expect(JSON.stringify(english)).not.toContain(card.solution.zh);
    await withdraw('en');
    expect(await openFindings.practice(study.slug, id)).toEqual(notFound);
    expect(must(await openFindings.practices(study.slug))).toEqual([]);
    // A theme that somebody changes is a draft again.
    const { theme: present } = must(await app.themes.load(eu, study.slug, theme));
    must(
      await app.themes.change(
        eu,
        study.slug,
        { id: theme, version: present.version },
        { ...challenge, statement: { en: 'Offices share data.', zh: '部门共享数据。' } }
      )
    );
    expect(await openFindings.theme(study.slug, theme)).toEqual(notFound);
    // Validated again, it is there in the words that the chairs signed: the new ones appear with the next edition.
    for (const expert of [eu, stage.cn]) {
      const { print } = must(await app.themes.load(expert, study.slug, theme));
      must(await app.themes.validate(expert, study.slug, theme, print));
    }
    const served = must(await openFindings.themes(study.slug));
    expect(served).toMatchObject([{ id: theme, statement: challenge.statement, editions: ['1'] }]);
    expect(JSON.stringify(served)).not.toContain('Offices share data.');
  });
});

describe('trends and challenges in a report', () => {
  it('lead from a supporting passage to its theme, to its quote in the built report, and back to the passage (R168, R194)', async () => {
    const stage = await stageOf();
    const { app, study, eu } = stage;
    const id = await publishedChallenge(stage);
    const [cited] = must(
      await app.supports.citing(eu, study.slug, {
        kind: 'findings',
        city: 'bristol',
        sections: ['stakeholders']
      })
    );
    expect(cited?.owner).toMatchObject({ kind: 'theme', id });
    await reportOf(stage, ['cities', 'challenges']);
    await build(stage);
    const content = await contentOf(stage);
    const theme = partOf(content, 'challenges');
    expect(words(theme)).toContain(challenge.statement.zh);
    const items = theme.pairs.flatMap(({ en }) => en.filter(({ kind }) => kind === 'item'));
    expect(items.map((item) => ('text' in item ? item.text : []))).toMatchObject([
      [
        { text: '“Each office keeps its own files.”', language: null },
        { text: ' (bristol)' },
        { text: ', ' },
        { kind: 'reference', target: 'cities-eu-bristol', block: 'cities-eu-bristol.b1' }
      ],
      [
        { text: '“各部门数据未打通。”', language: 'zh' },
        { text: ' (haidian)' },
        { text: ', ' },
        { kind: 'reference', target: 'cities-cn-haidian', block: 'cities-cn-haidian.h1' }
      ]
    ]);
    expect(words(partOf(content, 'cities-eu-bristol'))).toContain('"id":"cities-eu-bristol.b1"');
  });

  it('quote the confirmed counterpart in the edition of the other language, as the report shows it, and else the original with its language', async () => {
    const stage = await stageOf();
    const { app, study, eu, cn, findings } = stage;
    await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
      zh: [linked('z1', '各部门各自保管档案。', 'b1'), linked('z2', '一个窗口办理全部事项。', 'b2')]
    });
    const id = await publishedChallenge(stage);
    const owner = { kind: 'theme', id } as const;
    const place = { city: 'bristol', section: 'stakeholders' };
    const target = { kind: 'passage', place, block: 'b2', quote: 'One desk' } as const;
    must(await app.supports.cite(eu, study.slug, { owner, role: 'supports', target }));
    for (const expert of [eu, cn]) {
      const { print } = must(await app.themes.load(expert, study.slug, id));
      must(await app.themes.validate(expert, study.slug, id, print));
    }
    await reportOf(stage, ['cities', 'challenges']);
    const quotes = async (): Promise<unknown> => {
      await build(stage);
      const { pairs } = partOf(await contentOf(stage), 'challenges');
      const of = (blocks: readonly ReportBlock[]) =>
        blocks.flatMap((block) =>
          block.kind === 'item' && block.text[0]?.kind === 'text'
            ? `${block.text[0].text} ${block.text[0].language ?? '='}`
            : []
        );
      return { en: pairs.flatMap(({ en }) => of(en)), zh: pairs.flatMap(({ zh }) => of(zh)) };
    };
    const english = ['“Each office keeps its own files.” =', '“各部门数据未打通。” zh', '“One desk” ='];
    // Nobody has confirmed a pair: what was tagged stands in its own language.
    const original = ['“Each office keeps its own files.” en', '“各部门数据未打通。” =', '“One desk” en'];
    expect(await quotes()).toEqual({ en: english, zh: original });

    const text = { kind: 'findings', city: 'bristol' } as const;
    const section = 'stakeholders';
    const { sections } = must(await app.translationPairs.list(eu, study.slug, text));
    const seen = sections
      .flatMap(({ pairs }) => pairs)
      .map((pair) => ({ ids: idsOf(pair), prints: printsOf(pair) }));
    must(await app.translationPairs.confirm(eu, study.slug, text, { section, pairs: seen, isMinor: false }));
    must(await app.translationPairs.check(cn, study.slug, text, { section, pairs: seen.slice(1) }));
    const translated = ['“各部门各自保管档案。” =', '“各部门数据未打通。” =', '“一个窗口办理全部事项。” ='];
    expect(await quotes()).toEqual({ en: english, zh: translated });

    // A counterpart that has changed since is not what was confirmed.
    await writeText(app, findings('bristol'), cn.userId, section, {
      zh: [linked('z1', '各部门保管大部分档案。', 'b1'), linked('z2', '一个窗口办理全部事项。', 'b2')]
    });
    expect(await quotes()).toEqual({ en: english, zh: [original[0], ...translated.slice(1)] });
    // Both sides of a pair that differ on purpose do not say the same.
    const note = { en: 'Desks differ.', zh: '窗口不同。' };
    must(await app.translationPairs.diverge(eu, study.slug, text, { section, pairs: seen.slice(1), note }));
    expect(await quotes()).toEqual({ en: english, zh: original });
  });

  it('quote a level by its name, and not by the key of its chip', async () => {
    const stage = await stageOf();
    const { app, study, eu, cn, findings } = stage;
    const level = { type: 'grade', attrs: { characteristic: 'stakeholders' } };
    const sentence = [{ type: 'text', text: 'They stand at ' }, level];
    await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
      en: [
        paragraph('b1', 'Each office keeps its own files.'),
        { type: 'paragraph', attrs: { id: 'b9' }, content: sentence }
      ]
    });
    const id = await publishedChallenge(stage);
    const place = { city: 'bristol', section: 'stakeholders' };
    const quote = 'They stand at [stakeholders]';
    const target = { kind: 'passage', place, block: 'b9', quote } as const;
    const owner = { kind: 'theme', id } as const;
    must(await app.supports.cite(eu, study.slug, { owner, role: 'supports', target }));
    for (const expert of [eu, cn]) {
      const { print } = must(await app.themes.load(expert, study.slug, id));
      must(await app.themes.validate(expert, study.slug, id, print));
    }
    await reportOf(stage, ['cities', 'challenges']);
    await build(stage);
    const challenges = words(partOf(await contentOf(stage), 'challenges'));
    expect(challenges).toContain('“They stand at ');
    expect(challenges).not.toContain('[stakeholders]');
  });

  it('stop the publication once a passage changes after it was quoted, until somebody has looked at it', async () => {
    const stage = await stageOf();
    const { app, study, eu, cn, findings, secretariat } = stage;
    const id = await publishedChallenge(stage);
    await reportOf(stage, ['challenges']);
    const before = await build(stage, 'edition');
    expect(before).toMatchObject({ state: 'done' });
    await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
      en: [paragraph('b1', 'Each office keeps most of its files.')]
    });
    expect(await signed(stage, 'eu', before)).toBe('content-changed');
    const stopped = { kind: 'support-changed', part: 'challenges', about: challenge.statement, stops: true };
    const view = must(await app.reports.composing.load(secretariat, study.slug, 'report'));
    expect(view.faults).toContainEqual(stopped);
    const next = await build(stage, 'edition');
    expect(next).toMatchObject({ state: 'failed', fault: 'faults', outputs: [] });
    expect(next.faults).toContainEqual(stopped);

    const owner = { kind: 'theme', id } as const;
    const { supports } = must(await app.themes.load(cn, study.slug, id));
    for (const { id: one, shown } of supports)
      if (shown?.state === 'changed') must(await app.supports.takeAnew(cn, study.slug, owner, one));
    for (const expert of [eu, cn]) {
      const { print } = must(await app.themes.load(expert, study.slug, id));
      must(await app.themes.validate(expert, study.slug, id, print));
    }
    expect(await build(stage, 'edition')).toMatchObject({ state: 'done', fault: null });
  });

  it('quote nothing in an edition that the edition does not show as approved', async () => {
    const stage = await stageOf();
    await publishedChallenge(stage);
    await reportOf(stage, ['cities', 'challenges']);
    const built = await build(stage, 'edition');
    expect(built).toMatchObject({ state: 'done' });
    const content = words(await contentOf(stage));
    expect(content).toContain(challenge.statement.en);
    expect(content).toContain('[passage of bristol: not in this report as it was cited]');
    expect(content).not.toMatch(/own files|未打通/);
  });
});

describe('the roadmap and the recommendations in a report', () => {
  it('are drafts until both chairs have approved them: a step stands with its title, and a list as it was signed (R184, R195, R196)', async () => {
    const stage = await stageOf();
    const { app, study, secretariat, eu, as } = stage;
    await insertRubric(app, study.id);
    must(await app.roadmap.begin(eu, study.slug));
    const theme = await publishedChallenge(stage);
    const links = [{ kind: 'theme' as const, id: theme }];
    const added = must(await app.roadmap.add(eu, study.slug, { ...step, links }));
    const { id } = must(
      await app.nextSteps.add(secretariat, study.slug, {
        ...recommendation,
        links: [...recommendation.links, { kind: 'step', id: added.id }]
      })
    );
    const next: NextStepInput = {
      ...recommendation,
      kind: 'next-step',
      scope: { cities: [], characteristics: [] },
      links: [],
      action: { en: 'Hold a forum in Bristol', zh: '在布里斯托尔举办论坛' },
      dueOn: '2014-05'
    };
    must(await app.nextSteps.add(secretariat, study.slug, next));
    // The chapter of the roadmap has the address `roadmap`: the steps are a part below it.
    await reportOf(stage, ['roadmap', 'recommendations', 'next-steps']);
    await build(stage);
    const draft = await contentOf(stage);
    expect(JSON.stringify(partOf(draft, 'roadmap').pairs)).toContain('达到“基础”等级');
    const steps = partOf(draft, 'roadmap-2');
    expect(steps).toMatchObject({ isDraft: true });
    const blocks = steps.pairs.flatMap(({ en }) => en);
    expect(blocks.filter(({ kind }) => kind === 'figure')).toMatchObject([
      { alt: expect.stringContaining('Name a forum: Up to 2 years') as string, drawing: { kind: 'svg' } }
    ]);
    expect(JSON.stringify(blocks)).toContain(challenge.statement.en.replace(/\.$/, ''));
    const advice = partOf(draft, 'recommendations');
    expect(advice).toMatchObject({ isDraft: true });
    expect(JSON.stringify(advice.pairs)).toContain('Publish open transport data');
    // What it rests on leads to the table in which the step stands.
    expect(JSON.stringify(advice.pairs)).toContain('[passage of Trends: not in this report as it was cited]');
    // Chapter 9 lists what is to be done next, with its addressee and date, and no recommendation.
    const ninth = JSON.stringify(partOf(draft, 'next-steps').pairs);
    for (const printed of ['Hold a forum in Bristol', '在布里斯托尔举办论坛', '2014'])
      expect(ninth).toContain(printed);
    expect(ninth).not.toContain('transport data');
    const stopped = await build(stage, 'edition');
    expect(stopped.faults.filter(({ stops }) => stops).map(({ kind, part }) => `${kind} ${part}`)).toEqual([
      'missing-text roadmap',
      'not-approved roadmap-2',
      'not-approved recommendations'
    ]);

    must(await app.approvals.propose(secretariat, study.slug, 'recommendations'));
    for (const side of ['eu', 'cn'] as const)
      must(await signs(app, await as({ role: 'chair', side }), study, 'recommendations'));
    const reworded = { ...recommendation, action: { en: 'Publish nothing', zh: '不开放' } };
    must(await app.nextSteps.change(secretariat, study.slug, { id, version: 1 }, reworded, null));
    await app.store.db
      .updateTable('document')
      .set({ state: 'approved' })
      .where('kind', '=', 'chapter')
      .execute();
    await build(stage);
    const approved = await contentOf(stage);
    expect(partOf(approved, 'recommendations')).toMatchObject({ isDraft: false });
    expect(words(partOf(approved, 'recommendations'))).toContain('Publish open transport data');
    expect(partOf(approved, 'roadmap-2')).toMatchObject({ isDraft: false });
    expect(words(partOf(approved, 'recommendations'))).toContain('"target":"roadmap-2.roadmap-stakeholders"');
  });
});
