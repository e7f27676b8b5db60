/**
 * Law 1: what is shown as saved is saved. Nobody can take the client id under which another person is going
 * to write, and what was written under an id that somebody else has is never acknowledged.
 */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openPassage } from '#document/sequence/roots.ts';
import { quickEngines } from '#kit/databases.ts';
import { interposedLog } from '#kit/interposed-log.ts';
import { firstWriting, openStage, section, textOf, writing, type Stage } from '#kit/open-room.ts';
import { deleteParagraph } from '#kit/passages.ts';
import { ourQuery, RawSocket } from '#kit/socket.ts';

const docOf = (client: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
};
const stock = '';
const join = (stage: Stage, cookie: string, query?: string): Promise<RawSocket> =>
  RawSocket.join(stage.endpoint, stage.room, { cookie }, query);
const owners = (stage: Stage): Promise<{ clientId: number; userId: string }[]> =>
  stage.app.store.db.selectFrom('clientOwner').select(['clientId', 'userId']).orderBy('clientId').execute();

/** Writes a long text as the client 77, which is then that of another author. */
async function claim(stage: Awaited<ReturnType<typeof openStage>>): Promise<void> {
  const other = await join(stage, stage.cnCookie);
  const theirs = docOf(77);
  writing(theirs, 'x'.repeat(200), 'en');
  other.update(Y.encodeStateAsUpdate(theirs));
  await other.hear('committed');
}

describe.each(quickEngines)('a client id that presence has shown, on %s', (engine) => {
  it.each([
    ['a stock client', stock],
    ['our client', ourQuery]
  ])(
    'of %s is its person’s alone, while they are there and after they have gone offline',
    async (_, query) => {
      const stage = await openStage(engine);
      const author = await join(stage, stage.euCookie, query);
      const other = await join(stage, stage.cnCookie);
      author.awareness([{ client: 77, clock: 1, state: {} }]);
      expect([...(await other.hear('awareness')).states.keys()]).toEqual([77]);
      const words = firstWriting('written offline', 77);
      other.update(firstWriting('taken online', 77));
      expect(await other.end()).toEqual({ code: 4403, reason: 'client id of somebody else' });
      author.socket.terminate();
      await author.end();
      const again = await join(stage, stage.cnCookie);
      again.update(firstWriting('a text that is longer than what its author wrote', 77));
      expect(await again.end()).toMatchObject({ code: 4403 });
      const back = await join(stage, stage.euCookie);
      back.answer(words);
      await back.hear('committed');
      expect(textOf(await back.whole())).toBe('written offline');
      expect(await owners(stage)).toEqual([{ clientId: 77, userId: stage.eu.id }]);
    }
  );
});

describe('presence', () => {
  it('is shown to nobody before its client id is stored as its person’s', async () => {
    const between = interposedLog();
    const stage = await openStage('sqlite', { log: between.log });
    const [author, other] = [await join(stage, stage.euCookie, stock), await join(stage, stage.cnCookie)];
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let begins: () => void = () => {};
    const begun = new Promise<void>((resolve) => (begins = resolve));
    between.instead.append = async (roomKey, batch) => {
      begins();
      await held;
      return between.own.append(roomKey, batch);
    };
    author.awareness([{ client: 77, clock: 1, state: { place: 'first' } }]);
    await begun;
    author.awareness([{ client: 77, clock: 2, state: { place: 'second' } }]);
    // A user who queries presence now is answered before the room hears what follows.
    other.send(new Uint8Array([3]));
    author.send(new Uint8Array([3]));
    await new Promise((resolve) => setImmediate(resolve));
    expect(other.heard.filter(({ kind }) => kind === 'awareness')).toEqual([]);
    release();
    await other.hear('awareness', ({ states }) => states.get(77)?.state?.['place'] === 'second');
    expect(await owners(stage)).toEqual([{ clientId: 77, userId: stage.eu.id }]);
  });

  it('under an id that the handshake names for it alone reserves nothing', async () => {
    const stage = await openStage();
    const other = await join(stage, stage.cnCookie);
    const author = await join(stage, stage.euCookie, `${ourQuery}&presence=900`);
    author.awareness([{ client: 900, clock: 1, state: {} }]);
    expect([...(await other.hear('awareness')).states.keys()]).toEqual([900]);
    expect(await owners(stage)).toEqual([]);
    // While it is shown nobody else writes under it: its person would no longer be seen.
    other.update(firstWriting('taken', 900));
    expect(await other.end()).toMatchObject({ code: 4403 });
  });

  it('of a reader is reserved when they may write', async () => {
    const stage = await openStage();
    const { person, cookie } = await stage.addPerson({ role: 'observer' });
    const other = await join(stage, stage.cnCookie);
    const reader = await join(stage, cookie, stock);
    reader.awareness([{ client: 77, clock: 1, state: {} }]);
    await other.hear('awareness');
    expect(await owners(stage)).toEqual([]);
    await stage.app.store.db
      .updateTable('grant')
      .set({ role: 'expert' })
      .where('userId', '=', person.id)
      .execute();
    stage.app.signals.emit({ kind: 'rights-changed', userId: person.id });
    await reader.hear('step1');
    await stage.app.sync.settled();
    expect(await owners(stage)).toEqual([{ clientId: 77, userId: person.id }]);
  });
});

