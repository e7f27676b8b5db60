import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openPassage } from '#document/sequence/roots.ts';
import { quickEngines } from '#kit/databases.ts';
import { interposedLog } from '#kit/interposed-log.ts';
import { openStage, section, textIn, type Stage } from '#kit/open-room.ts';
import { addParagraph } from '#kit/passages.ts';
import { chanceOf } from '#base/chance.ts';
import { RawSocket } from '#kit/socket.ts';

/** Simulates a user who types with a real document; each key is sent as its own update. */
class Typist {
  readonly doc = new Y.Doc();
  readonly socket: RawSocket;
  readonly sent: Uint8Array[] = [];

  constructor(socket: RawSocket, clientId: number) {
    this.socket = socket;
    this.doc.clientID = clientId;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'others') return;
      this.sent.push(update);
      socket.update(update);
    });
  }

  get text(): Y.Text {
    return openPassage(this.doc, section, 'zh');
  }

  take(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, 'others');
  }

  type(at: number, text: string): void {
    // Key by key, and a sign beyond the first plane is one key.
    for (const key of text) {
      this.text.insert(at, key);
      at += key.length;
    }
  }

  saved(): Promise<unknown> {
    return this.socket.hear('committed', ({ committed }) => committed.writes === this.sent.length);
  }
}

/** Prepares a room with a paragraph that both have; a test can hold its log back. */
async function twoTypists(engine: (typeof quickEngines)[number]) {
  const between = interposedLog();
  const stage = await openStage(engine, { log: between.log });
  const [anna, ming] = [
    new Typist(await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie }), 11),
    new Typist(await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie }), 7)
  ];
  addParagraph(anna.doc, `${section}.zh`, 'one two');
  await anna.saved();
  ming.take(anna.sent[0] ?? new Uint8Array());
  let clock = 0;
  /** Holds the log back, so that everything sent meanwhile is appended together. */
  const together = async (type: () => void): Promise<void> => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let isHeld = (): void => undefined;
    const reached = new Promise<void>((resolve) => (isHeld = resolve));
    between.instead.append = async (roomKey, batch) => {
      isHeld();
      await held;
      return between.own.append(roomKey, batch);
    };
    type();
    await reached;
    // Presence is echoed to its sender: then all that was sent before has arrived.
    clock++;
    for (const {
      socket,
      doc: { clientID: client }
    } of [anna, ming]) {
      socket.awareness([{ client, clock, state: { place: `${clock}` } }]);
      await socket.hear('awareness', ({ states }) => states.get(client)?.state?.['place'] === `${clock}`);
    }
    letGo();
    delete between.instead.append;
    await Promise.all([anna.saved(), ming.saved()]);
  };
  return { stage, anna, ming, together };
}

const rowsOf = ({ app, documentId }: Stage) =>
  app.store.db
    .selectFrom('documentUpdate')
    .select(['seq', 'userId', 'at', 'bytes'])
    .where('documentId', '=', documentId)
    .orderBy('seq')
    .execute();

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

describe.each(quickEngines)('keys that come together, on %s', (engine) => {
  it('are one row and one update, are saved one by one, and make the text that they make apart', async () => {
    const { stage, anna, ming, together } = await twoTypists(engine);
    const before = (await rowsOf(stage)).length;
    await together(() => {
      anna.type(4, ' 智慧城市😀 and more');
      ming.type(8, ' 同时也写');
    });
    const rows = await rowsOf(stage);
    // What came first is being appended when the rest comes: two rows of each at most.
    expect(rows.length - before).toBeLessThanOrEqual(4);
    const late = documentOf([
      await (await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie })).whole()
    ]);
    const apart = documentOf([...anna.sent, ...ming.sent]);
    expect(Buffer.from(Y.encodeStateAsUpdate(late)).equals(Y.encodeStateAsUpdate(apart))).toBe(true);
    expect(
      Buffer.from(Y.encodeStateAsUpdate(documentOf(rows.map(({ bytes }) => bytes)))).equals(
        Y.encodeStateAsUpdate(apart)
      )
    ).toBe(true);
    expect(textIn(late)).toContain('智慧城市😀 and more');
  }, 180_000);

  it('of whatever kind make the same text, and stay their authors’, by chance', async () => {
    const { stage, anna, ming, together } = await twoTypists(engine);
    const chance = chanceOf(7);
    for (let burst = 0; burst < 12; burst++) {
      await together(() => {
        for (let n = 0; n < 6; n++) {
          const one = chance() < 0.5 ? anna : ming;
          const at = 1 + Math.floor(chance() * one.text.length);
          const what = chance();
          if (what < 0.6) one.type(at, ['gemeinsam', '一起', '😀😀x'][Math.floor(chance() * 3)] ?? '');
          else if (what < 0.8) one.text.delete(Math.min(at, one.text.length - 1), 1);
          else one.doc.transact(() => one.type(at, 'zusammen'));
        }
      });
      for (const [one, other] of [
        [anna, ming],
        [ming, anna]
      ] as const)
        for (const update of other.sent) one.take(update);
    }
    const rows = await rowsOf(stage);
    const sent = [...anna.sent, ...ming.sent];
    expect(rows.length).toBeLessThan(sent.length * 0.6);
    const apart = Y.encodeStateAsUpdate(documentOf(sent));
    expect(Buffer.from(Y.encodeStateAsUpdate(documentOf(rows.map(({ bytes }) => bytes)))).equals(apart)).toBe(
      true
    );
    const late = await (await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie })).whole();
    expect(Buffer.from(Y.encodeStateAsUpdate(documentOf([late]))).equals(apart)).toBe(true);
    for (const { userId, bytes } of rows) {
      for (const client of Y.parseUpdateMeta(bytes).to.keys())
        expect(userId).toBe(client === 11 ? stage.eu.id : stage.cn.id);
    }
  }, 180_000);
});
