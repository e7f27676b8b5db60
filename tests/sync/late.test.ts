import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { engines } from '#kit/databases.ts';
import { writingNotes } from '#kit/passages.ts';
import {
  goOnAsSequences,
  makeTreeRoom,
  openStage,
  section,
  textIn,
  textOf,
  writing,
  writingTree,
  type Stage
} from '#kit/open-room.ts';
import { attemptUpgrade, RawSocket } from '#kit/socket.ts';
import { passageContent } from '#document/content.ts';
import { plainText } from '#base/plain.ts';
import { endGeneration } from '#server/areas/assessments/store/documents.ts';
import { openStore } from '#server/store/open.ts';
import { insertLateProposal } from '#server/store/updates.ts';

const frozen = (stage: Stage): Promise<unknown> => stage.app.documents.freeze(null, stage.documentId);

/** Applies the late proposals to the frozen text, in the order in which they came. */
async function proposed(stage: Stage): Promise<{ userId: string; text: string }[]> {
  const late = await stage.app.documents.listLateProposals(null, stage.documentId);
  if (!late.ok) throw new Error(late.refusal.code);
  const base = (await stage.app.documents.contentOf(stage.documentId, 1)) ?? new Uint8Array();
  return late.value.map(({ userId, bytes }) => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, base);
    Y.applyUpdate(doc, bytes);
    return { userId, text: textIn(doc) };
  });
}

describe.each(engines)('a freeze on %s', (engine) => {
  it('moves everyone on, and the text is read at its generation as before', async () => {
    const stage = await openStage(engine);
    const [one, other] = [
      await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie }),
      await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie })
    ];
    one.update(writing(new Y.Doc(), 'agreed'));
    await one.hear('committed');
    expect(await frozen(stage)).toEqual({ ok: true, value: { generation: 1 } });
    expect(await one.end()).toEqual({ code: 4409, reason: 'generation-ended' });
    expect(await other.end()).toMatchObject({ code: 4409 });
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    expect((await reader.hear('access')).access).toBe('read');
    expect(textOf(await reader.whole())).toBe('agreed');
    expect(await frozen(stage)).toMatchObject({ ok: false, refusal: { code: 'wrong-state' } });
  });

  it('is followed by a reopening with the same text, which nobody who wrote before owns', async () => {
    const stage = await openStage(engine);
    const doc = new Y.Doc();
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    author.update(writing(doc, 'first'));
    await author.hear('committed');
    expect(await stage.app.documents.reopen(null, stage.documentId)).toMatchObject({
      ok: false,
      refusal: { code: 'wrong-state' }
    });
    await frozen(stage);
    expect(await stage.app.documents.reopen(null, stage.documentId)).toEqual({
      ok: true,
      value: { generation: 2 }
    });
    const next = stage.room.replace('@1', '@2');
    const again = await RawSocket.join(stage.endpoint, next, { cookie: stage.euCookie });
    expect(textOf(await again.whole())).toBe('first');
    const fresh = new Y.Doc();
    Y.applyUpdate(fresh, await again.whole());
    again.update(writing(fresh, 'second'));
    await again.hear('committed');
    again.update(writing(doc, 'from a tab of before'));
    expect(await again.end()).toMatchObject({ code: 4403 });
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    expect(textOf(await reader.whole())).toBe('first');
    const events = await stage.app.store.db
      .selectFrom('event')
      .select(['kind', 'needs', 'documentId', 'cityId'])
      .orderBy('seq')
      .execute();
    const common = { needs: 'findings.read', documentId: stage.documentId, cityId: 'haidian' };
    expect(events).toEqual([
      { kind: 'document.frozen', ...common },
      { kind: 'document.reopened', ...common }
    ]);
  });

  it('while twenty type keeps what came before it, and keeps the rest as proposals: nothing is lost or halved', async () => {
    const stage = await openStage(engine);
    const writers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const { person, cookie } =
          index === 0
            ? { person: stage.eu, cookie: stage.euCookie }
            : await stage.addPerson({ role: 'expert', side: index % 2 ? 'cn' : 'eu' });
        const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie });
        socket.answer(new Uint8Array([0, 0]));
        return { person, cookie, socket, doc: new Y.Doc(), written: 0 };
      })
    );
    const say = (round: number): void => {
      for (const writer of writers)
        writer.socket.update(writing(writer.doc, `${writer.person.id} ${round}.`));
    };
    for (let round = 0; round < 5; round++) say(round);
    const freezing = frozen(stage);
    for (let round = 5; round < 15; round++) say(round);
    await freezing;
    for (const { socket } of writers) expect(await socket.end()).toMatchObject({ code: 4409 });
    await stage.app.sync.settled();
    // What was neither committed nor stored as a proposal yet, each client still holds, and hands in at the
    // ended generation.
    for (const writer of writers) {
      const back = await RawSocket.join(stage.endpoint, stage.room, { cookie: writer.cookie });
      back.answer(Y.encodeStateAsUpdate(writer.doc));
      await Promise.race([back.hear('late'), back.hear('committed')]);
      back.socket.terminate();
    }
    const stored = textOf((await stage.app.documents.contentOf(stage.documentId)) ?? new Uint8Array());
    const late = new Map((await proposed(stage)).map(({ userId, text }) => [userId, text]));
    for (const { person, socket } of writers) {
      const acknowledged =
        socket.heard.flatMap((one) => (one.kind === 'committed' ? [one.committed.writes] : [])).at(-1) ?? 0;
      for (let round = 0; round < 15; round++) {
        const text = `${person.id} ${round}.`;
        // The first write was the empty answer.
        if (round + 2 <= acknowledged) expect(stored).toContain(text);
        expect(stored.includes(text) || (late.get(person.id) ?? '').includes(text), text).toBe(true);
      }
    }
    const rows = await stage.app.store.db.selectFrom('documentUpdate').select('seq').orderBy('seq').execute();
    expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1));
  }, 180_000);
});