describe('words under an id that another person had first', () => {
  /** Has another person write under an id of which nothing was ever shown. */
  async function taken(stage: Stage, client: number): Promise<RawSocket> {
    const other = await join(stage, stage.cnCookie);
    const doc = docOf(client);
    other.update(writing(doc, 'x'.repeat(200)));
    await other.hear('committed');
    const before = Y.encodeStateVector(doc);
    deleteParagraph(doc, `${section}.zh`, 0);
    other.update(Y.encodeStateAsUpdate(doc, before));
    await other.hear('committed', ({ committed }) => committed.writes === 2);
    return other;
  }

  const textIn = (doc: Y.Doc): Y.Text => openPassage(doc, section, 'zh');

  /** Writes and deletes something under this id in the paragraph, and then words of the document's author behind it. */
  function withTraceOf(client: number, doc: Y.Doc): void {
    const { clientID } = doc;
    const text = textIn(doc);
    const { length } = text;
    doc.clientID = client;
    text.insert(length, 'ab');
    doc.clientID = clientID;
    text.insert(length + 2, 'my words');
    text.delete(length, 2);
  }

  it('are known as such before anything else is said, where the handshake names the id', async () => {
    const stage = await openStage();
    await taken(stage, 77);
    const author = new RawSocket(
      stage.endpoint,
      `/sync/${stage.room}?${ourQuery}&unsent=77,78,none,0,4294967296`,
      { cookie: stage.euCookie }
    );
    await author.hear('step1');
    expect(author.heard.map(({ kind }) => kind)).toEqual(['access', 'taken']);
    expect(author.heard[1]).toEqual({ kind: 'taken', clients: [77] });
    const owner = await join(stage, stage.cnCookie, `${ourQuery}&unsent=77`);
    expect(owner.heard.map(({ kind }) => kind)).toEqual(['access']);
  });

  it.each(['update', 'answer'] as const)('are not acknowledged when they come as %s', async (send) => {
    const stage = await openStage();
    const stored = await taken(stage, 77).then(() => stage.stored());
    const author = await join(stage, stage.euCookie);
    author[send](firstWriting('my words', 77));
    expect(await author.hear('taken')).toEqual({ kind: 'taken', clients: [77] });
    expect(await author.end()).toEqual({ code: 4403, reason: 'client id of somebody else' });
    expect(author.heard.filter(({ kind }) => kind === 'committed')).toEqual([]);
    expect(await stage.stored()).toBe(stored);
  });

  it.each(['update', 'answer'] as const)(
    'and all but deleted, are not acknowledged as %s, nor what stands in their paragraph, which is elsewhere',
    async (send) => {
      const stage = await openStage();
      await claim(stage);
      const stored = await stage.stored();
      const doc = docOf(77);
      writing(doc, 'a draft');
      const words = openPassage(doc, section, 'zh');
      words.delete(1, 7);
      doc.clientID = 78;
      words.insert(1, 'my words');
      const author = await join(stage, stage.euCookie);
      author[send](Y.encodeStateAsUpdate(doc));
      expect(await author.hear('taken')).toEqual({ kind: 'taken', clients: [77] });
      expect(await author.end()).toEqual({ code: 4403, reason: 'client id of somebody else' });
      expect(await stage.stored()).toBe(stored);
    }
  );

  it('whose paragraphs were all deleted are not acknowledged, nor what stands next to them', async () => {
    const stage = await openStage();
    await claim(stage);
    const doc = docOf(77);
    writing(doc, 'a draft');
    doc.clientID = 78;
    writing(doc, 'my words');
    deleteParagraph(doc, `${section}.zh`, 0);
    const author = await join(stage, stage.euCookie);
    author.answer(Y.encodeStateAsUpdate(doc));
    expect(await author.hear('taken')).toEqual({ kind: 'taken', clients: [77] });
  });

  it('whose colleague is still on the way to the log are not acknowledged, though all but deleted', async () => {
    const between = interposedLog();
    const stage = await openStage('sqlite', { log: between.log });
    const [author, other] = [await join(stage, stage.euCookie), await join(stage, stage.cnCookie)];
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let begin: () => void = () => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    between.instead.append = async (roomKey, batch) => {
      begin();
      await held;
      return between.own.append(roomKey, batch);
    };
    const theirs = docOf(77);
    other.update(writing(theirs, 'x'.repeat(200), 'en'));
    await begun;
    const doc = docOf(78);
    writing(doc, 'a draft');
    withTraceOf(77, doc);
    author.answer(Y.encodeStateAsUpdate(doc));
    expect(await author.hear('taken')).toEqual({ kind: 'taken', clients: [77] });
    release();
    await other.hear('committed');
    expect(author.heard.filter(({ kind }) => kind === 'committed')).toEqual([]);
  });

  it('are not acknowledged either where the colleague’s went with its paragraph, and nothing is left to compare', async () => {
    const stage = await openStage();
    const other = await join(stage, stage.cnCookie);
    const theirs = docOf(77);
    writing(theirs, 'x'.repeat(200), 'en');
    deleteParagraph(theirs, `${section}.en`, 0);
    other.update(Y.encodeStateAsUpdate(theirs));
    await other.hear('committed');
    const doc = docOf(78);
    writing(doc, 'to be deleted');
    doc.clientID = 77;
    textIn(doc).insert(1, 'a');
    deleteParagraph(doc, `${section}.zh`, 0);
    doc.clientID = 78;
    writing(doc, 'a draft');
    withTraceOf(77, doc);
    const author = await join(stage, stage.euCookie);
    author.answer(Y.encodeStateAsUpdate(doc));
    expect(await author.hear('taken')).toEqual({ kind: 'taken', clients: [77] });
    expect(author.heard.filter(({ kind }) => kind === 'committed')).toEqual([]);
  });

  it('are not acknowledged after a freeze either', async () => {
    const stage = await openStage();
    const other = await taken(stage, 77);
    await stage.app.documents.freeze(null, stage.documentId);
    await other.end();
    const author = await join(stage, stage.euCookie);
    author.answer(firstWriting('my words', 77));
    expect(await author.hear('taken')).toEqual({ kind: 'taken', clients: [77] });
    expect(await author.end()).toMatchObject({ code: 4403 });
  });

  it('that was given away on another node at the same moment are refused alone: the room goes on', async () => {
    const between = interposedLog();
    const stage = await openStage('sqlite', { log: between.log });
    const [author, peer] = [await join(stage, stage.euCookie), await join(stage, stage.cnCookie)];
    const { person, cookie } = await stage.addPerson({ role: 'expert', side: 'eu' });
    const third = await join(stage, cookie);
    between.instead.append = async (roomKey, batch) => {
      delete between.instead.append;
      // As another node would have committed it, of which this one has not heard yet.
      await between.own.append(roomKey, {
        after: batch.after,
        entries: [
          { userId: stage.cn.id, at: new Date().toISOString(), bytes: firstWriting('from elsewhere', 77) }
        ],
        newOwners: new Map([[77, stage.cn.id]])
      });
      return between.own.append(roomKey, batch);
    };
    author.update(firstWriting('mine', 77));
    third.update(firstWriting('of a third', 78));
    expect(await author.end()).toEqual({ code: 4403, reason: 'client id of somebody else' });
    await third.hear('committed');
    expect(textOf(await peer.whole())).toContain('from elsewhere');
    expect(textOf(await peer.whole())).toContain('of a third');
    expect(textOf(await peer.whole())).not.toContain('mine');
    expect(await owners(stage)).toEqual([
      { clientId: 77, userId: stage.cn.id },
      { clientId: 78, userId: person.id }
    ]);
  });
});

describe('the client ids of one person', () => {
  it('are at most 10,000 in a generation; what more is written under is refused, typed', async () => {
    const stage = await openStage();
    const { db } = stage.app.store;
    for (let from = 1; from <= 10_000; from += 500)
      await db
        .insertInto('clientOwner')
        .values(
          Array.from({ length: 500 }, (_, n) => ({
            documentId: stage.documentId,
            generation: 1,
            clientId: from + n,
            userId: stage.eu.id
          }))
        )
        .execute();
    const author = await join(stage, stage.euCookie);
    author.update(firstWriting('under an old id', 5));
    await author.hear('committed');
    author.update(firstWriting('one more', 20_000));
    expect(await author.end()).toEqual({ code: 4403, reason: 'too many client ids' });
    const other = await join(stage, stage.cnCookie);
    other.update(firstWriting('of another person', 20_001));
    await other.hear('committed');
  });
});
