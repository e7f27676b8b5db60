import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { engines } from '#kit/databases.ts';
import { appendTo, interposedLog, type Instead } from '#kit/interposed-log.ts';
import { firstWriting, openStage, textOf, writing } from '#kit/open-room.ts';
import { chanceFrom } from '#kit/sessions-of-yjs.ts';
import { RawSocket } from '#kit/socket.ts';
import { openLog, type Log } from '#server/sync/log.ts';
import { openStore } from '#server/store/open.ts';
import type { House } from '#server/house.ts';

/** Stands between the rooms and the store; does nothing until it is told to. */
function interposed(): { log: Log; before: Instead; loads: () => number; behind: (house: House) => void } {
  let real: Log | undefined;
  let loads = 0;
  const before: Instead = {};
  const to = (): Log => {
    if (!real) throw new Error('nothing is behind it yet');
    return real;
  };
  const log = interposedLog(to, before);
  return {
    before,
    loads: () => loads,
    behind: (house) => (real = openLog(house.store, house.bell)),
    log: {
      ...log,
      load: (place) => {
        loads++;
        return log.load(place);
      },
      close: () => real?.close() ?? Promise.resolve()
    }
  };
}

describe.each(engines)('the log on %s', (engine) => {
  it('holds a write before its author is told and before anyone sees it', async () => {
    const between = interposed();
    const stage = await openStage(engine, { log: between.log });
    between.behind(stage.house);
    const author = await RawSocket.join(stage.door, stage.room, { cookie: stage.euCookie });
    const reader = await RawSocket.join(stage.door, stage.room, { cookie: stage.cnCookie });
    let commit = (): void => {};
    const reached = new Promise<void>((resolve) => {
      between.before.append = async (place, batch) => {
        resolve();
        await new Promise<void>((go) => (commit = go));
        return appendTo(openLog(stage.house.store, stage.house.bell), place, batch);
      };
    });
    author.update(firstWriting('海淀'));
    await reached;
    // One who joins meanwhile is answered only when it is committed.
    const joiner = new RawSocket(stage.door, `/sync/${stage.room}`, { cookie: stage.cnCookie });
    await new Promise((resolve) => joiner.socket.on('open', resolve));
    joiner.ask();
    expect([...author.heard, ...reader.heard, ...joiner.heard].filter((one) => one.type === 'committed' || one.type === 'update' || one.type === 'step2')).toEqual([]);
    commit();
    expect((await author.hear('committed')).committed).toMatchObject({ generation: 1, writes: 1 });
    expect(textOf((await reader.hear('update')).bytes)).toContain('海淀');
    expect(textOf((await joiner.hear('step2')).bytes)).toContain('海淀');
  }, 30_000);

  it('that fails is neither acknowledged nor shown: the room lets go, and clients send again', async () => {
    const between = interposed();
    const stage = await openStage(engine, { log: between.log });
    between.behind(stage.house);
    const doc = new Y.Doc();
    const author = await RawSocket.join(stage.door, stage.room, { cookie: stage.euCookie });
    const reader = await RawSocket.join(stage.door, stage.room, { cookie: stage.cnCookie });
    between.before.append = () => Promise.reject(new Error('disk full'));
    author.update(writing(doc, '海淀'));
    expect(await author.end()).toMatchObject({ code: 1013 });
    expect(await reader.end()).toMatchObject({ code: 1013 });
    expect([...author.heard, ...reader.heard].some((one) => one.type === 'committed' || one.type === 'update')).toBe(false);
    delete between.before.append;
    const again = await RawSocket.join(stage.door, stage.room, { cookie: stage.euCookie });
    expect(textOf(await again.whole())).toBe('');
    again.answer(Y.encodeStateAsUpdate(doc));
    expect((await again.hear('committed')).committed.writes).toBe(1);
    expect(textOf(await again.whole())).toContain('海淀');
  });

  it('is read once, however many join while it is read', async () => {
    const between = interposed();
    const stage = await openStage(engine, { log: between.log });
    between.behind(stage.house);
    let go = (): void => {};
    const opened = new Promise<void>((resolve) => (go = resolve));
    between.before.load = async (place) => {
      await opened;
      return openLog(stage.house.store, stage.house.bell).load(place);
    };
    const sockets = Array.from({ length: 20 }, () => new RawSocket(stage.door, `/sync/${stage.room}`, { cookie: stage.euCookie }));
    await Promise.all(sockets.map((one) => new Promise((resolve) => one.socket.on('open', resolve))));
    // Half of them leave again before it is there; a question that comes too early is kept.
    for (const one of sockets.slice(0, 10)) one.socket.terminate();
    for (const one of sockets.slice(10)) one.ask();
    go();
    for (const one of sockets.slice(10)) await one.hear('step2');
    expect(between.loads()).toBe(1);
  });

  it('that cannot be read refuses the room and stays as it is', async () => {
    const stage = await openStage(engine);
    const { db } = stage.house.store;
    const at = stage.house.now().toISOString();
    const broken = firstWriting('whole').slice(0, -5);
    await db.insertInto('documentUpdate').values({ documentId: stage.documentId, generation: 1, seq: 1, userId: stage.eu.id, at, bytes: broken }).execute();
    const stored = await stage.stored();
    for (let i = 0; i < 2; i++) {
      const socket = new RawSocket(stage.door, `/sync/${stage.room}`, { cookie: stage.euCookie });
      expect(await socket.end()).toMatchObject({ code: 1013 });
    }
    await stage.house.sync.settled();
    expect(await stage.stored()).toBe(stored);
    const other = await RawSocket.join(stage.door, 'small-study.bristol.findings@1', { cookie: stage.euCookie });
    expect(textOf(await other.whole())).toBe('');
  });

  it('gives the numbers itself: what somebody else has written to the room meanwhile is never written over', async () => {
    const stage = await openStage(engine);
    const author = await RawSocket.join(stage.door, stage.room, { cookie: stage.euCookie });
    const elsewhere = openStore(stage.house.config.database);
    await openLog(elsewhere, stage.house.bell).append(
      { documentId: stage.documentId, generation: 1 },
      { after: 0, entries: [{ userId: stage.cn.id, at: '', bytes: firstWriting('theirs') }], newOwners: new Map() }
    );
    await elsewhere.close();
    author.update(firstWriting('ours'));
    const text = async (): Promise<string> => textOf((await stage.house.documents.contentOf(stage.documentId)) ?? new Uint8Array([0, 0]));
    await expect.poll(text).toContain('ours');
    expect(await text()).toContain('theirs');
  });

  it('loses nothing of people who write one line and leave at once, while it is slow', async () => {
    const between = interposed();
    const stage = await openStage(engine, { log: between.log });
    between.behind(stage.house);
    const chance = chanceFrom(15);
    const turns = async (): Promise<void> => {
      for (let left = Math.floor(chance() * 30); left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
    };
    const real = openLog(stage.house.store, stage.house.bell);
    between.before.append = async (place, batch) => {
      await turns();
      return appendTo(real, place, batch);
    };
    between.before.load = async (place) => {
      await turns();
      return real.load(place);
    };
    const line = async (index: number): Promise<void> => {
      const cookie = index % 2 ? stage.euCookie : stage.cnCookie;
      const socket = await RawSocket.join(stage.door, stage.room, { cookie });
      socket.update(firstWriting(`line ${index};`));
      socket.socket.close();
      await socket.end();
    };
    for (let round = 0; round < 40; round++) await Promise.all([0, 1, 2].slice(0, 1 + (round % 3)).map((n) => line(round * 3 + n)));
    await stage.house.sync.settled();
    const text = textOf((await stage.house.documents.contentOf(stage.documentId)) ?? new Uint8Array());
    const lost = Array.from({ length: 40 }, (_, round) => [0, 1, 2].slice(0, 1 + (round % 3)).map((n) => `line ${round * 3 + n};`))
      .flat()
      .filter((words) => !text.includes(words));
    expect(lost).toEqual([]);
    expect(between.loads()).toBeGreaterThan(1);
  });
});
