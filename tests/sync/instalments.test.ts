/**
 * Tests a write of thousands of edits, which is taken in instalments: how the others in the room are
 * affected, and which messages its author gets.
 */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { quickEngines } from '#kit/databases.ts';
import { copyOf, editAnywhere, editAsEditor, foundText, since } from '#kit/long-writes.ts';
import { openStage, textOf, writing, type Stage } from '#kit/open-room.ts';
import { chanceOf } from '#base/chance.ts';
import { ourQuery, RawSocket } from '#kit/socket.ts';
import { endGeneration } from '#server/areas/assessments/store/documents.ts';
import { interposedLog } from '#kit/interposed-log.ts';

const edits = 4_000;

/** Prepares a text in the room, and an author who has written much in it while away. */
async function away(
  stage: Stage,
  edit = editAnywhere
): Promise<{ base: Y.Doc; author: RawSocket; doc: Y.Doc; update: Uint8Array }> {
  const base = foundText(7);
  const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
  author.answer(Y.encodeStateAsUpdate(base));
  await author.hear('committed');
  const doc = copyOf(base, 8);
  edit(doc, edits, chanceOf(1));
  return { base, author, doc, update: since(doc, Y.encodeStateVector(base)) };
}

const join = (stage: Stage, cookie: string): Promise<RawSocket> =>
  RawSocket.join(stage.endpoint, stage.room, { cookie });

/** Returns all updates that a socket received, in order. */
const shown = (socket: RawSocket): Uint8Array[] =>
  socket.heard.flatMap((one) => (one.kind === 'update' ? [one.bytes] : []));

const holds = (update: Uint8Array, text: string): boolean => Buffer.from(update).includes(text);

