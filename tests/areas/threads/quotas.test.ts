/**
 * Tests what bounds threads and comments: quotas of one person, which the secretariat can raise, and pages of fifty.
 */
import { describe, expect, it } from 'vitest';
import { serviceEngines } from '#kit/databases.ts';
import { value } from '#kit/evidence.ts';
import { onSection, openRound, type Round } from '#kit/threads.ts';
import type { Actor } from '#base/permissions.ts';
import { mostEdits, personalQuotas } from '#rules/study/quota.ts';

const { threadsOfText, lettersOfComments } = personalQuotas;

/** Opens a thread and copies it, each copy with a comment of its own. */
async function openMany({ app, city }: Round, actor: Actor, count: number, body = 'Why so?') {
  const { threadId } = value(await app.threads.open(actor, city.findingsId, onSection(body)));
  const { db } = app.store;
  const thread = await db
    .selectFrom('thread')
    .selectAll()
    .where('id', '=', threadId)
    .executeTakeFirstOrThrow();
  const comment = await db
    .selectFrom('comment')
    .selectAll()
    .where('threadId', '=', threadId)
    .executeTakeFirstOrThrow();
  const idOf = (n: number): string => `t-${String(n).padStart(4, '0')}`;
  for (let n = 1; n < count; n++) {
    await db
      .insertInto('thread')
      .values({ ...thread, id: idOf(n) })
      .execute();
    await db
      .insertInto('comment')
      .values({ ...comment, id: `c-${idOf(n)}`, threadId: idOf(n) })
      .execute();
  }
  return { threadId, lastId: idOf(count - 1), comment };
}

const usage = async ({ app, city }: Round, actor: Actor) =>
  value(await app.threads.list(actor, city.findingsId)).usage.map(({ quota }) => quota);

describe.each(serviceEngines)('one person, on %s', (engine) => {
  it('opens so many threads on a text, is told before, and more once the secretariat has raised it', async () => {
    const round = await openRound(engine);
    const { app, city, people, study } = round;
    await openMany(round, people.expertEu, threadsOfText * 0.8 - 1);
    expect(await usage(round, people.expertEu)).toEqual([]);
    for (let n = threadsOfText * 0.8 - 1; n < threadsOfText; n++)
      value(await app.threads.open(people.expertEu, city.findingsId, onSection('And this?')));
    expect(await usage(round, people.expertEu)).toEqual(['threadsOfText']);
    const open = (who: Actor, documentId = city.findingsId) =>
      app.threads.open(who, documentId, onSection('One more'));
    expect(await open(people.expertEu)).toMatchObject({
      refusal: { code: 'quota-reached', facts: { quota: 'threadsOfText', limit: threadsOfText } }
    });
    value(await open(people.expertEu, city.responseId));
    value(await open(people.expertCn));

    expect(await app.studies.setQuotaFactor(people.expertEu, study.slug, 2)).toMatchObject({ ok: false });
    value(await app.studies.setQuotaFactor(people.secretariat, study.slug, 2));
    value(await open(people.expertEu));
    expect(await usage(round, people.expertEu)).toEqual([]);
  });

  it('writes so many characters of comments; what is above stays readable and can be shortened or withdrawn', async () => {
    const round = await openRound(engine);
    const { app, city, people } = round;
    const { threadId, comment } = await openMany(round, people.expertEu, 1, 'A long comment.');
    const long = 'x'.repeat(lettersOfComments);
    await app.store.db.updateTable('comment').set({ body: long }).where('id', '=', comment.id).execute();
    expect(await usage(round, people.expertEu)).toEqual(['lettersOfComments']);
    const reply = (who: Actor) => app.threads.reply(who, threadId, { body: 'And so?', locale: 'en' });
    expect(await reply(people.expertEu)).toMatchObject({
      refusal: { code: 'quota-reached', facts: { quota: 'lettersOfComments', limit: lettersOfComments } }
    });
    value(await reply(people.expertCn));
    const [thread] = value(await app.threads.list(people.expertEu, city.findingsId)).threads;
    const shown = thread?.comments.find(({ id }) => id === comment.id);
    expect(shown?.body).toHaveLength(lettersOfComments);

    const shorter = { body: 'Short.', locale: 'en' } as const;
    value(await app.threads.edit(people.expertEu, comment, shorter));
    expect(await reply(people.expertEu)).toMatchObject({ refusal: { code: 'quota-reached' } });
    value(await app.threads.withdraw(people.expertEu, comment.id));
    value(await reply(people.expertEu));
  });

  it('changes one comment only so often', async () => {
    const round = await openRound(engine);
    const { app, people } = round;
    const { comment } = await openMany(round, people.expertEu, 1);
    const edit = (n: number) =>
      app.threads.edit(
        people.expertEu,
        { id: comment.id, version: n + 1 },
        { body: `Text ${n}`, locale: 'en' }
      );
    for (let n = 0; n < mostEdits; n++) value(await edit(n));
    expect(await edit(mostEdits)).toMatchObject({ refusal: { code: 'too-many' } });
  });
});

