import { describe, expect, it } from 'vitest';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { engines } from '#kit/databases.ts';
import { firstWriting, openStage, textOf, writing, type Stage } from '#kit/open-room.ts';
import { writingNotes } from '#kit/passages.ts';
import { bytes, crafted, deletion, malformed } from '#kit/malformed-updates.ts';
import { chanceOf } from '#base/chance.ts';
import { mutate } from '#kit/sessions-of-yjs.ts';
import { RawSocket } from '#kit/socket.ts';

const canaryRoom = 'small-study.bristol.findings@1';

/**
 * Joins two clients to another room; each call of the returned function writes with one and checks that it
 * reaches the other.
 */
async function canary(stage: Stage): Promise<() => Promise<void>> {
  const [one, other] = [
    await RawSocket.join(stage.endpoint, canaryRoom, { cookie: stage.euCookie }),
    await RawSocket.join(stage.endpoint, canaryRoom, { cookie: stage.cnCookie })
  ];
  const doc = new Y.Doc();
  let written = 0;
  return async () => {
    one.update(writing(doc, `sings ${++written}`));
    await other.hear('update');
    expect(textOf(await other.whole())).toContain(`sings ${written}`);
  };
}

describe.each(engines)('a malformed update on %s', (engine) => {
  it.each([
    ['an update', 'update'],
    ['an answer', 'answer']
  ] as const)('as %s closes its socket with 4400, and changes nothing for anyone', async (_, send) => {
    const stage = await openStage(engine);
    const sings = await canary(stage);
    const peer = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    author.update(firstWriting('stands'));
    await peer.hear('update');
    await sings();
    const stored = await stage.stored();
    for (const [name, update] of malformed) {
      const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
      socket[send](update);
      expect((await socket.end()).code, name).toBe(4400);
    }
    expect(await stage.stored()).toBe(stored);
    expect(peer.heard.filter((one) => one.kind === 'update')).toEqual([]);
    expect(textOf(await peer.whole())).toBe('stands');
    await sings();
    const crafts = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    crafts.update(crafted());
    await crafts.hear('committed');
  });
});

describe('a frame', () => {
  it('that is no message of ours closes its socket with 4400', async () => {
    const stage = await openStage();
    const frames: (Uint8Array | string)[] = [
      '',
      'text',
      '{"type":"sync"}',
      new Uint8Array(),
      new Uint8Array([2, 0, 1, 65]),
      new Uint8Array([4]),
      new Uint8Array([100, 1, 1, 1, 0]),
      new Uint8Array([0]),
      new Uint8Array([0, 3, 1, 0]),
      new Uint8Array([0, 0, 1, 5]),
      new Uint8Array([0, 0, 2, 1, 0]),
      new Uint8Array([0, 2, 200, 1, 0]),
      new Uint8Array([3, 0]),
      new Uint8Array([1]),
      new Uint8Array([0, 2, 2, 0, 0, 9]),
      new Uint8Array([128, 0]),
      new Uint8Array([0, 0, 6, 1, 255, 255, 255, 255, 127])
    ];
    for (const frame of frames) {
      const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
      socket.send(frame);
      expect((await socket.end()).code, String(frame)).toBe(4400);
    }
  });

  it('of 10 MB is refused with 4413; its author keeps it, and the room goes on', async () => {
    const stage = await openStage();
    const peer = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    author.update(writingNotes(new Y.Doc(), '说'.repeat(3_500_000)));
    expect(await author.end()).toMatchObject({ code: 4413 });
    const again = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    again.update(writingNotes(new Y.Doc(), '说'.repeat(1_000_000)));
    await again.hear('committed');
    expect((await peer.whole()).length).toBeGreaterThan(3_000_000);
  });

  it('that came by chance, 1,000 times, each of them checked, never takes the process or another room with it', async () => {
    const stage = await openStage();
    const sings = await canary(stage);
    const chance = chanceOf(2013);
    const honest = [
      Buffer.concat([
        Buffer.from([0, 2]),
        bytes((encoder) => encoding.writeVarUint8Array(encoder, firstWriting('a')))
      ]),
      Buffer.concat([
        Buffer.from([0, 1]),
        bytes((encoder) => encoding.writeVarUint8Array(encoder, firstWriting('b')))
      ]),
      Buffer.from([0, 0, 1, 0]),
      Buffer.from([1, 6, 1, 9, 1, 2, 123, 125]),
      Buffer.from([3])
    ];
    const frame = (): Uint8Array | string => {
      const choice = chance();
      if (choice < 0.05)
        return String.fromCharCode(...Array.from({ length: 20 }, () => Math.floor(chance() * 500)));
      if (choice < 0.3)
        return Uint8Array.from({ length: Math.floor(chance() * 40) }, () => Math.floor(chance() * 256));
      return mutate(honest[Math.floor(chance() * honest.length)] ?? new Uint8Array(), chance);
    };
    const people = await Promise.all(
      Array.from({ length: 4 }, () => stage.addPerson({ role: 'expert', side: 'eu' }))
    );
    const codes = new Map<number, number>();
    const frames = 1_000;
    let checkedFrames = 0;
    for (let n = 0; checkedFrames < frames; n++) {
      const { cookie } = people[n % people.length] ?? { cookie: null };
      const hostile = new RawSocket(stage.endpoint, `/sync/${stage.room}?meridian=1`, { cookie });
      await new Promise((resolve) => hostile.socket.on('open', resolve));
      // A sync step 1 follows each: its answer or the close shows that the frame was checked, so that none is
      // masked by another.
      for (let i = 0; i < 20 && !hostile.closed; i++) {
        hostile.send(frame());
        await hostile.whole().catch(() => undefined);
        checkedFrames += 1;
      }
      if (!hostile.closed) hostile.send(new Uint8Array([255, 1]));
      const { code } = await hostile.end();
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (n % 100 === 0) await sings();
    }
    expect([...codes.keys()].filter((code) => code !== 4400 && code !== 4403)).toEqual([]);
    await sings();
    const whole = new Y.Doc();
    const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    Y.applyUpdate(whole, await socket.whole());
    expect(whole.store.pendingStructs).toBe(null);
    const reloaded = await stage.app.documents.contentOf(stage.documentId);
    expect(Y.encodeStateVectorFromUpdate(reloaded ?? new Uint8Array())).toEqual(Y.encodeStateVector(whole));
  }, 180_000);
});

