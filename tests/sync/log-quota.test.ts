/** Tests that one person cannot grow the log of a text without end, and what they may still do once they have used their share of it. */
import { describe, expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { signedInAs } from '#kit/actors.ts';
import { configOver, testClock } from '#kit/app.ts';
import { migratedDatabase } from '#kit/databases.ts';
import { value } from '#kit/evidence.ts';
import { openStage, section, writing, type Stage } from '#kit/open-room.ts';
import { deleteParagraph } from '#kit/passages.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { startRedis } from '#kit/redis.ts';
import { RawSocket, servePort } from '#kit/socket.ts';
import { createApp, type App } from '#server/app.ts';
import { createLogger } from '#server/process/logger.ts';
import { listLogUsage } from '#server/store/updates.ts';

const limit = 100_000;
/** A little more than a tenth of the quota. */
const letters = 'x'.repeat(10_050);

const join = (stage: Stage, cookie = stage.euCookie): Promise<RawSocket> =>
  RawSocket.join(stage.endpoint, stage.room, { cookie });

/** Makes updates that type a long paragraph and delete it again. */
class Eraser {
  readonly doc = new Y.Doc();

  type(): Uint8Array {
    return writing(this.doc, letters);
  }

  erase(): Uint8Array {
    const before = Y.encodeStateVector(this.doc);
    deleteParagraph(this.doc, `${section}.zh`, 0);
    return Y.encodeStateAsUpdate(this.doc, before);
  }
}

const isOfPerson = ({ textSize }: { textSize: { of?: string | undefined } }): boolean =>
  textSize.of === 'written';

/** Types and deletes so often, and waits for the commits. */
async function fill(socket: RawSocket, eraser: Eraser, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    socket.update(eraser.type());
    socket.update(eraser.erase());
  }
  await socket.hear('committed', ({ committed }) => committed.writes === 2 * times);
}

async function usedBy(stage: Stage, userId: string): Promise<number> {
  return (await listLogUsage(stage.app.store.db, stage.documentId, 1)).get(userId) ?? 0;
}

describe.each(['sqlite', 'postgres'] as const)('one person, on %s', (engine) => {
  it('who types and deletes is told at 80 %, refused at the quota, and may still delete; others write on', async () => {
    const stage = await openStage(engine, { maxLogBytes: limit });
    const author = await join(stage);
    const other = await join(stage, stage.cnCookie);
    const eraser = new Eraser();
    await fill(author, eraser, 7);
    expect(author.heard.some(({ kind }) => kind === 'text-size')).toBe(false);
    author.update(eraser.type());
    author.update(eraser.erase());
    const { textSize } = await author.hear('text-size', isOfPerson);
    expect(textSize.limit).toBe(limit);
    expect(textSize.size).toBeGreaterThanOrEqual(0.8 * limit);
    author.update(eraser.type());
    await author.hear('committed', ({ committed }) => committed.writes === 17);

    author.update(eraser.type());
    const refused = await author.hear('text-size', (one) => isOfPerson(one) && one.textSize.size > limit);
    expect(refused.textSize.limit).toBe(limit);
    expect(await author.end()).toEqual({ code: 4413, reason: 'log quota reached' });
    expect(await usedBy(stage, stage.eu.id)).toBeLessThanOrEqual(limit);

    // What is in the text can be read and deleted, also by the person who may add nothing more.
    const back = await join(stage);
    expect((await back.hear('text-size', isOfPerson)).textSize.size).toBeLessThanOrEqual(limit);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, await back.whole());
    const before = Y.encodeStateVector(doc);
    deleteParagraph(doc, `${section}.zh`, 0);
    back.update(Y.encodeStateAsUpdate(doc, before));
    await back.hear('committed', ({ committed }) => committed.writes === 1);
    other.update(writing(new Y.Doc(), letters));
    await other.hear('committed');
    expect(other.heard.some(({ kind }) => kind === 'text-size')).toBe(false);
    back.update(writing(doc, letters));
    expect(await back.end()).toMatchObject({ code: 4413 });
  });

  it('is counted on after the log was packed and the room forgotten, until the next generation', async () => {
    const stage = await openStage(engine, { maxLogBytes: limit });
    const author = await join(stage);
    const eraser = new Eraser();
    await fill(author, eraser, 9);
    const doc = new Y.Doc();
    for (let n = 0; n < 60; n++) author.update(writing(doc, 'word'));
    await author.hear('committed', ({ committed }) => committed.writes === 78);
    const used = await usedBy(stage, stage.eu.id);
    expect(used).toBeGreaterThan(0.9 * limit);
    author.socket.terminate();
    const rooms = async (): Promise<number | undefined> =>
      (await stage.app.logger.metrics.rooms.get()).values[0]?.value;
    await expect.poll(rooms, { timeout: 20_000 }).toBe(0);
    expect(await stage.app.store.db.selectFrom('documentUpdate').select('seq').execute()).toEqual([]);

    const back = await join(stage);
    expect((await back.hear('text-size', isOfPerson)).textSize).toEqual({ size: used, limit, of: 'written' });
    back.update(writing(new Y.Doc(), letters));
    expect(await back.end()).toMatchObject({ code: 4413 });

    await stage.app.documents.freeze(null, stage.documentId);
    await stage.app.documents.reopen(null, stage.documentId);
    const next = await RawSocket.join(stage.endpoint, stage.room.replace('@1', '@2'), {
      cookie: stage.euCookie
    });
    next.update(writing(new Y.Doc(), letters));
    await next.hear('committed');
    expect(next.heard.some(({ kind }) => kind === 'text-size')).toBe(false);
  });
});

