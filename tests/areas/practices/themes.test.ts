/**
 * Shows that a trend or a challenge rests on two cities, is published once both sides have validated it, and is
 * flagged when what it rests on falls away.
 */
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import type { SupportTarget } from '#rules/bibliography/support.ts';
import { insertConfidentialAnswer } from '#server/areas/answers/store/confidential.ts';
import { serviceEngines } from '#kit/databases.ts';
import { paragraph, writeAnswers, writeText } from '#kit/texts.ts';
import {
  challenge,
  outcomeOf,
  passageOf,
  publishedCard,
  themeStage,
  valueOf,
  type ThemeStage
} from '#kit/themes.ts';

const citing = ({ app, study, eu }: ThemeStage, id: string) => {
  return (target: SupportTarget, role: 'supports' | 'counters' | 'answers' = 'supports') =>
    app.supports.cite(eu, study.slug, { owner: { kind: 'theme', id }, role, target });
};
const answer: SupportTarget = { kind: 'answer', city: 'haidian', question: 'stakeholders.who' };

async function withTheme(stage: ThemeStage, targets: readonly SupportTarget[]) {
  const { app, study, eu } = stage;
  const { id } = valueOf(await app.themes.add(eu, study.slug, challenge));
  for (const target of targets) valueOf(await citing(stage, id)(target));
  const lacks = async () => valueOf(await app.themes.load(eu, study.slug, id)).theme.lacks;
  const validate = async (actor: Actor) => {
    const { print } = valueOf(await app.themes.load(actor, study.slug, id));
    return outcomeOf(await app.themes.validate(actor, study.slug, id, print));
  };
  return { id, lacks, validate };
}

