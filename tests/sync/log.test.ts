import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { engines } from '#kit/databases.ts';
import { interposedLog } from '#kit/interposed-log.ts';
import { testApp } from '#kit/app.ts';
import { firstWriting, openStage, textOf, writing } from '#kit/open-room.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import { chanceOf } from '#base/chance.ts';
import { RawSocket } from '#kit/socket.ts';
import { openLog } from '#server/sync/log/log.ts';
import { parseUpdate } from '#server/sync/scan/parse.ts';
import { openStore } from '#server/store/open.ts';
import { selectRows } from '#server/store/rows.ts';

describe.each(engines)('the log on %s', (engine) => {
  it('holds a write before its author is told and before anyone sees it', async () => {
    const between = interposedLog();
    const stage = await openStage(engine, { log: between.log });
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    let commit = (): void => {};
    const reached = new Promise<void>((resolve) => {
      between.instead.append = async (roomKey, batch) => {
        resolve();
        await new Promise<void>((go) => (commit = go));
        return between.own.append(roomKey, batch);
      };
    });
    author.update(firstWriting('海淀'));
    await reached;
    // One who joins meanwhile is answered only when it is committed.
    const joiner = new RawSocket(stage.endpoint, `/sync/${stage.room}`, { cookie: stage.cnCookie });
    await new Promise((resolve) => joiner.socket.on('open', resolve));
    joiner.sendSyncStep1();
    expect(
      [...author.heard, ...reader.heard, ...joiner.heard].filter(
        (one) => one.kind === 'committed' || one.kind === 'update' || one.kind === 'step2'
      )
    ).toEqual([]);
    commit();
    expect((await author.hear('committed')).committed).toMatchObject({ generation: 1, writes: 1 });
    expect(textOf((await reader.hear('update')).bytes)).toContain('海淀');
    expect(textOf((await joiner.hear('step2')).bytes)).toContain('海淀');
  }, 180_000);

  it('that fails is neither acknowledged nor shown: the room lets go, and clients send again', async () => {
    const between = interposedLog();
    const stage = await openStage(engine, { log: between.log });
    const doc = new Y.Doc();
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    between.instead.append = () => Promise.reject(new Error('disk full'));
    author.update(writing(doc, '海淀'));
    expect(await author.end()).toMatchObject({ code: 1013 });
    expect(await reader.end()).toMatchObject({ code: 1013 });
    expect(
      [...author.heard, ...reader.heard].some((one) => one.kind === 'committed' || one.kind === 'update')
    ).toBe(false);
    delete between.instead.append;
    const again = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    expect(textOf(await again.whole())).toBe('');
    again.answer(Y.encodeStateAsUpdate(doc));
    expect((await again.hear('committed')).committed.writes).toBe(1);
    expect(textOf(await again.whole())).toContain('海淀');
  });

  it('is read once, however many join while it is read', async () => {
    const between = interposedLog();
    const stage = await openStage(engine, { log: between.log });
    let go = (): void => {};
    const opened = new Promise<void>((resolve) => (go = resolve));
    let loads = 0;
    between.instead.load = async (roomKey) => {
      loads++;
      await opened;
      return between.own.load(roomKey);
    };
    const sockets = Array.from(
      { length: 20 },
      () => new RawSocket(stage.endpoint, `/sync/${stage.room}`, { cookie: stage.euCookie })
    );
    await Promise.all(sockets.map((one) => new Promise((resolve) => one.socket.on('open', resolve))));
    // Half of them leave again before it is loaded; a sync step 1 that comes too early is queued.
    for (const one of sockets.slice(0, 10)) one.socket.terminate();
    for (const one of sockets.slice(10)) one.sendSyncStep1();
    go();
    for (const one of sockets.slice(10)) await one.hear('step2');
    expect(loads).toBe(1);
  });

  it('that cannot be read refuses the room and stays as it is', async () => {
    const stage = await openStage(engine);
    const { db } = stage.app.store;
    const at = stage.app.now().toISOString();
    const broken = firstWriting('whole').slice(0, -5);
    await db
      .insertInto('documentUpdate')
      .values({ documentId: stage.documentId, generation: 1, seq: 1, userId: stage.eu.id, at, bytes: broken })
      .execute();
    const stored = await stage.stored();
    for (let i = 0; i < 2; i++) {
      const socket = new RawSocket(stage.endpoint, `/sync/${stage.room}`, { cookie: stage.euCookie });
      expect(await socket.end()).toMatchObject({ code: 1013 });
    }
    await stage.app.sync.settled();
    expect(await stage.stored()).toBe(stored);
    const other = await RawSocket.join(stage.endpoint, 'small-study.bristol.findings@1', {
      cookie: stage.euCookie
    });
    expect(textOf(await other.whole())).toBe('');
  });

  it('gives the numbers itself: what somebody else has written to the room meanwhile is shown before what was numbered after it', async () => {
    const stage = await openStage(engine);
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const elsewhere = openStore(stage.app.config.database);
    await openLog(elsewhere, stage.app.signals).append(
      { documentId: stage.documentId, generation: 1 },
      {
        after: 0,
        entries: [{ userId: stage.cn.id, at: '', bytes: firstWriting('theirs') }],
        newOwners: new Map()
      }
    );
    await elsewhere.close();
    author.update(firstWriting('ours'));
    expect((await author.hear('committed')).committed.writes).toBe(1);
    expect(textOf((await author.hear('update')).bytes)).toContain('theirs');
    const text = textOf(await author.whole());
    expect(text).toContain('ours');
    expect(text).toContain('theirs');
  });

  it('loses nothing of people who write one line and leave at once, while it is slow', async () => {
    const between = interposedLog();
    const stage = await openStage(engine, { log: between.log });
    const chance = chanceOf(15);
    const turns = async (): Promise<void> => {
      for (let left = Math.floor(chance() * 30); left > 0; left--)
        await new Promise((resolve) => setImmediate(resolve));
    };
    let loads = 0;
    between.instead.append = async (roomKey, batch) => {
      await turns();
      return between.own.append(roomKey, batch);
    };
    between.instead.load = async (roomKey) => {
      loads++;
      await turns();
      return between.own.load(roomKey);
    };
    const line = async (index: number): Promise<void> => {
      const cookie = index % 2 ? stage.euCookie : stage.cnCookie;
      const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie });
      socket.update(firstWriting(`line ${index};`));
      socket.socket.close();
      await socket.end();
    };
    const openRooms = async (): Promise<number | undefined> =>
      (await stage.app.logger.metrics.rooms.get()).values[0]?.value;
    for (let round = 0; round < 40; round++) {
      await Promise.all([0, 1, 2].slice(0, 1 + (round % 3)).map((n) => line(round * 3 + n)));
      // Now and then no one joins until the room has been closed; mostly a client joins while it is about to
      // be.
      if (round % 8 === 7) await expect.poll(openRooms, { timeout: 20_000 }).toBe(0);
    }
    await stage.app.sync.settled();
    const text = textOf((await stage.app.documents.contentOf(stage.documentId)) ?? new Uint8Array());
    const lost = Array.from({ length: 40 }, (_, round) =>
      [0, 1, 2].slice(0, 1 + (round % 3)).map((n) => `line ${round * 3 + n};`)
    )
      .flat()
      .filter((sentence) => !text.includes(sentence));
    expect(lost).toEqual([]);
    expect(loads).toBeGreaterThan(1);
  });
});