describe.each(engines)('a freeze by another process on %s', (engine) => {
  it('is found out at the next write, which is kept as late; the room then ends', async () => {
    const stage = await openStage(engine);
    const [one, other] = [
      await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie }),
      await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie })
    ];
    const doc = new Y.Doc();
    one.update(writing(doc, 'in time'));
    await one.hear('committed');
    const elsewhere = openStore(stage.app.config.database);
    await endGeneration(elsewhere.db, stage.documentId, 1, stage.app.now().toISOString());
    await elsewhere.close();
    await other.hear('update');
    one.update(writing(doc, 'too late'));
    await one.hear('late');
    expect(await one.end()).toMatchObject({ code: 4409 });
    expect(await other.end()).toMatchObject({ code: 4409 });
    expect(other.heard.filter((heard) => heard.kind === 'update')).toEqual([]);
    expect(textOf((await stage.app.documents.contentOf(stage.documentId)) ?? new Uint8Array())).toBe(
      'in time'
    );
    expect((await proposed(stage)).map(({ text }) => text)).toEqual(['in time|too late']);
  });
});

describe.each(engines)('a late write on %s', (engine) => {
  it('is kept for its author, acknowledged, told of, and grows; the text stays as it froze', async () => {
    const stage = await openStage(engine);
    await frozen(stage);
    const doc = new Y.Doc();
    const offline = [writing(doc, 'typed offline'), writing(doc, 'and more')];
    const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    for (const update of offline) socket.update(update);
    const first = (await socket.hear('late')).late;
    expect((await socket.hear('late')).late.proposalId).toBe(first.proposalId);
    const [proposal, ...others] = await proposed(stage);
    expect(others).toEqual([]);
    expect(proposal).toEqual({
      userId: stage.eu.id,
      text: 'typed offline|and more'
    });
    expect(textOf(await socket.whole())).toBe('');
    // Handed in again after a break, it is the same proposal and no second one.
    socket.socket.terminate();
    const again = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    again.answer(Y.encodeStateAsUpdate(doc));
    expect((await again.hear('late')).late.proposalId).toBe(first.proposalId);
    const events = await stage.app.store.db
      .selectFrom('event')
      .select(['kind', 'actorId'])
      .orderBy('seq')
      .execute();
    expect(events.filter((event) => event.kind === 'late-proposal.kept')).toEqual([
      { kind: 'late-proposal.kept', actorId: stage.eu.id }
    ]);
    // Each has their own.
    const other = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    other.update(writing(new Y.Doc(), 'another voice'));
    expect((await other.hear('late')).late.proposalId).not.toBe(first.proposalId);
    expect(await proposed(stage)).toHaveLength(2);
  });

  it('is denied to users who could not write while it was open, and never bypasses the scanner', async () => {
    const stage = await openStage(engine);
    await frozen(stage);
    const observer = await stage.addPerson({ role: 'observer' });
    const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie: observer.cookie });
    socket.update(writing(new Y.Doc(), 'denied'));
    await socket.hear('denied');
    const malformed = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    malformed.update(new Uint8Array([1, 2, 3]));
    expect(await malformed.end()).toMatchObject({ code: 4400 });
    expect(await proposed(stage)).toEqual([]);
  });

  it('to an older generation is kept there; who sees released texts only does not see it', async () => {
    const stage = await openStage(engine);
    await frozen(stage);
    await stage.app.documents.reopen(null, stage.documentId);
    const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    socket.update(writing(new Y.Doc(), 'too late by far'));
    await socket.hear('late');
    const { db } = stage.app.store;
    const city = await stage.addPerson({ role: 'city', city: 'haidian' });
    await db
      .updateTable('assessment')
      .set({ state: 'consultation' })
      .where('cityId', '=', 'haidian')
      .execute();
    expect(await attemptUpgrade(stage.endpoint, `/sync/${stage.room}`, { cookie: city.cookie })).toBe(404);
    expect(
      await attemptUpgrade(stage.endpoint, `/sync/${stage.room.replace('@1', '@2')}`, { cookie: city.cookie })
    ).toBe(101);
    const actor = (await stage.app.sessions.read(city.cookie))?.actor ?? null;
    expect(await stage.app.documents.listLateProposals(actor, stage.documentId)).toMatchObject({
      ok: false,
      refusal: { code: 'forbidden' }
    });
  });
});