describe.each(serviceEngines)('a theme on %s', (engine) => {
  it('is published to everyone when both sides have validated what rests on two cities, one of each side (R165, R170)', async () => {
    const stage = await themeStage(engine);
    const { app, study, eu, cn, as } = stage;
    const city = await as({ role: 'city', city: 'bristol' });
    const { id, lacks, validate } = await withTheme(stage, [passageOf('bristol', 'b1')]);
    expect(await lacks()).toEqual(['cities', 'side']);
    expect(await validate(eu)).toBe('requirements-open');
    valueOf(await citing(stage, id)(passageOf('haidian', 'h1')));
    expect(await lacks()).toEqual([]);
    expect([await validate(eu), await validate(cn)]).toEqual(['ok', 'ok']);
    const shown = valueOf(await app.themes.list(city, study.slug)).themes;
    expect(shown.map(({ statement, stage: at }) => [statement.zh, at])).toEqual([
      [challenge.statement.zh, 'published']
    ]);
    valueOf(await citing(stage, id)(passageOf('bristol', 'b2'), 'counters'));
    expect(valueOf(await app.themes.list(city, study.slug)).themes).toEqual([]);
  });

  it('is flagged when a passage or an answer changes, or a block is deleted, until somebody has looked at it', async () => {
    const stage = await themeStage(engine);
    const { app, study, eu, cn, findings, response } = stage;
    const { id, lacks, validate } = await withTheme(stage, [
      passageOf('bristol', 'b1'),
      passageOf('haidian', 'h1'),
      answer
    ]);
    expect([await validate(eu), await validate(cn)]).toEqual(['ok', 'ok']);
    await writeAnswers(app, response('haidian'), cn.userId, { 'stakeholders.who/value': 'no' });
    expect(await lacks()).toEqual(['changed']);
    await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
      en: [paragraph('b2', 'One desk.')]
    });
    expect(await lacks()).toEqual(['cities', 'side', 'changed', 'gone']);
    const { supports, theme } = valueOf(await app.themes.load(cn, study.slug, id));
    expect(theme.stage).toBe('published');
    expect(supports.map(({ kind, shown }) => [kind, shown?.state])).toEqual([
      ['passage', 'gone'],
      ['passage', 'holds'],
      ['answer', 'changed']
    ]);
    const owner = { kind: 'theme', id } as const;
    for (const { id: one, shown } of supports) {
      if (shown?.state === 'changed') valueOf(await app.supports.takeAnew(cn, study.slug, owner, one));
      if (shown?.state === 'gone') valueOf(await app.supports.remove(cn, study.slug, owner, one));
    }
    valueOf(await citing(stage, id)(passageOf('bristol', 'b2')));
    expect(await lacks()).toEqual([]);
    expect(valueOf(await app.themes.load(cn, study.slug, id)).theme.stage).toBe('draft');
  });

  it('is flagged when a city withdraws its consent to a practice that answers it', async () => {
    const stage = await themeStage(engine);
    const { app, study, as } = stage;
    const senior = await as({ role: 'city', city: 'bristol', senior: true });
    const practice = await publishedCard(stage, senior, ['en']);
    const { id, lacks } = await withTheme(stage, [passageOf('bristol', 'b1'), passageOf('haidian', 'h1')]);
    valueOf(await citing(stage, id)({ kind: 'practice', id: practice }, 'answers'));
    expect(await lacks()).toEqual([]);
    const withdrawn = { language: 'en', state: 'withdrawn', print: '' } as const;
    valueOf(await app.practices.answerConsent(senior, study.slug, practice, withdrawn));
    expect(await lacks()).toEqual(['gone']);
  });

  it('leaves a gap where a reader may not read what it rests on, and tells nothing of it', async () => {
    const stage = await themeStage(engine);
    const { app, study, eu, cn, as } = stage;
    const { id, validate } = await withTheme(stage, [
      passageOf('bristol', 'b1'),
      passageOf('haidian', 'h1'),
      answer
    ]);
    expect([await validate(eu), await validate(cn)]).toEqual(['ok', 'ok']);
    const city = await as({ role: 'city', city: 'bristol' });
    const view = valueOf(await app.themes.load(city, study.slug, id));
    expect(view.supports.map(({ shown }) => shown)).toEqual([null, null, null]);
    expect(JSON.stringify(view)).not.toMatch(/打通|own files|haidian|bristol/);
    const observer = valueOf(await app.themes.load(await as({ role: 'observer' }), study.slug, id));
    expect(observer.supports.map(({ shown }) => shown?.quote?.text)).toEqual([
      'Each office keeps its own files.',
      '各部门数据未打通。',
      undefined
    ]);
    expect(observer.supports.map(({ shown }) => shown?.state ?? null)).toEqual([null, null, null]);
  });

  it('never rests on an answer that the city holds back, and loses one that it holds back later', async () => {
    const stage = await themeStage(engine);
    const { app, study, cn } = stage;
    const { id, lacks } = await withTheme(stage, [
      passageOf('bristol', 'b1'),
      passageOf('haidian', 'h1'),
      answer
    ]);
    await insertConfidentialAnswer(app.store.db, {
      studyId: study.id,
      cityId: 'haidian',
      answer: { question: 'stakeholders.who', topic: null },
      userId: cn.userId,
      at: app.now().toISOString()
    });
    expect(await lacks()).toEqual(['gone']);
    const other = valueOf(await app.themes.add(cn, study.slug, challenge));
    expect(outcomeOf(await citing(stage, other.id)(answer))).toBe('not-found');
    expect(id).not.toBe(other.id);
  });

  it('is reached from a passage and an answer that it cites, and shows where they are (R168)', async () => {
    const stage = await themeStage(engine);
    const { app, study, eu, as } = stage;
    const { id } = await withTheme(stage, [passageOf('bristol', 'b1'), answer]);
    const [passage, said] = valueOf(await app.themes.load(eu, study.slug, id)).supports;
    expect([passage?.shown?.href, said?.shown?.href]).toEqual([
      '/studies/small-study/assessments/bristol/stakeholders?text=findings#block-b1',
      '/studies/small-study/assessments/haidian/stakeholders?text=response#question-stakeholders.who'
    ]);
    const findings = { kind: 'findings', city: 'bristol', sections: ['stakeholders'] } as const;
    const answers = { kind: 'response', city: 'haidian', questions: ['stakeholders.who'] } as const;
    expect(valueOf(await app.supports.citing(eu, study.slug, findings))).toMatchObject([
      { owner: { kind: 'theme', id }, block: 'b1', state: 'holds' }
    ]);
    expect(valueOf(await app.supports.citing(eu, study.slug, answers))).toMatchObject([
      { owner: { id }, question: 'stakeholders.who' }
    ]);
    const observer = await as({ role: 'observer' });
    expect(valueOf(await app.supports.citing(observer, study.slug, findings))).toEqual([]);
  });

  it('cites the selected words where they are in the block, the address of a place, and each thing once', async () => {
    const stage = await themeStage(engine);
    const { app, study, eu } = stage;
    const { id } = await withTheme(stage, []);
    const owner = { kind: 'theme', id } as const;
    const selected = { ...passageOf('bristol', 'b1'), quote: 'its own files' } as SupportTarget;
    valueOf(await citing(stage, id)(selected));
    const link = '/studies/small-study/assessments/haidian/stakeholders?text=findings#block-h1';
    valueOf(await app.supports.citeLink(eu, study.slug, { owner, role: 'counters', link }));
    const quotes = valueOf(await app.themes.load(eu, study.slug, id)).supports.map(
      ({ shown }) => shown?.quote?.text
    );
    expect(quotes).toEqual(['its own files', '各部门数据未打通。']);
    expect(outcomeOf(await citing(stage, id)(selected))).toBe('conflict');
    expect(outcomeOf(await citing(stage, id)(passageOf('bristol', 'none')))).toBe('not-found');
    expect(outcomeOf(await citing(stage, id)({ kind: 'finding', id }))).toBe('invalid');
    expect(outcomeOf(await citing(stage, id)({ kind: 'practice', id: 'none' }))).toBe('not-found');
    expect(
      outcomeOf(await app.supports.citeLink(eu, study.slug, { owner, role: 'supports', link: 'x' }))
    ).toBe('invalid');
    const foreign = { ...owner, id: 'none' };
    expect(
      outcomeOf(await app.supports.citeLink(eu, study.slug, { owner: foreign, role: 'supports', link }))
    ).toBe('not-found');
  });

  it('is shown with practices and findings on the page of a characteristic, as far as the reader may know (R173)', async () => {
    const stage = await themeStage(engine);
    const { app, study, eu, as } = stage;
    await withTheme(stage, []);
    const view = valueOf(await app.themes.ofCharacteristic(eu, study.slug, 'stakeholders'));
    expect(view.themes.map(({ statement }) => statement.en)).toEqual([challenge.statement.en]);
    expect(view.findings.map(({ city, text }) => [city.id, text.en, text.zh])).toEqual([
      ['bristol', 'Each office keeps its own files.', ''],
      ['haidian', '', '各部门数据未打通。']
    ]);
    const city = valueOf(
      await app.themes.ofCharacteristic(
        await as({ role: 'city', city: 'haidian' }),
        study.slug,
        'stakeholders'
      )
    );
    expect([city.themes, city.practices, city.findings]).toEqual([[], [], []]);
  });
});