describe.each(quickEngines)('a long write on %s', (engine) => {
  it.each([
    ['of letters under one id', editAnywhere],
    ['of letters and structure, each under an id of its own', editAsEditor]
  ])('leaves those who type their turns, and comes to the same text: %s', async (_, edit) => {
    const stage = await openStage(engine);
    const { base, author, doc, update } = await away(stage, edit);
    const typist = await join(stage, stage.cnCookie);
    const reader = await join(stage, stage.cnCookie);
    const typed = copyOf(base, 9);
    author.update(update);
    // The first instalment is broadcast, the last is not: a word typed in between is.
    await reader.hear('update');
    typist.update(writing(typed, 'a word in between'));
    await author.hear('committed', ({ committed }) => committed.writes === 2);
    await typist.hear('committed');
    await reader.whole();
    const updates = shown(reader);
    const at = updates.findIndex((one) => holds(one, 'a word in between'));
    expect(at).toBeGreaterThanOrEqual(0);
    expect(at).toBeLessThan(updates.length - 1);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(typed));
    expect(textOf(await reader.whole())).toBe(textOf(Y.encodeStateAsUpdate(doc)));
    expect(textOf((await stage.app.documents.contentOf(stage.documentId)) ?? new Uint8Array())).toBe(
      textOf(Y.encodeStateAsUpdate(doc))
    );
  });

  it('is answered once, when all of it is stored, and before what its author writes next', async () => {
    const stage = await openStage(engine);
    const { author, doc, update } = await away(stage);
    author.update(update);
    author.update(writing(doc, 'and one word more'));
    const acknowledged = await author.hear('committed', ({ committed }) => committed.writes === 3);
    expect(acknowledged.committed.clocks.get(8)).toBe(Y.getState(doc.store, 8));
    const counts = author.heard.flatMap((one) => (one.kind === 'committed' ? [one.committed.writes] : []));
    expect(counts.every((writes) => writes <= 2)).toBe(true);
    expect(textOf(await author.whole())).toBe(textOf(Y.encodeStateAsUpdate(doc)));
  });

  it('that comes before the room is open holds what comes behind it', async () => {
    const interposed = interposedLog();
    const stage = await openStage(engine, { log: interposed.log });
    const { author, doc, update } = await away(stage);
    author.socket.close();
    await author.end();
    await stage.app.sync.settled();
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    interposed.instead.load = async (roomKey) => {
      await opened;
      return interposed.own.load(roomKey);
    };
    const early = new RawSocket(stage.endpoint, `/sync/${stage.room}?${ourQuery}`, {
      cookie: stage.euCookie
    });
    await once(early.socket, 'open');
    early.answer(update);
    for (let n = 0; n < 10; n++) early.update(writing(doc, `word ${n}`));
    early.socket.ping();
    await once(early.socket, 'pong');
    open();
    await early.hear('committed', ({ committed }) => committed.writes === 11);
    // The room's question at the beginning is the only one: nothing was missing.
    expect(early.heard.filter(({ kind }) => kind === 'step1')).toHaveLength(1);
    expect(textOf(await early.whole())).toBe(textOf(Y.encodeStateAsUpdate(doc)));
  });

  it('is stored whole though its author has gone', async () => {
    const stage = await openStage(engine);
    const { author, doc, update } = await away(stage);
    author.update(update);
    author.socket.close();
    await author.end();
    await stage.app.sync.settled();
    const reader = await join(stage, stage.cnCookie);
    expect(textOf(await reader.whole())).toBe(textOf(Y.encodeStateAsUpdate(doc)));
  });

  it('that builds on something missing is asked for once, and taken with it', async () => {
    const stage = await openStage(engine);
    const { author, doc, base } = await away(stage);
    const known = Y.encodeStateVector(doc);
    editAnywhere(doc, edits, chanceOf(2));
    author.heard.length = 0;
    author.update(since(doc, known));
    await author.hear('step1');
    await author.whole();
    expect(author.heard.filter(({ kind }) => kind === 'step1')).toEqual([]);
    expect(author.closed).toBeNull();
    author.answer(since(doc, Y.encodeStateVector(base)));
    await author.hear('committed', ({ committed }) => committed.clocks.get(8) === Y.getState(doc.store, 8));
    expect(textOf(await author.whole())).toBe(textOf(Y.encodeStateAsUpdate(doc)));
  });

  it('by one who may only read is denied once, and nothing of it stays', async () => {
    const stage = await openStage(engine);
    const { base, update } = await away(stage);
    const { cookie } = await stage.addPerson({ role: 'observer' });
    const before = await stage.stored();
    const observer = await join(stage, cookie).catch(() => null);
    const reader =
      observer ?? (await join(stage, (await stage.addPerson({ role: 'city', city: 'bristol' })).cookie));
    reader.update(update);
    await reader.hear('denied');
    expect(textOf(await reader.whole())).toBe(textOf(Y.encodeStateAsUpdate(base)));
    expect(reader.heard.filter(({ kind }) => kind === 'denied')).toEqual([]);
    expect(await stage.stored()).toBe(before);
  });

  it('that is overtaken by a freeze is kept as one late proposal, from where the text ends', async () => {
    const interposed = interposedLog();
    const stage = await openStage(engine, { log: interposed.log });
    const { author, doc, update } = await away(stage);
    let appends = 0;
    interposed.instead.append = async (roomKey, batch) => {
      // Decided elsewhere, in the midst of it.
      if (++appends === 3)
        await endGeneration(stage.app.store.db, stage.documentId, 1, stage.app.now().toISOString());
      return interposed.own.append(roomKey, batch);
    };
    author.update(update);
    await author.hear('late');
    expect(await author.end()).toMatchObject({ code: 4409 });
    const late = await stage.app.documents.listLateProposals(null, stage.documentId);
    expect(late.ok && late.value).toHaveLength(1);
    const both = new Y.Doc();
    Y.applyUpdate(both, (await stage.app.documents.contentOf(stage.documentId, 1)) ?? new Uint8Array());
    expect(textOf(Y.encodeStateAsUpdate(both))).not.toBe(textOf(Y.encodeStateAsUpdate(doc)));
    if (late.ok) for (const { bytes } of late.value) Y.applyUpdate(both, bytes);
    expect(textOf(Y.encodeStateAsUpdate(both))).toBe(textOf(Y.encodeStateAsUpdate(doc)));
  });
});