describe('a late proposal', () => {
  it('grows to 8 MB; what would exceed that is refused, and what was kept before stays', async () => {
    const stage = await openStage();
    await frozen(stage);
    const doc = new Y.Doc();
    await insertLateProposal(stage.app.store.db, {
      id: 'long',
      documentId: stage.documentId,
      generation: 1,
      userId: stage.eu.id,
      receivedAt: stage.app.now().toISOString(),
      bytes: writingNotes(doc, 'x'.repeat(8 * 2 ** 20 - 4_000))
    });
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    author.update(writing(doc, 'still fits'));
    expect((await author.hear('late')).late.proposalId).toBe('long');
    author.update(writing(doc, 'y'.repeat(8_000)));
    expect(await author.end()).toEqual({ code: 4413, reason: 'late proposal too large' });
    expect((await proposed(stage)).map(({ text }) => text)).toEqual(['still fits']);
    // Another person has 8 MB of their own.
    const other = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    other.update(writing(new Y.Doc(), 'y'.repeat(8_000)));
    await other.hear('late');
  });
});

describe('what is typed while a late answer is under way', () => {
  it('is counted: each message says of how many writes nothing is missing', async () => {
    const stage = await openStage();
    await frozen(stage);
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const doc = new Y.Doc();
    writing(doc, 'answered');
    author.answer(Y.encodeStateAsUpdate(doc));
    author.update(writing(doc, 'typed meanwhile'));
    expect((await author.hear('late')).late.writes).toBe(1);
    expect((await author.hear('late')).late.writes).toBe(2);
    expect((await proposed(stage)).map(({ text }) => text)).toEqual(['answered|typed meanwhile']);
  });
});

describe.each(engines)('an edit for a text of the former model on %s', (engine) => {
  it('that comes after the text was moved to the present one is kept as a late proposal', async () => {
    const stage = await openStage(engine);
    await makeTreeRoom(stage);
    const { app, documentId } = stage;
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const doc = new Y.Doc();
    author.update(writingTree(doc, 'agreed'));
    await author.hear('committed');
    author.socket.terminate();
    writingTree(doc, 'typed offline');
    await app.sync.settled();
    await goOnAsSequences(stage);

    const back = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    back.answer(Y.encodeStateAsUpdate(doc));
    const { proposalId } = (await back.hear('late')).late;
    const late = await app.documents.listLateProposals(null, documentId);
    if (!late.ok) throw new Error(late.refusal.code);
    expect(late.value).toMatchObject([{ id: proposalId, userId: stage.eu.id, generation: 1 }]);
    const wordsOf = (...updates: (Uint8Array | null | undefined)[]): string => {
      const read = new Y.Doc();
      for (const update of updates) Y.applyUpdate(read, update ?? new Uint8Array([0, 0]));
      return plainText(passageContent(read, section, 'zh'));
    };
    const ended = await app.documents.contentOf(documentId, 1);
    expect(wordsOf(ended)).toBe('agreed');
    expect(wordsOf(ended, late.value[0]?.bytes)).toMatch(/^agreed\s+typed offline$/);
    expect(textOf((await app.documents.contentOf(documentId)) ?? new Uint8Array())).toBe('agreed');
  });
});
