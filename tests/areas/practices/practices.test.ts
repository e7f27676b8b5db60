/**
 * Shows that a good practice is published with two validations and the consent of its city, per language, and not
 * a moment longer.
 */
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { longestText, longestTitle } from '#rules/practices/practice.ts';
import { publishedPractices } from '#server/areas/practices/store/practices.ts';
import { serviceEngines } from '#kit/databases.ts';
import { card } from '#kit/practice-card.ts';
import { paragraph, writeText } from '#kit/texts.ts';
import { outcomeOf, passageOf, publishedCard, themeStage, valueOf, type ThemeStage } from '#kit/themes.ts';

const empty = { en: '', zh: '' };
const cited = (stage: ThemeStage, id: string, block = 'b2') =>
  stage.app.supports.cite(stage.eu, stage.study.slug, {
    owner: { kind: 'practice', id },
    role: 'supports',
    target: passageOf('bristol', block)
  });
const titlesFor = async ({ app, study }: ThemeStage, actor: Actor) =>
  valueOf(await app.practices.list(actor, study.slug)).cards.map(({ title }) => title);
const validated = async ({ app, study }: ThemeStage, actor: Actor, id: string) => {
  const { print } = valueOf(await app.practices.load(actor, study.slug, id));
  return app.practices.validate(actor, study.slug, id, print);
};