it('the secretariat raises the quota for those who are writing, who are told', async () => {
  const stage = await openStage('sqlite', { maxLogBytes: limit });
  const secretariat = await signedInAs(stage.app, { study: stage.study, role: 'secretariat' });
  const author = await join(stage);
  const eraser = new Eraser();
  await fill(author, eraser, 9);
  await author.hear('text-size', isOfPerson);
  value(await stage.app.studies.setQuotaFactor(secretariat, stage.study.slug, 2));
  const { textSize } = await author.hear('text-size', (one) => one.textSize.limit === 2 * limit);
  expect(textSize.size).toBeLessThan(limit);
  for (let n = 0; n < 4; n++) author.update(eraser.type());
  await author.hear('committed', ({ committed }) => committed.writes === 22);
});

it('an operator sees who is refused: each refusal is counted, and a person is in the log once an hour', async () => {
  const lines: string[] = [];
  const clock = testClock();
  const logger = createLogger({ level: 'warn', now: clock.now, write: (line) => lines.push(line) });
  const stage = await openStage('sqlite', { maxLogBytes: limit, now: clock.now, logger });
  const refuse = async (): Promise<void> => {
    const author = await join(stage);
    author.update(writing(new Y.Doc(), 'x'.repeat(limit)));
    expect(await author.end()).toMatchObject({ code: 4413 });
  };
  const warnings = (): unknown[] =>
    lines.filter((line) => line.includes('log quota')).map((line): unknown => JSON.parse(line));
  await refuse();
  await refuse();
  expect(warnings()).toEqual([
    expect.objectContaining({ userId: stage.eu.id, documentId: stage.documentId, generation: 1, limit })
  ]);
  expect((await logger.metrics.logQuotaRefusals.get()).values[0]?.value).toBe(2);
  clock.advance(3_600_000);
  await refuse();
  expect(warnings()).toHaveLength(2);
});

it('what a person writes at one node counts at another, on which others may still write', async () => {
  const redis = await startRedis();
  const config = { ...configOver(await migratedDatabase('postgres')), redisUrl: redis.url };
  const openNode = async (): Promise<App> => {
    const app = await createApp(config, { maxLogBytes: limit, schedulerMilliseconds: null });
    onTestFinished(() => app.close());
    return app;
  };
  const [first, second] = [await openNode(), await openNode()];
  const study = await makeStudy(first);
  const cookieFor = async (side: 'eu' | 'cn'): Promise<string> =>
    cookieOf(first, await makePerson(first, { study, role: 'expert', side }));
  const [cookie, othersCookie] = [await cookieFor('eu'), await cookieFor('cn')];
  const joinAt = async (app: App, as: string): Promise<RawSocket> =>
    RawSocket.join(
      { port: await servePort(app), origin: app.config.origin },
      `${study.slug}.haidian.findings@1`,
      { cookie: as }
    );
  const [here, there] = [await joinAt(first, cookie), await joinAt(second, cookie)];
  const eraser = new Eraser();
  await fill(here, eraser, 6);
  for (let n = 0; n < 12; n++) await there.hear('update');
  const doc = new Y.Doc();
  for (let n = 0; n < 3; n++) there.update(writing(doc, letters));
  await there.hear('committed', ({ committed }) => committed.writes === 3);
  there.update(writing(doc, letters));
  expect(await there.end()).toEqual({ code: 4413, reason: 'log quota reached' });
  const other = await joinAt(second, othersCookie);
  other.update(writing(new Y.Doc(), letters));
  await other.hear('committed');
});
