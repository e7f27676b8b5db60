/**
 * Tests that deleted and overwritten words are not sent to those who get the text later: readers of an open
 * generation, everyone after a freeze, and writers of the next generation.
 */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { answersRoot } from '#document/answer-cells.ts';
import { deleteParts } from '#document/sequence/deleted-parts.ts';
import { wordsLeftOver } from '#document/sequence/left-over.ts';
import { openNote, openPassage } from '#document/sequence/roots.ts';
import { quickEngines } from '#kit/databases.ts';
import { interposedLog } from '#kit/interposed-log.ts';
import { openStage, section, textIn, writing, type Stage } from '#kit/open-room.ts';
import { deleteParagraph } from '#kit/passages.ts';
import { RawSocket, RawStream, type RawTransport } from '#kit/socket.ts';
import { openLog } from '#server/sync/log/log.ts';
import { openStore } from '#server/store/open.ts';

const deleted = 'ZZDELETEDZZ';

/** Writes two paragraphs, deletes the first again, and returns when that is committed. */
async function writeAndDelete(author: RawSocket, doc = new Y.Doc(), words = deleted): Promise<Y.Doc> {
  const paragraphs = textIn(doc).split('|').filter(Boolean).length;
  author.update(writing(doc, `We owe ${words} millions.`));
  author.update(writing(doc, 'kept'));
  const before = Y.encodeStateVector(doc);
  deleteParagraph(doc, `${section}.zh`, paragraphs);
  author.update(Y.encodeStateAsUpdate(doc, before));
  await author.hear('committed', ({ committed }) => committed.writes % 3 === 0);
  return doc;
}

const received = (socket: RawTransport): string =>
  socket.heard.map((one) => ('bytes' in one ? Buffer.from(one.bytes).toString('latin1') : '')).join('|');

const join = (stage: Stage, cookie: string, room = stage.room): Promise<RawSocket> =>
  RawSocket.join(stage.endpoint, room, { cookie });

/** Asks for everything and returns all bytes that came by then, without taking anything off the list. */
async function read(socket: RawTransport, stateVector?: Uint8Array): Promise<string> {
  const answered = socket.heard.filter(({ kind }) => kind === 'step2').length;
  socket.sendSyncStep1(stateVector);
  await socket.has(() => socket.heard.filter(({ kind }) => kind === 'step2').length > answered);
  return received(socket);
}

const docOf = (socket: RawTransport): Y.Doc => {
  const doc = new Y.Doc();
  for (const one of socket.heard)
    if (one.kind === 'update' || one.kind === 'step2') Y.applyUpdate(doc, one.bytes);
  return doc;
};
const wholeOf = (socket: RawTransport): string => textIn(docOf(socket));