describe('what builds on something missing', () => {
  it('is asked for, kept out of the log, and closes its socket the third time in a row', async () => {
    const stage = await openStage();
    const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const doc = new Y.Doc();
    writing(doc, 'never sent');
    const gap = writing(doc, 'builds on it');
    const stored = await stage.stored();
    socket.answer(new Uint8Array([0, 0]));
    socket.update(gap);
    await socket.hear('step1');
    socket.answer(gap);
    await socket.hear('step1');
    socket.answer(gap);
    expect(await socket.end()).toEqual({ code: 4400, reason: 'builds on what is not here' });
    expect(await stage.stored()).toBe(stored);
  });

  it('is taken whole when the client answers, and only then counts as saved', async () => {
    const stage = await openStage();
    const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const doc = new Y.Doc();
    writing(doc, 'written offline');
    // Typing goes on before the server's question has arrived.
    for (let i = 0; i < 5; i++) socket.update(writing(doc, `typed ${i}`));
    socket.answer(Y.encodeStateAsUpdate(doc));
    expect((await socket.hear('committed')).committed.writes).toBe(6);
    expect(textOf(await socket.whole())).toContain('written offline');
  });

  it('is a foreign deletion of what nobody wrote, too', async () => {
    const stage = await openStage();
    const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    socket.answer(new Uint8Array([0, 0]));
    for (let i = 0; i < 2; i++) {
      socket.update(deletion(4711, 0, 10));
      await socket.hear('step1');
      socket.answer(new Uint8Array([0, 0]));
    }
    socket.update(deletion(4711, 0, 10));
    expect(await socket.end()).toMatchObject({ code: 4400 });
  });
});

describe.each(engines)('a client id on %s', (engine) => {
  it('belongs to the person who wrote under it first, also after everyone has left', async () => {
    const stage = await openStage(engine);
    const doc = new Y.Doc();
    doc.clientID = 4242;
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    author.update(writing(doc, 'mine'));
    await author.hear('committed');
    author.socket.terminate();
    await author.end();
    const claimed = writing(doc, 'claimed');
    const stored = await stage.stored();
    const other = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    other.update(claimed);
    expect(await other.end()).toEqual({ code: 4403, reason: 'client id of somebody else' });
    expect(await stage.stored()).toBe(stored);
    // The same text under the user's own id, and the owner's next edits, are accepted; so is a whole copy
    // that holds nothing new.
    const again = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    again.answer(await again.whole());
    await again.hear('committed');
    const back = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    back.update(claimed);
    expect((await back.hear('committed')).committed.clocks.get(4242)).toBe(Y.getState(doc.store, 4242));
  });

  it('under which the server seeded is nobody’s', async () => {
    const stage = await openStage(engine);
    const seeded = new Y.Doc();
    seeded.clientID = 99;
    writing(seeded, 'seeded');
    await stage.app.store.db
      .updateTable('documentSnapshot')
      .set({ bytes: Y.encodeStateAsUpdate(seeded) })
      .where('documentId', '=', stage.documentId)
      .execute();
    const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    expect(textOf(await socket.whole())).toContain('seeded');
    socket.update(writing(seeded, 'under the seed’s id'));
    expect(await socket.end()).toMatchObject({ code: 4403 });
  });
});