describe.each(serviceEngines)('a page of threads, on %s', (engine) => {
  it('shows fifty, the open ones first, and the one that is linked wherever it is', async () => {
    const round = await openRound(engine);
    const { app, city, people } = round;
    const { threadId, lastId } = await openMany(round, people.expertEu, 120);
    value(await app.threads.resolve(people.expertEu, { id: threadId, version: 1 }));
    const page = async (shown: { page?: number; thread?: string }) => {
      const { threads, threadCount, openCount, page } = value(
        await app.threads.list(
          people.expertCn,
          city.findingsId,
          {},
          { page: 1, thread: null, comments: 1, ...shown }
        )
      );
      return { ...page, threadCount, openCount, ids: threads.map(({ id }) => id) };
    };
    const first = await page({});
    expect([first.ids.length, first.pages, first.threadCount, first.openCount]).toEqual([50, 3, 120, 119]);
    const last = await page({ page: 3 });
    expect([last.ids.length, last.ids.includes(threadId)]).toEqual([20, true]);
    expect(first.ids).not.toContain(lastId);
    expect((await page({ thread: lastId })).ids).toContain(lastId);
    expect(new Set([...first.ids, ...(await page({ page: 2 })).ids, ...last.ids]).size).toBe(120);
  });

  it('is what a program reads as well, of both texts of a city, until it has all', async () => {
    const round = await openRound(engine);
    const { app, city, people, study } = round;
    await openMany(round, people.expertEu, 120);
    value(await app.threads.open(people.expertEu, city.responseId, onSection('And the answer?')));
    const page = async (number: number) =>
      value(
        await app.threads.listOfCity(
          people.expertEu,
          study.slug,
          'haidian',
          {},
          { page: number, thread: null, comments: 1 }
        )
      );
    const all = [await page(1), await page(2), await page(3), await page(4)];
    expect(all.map(({ threads, pages }) => [threads.length, pages])).toEqual([
      [51, 3],
      [50, 3],
      [20, 3],
      [0, 3]
    ]);
    expect(new Set(all.flatMap(({ threads }) => threads.map(({ thread }) => thread.id))).size).toBe(121);
  });

  it('shows the newest fifty comments of a thread, and earlier ones on request', async () => {
    const round = await openRound(engine);
    const { app, city, people } = round;
    const { threadId, comment } = await openMany(round, people.expertEu, 1);
    const rows = Array.from({ length: 70 }, (_, n) => ({
      ...comment,
      id: `r-${String(n).padStart(3, '0')}`,
      at: new Date(Date.parse(comment.at) + 1_000 * (n + 1)).toISOString(),
      body: `Reply ${n}`
    }));
    await app.store.db.insertInto('comment').values(rows).execute();
    const bodies = async (comments: number) => {
      const shown = { page: 1, thread: threadId, comments };
      const [thread] = value(await app.threads.list(people.expertCn, city.findingsId, {}, shown)).threads;
      return [thread?.commentCount, thread?.comments.map(({ body }) => body)] as const;
    };
    const [count, newest] = await bodies(1);
    expect([count, newest?.length, newest?.[0], newest?.at(-1)]).toEqual([71, 50, 'Reply 20', 'Reply 69']);
    const [, earlier] = await bodies(2);
    expect([earlier?.length, earlier?.[0], earlier?.at(-1)]).toEqual([21, 'Why so?', 'Reply 19']);
  });
});