describe.each(quickEngines)('what was deleted before they came, on %s,', (engine) => {
  it('is not sent to readers who join while the text is written', async () => {
    const stage = await openStage(engine);
    const author = await join(stage, stage.euCookie);
    const doc = await writeAndDelete(author);
    const { cookie } = await stage.addPerson({ role: 'observer' });
    const observer = await join(stage, cookie);
    const stream = await RawStream.join(stage.endpoint, stage.room, { cookie });
    for (const reader of [observer, stream]) {
      expect(await read(reader)).not.toContain(deleted);
      expect(wholeOf(reader)).toBe('kept');
    }
    // What is written while they are here they see as it is written, and again when they ask.
    await writeAndDelete(author, doc, 'ZZLIVEZZ');
    await observer.has(() => received(observer).includes('ZZLIVEZZ'));
    expect(await read(observer, Y.encodeStateVector(new Y.Doc()))).not.toContain(deleted);
    expect(wholeOf(observer)).toBe('kept|kept');
    // Who comes back with what they have gets only what they have not.
    const back = await join(stage, cookie);
    const known = new Y.Doc();
    Y.applyUpdate(known, Y.encodeStateAsUpdate(doc));
    expect(await read(back, Y.encodeStateVector(known))).not.toMatch(/ZZ|kept/);
  });

  it('is sent to nobody after a freeze, nor with the next generation, nor kept in the log’s tail', async () => {
    const stage = await openStage(engine);
    const author = await join(stage, stage.euCookie);
    await writeAndDelete(author);
    await stage.app.documents.freeze(null, stage.documentId);
    await author.end();
    const { cookie } = await stage.addPerson({ role: 'observer' });
    for (const one of [cookie, stage.euCookie]) {
      const reader = await join(stage, one);
      expect(await read(reader)).not.toContain(deleted);
      expect(wholeOf(reader)).toBe('kept');
      reader.socket.close();
      await reader.end();
    }
    await stage.app.sync.settled();
    const { db } = stage.app.store;
    expect(await db.selectFrom('documentUpdate').select('seq').execute()).toEqual([]);
    await stage.app.documents.reopen(null, stage.documentId);
    const writer = await join(stage, stage.cnCookie, stage.room.replace('@1', '@2'));
    expect(await read(writer)).not.toContain(deleted);
    expect(wholeOf(writer)).toBe('kept');
  });

  it('and stood in a footnote, is sent to nobody who comes later; what a colleague wrote in it is left over', async () => {
    const stage = await openStage(engine);
    const author = await join(stage, stage.euCookie);
    const doc = new Y.Doc();
    author.update(writing(doc, 'kept'));
    const change = (edit: (text: Y.Text) => void): void => {
      const before = Y.encodeStateVector(doc);
      doc.transact((transaction) => {
        edit(openPassage(doc, section, 'zh'));
        deleteParts(transaction);
      });
      author.update(Y.encodeStateAsUpdate(doc, before));
    };
    change((text) => {
      text.insertEmbed(text.length, { note: 'n1' });
      openNote(doc, 'n1').insert(0, deleted);
    });
    const colleague = new Y.Doc();
    Y.applyUpdate(colleague, Y.encodeStateAsUpdate(doc));
    const known = Y.encodeStateVector(colleague);
    openNote(colleague, 'n1').insert(0, 'meanwhile');
    change((text) => text.delete(text.length - 1, 1));
    const writer = await join(stage, stage.cnCookie);
    writer.update(Y.encodeStateAsUpdate(colleague, known));
    await writer.hear('committed', ({ committed }) => committed.writes === 1);
    await author.hear('committed', ({ committed }) => committed.writes === 3);
    const isLeft = async (reader: RawSocket): Promise<void> => {
      expect(await read(reader)).not.toContain(deleted);
      expect(wholeOf(reader)).toBe('kept');
      expect(wordsLeftOver(docOf(reader))).toMatchObject([
        { of: 'note', text: 'meanwhile', passage: { section, language: 'zh' } }
      ]);
    };
    await isLeft(await join(stage, (await stage.addPerson({ role: 'observer' })).cookie));
    await stage.app.documents.freeze(null, stage.documentId);
    await author.end();
    await stage.app.documents.reopen(null, stage.documentId);
    await isLeft(await join(stage, stage.cnCookie, stage.room.replace('@1', '@2')));
  });

  it('holds for the overwritten cells of a response, and for words in late proposals', async () => {
    const stage = await openStage(engine);
    const { db } = stage.app.store;
    await db.updateTable('assessment').set({ state: 'collecting' }).execute();
    const room = stage.room.replace('findings', 'response');
    const city = await stage.addPerson({ role: 'city', city: 'haidian' });
    const author = await join(stage, city.cookie, room);
    const doc = new Y.Doc();
    const set = (value: string): void => {
      const before = Y.encodeStateVector(doc);
      doc.getMap(answersRoot).set('strategy.vision/value', value);
      author.update(Y.encodeStateAsUpdate(doc, before));
    };
    set(deleted);
    set('final');
    await author.hear('committed', ({ committed }) => committed.writes === 2);
    const observer = await join(stage, (await stage.addPerson({ role: 'secretariat' })).cookie, room);
    expect(await read(observer)).not.toContain(deleted);
    expect(received(observer)).toContain('final');

    const responseId = stage.study.cities[1]?.responseId ?? '';
    await stage.app.documents.freeze(null, responseId);
    // Who joins before the room has heard of the freeze is moved on with the others.
    await Promise.all([author.end(), observer.end()]);
    const late = await join(stage, city.cookie, room);
    for (const value of ['ZZLATEZZ', 'late']) {
      const before = Y.encodeStateVector(doc);
      doc.getMap(answersRoot).set('strategy.vision/value', value);
      late.update(Y.encodeStateAsUpdate(doc, before));
      await late.hear('late');
    }
    const proposals = await db.selectFrom('lateProposal').selectAll().execute();
    expect(proposals.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).join()).not.toContain('ZZ');
  });
});