describe.each(serviceEngines)('a good practice on %s', (engine) => {
  it('is in the catalogue of others only once both sides have validated it and the city agrees to the language (R160)', async () => {
    const stage = await themeStage(engine);
    const { app, study, eu, cn, as } = stage;
    const [observer, haidian] = [await as({ role: 'observer' }), await as({ role: 'city', city: 'haidian' })];
    const senior = await as({ role: 'city', city: 'bristol', senior: true });
    const staff = await as({ role: 'city', city: 'bristol' });
    const everyoneElse = [observer, haidian, senior, staff];
    const { id } = valueOf(await app.practices.add(eu, study.slug, card));
    const shownToOthers = async () =>
      Promise.all(everyoneElse.map(async (reader) => (await titlesFor(stage, reader)).length));
    expect(await shownToOthers()).toEqual([0, 0, 0, 0]);
    expect(outcomeOf(await app.practices.load(senior, study.slug, id))).toBe('not-found');
    expect(outcomeOf(await app.practices.askConsent(eu, study.slug, id, 'en'))).toBe('wrong-state');

    // A card rests on something, before anybody validates it.
    expect(outcomeOf(await validated(stage, eu, id))).toBe('requirements-open');
    expect(outcomeOf(await cited(stage, id))).toBe('ok');
    expect(outcomeOf(await validated(stage, eu, id))).toBe('ok');
    expect(outcomeOf(await app.practices.askConsent(eu, study.slug, id, 'en'))).toBe('wrong-state');
    expect(outcomeOf(await validated(stage, cn, id))).toBe('ok');
    expect(outcomeOf(await app.practices.askConsent(eu, study.slug, id, 'en'))).toBe('ok');

    // The city that is asked reads the language that it is asked about; nobody else reads anything yet.
    expect(await shownToOthers()).toEqual([0, 0, 1, 1]);
    const view = valueOf(await app.practices.load(senior, study.slug, id));
    expect([view.card.title, view.card.solution.zh, view.print, view.validations]).toEqual([
      { en: card.title.en, zh: '' },
      '',
      '',
      []
    ]);
    const answer = { language: 'en', state: 'given', print: view.consents[0]?.print ?? '' } as const;
    expect(outcomeOf(await app.practices.answerConsent(staff, study.slug, id, answer))).toBe(
      'senior-required'
    );
    expect(outcomeOf(await app.practices.answerConsent(haidian, study.slug, id, answer))).toBe('not-found');
    expect(outcomeOf(await app.practices.answerConsent(eu, study.slug, id, answer))).toBe('forbidden');
    expect(
      outcomeOf(await app.practices.answerConsent(senior, study.slug, id, { ...answer, print: 'other' }))
    ).toBe('content-changed');
    expect(outcomeOf(await app.practices.answerConsent(senior, study.slug, id, answer))).toBe('ok');

    expect(await titlesFor(stage, haidian)).toEqual([{ en: card.title.en, zh: '' }]);
    expect(await titlesFor(stage, observer)).toEqual([{ en: card.title.en, zh: '' }]);
    expect(await publishedPractices(app.store.db, study.id)).toMatchObject([{ id, languages: ['en'] }]);
  });

  it('is gone from the catalogue and from every next output as soon as the city withdraws its consent (R164)', async () => {
    const stage = await themeStage(engine);
    const { app, study, as } = stage;
    const [senior, observer] = [
      await as({ role: 'city', city: 'bristol', senior: true }),
      await as({ role: 'observer' })
    ];
    const id = await publishedCard(stage, senior);
    expect(await titlesFor(stage, observer)).toEqual([card.title]);
    const withdraw = (language: 'en' | 'zh') =>
      app.practices.answerConsent(senior, study.slug, id, { language, state: 'withdrawn', print: '' });
    expect(outcomeOf(await withdraw('zh'))).toBe('ok');
    expect(await titlesFor(stage, observer)).toEqual([{ en: card.title.en, zh: '' }]);
    expect(outcomeOf(await withdraw('en'))).toBe('ok');
    expect(outcomeOf(await withdraw('en'))).toBe('wrong-state');
    expect(await titlesFor(stage, observer)).toEqual([]);
    expect(outcomeOf(await app.practices.load(observer, study.slug, id))).toBe('not-found');
    expect(await publishedPractices(app.store.db, study.id)).toEqual([]);
    const events = valueOf(await app.events.list(observer, study.slug, 0));
    expect(events.filter(({ kind }) => kind.startsWith('practice')).map(({ kind }) => kind)).toEqual(
      Array.from({ length: 4 }, () => 'practice.published')
    );
    expect(JSON.stringify(events)).not.toContain('bristol');
  });

  it('is found by everyone once it is published, and by nobody else once it is not, however old the index is', async () => {
    const stage = await themeStage(engine);
    const { app, study, eu, as } = stage;
    const [senior, observer] = [
      await as({ role: 'city', city: 'bristol', senior: true }),
      await as({ role: 'observer' })
    ];
    const id = await publishedCard(stage, senior, ['en']);
    await app.searchIndexer.run();
    const found = async (actor: Actor, query: string) => {
      const { hits } = valueOf(await app.search.search(actor, study.slug, { query, kinds: ['practice'] }));
      return hits.map(({ href }) => href);
    };
    const here = [`/studies/small-study/practices/${id}`];
    expect(await found(observer, 'desk for all services')).toEqual(here);
    expect(await found(observer, '一站式服务窗口')).toEqual([]);
    expect(await found(eu, '一站式服务窗口')).toEqual(here);
    const withdrawn = { language: 'en', state: 'withdrawn', print: '' } as const;
    valueOf(await app.practices.answerConsent(senior, study.slug, id, withdrawn));
    expect(await found(observer, 'desk for all services')).toEqual([]);
    expect(await found(eu, 'desk for all services')).toEqual(here);
  });

  it('needs new validations, and a new consent, when the card or what it rests on changes', async () => {
    const stage = await themeStage(engine);
    const { app, study, eu, cn, as } = stage;
    const senior = await as({ role: 'city', city: 'bristol', senior: true });
    const id = await publishedCard(stage, senior);
    const changed = { ...card, results: { ...card.results, en: 'A third of the visits.' } };
    expect(outcomeOf(await app.practices.change(eu, study.slug, { id, version: 1 }, changed))).toBe('ok');
    expect(await publishedPractices(app.store.db, study.id)).toEqual([]);
    const view = valueOf(await app.practices.load(eu, study.slug, id));
    expect(view.validations.map(({ holds }) => holds)).toEqual([false, false]);
    // The Chinese text is as the city agreed to it: that consent holds again with the validations.
    for (const expert of [eu, cn]) expect(outcomeOf(await validated(stage, expert, id))).toBe('ok');
    expect(await publishedPractices(app.store.db, study.id)).toMatchObject([{ languages: ['zh'] }]);
    expect(valueOf(await app.practices.load(eu, study.slug, id)).card.publication).toEqual({
      en: 'consent-void',
      zh: 'published'
    });
    expect(outcomeOf(await cited(stage, id, 'b1'))).toBe('ok');
    expect(await publishedPractices(app.store.db, study.id)).toEqual([]);
  });

  it('is not validated as another card than was read, nor while a passage has changed that nobody looked at', async () => {
    const stage = await themeStage(engine);
    const { app, study, eu, findings } = stage;
    const { id } = valueOf(await app.practices.add(eu, study.slug, card));
    valueOf(await cited(stage, id));
    const { print } = valueOf(await app.practices.load(eu, study.slug, id));
    valueOf(await app.practices.change(eu, study.slug, { id, version: 1 }, { ...card, resources: empty }));
    expect(outcomeOf(await app.practices.validate(eu, study.slug, id, print))).toBe('content-changed');
    await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
      en: [paragraph('b2', 'Two desks for all.')]
    });
    expect(valueOf(await app.practices.list(eu, study.slug)).cards[0]?.isShaken).toBe(true);
    expect(outcomeOf(await validated(stage, eu, id))).toBe('requirements-open');
    const [support] = valueOf(await app.practices.load(eu, study.slug, id)).supports;
    expect(support?.shown).toMatchObject({ state: 'changed', quote: { text: 'One desk for all.' } });
    const owner = { kind: 'practice', id } as const;
    expect(outcomeOf(await app.supports.takeAnew(eu, study.slug, owner, support?.id ?? ''))).toBe('ok');
    expect(outcomeOf(await validated(stage, eu, id))).toBe('ok');
  });

  it('is written by experts and the secretariat, and validated by experts for their own side', async () => {
    const stage = await themeStage(engine);
    const { app, study, as } = stage;
    const may = async (input: Parameters<typeof as>[0]) => {
      const actor = await as(input);
      const added = await app.practices.add(actor, study.slug, card);
      const validates = await app.practices.validate(actor, study.slug, 'none', '');
      return [outcomeOf(added), outcomeOf(validates)];
    };
    expect(await may({ role: 'secretariat' })).toEqual(['ok', 'forbidden']);
    expect(await may({ role: 'chair', side: 'eu' })).toEqual(['forbidden', 'forbidden']);
    expect(await may({ role: 'expert', side: 'cn' })).toEqual(['ok', 'not-found']);
    expect(await may({ role: 'observer' })).toEqual(['forbidden', 'forbidden']);
    expect(await may({ role: 'city', city: 'bristol', senior: true })).toEqual(['forbidden', 'forbidden']);
  });

  it('holds back the contact when it changes, until the city agrees again, and loses nothing by an erasure (R160)', async () => {
    const stage = await themeStage(engine);
    const { app, study, eu, as } = stage;
    const senior = await as({ role: 'city', city: 'bristol', senior: true });
    const id = await publishedCard(stage, senior, ['en']);
    valueOf(await app.practices.change(eu, study.slug, { id, version: 1 }, { ...card, contact: 'Bo Chen' }));
    expect(await publishedPractices(app.store.db, study.id)).toEqual([]);
  });

  it('shows each city where it wants to go on, and tells no other', async () => {
    const { app, study, as } = await themeStage(engine);
    const [bristol, haidian] = [
      await as({ role: 'city', city: 'bristol' }),
      await as({ role: 'city', city: 'haidian' })
    ];
    expect(outcomeOf(await app.practices.focus(bristol, study.slug, 'bristol', ['stakeholders']))).toBe('ok');
    expect(outcomeOf(await app.practices.focus(haidian, study.slug, 'bristol', []))).toBe('not-found');
    expect(outcomeOf(await app.practices.focus(bristol, study.slug, 'bristol', ['nothing']))).toBe('invalid');
    const focusOf = async (actor: Actor) => valueOf(await app.practices.list(actor, study.slug)).focus;
    expect(await focusOf(bristol)).toEqual({
      cityId: 'bristol',
      mayChoose: true,
      chosen: ['stakeholders'],
      ahead: []
    });
    expect((await focusOf(haidian))?.chosen).toEqual([]);
    expect(valueOf(await app.events.list(haidian, study.slug, 0))).toEqual([]);
  });
});

describe('a card', () => {
  it.each([
    [{ ...card, cityId: 'nowhere' }, 'invalid'],
    [{ ...card, characteristic: 'nothing' }, 'invalid'],
    [{ ...card, categories: ['nothing'] }, 'invalid'],
    [{ ...card, title: empty }, 'title-required'],
    [{ ...card, title: { en: 'x'.repeat(longestTitle + 1), zh: '' } }, 'too-large'],
    [{ ...card, problem: { en: '', zh: '字'.repeat(longestText + 1) } }, 'too-large'],
    [{ ...card, problem: { en: '\uD842', zh: '' } }, 'invalid'],
    [{ ...card, title: { en: '', zh: '𠮷野家的👩‍🏫' } }, 'ok']
  ])('is refused with what is wrong with it, and keeps 𠮷 and emoji: %#', async (input, code) => {
    const { app, study, eu } = await themeStage();
    const added = await app.practices.add(eu, study.slug, input);
    expect(outcomeOf(added)).toBe(code);
    if (added.ok)
      expect(valueOf(await app.practices.load(eu, study.slug, added.value.id)).card.title).toEqual(
        input.title
      );
  });
});
