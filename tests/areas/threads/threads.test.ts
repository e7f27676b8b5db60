import { describe, expect, it } from 'vitest';
import { serviceEngines } from '#kit/databases.ts';
import { anchorOn, onSection, openRound, section, type Round } from '#kit/threads.ts';
import type { Actor } from '#base/permissions.ts';

const opened = async (round: Round, actor: Actor, documentId: string, command = onSection('Why so?')) => {
  const result = await round.app.threads.open(actor, documentId, command);
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
  return result.value;
};
const listed = async (round: Round, actor: Actor, documentId: string) => {
  const result = await round.app.threads.list(actor, documentId);
  return result.ok ? result.value.threads : result.refusal.code;
};
const bodies = async (round: Round, actor: Actor, documentId: string) => {
  const threads = await listed(round, actor, documentId);
  return typeof threads === 'string'
    ? threads
    : threads.flatMap((thread) => thread.comments.map((comment) => comment.body));
};
const heard = async (round: Round, actor: Actor) => {
  const events = await round.app.events.list(actor, round.study.slug, 0);
  return events.ok
    ? events.value.map(({ kind }) => kind).filter((kind) => /^(thread|comment)\./.test(kind))
    : [];
};

describe.each(serviceEngines)('comments on %s', (engine) => {
  it('of experts are read by experts of both sides, chairs and secretariat; for everybody else there is none', async () => {
    const round = await openRound(engine);
    const { people, city } = round;
    const { threadId } = await opened(round, people.expertEu, city.responseId);
    for (const who of ['secretariat', 'chair', 'expertEu', 'expertCn'] as const) {
      expect(await bodies(round, people[who], city.responseId)).toEqual(['Why so?']);
      expect(await heard(round, people[who])).toEqual(['thread.opened']);
    }
    for (const who of ['city', 'colleague', 'observer'] as const)
      expect(await bodies(round, people[who], city.responseId)).toEqual([]);
    expect(await bodies(round, people.otherCity, city.responseId)).toBe('not-found');
    for (const who of ['city', 'colleague', 'observer', 'otherCity'] as const) {
      expect(await heard(round, people[who])).toEqual([]);
      expect(await round.app.threads.find(people[who], round.study.slug, threadId)).toMatchObject({
        refusal: { code: 'not-found' }
      });
      expect(
        await round.app.threads.reply(people[who], threadId, { body: 'Me too', locale: 'en' })
      ).toMatchObject({ refusal: { code: 'not-found' } });
    }
  });

  it('of a city’s staff are read by that staff alone', async () => {
    const round = await openRound(engine, 'collecting');
    const { people, city } = round;
    await opened(round, people.city, city.responseId, onSection('先核对', { audience: 'staff' }));
    expect(await bodies(round, people.colleague, city.responseId)).toEqual(['先核对']);
    for (const who of ['secretariat', 'chair', 'expertEu', 'expertCn'] as const) {
      expect(await bodies(round, people[who], city.responseId)).toEqual([]);
      expect(await heard(round, people[who])).toEqual([]);
    }
    expect(await heard(round, people.colleague)).toEqual(['thread.opened']);
  });

  it('for the city are held a minute: its author’s side has them at once, the city when they are out, with the event', async () => {
    const round = await openRound(engine, 'collecting');
    const { people, city, clock, app } = round;
    const { threadId } = await opened(
      round,
      people.expertEu,
      city.responseId,
      onSection('Please explain.', { audience: 'shared' })
    );
    expect(await bodies(round, people.expertCn, city.responseId)).toEqual(['Please explain.']);
    expect(await bodies(round, people.city, city.responseId)).toEqual([]);
    expect(await app.threads.find(people.city, round.study.slug, threadId)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    clock.advance(59_000);
    await app.scheduler.run();
    expect(await bodies(round, people.city, city.responseId)).toEqual([]);
    expect(await heard(round, people.expertCn)).toEqual([]);
    clock.advance(1_000);
    await app.scheduler.run();
    await app.scheduler.run();
    expect(await bodies(round, people.city, city.responseId)).toEqual(['Please explain.']);
    expect(await heard(round, people.city)).toEqual(['thread.opened']);
    expect(await heard(round, people.otherCity)).toEqual([]);
    // And the answer in the other direction.
    const answer = await app.threads.reply(people.city, threadId, { body: '附上文件。', locale: 'zh' });
    expect(answer.ok).toBe(true);
    expect(await bodies(round, people.colleague, city.responseId)).toEqual(['Please explain.', '附上文件。']);
    expect(await bodies(round, people.expertEu, city.responseId)).toEqual(['Please explain.']);
    clock.advance(60_000);
    await app.scheduler.run();
    expect(await bodies(round, people.expertEu, city.responseId)).toEqual(['Please explain.', '附上文件。']);
    expect(await heard(round, people.expertEu)).toEqual(['thread.opened', 'comment.added']);
  });

  it('called back within the minute were never there, for anybody; afterwards it is too late', async () => {
    const round = await openRound(engine, 'collecting');
    const { people, city, clock, app } = round;
    const held = await opened(
      round,
      people.expertEu,
      city.responseId,
      onSection('Oops', { audience: 'shared' })
    );
    expect(await app.threads.recall(people.expertCn, held.commentId)).toMatchObject({
      refusal: { code: 'forbidden' }
    });
    expect((await app.threads.recall(people.expertEu, held.commentId)).ok).toBe(true);
    clock.advance(120_000);
    await app.scheduler.run();
    for (const who of [people.city, people.expertCn]) {
      expect(await bodies(round, who, city.responseId)).toEqual([]);
      expect(await heard(round, who)).toEqual([]);
    }
    const stays = await opened(round, people.expertEu, city.responseId, onSection('Stays'));
    clock.advance(60_000);
    expect(await app.threads.recall(people.expertEu, stays.commentId)).toMatchObject({
      refusal: { code: 'too-late' }
    });
    const reply = await app.threads.reply(people.expertCn, stays.threadId, {
      body: 'Replied',
      locale: 'en'
    });
    expect(reply.ok && (await app.threads.recall(people.expertCn, reply.value.commentId)).ok).toBe(true);
    expect(await bodies(round, people.expertEu, city.responseId)).toEqual(['Stays']);
    const rows = await app.store.db.selectFrom('comment').select('body').execute();
    expect(rows).toEqual([{ body: 'Stays' }]);
  });

  it('of which the first was called back while another had answered go on with the answer', async () => {
    const round = await openRound(engine);
    const { people, city, app } = round;
    const first = await opened(round, people.expertEu, city.findingsId);
    await app.threads.reply(people.expertCn, first.threadId, { body: '同意', locale: 'en' });
    expect((await app.threads.recall(people.expertEu, first.commentId)).ok).toBe(true);
    expect(await bodies(round, people.chair, city.findingsId)).toEqual(['同意']);
  });

  it('are addressed only to those whom the writer may address', async () => {
    const round = await openRound(engine, 'collecting');
    const { people, city, study, app } = round;
    const tried = async (actor: Actor, documentId: string, audience: 'experts' | 'staff' | 'shared') => {
      const result = await app.threads.open(actor, documentId, onSection('x', { audience }));
      return result.ok ? 'ok' : result.refusal.code;
    };
    expect(await tried(people.expertEu, city.responseId, 'staff')).toBe('forbidden');
    expect(await tried(people.expertEu, city.findingsId, 'shared')).toBe('forbidden');
    expect(await tried(people.city, city.responseId, 'experts')).toBe('forbidden');
    expect(await tried(people.city, city.findingsId, 'staff')).toBe('not-found');
    expect(await tried(people.observer, city.findingsId, 'experts')).toBe('forbidden');
    expect(await tried(people.expertEu, study.chapterId, 'shared')).toBe('forbidden');
    expect(await tried(people.city, study.chapterId, 'experts')).toBe('not-found');
    const audiences = async (actor: Actor, documentId: string) => {
      const list = await app.threads.list(actor, documentId);
      return list.ok ? list.value.audiences : list.refusal.code;
    };
    expect(await audiences(people.expertCn, city.responseId)).toEqual(['experts', 'shared']);
    expect(await audiences(people.expertCn, city.findingsId)).toEqual(['experts']);
    expect(await audiences(people.city, city.responseId)).toEqual(['staff', 'shared']);
    expect(await audiences(people.observer, city.findingsId)).toEqual([]);
    expect(await audiences(people.chair, study.chapterId)).toEqual(['experts']);
  });

  it('on a chapter are the experts’ as well', async () => {
    const round = await openRound(engine);
    const { people, study, app } = round;
    const result = await app.threads.open(
      people.expertEu,
      study.chapterId,
      onSection('Shorter?', { section: 'body' })
    );
    expect(result.ok).toBe(true);
    expect(await bodies(round, people.chair, study.chapterId)).toEqual(['Shorter?']);
    expect(await bodies(round, people.observer, study.chapterId)).toEqual([]);
    expect(await heard(round, people.observer)).toEqual([]);
    expect(await heard(round, people.chair)).toEqual(['thread.opened']);
  });

  it('name only people who see them; the rest is refused or stays a word', async () => {
    const round = await openRound(engine, 'collecting');
    const { people, city, app, clock } = round;
    const mentioned = () => app.store.db.selectFrom('mention').select('userId').execute();
    await opened(
      round,
      people.expertEu,
      city.findingsId,
      onSection('请看＠王芳，还有 @chair person and @李海')
    );
    expect(await bodies(round, people.chair, city.findingsId)).toEqual([
      `请看@[${people.expertCn.userId}]，还有 @[${people.chair.userId}] and @李海`
    ]);
    expect((await mentioned()).map(({ userId }) => userId).sort()).toEqual(
      [people.expertCn.userId, people.chair.userId].sort()
    );
    const named = (id: string, audience: 'experts' | 'shared' = 'experts') =>
      app.threads.open(people.expertEu, city.responseId, onSection(`@[${id}]`, { audience }));
    for (const who of ['city', 'otherCity', 'observer'] as const) {
      expect(await named(people[who].userId)).toMatchObject({
        refusal: { code: 'invalid', facts: { field: 'mention' } }
      });
    }
    expect(await named('nobody')).toMatchObject({ refusal: { code: 'invalid' } });
    expect((await named(people.city.userId, 'shared')).ok).toBe(true);
    // No one is notified before the comment is visible.
    expect(await mentioned()).toHaveLength(2);
    clock.advance(60_000);
    await app.scheduler.run();
    expect(await mentioned()).toHaveLength(3);
    const listeners = await app.threads.listListeners(people.expertEu, city.responseId, 'experts');
    expect(listeners.ok && listeners.value.map(({ id }) => id).sort()).toEqual(
      [people.secretariat, people.chair, people.expertEu, people.expertCn]
        .map(({ userId }) => userId as string)
        .sort()
    );
    expect(await app.threads.listListeners(people.city, city.responseId, 'experts')).toMatchObject({
      refusal: { code: 'forbidden' }
    });
  });

  it('when edited keep what they said before; when withdrawn keep who and when, and no word', async () => {
    const round = await openRound(engine);
    const { people, city, app, clock } = round;
    const { commentId } = await opened(round, people.expertEu, city.findingsId, onSection('First @王芳'));
    clock.advance(600_000);
    expect(
      (
        await app.threads.edit(
          people.expertEu,
          { id: commentId, version: 1 },
          { body: 'Second', locale: 'en' }
        )
      ).ok
    ).toBe(true);
    expect(
      await app.threads.edit(people.expertEu, { id: commentId, version: 1 }, { body: 'Third', locale: 'en' })
    ).toMatchObject({ refusal: { code: 'stale' } });
    expect(
      await app.threads.edit(people.chair, { id: commentId, version: 2 }, { body: 'Mine', locale: 'en' })
    ).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await listed(round, people.chair, city.findingsId)).toMatchObject([
      {
        comments: [
          {
            body: 'Second',
            editedAt: '2013-09-01T08:10:00.000Z',
            earlier: [{ body: `First @[${people.expertCn.userId}]` }]
          }
        ]
      }
    ]);
    expect(await app.store.db.selectFrom('mention').selectAll().execute()).toEqual([]);
    expect((await app.threads.withdraw(people.expertEu, commentId)).ok).toBe(true);
    expect(await listed(round, people.chair, city.findingsId)).toMatchObject([
      {
        comments: [
          {
            body: '',
            withdrawnAt: '2013-09-01T08:10:00.000Z',
            earlier: [],
            user: { id: people.expertEu.userId }
          }
        ]
      }
    ]);
    expect(
      await app.threads.edit(people.expertEu, { id: commentId, version: 3 }, { body: 'Back', locale: 'en' })
    ).toMatchObject({ refusal: { code: 'stale' } });
    expect(JSON.stringify(await app.store.db.selectFrom('commentEdit').selectAll().execute())).toBe('[]');
    expect(await heard(round, people.chair)).toEqual([
      'thread.opened',
      'comment.edited',
      'comment.withdrawn'
    ]);
  });

  it('are resolved and reopened by the person who may write there; to what is resolved nothing is added', async () => {
    const round = await openRound(engine);
    const { people, city, app } = round;
    const { threadId } = await opened(round, people.expertEu, city.findingsId);
    expect(await app.threads.resolve(people.observer, { id: threadId, version: 1 })).toMatchObject({
      refusal: { code: 'not-found' }
    });
    const both = await Promise.all([
      app.threads.resolve(people.chair, { id: threadId, version: 1 }),
      app.threads.resolve(people.expertCn, { id: threadId, version: 1 })
    ]);
    expect(both.map((one) => (one.ok ? 'ok' : one.refusal.code)).sort()).toEqual(['ok', 'stale']);
    expect(await app.threads.reply(people.expertEu, threadId, { body: 'But', locale: 'en' })).toMatchObject({
      refusal: { code: 'thread-resolved' }
    });
    expect((await app.threads.reopen(people.expertEu, { id: threadId, version: 2 })).ok).toBe(true);
    expect((await app.threads.reply(people.expertEu, threadId, { body: 'But', locale: 'en' })).ok).toBe(true);
    expect(await heard(round, people.secretariat)).toEqual([
      'thread.opened',
      'thread.resolved',
      'thread.reopened',
      'comment.added'
    ]);
  });

  it('are refused in a state that gives the floor to others, and stay readable', async () => {
    const round = await openRound(engine);
    const { people, city, app } = round;
    const { threadId, commentId } = await opened(round, people.expertEu, city.findingsId);
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'consultation' })
      .where('id', '=', city.assessmentId)
      .execute();
    expect(await app.threads.reply(people.expertCn, threadId, { body: 'x', locale: 'en' })).toMatchObject({
      refusal: { code: 'forbidden' }
    });
    expect(await bodies(round, people.expertCn, city.findingsId)).toEqual(['Why so?']);
    expect(await bodies(round, people.city, city.findingsId)).toEqual([]);
    expect((await app.threads.withdraw(people.expertEu, commentId)).ok).toBe(true);
  });

  it('stand where their words stand, in the order of the text, and show the block that says the same (R115)', async () => {
    const round = await openRound(engine);
    const { people, city, doc } = round;
    await opened(
      round,
      people.expertCn,
      city.findingsId,
      onSection('到何时？', { anchor: anchorOn(doc, 'zh', '2015年') })
    );
    await opened(
      round,
      people.expertEu,
      city.findingsId,
      onSection('Which?', { anchor: anchorOn(doc, 'en', 'plan') })
    );
    await opened(
      round,
      people.expertEu,
      city.findingsId,
      onSection('Asked how?', { about: 'question', targetId: 'strategy.vision' })
    );
    expect(await listed(round, people.chair, city.findingsId)).toMatchObject([
      { about: 'question', targetId: 'strategy.vision', isGone: false },
      {
        quote: 'plan',
        language: 'en',
        foundAnchor: { blockId: 'block-1', text: 'plan', counterpart: 'block-3' }
      },
      {
        quote: '2015年',
        language: 'zh',
        foundAnchor: { blockId: 'block-4', text: '2015年', counterpart: 'block-2' },
        comments: [{ language: 'zh' }]
      }
    ]);
  });

  it('can be picked out: mine, open, by role, by language, on deleted text', async () => {
    const round = await openRound(engine);
    const { people, city, doc, app } = round;
    const other = anchorOn(doc, 'en', 'paid');
    const gone = {
      ...other,
      from: '{"item":{"client":1,"clock":1}}',
      to: '{"item":{"client":1,"clock":2}}',
      quote: 'words that were deleted'
    };
    const first = await opened(
      round,
      people.expertCn,
      city.findingsId,
      onSection('到何时？', { anchor: anchorOn(doc, 'zh', '2015年') })
    );
    await opened(round, people.chair, city.findingsId, onSection('Of what?', { anchor: gone }));
    await app.threads.resolve(people.chair, { id: first.threadId, version: 1 });
    const picked = async (filter: Parameters<typeof app.threads.list>[2]) => {
      const list = await app.threads.list(people.chair, city.findingsId, filter);
      return list.ok ? list.value.threads.map((thread) => thread.quote) : [];
    };
    expect(await picked({})).toEqual(['2015年', 'words that were deleted']);
    expect(await picked({ mine: true })).toEqual(['words that were deleted']);
    expect(await picked({ open: true })).toEqual(['words that were deleted']);
    expect(await picked({ role: 'expert' })).toEqual(['2015年']);
    expect(await picked({ language: 'zh' })).toEqual(['2015年']);
    expect(await picked({ deleted: true })).toEqual(['words that were deleted']);
    expect(await picked({ section: 'stakeholders' })).toEqual([]);
  });

  it.each([
    ['no words', onSection('  \n ')],
    ['a section that is none', onSection('x', { section: 'weather' })],
    ['a question that is none', onSection('x', { about: 'question', targetId: 'weather.today' })],
    ['a record beside the findings', onSection('x', { about: 'record', targetId: 'r1' })],
    [
      'an anchor that is none',
      onSection('x', {
        anchor: { language: 'en', from: '{"tname":"a"}', to: '[]', blockId: null, quote: 'a' }
      })
    ]
  ])('with %s are refused', async (_, command) => {
    const round = await openRound(engine);
    expect(await round.app.threads.open(round.people.expertEu, round.city.findingsId, command)).toMatchObject(
      { refusal: { code: 'invalid' } }
    );
    expect(await round.app.store.db.selectFrom('thread').selectAll().execute()).toEqual([]);
  });

  it('are at most ten thousand characters long', async () => {
    const round = await openRound(engine);
    const { people, city, app } = round;
    expect(
      (await app.threads.open(people.expertEu, city.findingsId, onSection('市'.repeat(10_000)))).ok
    ).toBe(true);
    expect(
      await app.threads.open(people.expertEu, city.findingsId, onSection('市'.repeat(10_001)))
    ).toMatchObject({ refusal: { code: 'too-large' } });
  });

  it('are found only within their own study', async () => {
    const round = await openRound(engine);
    const { threadId } = await opened(round, round.people.expertEu, round.city.findingsId);
    expect(await round.app.threads.find(round.people.chair, round.study.slug, threadId)).toMatchObject({
      value: { section, document: { kind: 'findings', cityId: 'haidian' } }
    });
    expect(await round.app.threads.find(round.people.chair, 'other-study', threadId)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('told of at the same time as they are called back have one outcome', async () => {
    const round = await openRound(engine, 'collecting');
    const { people, city, clock, app } = round;
    const { commentId } = await opened(
      round,
      people.expertEu,
      city.responseId,
      onSection('Now?', { audience: 'shared' })
    );
    // The author’s node is a second behind.
    clock.advance(59_500);
    const recalling = app.threads.recall(people.expertEu, commentId);
    clock.advance(1_000);
    const [recalled] = await Promise.all([recalling, app.scheduler.run()]);
    const left = await bodies(round, people.city, city.responseId);
    const logged = await heard(round, people.city);
    if (recalled.ok && logged.length === 0) expect(left).toEqual([]);
    else if (recalled.ok) expect([left, logged]).toEqual([[], ['thread.opened', 'comment.withdrawn']]);
    else expect([left, logged]).toEqual([['Now?'], ['thread.opened']]);
  });
});
