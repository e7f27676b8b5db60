import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Actor } from '#base/permissions.ts';
import { quickEngines } from '#kit/databases.ts';
import { liveClientKinds } from '#kit/live-client.ts';
import { firstWriting, openStage, textOf, writing, type Stage } from '#kit/open-room.ts';
import { testClock } from '#kit/app.ts';
import { cookieOf } from '#kit/people.ts';
import { attemptUpgrade, RawSocket } from '#kit/socket.ts';

const actorOf = async (stage: Stage, cookie: string): Promise<Actor> => {
  const session = await stage.app.sessions.read(cookie);
  if (!session) throw new Error('not signed in');
  return session.actor;
};

const grantOf = async (stage: Stage, userId: string): Promise<string> =>
  (
    await stage.app.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow()
  ).id;

/** Opens all kinds of connections of one person: to a room, and to live events over either transport. */
async function opened(
  stage: Stage,
  cookie: string
): Promise<{ room: RawSocket; live: { codes: Promise<number[]>; received: unknown[][] } }> {
  const room = await RawSocket.join(stage.endpoint, stage.room, { cookie });
  const liveClients = liveClientKinds.map(
    ([, ClientClass]) => new ClientClass(stage.endpoint, 'study=small-study', cookie)
  );
  await Promise.all(liveClients.map((liveClient) => liveClient.opened()));
  return {
    room,
    live: {
      codes: Promise.all(liveClients.map((liveClient) => liveClient.code())),
      received: liveClients.map((liveClient) => liveClient.received)
    }
  };
}