describe.each(engines)('the log as a port on %s', (engine) => {
  const open = async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const author = await makePerson(app);
    const roomKey = { documentId: study.chapterId, generation: 1 };
    const log = openLog(app.store, app.signals, { now: app.now });
    const doc = new Y.Doc();
    let last = 0;
    return {
      app,
      log,
      roomKey,
      author,
      doc,
      /** Writes a paragraph and appends it as a room would. */
      write: async (sentence: string) => {
        const batch = {
          after: last,
          entries: [{ userId: author.id, at: app.now().toISOString(), bytes: writing(doc, sentence) }],
          newOwners: new Map([[doc.clientID, author.id]])
        };
        expect(await log.append(roomKey, batch)).toEqual({ kind: 'committed', firstSeq: (last += 1) });
      },
      compacted: () => {
        const bytes = Y.encodeStateAsUpdate(doc);
        return {
          throughSeq: last,
          bytes,
          stateVector: Y.encodeStateVector(doc),
          structsEnd: parseUpdate(bytes).structsEnd
        };
      }
    };
  };
  const plain = (bytes: Uint8Array | undefined): number[] => [...(bytes ?? [])];

  it('loads what makes the text, who owns it, and how its snapshot is made', async () => {
    const { log, roomKey, author, doc, write, compacted } = await open();
    // A seeded snapshot is recognised by its bytes.
    expect((await log.load(roomKey)).snapshot).toMatchObject({ throughSeq: 0, structsEnd: 1 });
    await write('one');
    await write('two');
    const snapshot = compacted();
    await log.saveSnapshot(roomKey, snapshot);
    await write('three');
    const loaded = await log.load(roomKey);
    expect(loaded.snapshot).toMatchObject({ throughSeq: 2, structsEnd: snapshot.structsEnd });
    expect(plain(loaded.snapshot?.stateVector)).toEqual(plain(snapshot.stateVector));
    expect(loaded.owners).toEqual(new Map([[doc.clientID, author.id]]));
    expect(loaded.lastSeq).toBe(3);
    const again = new Y.Doc();
    for (const update of [loaded.snapshot?.bytes ?? new Uint8Array([0, 0]), ...loaded.updates])
      Y.applyUpdate(again, update);
    expect(textOf(Y.encodeStateAsUpdate(again))).toBe(textOf(Y.encodeStateAsUpdate(doc)));
  });

  it('tells what was committed after a number, or that it has been compacted away', async () => {
    const { log, roomKey, author, doc, write, compacted } = await open();
    for (const sentence of ['one', 'two', 'three']) await write(sentence);
    const after = async (seq: number) => {
      const list = await log.listAfter(roomKey, seq);
      return list === 'gone' ? list : list.updates.map((update) => update.seq);
    };
    expect([await after(0), await after(2), await after(3)]).toEqual([[1, 2, 3], [3], []]);
    expect(await log.listAfter(roomKey, 3)).toMatchObject({ owners: new Map([[doc.clientID, author.id]]) });
    await log.saveSnapshot(roomKey, compacted());
    expect([await after(0), await after(2), await after(3)]).toEqual(['gone', 'gone', []]);
    await write('four');
    expect([await after(2), await after(3), await after(4)]).toEqual(['gone', [4], []]);
    expect(await log.lastSeqs([roomKey])).toEqual(new Map([[`${roomKey.documentId}@1`, 4]]));
    expect(await log.lastSeqs([])).toEqual(new Map());
  });

  it('keeps next to the text what was set aside, with its author, time and reason', async () => {
    const { app, log, roomKey, author } = await open();
    const row = {
      userId: author.id,
      at: '2013-09-01T08:00:00.000Z',
      reason: 'unknown node',
      bytes: new Uint8Array([1, 2, 3])
    };
    await log.quarantine(roomKey, row);
    const [quarantined] = await selectRows(app.store.db, 'quarantine', {
      column: 'documentId',
      values: [roomKey.documentId]
    });
    expect(quarantined).toMatchObject({
      ...row,
      bytes: expect.anything() as unknown,
      documentId: roomKey.documentId,
      generation: 1
    });
    expect(plain(quarantined?.bytes)).toEqual([1, 2, 3]);
  });
});

describe('stored bytes that cannot be read', () => {
  it('end their room when somebody writes to it, and nobody else’s', async () => {
    const stage = await openStage();
    const { db } = stage.app.store;
    const at = stage.app.now().toISOString();
    // Well-formed, and builds on what is not there: it shows only when a write has to be checked.
    const doc = new Y.Doc();
    writing(doc, 'never stored');
    await db
      .insertInto('documentUpdate')
      .values({
        documentId: stage.documentId,
        generation: 1,
        seq: 1,
        userId: stage.eu.id,
        at,
        bytes: writing(doc, 'builds on it')
      })
      .execute();
    const stored = await stage.stored();
    const other = await RawSocket.join(stage.endpoint, 'small-study.bristol.findings@1', {
      cookie: stage.cnCookie
    });
    const writer = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    writer.update(firstWriting('more'));
    expect(await writer.end()).toMatchObject({ code: 1013 });
    expect(await stage.stored()).toBe(stored);
    other.update(firstWriting('goes on'));
    expect((await other.hear('committed')).committed.writes).toBe(1);
  });
});
