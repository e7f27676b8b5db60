/**
 * Shows that suggestions are seen by those who comment on an open text, decided by those who write it, once each,
 * and that no version holds any.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { claimMilliseconds, mostSuggestions, type SavedSuggestion } from '#rules/suggestions/suggestion.ts';
import { serviceEngines } from '#kit/databases.ts';
import { openRound, section, type Round } from '#kit/threads.ts';

const at = (round: Round, kind: 'findings' | 'response' = 'findings', of = section) => ({
  studySlug: round.study.slug,
  text: { kind, city: 'haidian' } as const,
  section: of
});
const inserting = (text: string, change: Partial<SavedSuggestion> = {}): SavedSuggestion => ({
  id: randomUUID(),
  language: 'en',
  kind: 'insert',
  blockId: 'block-1',
  from: '{"item":{"client":1,"clock":3},"assoc":-1}',
  to: '',
  deleted: [],
  quote: '',
  content: [{ text, marks: [] }],
  target: null,
  ...change
});
const saved = async (round: Round, actor: Actor, suggestion: SavedSuggestion, where = at(round)) => {
  const result = await round.app.suggestions.save(actor, where, { saved: [suggestion], withdrawn: [] });
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
  return result.value;
};
const listed = async (round: Round, actor: Actor, where = at(round)) => {
  const result = await round.app.suggestions.list(actor, where);
  return result.ok ? result.value : result.refusal.code;
};
const words = async (round: Round, actor: Actor, where = at(round)) => {
  const found = await listed(round, actor, where);
  return typeof found === 'string' || found === null
    ? found
    : found.list.map(({ content }) => content.map(({ text }) => text).join(''));
};
const heard = async (round: Round, actor: Actor) => {
  const events = await round.app.events.list(actor, round.study.slug, 0);
  return events.ok
    ? events.value.flatMap((event) =>
        event.isKnown && (event.kind === 'suggestion.changed' || event.kind === 'suggestion.decided')
          ? event.payload.act
          : []
      )
    : [];
};
const everyone = [
  'secretariat',
  'chair',
  'expertEu',
  'expertCn',
  'city',
  'colleague',
  'otherCity',
  'observer'
] as const;

describe.each(serviceEngines)('suggestions on %s', (engine) => {
  it('on findings are seen by experts, chairs and the secretariat, and by no city and no observer', async () => {
    const round = await openRound(engine);
    const { people, app } = round;
    const suggestion = inserting('new ');
    await saved(round, people.chair, suggestion);
    for (const who of ['secretariat', 'chair', 'expertEu', 'expertCn'] as const) {
      expect(await words(round, people[who])).toEqual(['new ']);
      expect(await heard(round, people[who])).toEqual(['made']);
    }
    for (const who of ['city', 'colleague', 'observer', 'otherCity'] as const) {
      expect(await listed(round, people[who])).toBeNull();
      expect(await heard(round, people[who])).toEqual([]);
      for (const act of ['claim', 'reject', 'reopen'] as const)
        expect(
          await app.suggestions.decide(people[who], at(round), act, { id: suggestion.id, version: 1 })
        ).toMatchObject({ refusal: { code: 'not-found' } });
      expect(
        await app.suggestions.save(people[who], at(round), { saved: [inserting('x')], withdrawn: [] })
      ).toMatchObject({ refusal: { code: 'not-found' } });
    }
  });

  it('are made by those who comment, and decided by those who write (R115)', async () => {
    const round = await openRound(engine);
    const { people, app } = round;
    const suggestion = inserting('new ');
    await saved(round, people.secretariat, suggestion);
    expect(await listed(round, people.secretariat)).toMatchObject({ suggests: true, decides: false });
    expect(await listed(round, people.expertEu)).toMatchObject({ suggests: true, decides: true });
    const decide = (actor: Actor, act: 'claim' | 'reject') =>
      app.suggestions.decide(actor, at(round), act, { id: suggestion.id, version: 1 });
    for (const who of ['secretariat', 'chair'] as const)
      expect(await decide(people[who], 'reject')).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await decide(people.expertCn, 'reject')).toMatchObject({ ok: true });
    expect(await words(round, people.secretariat)).toEqual([]);
    expect(await heard(round, people.secretariat)).toEqual(['made', 'rejected']);
  });

  it('on a response come from experts and from representatives who write other parts of it', async () => {
    const round = await openRound(engine, 'collecting');
    const { people, app } = round;
    await app.store.db
      .updateTable('grant')
      .set({ characteristics: JSON.stringify(['governance']) })
      .where('userId', '=', people.colleague.userId)
      .execute();
    const colleague = { ...people.colleague };
    const where = at(round, 'response');
    const limited: Actor = {
      ...colleague,
      grants: colleague.grants.map((grant) => ({ ...grant, characteristics: ['governance'] }))
    };
    await saved(round, people.expertEu, inserting('from an expert'), where);
    await saved(round, limited, inserting('from a colleague'), where);
    expect(await listed(round, limited, where)).toMatchObject({ suggests: true, decides: false });
    expect(await listed(round, people.city, where)).toMatchObject({ suggests: true, decides: true });
    expect(await listed(round, people.expertEu, where)).toMatchObject({ suggests: true, decides: false });
    expect(await words(round, people.city, where)).toHaveLength(2);
    expect(await listed(round, people.observer, where)).toBeNull();
  });

  it('there are none on a frozen text, on an answer, or on a section that the text does not have', async () => {
    const frozen = await openRound(engine, 'consultation');
    for (const who of everyone) expect(await listed(frozen, frozen.people[who])).toBeNull();
    const round = await openRound(engine);
    for (const of of ['no-such-section', 'answer:SMART-1.summary'])
      expect(await listed(round, round.people.expertEu, at(round, 'findings', of))).toBeNull();
  });

  it('are changed and withdrawn by their author alone, while they are open', async () => {
    const round = await openRound(engine);
    const { people, app } = round;
    const suggestion = inserting('one');
    await saved(round, people.chair, suggestion);
    await saved(round, people.chair, suggestion);
    expect(await heard(round, people.chair)).toEqual(['made']);
    const changed = inserting('two', { id: suggestion.id });
    expect(
      await app.suggestions.save(people.secretariat, at(round), { saved: [changed], withdrawn: [] })
    ).toMatchObject({ refusal: { code: 'invalid' } });
    expect(
      await app.suggestions.save(people.secretariat, at(round), { saved: [], withdrawn: [suggestion.id] })
    ).toMatchObject({ refusal: { code: 'invalid' } });
    await saved(round, people.chair, changed);
    expect(await words(round, people.expertEu)).toEqual(['two']);
    // Decided as it was seen before.
    expect(
      await app.suggestions.decide(people.expertEu, at(round), 'claim', { id: suggestion.id, version: 1 })
    ).toMatchObject({ refusal: { code: 'stale' } });
    const result = await app.suggestions.save(people.chair, at(round), {
      saved: [],
      withdrawn: [suggestion.id]
    });
    expect(result).toMatchObject({ value: { saved: [suggestion.id] } });
    expect(await saved(round, people.chair, changed)).toMatchObject({
      saved: [],
      closed: [
        { id: suggestion.id, state: 'withdrawn', change: { kind: 'insert', content: changed.content } }
      ]
    });
    expect(await words(round, people.expertEu)).toEqual([]);
    expect(await heard(round, people.expertEu)).toEqual(['made', 'changed', 'withdrawn']);
  });

  it('are decided as they were seen when only the text around them has changed since', async () => {
    const round = await openRound(engine);
    const { people, app } = round;
    const first = inserting('one', {
      kind: 'replace',
      quote: 'words',
      deleted: [{ client: 1, clock: 5, length: 5 }]
    });
    for (const act of ['claim', 'reject'] as const) {
      const suggestion = { ...first, id: randomUUID() };
      await saved(round, people.chair, suggestion);
      // Its author's page saves it again with other neighbours, and with copies of the letters that undo restored.
      const around = {
        ...suggestion,
        from: '{"item":{"client":2,"clock":7},"assoc":-1,"before":"other "}',
        deleted: [
          { client: 3, clock: 0, length: 2 },
          { client: 3, clock: 9, length: 3 }
        ]
      };
      expect(await saved(round, people.chair, around)).toMatchObject({ saved: [suggestion.id] });
      const list = await listed(round, people.expertEu);
      expect(list).toMatchObject({
        list: [{ id: suggestion.id, from: around.from, deleted: around.deleted }]
      });
      const seen = { id: suggestion.id, version: 1 };
      expect(await app.suggestions.decide(people.expertEu, at(round), act, seen)).toMatchObject({ ok: true });
      if (act === 'claim') await app.suggestions.decide(people.expertEu, at(round), 'accept', seen);
      expect(await words(round, people.chair)).toEqual([]);
    }
  });

  it('of two who accept at the same moment, one does', async () => {
    const round = await openRound(engine);
    const { people, app } = round;
    const suggestion = inserting('one');
    await saved(round, people.chair, suggestion);
    const claims = await Promise.all(
      [people.expertEu, people.expertCn].map((who) =>
        app.suggestions.decide(who, at(round), 'claim', { id: suggestion.id, version: 1 })
      )
    );
    expect(claims.filter(({ ok }) => ok)).toHaveLength(1);
    const [winner, other] = claims[0]?.ok
      ? [people.expertEu, people.expertCn]
      : [people.expertCn, people.expertEu];
    const seen = { id: suggestion.id, version: 1 };
    // Meanwhile nobody changes or rejects it.
    expect(await saved(round, people.chair, inserting('two', { id: suggestion.id }))).toMatchObject({
      busy: [suggestion.id]
    });
    expect(await app.suggestions.decide(other, at(round), 'reject', seen)).toMatchObject({ ok: false });
    expect(await app.suggestions.decide(other, at(round), 'accept', seen)).toMatchObject({ ok: false });
    expect(await app.suggestions.decide(winner, at(round), 'accept', seen)).toMatchObject({ ok: true });
    // Said once more by a page that got no answer.
    expect(await app.suggestions.decide(winner, at(round), 'accept', seen)).toMatchObject({ ok: true });
    expect(await heard(round, people.chair)).toEqual(['made', 'accepted']);
    expect(await words(round, people.chair)).toEqual([]);
  });

  it('are open again where the writer who claimed one never changed the text, and the next one learns of it', async () => {
    const round = await openRound(engine);
    const { people, app, clock } = round;
    const suggestion = inserting('one');
    const seen = { id: suggestion.id, version: 1 };
    await saved(round, people.chair, suggestion);
    const claim = (who: Actor) => app.suggestions.decide(who, at(round), 'claim', seen);
    expect(await claim(people.expertEu)).toMatchObject({ value: { wasClaimed: false } });
    expect(await claim(people.expertCn)).toMatchObject({ refusal: { code: 'stale' } });
    clock.advance(claimMilliseconds);
    expect(await claim(people.expertCn)).toMatchObject({ value: { wasClaimed: true } });
    expect(await app.suggestions.decide(people.expertCn, at(round), 'release', seen)).toMatchObject({
      ok: true
    });
    expect(await claim(people.expertEu)).toMatchObject({ value: { wasClaimed: false } });
    expect(await app.suggestions.decide(people.expertEu, at(round), 'lose', seen)).toMatchObject({
      ok: true
    });
    expect(await words(round, people.chair)).toEqual([]);
  });

  it('are open again when the person who decided takes it back, and nobody else can', async () => {
    const round = await openRound(engine);
    const { people, app } = round;
    const suggestion = inserting('one');
    const seen = { id: suggestion.id, version: 1 };
    await saved(round, people.chair, suggestion);
    await app.suggestions.decide(people.expertEu, at(round), 'reject', seen);
    const reopen = (who: Actor) => app.suggestions.decide(who, at(round), 'reopen', seen);
    expect(await reopen(people.expertCn)).toMatchObject({ refusal: { code: 'stale' } });
    expect(await reopen(people.expertEu)).toMatchObject({ ok: true });
    expect(await words(round, people.chair)).toEqual(['one']);
  });

  it('are free at once when the writer who claimed one takes it back before it is closed, and only then', async () => {
    const round = await openRound(engine);
    const { people, app } = round;
    const suggestion = inserting('one');
    const seen = { id: suggestion.id, version: 1 };
    await saved(round, people.chair, suggestion);
    const decide = (who: Actor, act: 'claim' | 'reopen') => app.suggestions.decide(who, at(round), act, seen);
    await decide(people.expertEu, 'claim');
    expect(await decide(people.expertCn, 'reopen')).toMatchObject({ ok: true });
    expect(await decide(people.expertCn, 'claim')).toMatchObject({ refusal: { code: 'stale' } });
    expect(await decide(people.expertEu, 'reopen')).toMatchObject({ ok: true });
    expect(await decide(people.expertCn, 'claim')).toMatchObject({ value: { wasClaimed: false } });
  });

  it('are news to their author once they were decided: once for each who decided, and to nobody else', async () => {
    const round = await openRound(engine);
    const { people, app } = round;
    const all = ['one', 'two', 'three', 'four'].map((text) => inserting(text));
    for (const suggestion of all) await saved(round, people.chair, suggestion);
    for (const [n, { id }] of all.entries())
      await app.suggestions.decide(n < 3 ? people.expertEu : people.expertCn, at(round), 'reject', {
        id,
        version: 1
      });
    const news = async (actor: Actor) => {
      const inbox = await app.inbox.load(actor, round.study.slug);
      return inbox.ok
        ? inbox.value.changes.flatMap(({ kind, actorId, names }) =>
            kind.startsWith('suggestion.') ? [[kind, actorId, names.person !== undefined]] : []
          )
        : inbox.refusal.code;
    };
    expect(await news(people.chair)).toEqual([
      ['suggestion.decided', people.expertCn.userId, true],
      ['suggestion.decided', people.expertEu.userId, true]
    ]);
    for (const who of [people.expertEu, people.expertCn, people.secretariat, people.city])
      expect(await news(who)).toEqual([]);
  });

  it('are no news any more whose decision was taken back, until they are decided again', async () => {
    const round = await openRound(engine);
    const { people, app } = round;
    const [one, other] = [inserting('one'), inserting('other')];
    for (const suggestion of [one, other]) await saved(round, people.chair, suggestion);
    const decide = async (id: string, act: 'reject' | 'reopen'): Promise<void> => {
      const { version } = await app.store.db
        .selectFrom('suggestion')
        .select('version')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      expect(await app.suggestions.decide(people.expertEu, at(round), act, { id, version })).toMatchObject({
        ok: true
      });
    };
    const lines = async (): Promise<number> => {
      const inbox = await app.inbox.load(people.chair, round.study.slug);
      return inbox.ok ? inbox.value.changes.filter(({ kind }) => kind === 'suggestion.decided').length : NaN;
    };
    await decide(one.id, 'reject');
    expect(await lines()).toBe(1);
    await decide(one.id, 'reopen');
    expect(await lines()).toBe(0);
    await decide(other.id, 'reject');
    await decide(one.id, 'reject');
    await decide(one.id, 'reopen');
    expect(await lines()).toBe(1);
    await decide(other.id, 'reopen');
    expect(await lines()).toBe(0);
    await decide(one.id, 'reject');
    expect(await lines()).toBe(1);
  });

  it('of one person in one text are limited', async () => {
    const round = await openRound(engine);
    const { people, app } = round;
    const save = (count: number) =>
      app.suggestions.save(people.chair, at(round), {
        saved: Array.from({ length: count }, (_, n) => inserting(String(n))),
        withdrawn: []
      });
    for (let made = 0; made < mostSuggestions; made += 100)
      expect(await save(100)).toMatchObject({ ok: true });
    expect(await save(1)).toMatchObject({ refusal: { code: 'too-many' } });
  });

  it('are in no version', async () => {
    const round = await openRound(engine);
    const { people, app } = round;
    await saved(round, people.chair, inserting('unseen-suggestion'));
    const kept = await app.versions.keep(
      people.expertEu,
      round.study.slug,
      { kind: 'findings', city: 'haidian' },
      { en: 'Named', zh: '命名' }
    );
    expect(kept.ok).toBe(true);
    const rows = await app.store.db.selectFrom('version').selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    for (const { bytes } of rows) expect(Buffer.from(bytes).toString()).not.toContain('unseen-suggestion');
  });
});