describe('a reader', () => {
  it('shares one compaction with all who join at the same time', async () => {
    const stage = await openStage();
    const author = await join(stage, stage.euCookie);
    await writeAndDelete(author);
    let compactions = 0;
    const { workers } = stage.app;
    const own = workers.compact;
    Object.assign(workers, {
      compact: (...input: Parameters<typeof own>) => {
        compactions++;
        return own(...input);
      }
    });
    const { cookie } = await stage.addPerson({ role: 'observer' });
    const readers = await Promise.all(Array.from({ length: 12 }, () => join(stage, cookie)));
    const answers = await Promise.all(readers.map((reader) => read(reader)));
    expect(answers.join()).not.toContain(deleted);
    expect(compactions).toBe(1);
  });

  it('is turned away, to try again, when the text cannot be made without what was deleted', async () => {
    const stage = await openStage();
    const { db } = stage.app.store;
    // A text that builds on what is not there: no document can be made of it.
    const doc = new Y.Doc();
    writing(doc, deleted);
    const at = stage.app.now().toISOString();
    const row = { documentId: stage.documentId, generation: 1, userId: stage.eu.id, at };
    await db
      .insertInto('documentUpdate')
      .values({ ...row, seq: 1, bytes: writing(doc, deleted) })
      .execute();
    const { cookie } = await stage.addPerson({ role: 'observer' });
    const reader = new RawSocket(stage.endpoint, `/sync/${stage.room}`, { cookie });
    await reader.hear('step1');
    reader.sendSyncStep1();
    expect(await reader.end()).toEqual({ code: 1013, reason: 'cannot be read without deleted text now' });
    expect(received(reader)).not.toContain(deleted);
  });

  it('gets nothing as it was written that another node had committed before', async () => {
    const between = interposedLog();
    const stage = await openStage('sqlite', { log: between.log });
    // The room is open here; another node commits, and this one has not heard of it.
    const writer = await join(stage, stage.euCookie);
    const elsewhere = openStore(stage.app.config.database);
    const doc = new Y.Doc();
    const entries = [writing(doc, deleted)];
    const before = Y.encodeStateVector(doc);
    deleteParagraph(doc, `${section}.zh`, 0);
    entries.push(Y.encodeStateAsUpdate(doc, before));
    const at = stage.app.now().toISOString();
    await openLog(elsewhere, stage.app.signals).append(
      { documentId: stage.documentId, generation: 1 },
      {
        after: 0,
        entries: entries.map((bytes) => ({ userId: stage.cn.id, at, bytes })),
        newOwners: new Map([[doc.clientID, stage.cn.id]])
      }
    );
    await elsewhere.close();
    const { cookie } = await stage.addPerson({ role: 'observer' });
    const reader = await join(stage, cookie);
    expect(await read(reader)).not.toContain(deleted);
    await writer.hear('update');
    writer.update(writing(new Y.Doc(), 'after'));
    await reader.hear('update', ({ bytes }) => Buffer.from(bytes).includes('after'));
    expect(received(reader)).not.toContain(deleted);
  });
});
