/**
 * Conformance of the server with an unmodified y-websocket client: each law of the contract's section on sync,
 * tried with the package's own provider or with raw frames of a client that asks for nothing of ours.
 */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { quickEngines } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { interposedLog } from '#kit/interposed-log.ts';
import { firstWriting, openStage, textIn, textOf, writing, type Stage } from '#kit/open-room.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { attemptUpgrade, RawSocket, servePort, stockProvider, until } from '#kit/socket.ts';

const room = 'small-study.haidian.findings@1';
const paragraphCount = (doc: Y.Doc): number => textIn(doc).split('|').filter(Boolean).length;

describe.each(quickEngines)('a stock y-websocket provider on %s', (engine) => {
  it('syncs two experts, and what they wrote is there after both have left', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const endpoint = { port: await servePort(app), origin: app.config.origin };
    const eu = await cookieOf(app, await makePerson(app, { role: 'expert', study, side: 'eu' }));
    const cn = await cookieOf(app, await makePerson(app, { role: 'expert', study, side: 'cn' }));
    const [one, other] = [new Y.Doc(), new Y.Doc()];
    const providers = [
      stockProvider(endpoint, room, one, { cookie: eu }),
      stockProvider(endpoint, room, other, { cookie: cn })
    ];
    writing(one, '海淀区');
    writing(other, 'Haidian District');
    await until(one, () => paragraphCount(one) === 2);
    await until(other, () => paragraphCount(other) === 2);
    expect(textIn(one)).toBe(textIn(other));
    for (const provider of providers) provider.destroy();
    const later = new Y.Doc();
    stockProvider(endpoint, room, later, { cookie: eu });
    await until(later, () => paragraphCount(later) === 2);
    expect(textIn(later)).toBe(textIn(one));
    const stored = await app.documents.contentOf(study.cities[1]?.findingsId ?? '');
    expect(Y.encodeStateVectorFromUpdate(stored ?? new Uint8Array())).toEqual(Y.encodeStateVector(later));
  });

  it('that may only read sees the text, and its writes change nothing', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const endpoint = { port: await servePort(app), origin: app.config.origin };
    const expert = await cookieOf(app, await makePerson(app, { role: 'expert', study, side: 'eu' }));
    const observer = await cookieOf(app, await makePerson(app, { role: 'observer', study }));
    const written = new Y.Doc();
    stockProvider(endpoint, room, written, { cookie: expert });
    writing(written, 'agreed');
    const seen = new Y.Doc();
    const reader = stockProvider(endpoint, room, seen, { cookie: observer });
    await until(seen, () => paragraphCount(seen) === 1);
    const before = await app.store.db.selectFrom('documentUpdate').selectAll().execute();
    const denied = new Promise((resolve) =>
      reader.messageHandlers.splice(2, 1, (_, decoder) => resolve(decoder))
    );
    writing(seen, 'smuggled in');
    await denied;
    await app.sync.settled();
    expect(await app.store.db.selectFrom('documentUpdate').selectAll().execute()).toEqual(before);
    const third = await RawSocket.join(endpoint, room, { cookie: expert });
    const whole = new Y.Doc();
    Y.applyUpdate(whole, await third.whole());
    expect(textIn(whole)).toBe('agreed');
  });

  it('may bring any shared type to a room for load tests, and to no other', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const endpoint = { port: await servePort(app), origin: app.config.origin };
    const cookie = await cookieOf(app, await makePerson(app, { role: 'expert', study, side: 'eu' }));
    const chapter = 'small-study.chapter.trends@1';
    const refused = new Y.Doc();
    const provider = stockProvider(endpoint, chapter, refused, { cookie });
    const closed = new Promise<number>((resolve) =>
      provider.on('connection-close', (event) => resolve(event?.code ?? 0))
    );
    refused.getText('quill').insert(0, 'hello');
    expect(await closed).toBe(4400);
    provider.destroy();
    await app.store.db.updateTable('study').set({ isBench: 1 }).execute();
    app.signals.emit({ kind: 'document-moved', documentId: '' });
    // A room learns what it may hold when it opens: the one of before may still be closing.
    const [one, other] = [new Y.Doc(), new Y.Doc()];
    for (const doc of [one, other]) stockProvider(endpoint, room, doc, { cookie });
    one.getText('quill').insert(0, 'hello', { bold: true });
    one.getMap('settings').set('inner', new Y.Map([['numbers', [1, 2.5, null]]]));
    one.getArray('rows').push([new Uint8Array([1, 2]), 'text']);
    await until(other, () => other.getArray('rows').length === 2 && other.getMap('settings').size === 1);
    expect(other.getText('quill').toDelta()).toEqual([{ insert: 'hello', attributes: { bold: true } }]);
    expect(other.getMap('settings').toJSON()).toEqual({ inner: { numbers: [1, 2.5, null] } });
  });
});

