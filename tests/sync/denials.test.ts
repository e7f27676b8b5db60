/** Shows what becomes of frames of users who may only read: nothing of their content is looked at, and who goes on is sent away. */
import { describe, expect, it } from 'vitest';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { openPassage } from '#document/sequence/roots.ts';
import { firstWriting, openStage, section, writing, type Stage } from '#kit/open-room.ts';
import { RawSocket, RawStream } from '#kit/socket.ts';
import { createLogger } from '#server/process/logger.ts';
import { Denials } from '#server/sync/rooms/denials.ts';

const observed = async (
  stage: Stage
): Promise<{ readonly writer: RawSocket; readonly reader: RawSocket; readonly cookie: string }> => {
  const { cookie } = await stage.addPerson({ role: 'observer' });
  const writer = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
  return { writer, reader: await RawSocket.join(stage.endpoint, stage.room, { cookie }), cookie };
};

/** Makes an update that deletes so many characters of a client id. */
const deleting = (client: number, clock: number, length: number): Uint8Array =>
  encoding.encode((encoder) => {
    for (const value of [0, 1, client, 1, clock, length]) encoding.writeVarUint(encoder, value);
  });

describe('a reader', () => {
  it('who inserts three times within a minute is sent away with 4403, over a socket and over posts, and the log says so', async () => {
    const output: string[] = [];
    const stage = await openStage('sqlite', {
      logger: createLogger({ level: 'warn', now: () => new Date(), write: (line) => output.push(line) })
    });
    const { reader, cookie } = await observed(stage);
    for (const word of ['one', 'two', 'three']) reader.update(firstWriting(word));
    expect(await reader.end()).toEqual({ code: 4403, reason: 'may only read' });
    expect(reader.heard.filter(({ kind }) => kind === 'denied')).toHaveLength(3);
    expect(output.filter((line) => line.includes('A reader went on writing'))).toHaveLength(1);
    const stream = await RawStream.join(stage.endpoint, stage.room, { cookie });
    for (const word of ['one', 'two', 'three']) stream.update(firstWriting(word));
    expect(await stream.end()).toMatchObject({ code: 4403 });
  });

  it('who repeats what is there and tidies formats up goes on reading, and one who deletes words is denied and goes on, too', async () => {
    const stage = await openStage();
    const { writer, reader } = await observed(stage);
    const doc = new Y.Doc();
    writer.update(writing(doc, 'words'));
    const before = Y.encodeStateVector(doc);
    openPassage(doc, section, 'zh').format(1, 3, { bold: true });
    writer.update(Y.encodeStateAsUpdate(doc, before));
    await writer.hear('committed', ({ committed }) => committed.writes === 2);
    const end = Y.getState(doc.store, doc.clientID);
    for (let n = 0; n < 5; n++) {
      reader.answer(Y.encodeStateAsUpdate(doc));
      reader.update(deleting(doc.clientID, end - 1, 1));
    }
    await reader.hear('committed', ({ committed }) => committed.writes === 10);
    for (let n = 0; n < 5; n++) reader.update(deleting(doc.clientID, 1, 2));
    for (let n = 0; n < 5; n++) await reader.hear('denied');
    expect(Y.encodeStateVectorFromUpdate(await reader.whole())).toEqual(Y.encodeStateVector(doc));
  });

  it('of an ended text who could not write it is sent away in the same way', async () => {
    const stage = await openStage();
    const { cookie } = await stage.addPerson({ role: 'observer' });
    await stage.app.documents.freeze(null, stage.documentId);
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie });
    for (const word of ['one', 'two', 'three']) reader.update(firstWriting(word));
    expect(await reader.end()).toMatchObject({ code: 4403 });
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    for (const word of ['one', 'two', 'three', 'four']) {
      author.update(firstWriting(word));
      await author.hear('late');
    }
  });
});

describe('denials', () => {
  it('are counted within a minute, and what was typed before a right was withdrawn does not count', () => {
    const denials = new Denials();
    expect([0, 1, 60_000, 60_000].map((at) => denials.note(at))).toEqual([false, false, false, true]);
    denials.spare(70_000);
    expect([70_001, 70_002, 79_999, 80_000].map((at) => denials.note(at))).toEqual([
      false,
      false,
      false,
      false
    ]);
  });
});

describe('a state vector', () => {
  it('may name clients that the room does not know; the rest of a long one is ignored', async () => {
    const stage = await openStage();
    const { writer, reader } = await observed(stage);
    const doc = new Y.Doc();
    writer.update(writing(doc, 'words'));
    await writer.hear('committed');
    const vector = (others: number): Uint8Array =>
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, others + 1);
        for (let n = 0; n < others; n++)
          for (const value of [1 + n, 1]) encoding.writeVarUint(encoder, value);
        for (const value of [doc.clientID, Y.getState(doc.store, doc.clientID)])
          encoding.writeVarUint(encoder, value);
      });
    const answerTo = async (stateVector: Uint8Array): Promise<number> => {
      reader.sendSyncStep1(stateVector);
      return (await reader.hear('step2')).bytes.length;
    };
    expect(await answerTo(vector(400))).toBe(2);
    expect(await answerTo(vector(5_000))).toBeGreaterThan(10);
  });
});