describe.each(quickEngines)('an open socket on %s', (engine) => {
  it('ends when its session is signed out, and another session of the same person stays', async () => {
    const stage = await openStage(engine);
    const { room, live } = await opened(stage, stage.euCookie);
    const elsewhere = await RawSocket.join(stage.endpoint, stage.room, {
      cookie: await cookieOf(stage.app, stage.eu)
    });
    await stage.app.sessions.signOut(await actorOf(stage, stage.euCookie));
    expect(await room.end()).toEqual({ code: 4401, reason: 'session-ended' });
    expect(await live.codes).toEqual([4401, 4401]);
    for (const received of live.received) expect(received).toContainEqual({ type: 'session-ended' });
    expect(textOf(await elsewhere.whole())).toBe('');
    expect(await attemptUpgrade(stage.endpoint, `/sync/${stage.room}`, { cookie: stage.euCookie })).toBe(401);
  });

  it.each([
    [
      'all other sessions of the person are ended',
      async (stage: Stage, other: string) => stage.app.sessions.endAll(await actorOf(stage, other))
    ],
    [
      'this one is ended from another device',
      async (stage: Stage, other: string) =>
        stage.app.sessions.endOne(
          await actorOf(stage, other),
          (await actorOf(stage, stage.euCookie)).sessionId
        )
    ],
    [
      'the password is changed elsewhere',
      async (stage: Stage, other: string) =>
        stage.app.users.changePassword(await actorOf(stage, other), {
          present: stage.eu.password,
          wanted: 'another long password'
        })
    ]
  ])('ends when %s, and the one who asks stays', async (_, act) => {
    const stage = await openStage(engine);
    const other = await cookieOf(stage.app, stage.eu);
    const { room, live } = await opened(stage, stage.euCookie);
    const stays = await RawSocket.join(stage.endpoint, stage.room, { cookie: other });
    expect(await act(stage, other)).toMatchObject({ ok: true });
    expect(await room.end()).toMatchObject({ code: 4401 });
    expect(await live.codes).toEqual([4401, 4401]);
    expect(textOf(await stays.whole())).toBe('');
  });

  it.each([
    ['the person is suspended', (stage: Stage) => stage.app.users.suspend('operator', stage.eu.id)],
    ['the person is erased', (stage: Stage) => stage.app.erasure.person('operator', stage.eu.email)],
    [
      'an administrator ends the sessions',
      (stage: Stage) => stage.app.users.endSessions('operator', stage.eu.id)
    ]
  ])('ends when %s; nothing is written after, and the old cookie opens nothing', async (_, act) => {
    const stage = await openStage(engine);
    const { room, live } = await opened(stage, stage.euCookie);
    room.update(firstWriting('before'));
    await room.hear('committed');
    expect(await act(stage)).toMatchObject({ ok: true });
    const stored = await stage.stored();
    room.update(firstWriting('after'));
    expect(await room.end()).toMatchObject({ code: 4401 });
    expect(await live.codes).toEqual([4401, 4401]);
    await stage.app.sync.settled();
    expect(await stage.stored()).toBe(stored);
    expect(await attemptUpgrade(stage.endpoint, `/sync/${stage.room}`, { cookie: stage.euCookie })).toBe(401);
  });

  it('of a writer who becomes an observer goes on for reading: what was written is kept, the next write is denied', async () => {
    const stage = await openStage(engine);
    const { people } = stage.app;
    const doc = new Y.Doc();
    const { room, live } = await opened(stage, stage.euCookie);
    expect((await room.hear('access')).access).toBe('write');
    room.update(writing(doc, 'kept'));
    await room.hear('committed');
    const expert = await grantOf(stage, stage.eu.id);
    const role = { email: stage.eu.email, sideId: null, cityId: null };
    const given = await people.give('operator', 'small-study', { ...role, role: 'observer' });
    expect(given).toMatchObject({ ok: true });
    expect(await people.withdraw('operator', 'small-study', expert)).toMatchObject({ ok: true });
    const late = writing(doc, 'denied');
    room.update(late);
    expect((await room.hear('access')).access).toBe('read');
    await room.hear('denied');
    expect(textOf(await room.whole())).toBe('kept');
    for (const received of live.received)
      await expect.poll(() => received).toContainEqual({ type: 'rights-changed' });
    // Once the role is raised again, the server requests what the client still holds.
    expect(
      await people.give('operator', 'small-study', { ...role, role: 'expert', sideId: 'eu' })
    ).toMatchObject({ ok: true });
    await room.hear('step1');
    room.answer(late);
    await room.hear('committed');
    expect(textOf(await room.whole())).toContain('denied');
  });

  it('does not outlive its session’s absolute end, however busy it is', async () => {
    const clock = testClock();
    const stage = await openStage(engine, { now: clock.now });
    const { room, live } = await opened(stage, stage.euCookie);
    const doc = new Y.Doc();
    for (let day = 0; day < 29; day++) {
      clock.advance(24 * 60 * 60 * 1000);
      // Each day the person comes back, which prolongs the session, and writes.
      await stage.app.sessions.read(stage.euCookie);
      room.update(writing(doc, `day ${day}`));
      await room.hear('committed');
    }
    clock.advance(2 * 24 * 60 * 60 * 1000);
    stage.app.signals.emit({ kind: 'rights-changed', userId: stage.eu.id });
    expect(await room.end()).toMatchObject({ code: 4401 });
    expect(await live.codes).toEqual([4401, 4401]);
  });

  it('ends with the last role in the study', async () => {
    const stage = await openStage(engine);
    const { room, live } = await opened(stage, stage.euCookie);
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    room.awareness([{ client: 9, clock: 1, state: {} }]);
    await reader.hear('awareness', ({ states }) => (states.get(9)?.state ?? null) !== null);
    expect(
      await stage.app.people.withdraw('operator', 'small-study', await grantOf(stage, stage.eu.id))
    ).toMatchObject({ ok: true });
    expect(await room.end()).toMatchObject({ code: 4403 });
    expect(await live.codes).toEqual([4403, 4403]);
    // The others see them go.
    await reader.hear('awareness', ({ states }) => states.get(9)?.state === null);
    expect(await attemptUpgrade(stage.endpoint, `/sync/${stage.room}`, { cookie: stage.euCookie })).toBe(404);
  });

  it('follows its document: an observer’s ends when a reopening makes the response a draft again', async () => {
    const stage = await openStage(engine);
    const observer = await stage.addPerson({ role: 'observer' });
    const response = 'small-study.haidian.response@1';
    const socket = await RawSocket.join(stage.endpoint, response, { cookie: observer.cookie });
    const { db } = stage.app.store;
    await db.updateTable('assessment').set({ state: 'collecting' }).where('cityId', '=', 'haidian').execute();
    stage.app.signals.emit({ kind: 'document-moved', documentId: stage.study.cities[1]?.responseId ?? '' });
    expect(await socket.end()).toMatchObject({ code: 4403 });
  });

  it('ends when its chapter is removed, and none is opened to it any more', async () => {
    const stage = await openStage(engine);
    const secretariat = await stage.addPerson({ role: 'secretariat' });
    const chapter = 'small-study.chapter.trends@1';
    const socket = await RawSocket.join(stage.endpoint, chapter, { cookie: stage.euCookie });
    const seen = { slug: 'trends', version: 1 };
    expect(
      await stage.app.chapters.remove(await actorOf(stage, secretariat.cookie), 'small-study', seen)
    ).toMatchObject({ ok: true });
    expect(await socket.end()).toMatchObject({ code: 4403 });
    expect(await attemptUpgrade(stage.endpoint, `/sync/${chapter}`, { cookie: stage.euCookie })).toBe(404);
  });
});