/** Joins as a client that asks for nothing of ours. */
const join = (stage: Stage, cookie: string): Promise<RawSocket> =>
  RawSocket.join(stage.endpoint, stage.room, { cookie }, '');
const provide = (stage: Stage, cookie: string, doc: Y.Doc) =>
  stockProvider(stage.endpoint, stage.room, doc, { cookie });
const closeOf = (provider: ReturnType<typeof provide>): Promise<number> =>
  new Promise((resolve) => provider.on('connection-close', (event) => resolve(event?.code ?? 0)));
const ended = async (socket: RawSocket): Promise<number> => (await socket.end()).code;

const laws: readonly (readonly [law: string, holds: (stage: Stage) => Promise<void>])[] = [
  [
    'is refused before any frame: 401 without a session, 403 from another origin, 404 where there is no room for it',
    async (stage) => {
      const path = `/sync/${stage.room}`;
      const cookie = stage.euCookie;
      const { cookie: stranger } = await stage.addPerson({});
      expect(await attemptUpgrade(stage.endpoint, path)).toBe(401);
      expect(await attemptUpgrade(stage.endpoint, path, { cookie, origin: 'http://elsewhere' })).toBe(403);
      expect(await attemptUpgrade(stage.endpoint, path, { cookie, origin: null })).toBe(403);
      expect(await attemptUpgrade(stage.endpoint, `${path.slice(0, -1)}7`, { cookie })).toBe(404);
      expect(await attemptUpgrade(stage.endpoint, path, { cookie: stranger })).toBe(404);
    }
  ],
  [
    'is closed with 4400 for a malformed frame and 4413 for one that is too large, and others go on',
    async (stage) => {
      const [broken, large, other] = await Promise.all(
        [stage.euCookie, stage.euCookie, stage.cnCookie].map((cookie) => join(stage, cookie))
      );
      broken?.send(new Uint8Array([0, 2, 3, 1, 2, 3]));
      large?.send(new Uint8Array(4 * 1024 * 1024 + 1));
      expect(broken && (await ended(broken))).toBe(4400);
      expect(large && (await ended(large))).toBe(4413);
      other?.update(firstWriting('goes on'));
      expect(textOf((await other?.whole()) ?? new Uint8Array())).toContain('goes on');
    }
  ],
  [
    'is closed with 4401 when its session ends, and with 4403 when it may no longer read',
    async (stage) => {
      const { person, cookie } = await stage.addPerson({ role: 'observer' });
      const closes = [
        closeOf(provide(stage, stage.euCookie, new Y.Doc())),
        closeOf(provide(stage, cookie, new Y.Doc()))
      ];
      await Promise.all([join(stage, stage.euCookie), join(stage, cookie)]);
      const session = await stage.app.sessions.read(stage.euCookie);
      if (!session) throw new Error('no session');
      await stage.app.sessions.signOut(session.actor);
      await stage.app.store.db.deleteFrom('grant').where('userId', '=', person.id).execute();
      stage.app.signals.emit({ kind: 'rights-changed', userId: person.id });
      expect(await Promise.all(closes)).toEqual([4401, 4403]);
    }
  ],
  [
    'is closed with 4403 when it writes under an id that another person is present under',
    async (stage) => {
      const author = new Y.Doc();
      provide(stage, stage.euCookie, author);
      const other = await join(stage, stage.cnCookie);
      await other.hear('awareness', ({ states }) => states.has(author.clientID));
      other.update(firstWriting('taken', author.clientID));
      expect(await ended(other)).toBe(4403);
    }
  ],
  [
    'is closed with 4409 by a freeze, reads the ended generation, and what it writes there is a late proposal',
    async (stage) => {
      const provider = provide(stage, stage.euCookie, new Y.Doc());
      const closed = closeOf(provider);
      const doc = new Y.Doc();
      const author = await join(stage, stage.cnCookie);
      author.update(writing(doc, 'in time'));
      await author.whole();
      await stage.app.documents.freeze(null, stage.documentId);
      expect([await closed, await ended(author)]).toEqual([4409, 4409]);
      provider.destroy();
      const back = new Y.Doc();
      provide(stage, stage.cnCookie, back);
      await until(back, () => textOf(Y.encodeStateAsUpdate(back)).includes('in time'));
      writing(back, 'too late');
      const reader = await join(stage, stage.euCookie);
      for (;;) {
        const late = await stage.app.documents.listLateProposals(null, stage.documentId);
        if (late.ok && late.value.some(({ userId }) => userId === stage.cn.id)) break;
        await reader.whole();
      }
      expect(textOf(await reader.whole())).toBe('in time');
    }
  ],
  [
    'is told permission denied when it may only read, and nobody is shown what it wrote',
    async (stage) => {
      const { cookie } = await stage.addPerson({ role: 'observer' });
      const [reader, other] = await Promise.all([join(stage, cookie), join(stage, stage.euCookie)]);
      const stored = await stage.stored();
      reader.update(firstWriting('smuggled in'));
      expect(await reader.hear('denied')).toEqual({ kind: 'denied', reason: 'permission denied' });
      expect(textOf(await other.whole())).toBe('');
      expect(await stage.stored()).toBe(stored);
    }
  ],
  [
    'hears only what y-websocket knows, whatever happens in its room',
    async (stage) => {
      const { cookie } = await stage.addPerson({ role: 'observer' });
      const [author, reader] = await Promise.all([join(stage, stage.euCookie), join(stage, cookie)]);
      author.awareness([{ client: 77, clock: 1, state: {} }]);
      author.update(firstWriting('written', 77));
      reader.update(firstWriting('denied'));
      await Promise.all([author.whole(), reader.hear('denied')]);
      await stage.app.documents.freeze(null, stage.documentId);
      expect([await ended(author), await ended(reader)]).toEqual([4409, 4409]);
      const late = await join(stage, stage.euCookie);
      late.update(firstWriting('late', 78));
      await late.whole();
      const kinds = [author, reader, late].flatMap(({ heard }) => heard.map(({ kind }) => kind));
      expect(
        kinds.filter((kind) => !['step1', 'step2', 'update', 'awareness', 'denied'].includes(kind))
      ).toEqual([]);
    }
  ],
  [
    'is seen by others as the person the server knows, and cannot speak for another',
    async (stage) => {
      const [one, other] = [new Y.Doc(), new Y.Doc()];
      const author = provide(stage, stage.euCookie, one);
      const peer = provide(stage, stage.cnCookie, other);
      author.awareness.setLocalState({ user: { id: 'forged', name: 'Chair' }, cursor: { anchor: 1 } });
      const seen = (): Record<string, unknown> | undefined => peer.awareness.getStates().get(one.clientID);
      while (seen()?.['cursor'] === undefined)
        await new Promise((resolve) => peer.awareness.once('change', resolve));
      expect(seen()).toMatchObject({ user: { id: stage.eu.id, side: 0 }, cursor: { anchor: 1 } });
      const forger = await join(stage, stage.cnCookie);
      forger.awareness([{ client: one.clientID, clock: 99, state: null }]);
      forger.awareness([{ client: 99, clock: 1, state: {} }]);
      await forger.hear('awareness', ({ states }) => states.has(99));
      expect(seen()).toMatchObject({ user: { id: stage.eu.id } });
    }
  ],
  [
    'sees the words of one author in their order, each after the last',
    async (stage) => {
      const [one, other] = [new Y.Doc(), new Y.Doc()];
      provide(stage, stage.euCookie, one);
      provide(stage, stage.cnCookie, other);
      const seen: string[] = [];
      other.on('update', () => seen.push(textOf(Y.encodeStateAsUpdate(other))));
      for (let n = 0; n < 30; n++) writing(one, `${n}`);
      const whole = textOf(Y.encodeStateAsUpdate(one));
      await until(other, () => seen.at(-1) === whole);
      for (const text of seen) expect(whole.startsWith(text)).toBe(true);
    }
  ],
  [
    'comes back with what it wrote offline, though a colleague tried to write under its id meanwhile',
    async (stage) => {
      const doc = new Y.Doc();
      const provider = provide(stage, stage.euCookie, doc);
      const other = await join(stage, stage.cnCookie);
      await other.hear('awareness', ({ states }) => states.has(doc.clientID));
      provider.disconnect();
      writing(doc, 'written offline');
      await other.hear('awareness', ({ states }) => states.get(doc.clientID)?.state === null);
      other.update(firstWriting('x'.repeat(200), doc.clientID));
      expect(await ended(other)).toBe(4403);
      provider.connect();
      const reader = await join(stage, stage.cnCookie);
      await reader.hear('update');
      expect(textOf(await reader.whole())).toBe('written offline');
      expect(textOf(Y.encodeStateAsUpdate(doc))).toBe('written offline');
    }
  ]
];

describe('a client that knows nothing of Meridian', () => {
  it.each(laws)('%s', async (_, holds) => {
    await holds(await openStage());
  });

  it('is shown nothing before its commit', async () => {
    const between = interposedLog();
    const stage = await openStage('sqlite', { log: between.log });
    const doc = new Y.Doc();
    provide(stage, stage.cnCookie, doc);
    const [author, reader] = [await join(stage, stage.euCookie), await join(stage, stage.cnCookie)];
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let begins: () => void = () => {};
    const begun = new Promise<void>((resolve) => (begins = resolve));
    between.instead.append = async (roomKey, batch) => {
      if (batch.entries.length > 0) {
        begins();
        await held;
      }
      return between.own.append(roomKey, batch);
    };
    author.update(firstWriting('not yet'));
    await begun;
    expect(reader.heard.filter(({ kind }) => kind === 'update')).toEqual([]);
    release();
    await reader.hear('update');
    await until(doc, () => textOf(Y.encodeStateAsUpdate(doc)).includes('not yet'));
  });
});
