/**
 * Tests the browser's copies of documents: found again after the page is gone, only by their owner, and
 * deleted when they should be.
 */
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { Copies, peopleWithCopies } from '#lib/collab/copies.ts';
import { LocalCopy } from '#lib/collab/local-copy.ts';
import { cleanUpCopies } from '#lib/collab/copy-cleanup.ts';
import type { Unsaved } from '#lib/collab/unsaved.ts';
import { TestClock } from '#kit/clock.ts';
import { textOf, writing } from '#kit/open-room.ts';

const room = 'study.haidian.findings@3';
const day = 24 * 3600 * 1000;
const now = 100 * day;

/** Simulates a page with one document open, as far as storing its copy is concerned. */
class Page {
  readonly doc = new Y.Doc();
  readonly clock = new TestClock();
  unsaved: Unsaved | null = null;
  known: Uint8Array = Y.encodeStateVector(this.doc);
  changes = 0;
  readonly copy: LocalCopy;

  constructor(copies: Copies | null, tab = 'tab', name = room) {
    this.copy = new LocalCopy({
      room: name,
      title: { en: 'Haidian', zh: '海淀区' },
      doc: this.doc,
      copies: Promise.resolve(copies),
      tab,
      now: () => now,
      later: this.clock.later,
      writers: () => [this.doc.clientID],
      syncState: () => ({ known: this.known, unsaved: this.unsaved }),
      onChange: () => (this.changes += 1)
    });
  }

  static async open(copies: Copies | null, tab = 'tab', name = room): Promise<Page> {
    const page = new Page(copies, tab, name);
    const stored = await page.copy.load();
    if (stored) {
      Y.applyUpdate(page.doc, stored.update);
      page.known = stored.known;
      page.unsaved = stored.unsaved;
    }
    page.copy.follow();
    return page;
  }

  write(text: string): void {
    this.unsaved = { since: this.unsaved?.since ?? 5_000, changes: (this.unsaved?.changes ?? 0) + 1 };
    writing(this.doc, text);
    this.copy.statusChanged();
  }

  saved(): void {
    this.unsaved = null;
    this.known = Y.encodeStateVector(this.doc);
    this.copy.statusChanged();
  }
}

const text = (doc: Y.Doc): string => textOf(Y.encodeStateAsUpdate(doc));

async function copiesFor(person: string, factory: IDBFactory): Promise<Copies> {
  const copies = await Copies.open(person, factory);
  onTestFinished(() => copies.close());
  return copies;
}

/** Stores a document with saved and unsent text, as a page that went away did. */
async function left(copies: Copies, { name = room, unsent = true, at = now } = {}): Promise<void> {
  const page = await Page.open(copies, 'left', name);
  page.write('saved. ');
  page.saved();
  if (unsent) page.write('unsent. ');
  await page.copy.flush();
  if (at !== now)
    await copies.write({
      room: name,
      tab: 'left',
      updates: [],
      known: page.known,
      unsaved: page.unsaved,
      at,
      isWhole: true,
      title: null,
      writers: [],
      takenOver: []
    });
}

describe('a copy in the browser', () => {
  it('is found again with what is unsent, half a second after it was written', async () => {
    const copies = await copiesFor('anna', new IDBFactory());
    const page = await Page.open(copies);
    page.write('from before. ');
    expect(page.copy.isStored).toBe(false);
    page.clock.advance(500);
    await page.copy.flush();
    expect(page.copy.isStored).toBe(true);
    const next = await Page.open(copies, 'next');
    expect(text(next.doc)).toContain('from before.');
    expect(next.unsaved).toEqual({ since: 5_000, changes: 1 });
  });

  it('tells apart what the server has, and that nothing is unsent once all is saved', async () => {
    const copies = await copiesFor('anna', new IDBFactory());
    await left(copies);
    const page = await Page.open(copies, 'next');
    expect(page.unsaved?.changes).toBe(1);
    expect(Y.encodeStateAsUpdate(page.doc, page.known).length).toBeLessThan(
      Y.encodeStateAsUpdate(page.doc).length
    );
    page.saved();
    await page.copy.flush();
    expect(await copies.rooms()).toEqual([
      { room, at: now, title: { en: 'Haidian', zh: '海淀区' }, unsaved: null }
    ]);
  });

  it('of two tabs holds what both wrote, and neither calls the other’s words saved', async () => {
    const copies = await copiesFor('anna', new IDBFactory());
    const [one, two] = [await Page.open(copies, 'one'), await Page.open(copies, 'two')];
    one.write('one. ');
    two.write('two. ');
    await Promise.all([one.copy.flush(), two.copy.flush()]);
    two.saved();
    await two.copy.flush();
    expect((await copies.rooms())[0]?.unsaved?.changes).toBe(1);
    const next = await Page.open(copies, 'next');
    expect(text(next.doc)).toMatch(/one\./);
    expect(text(next.doc)).toMatch(/two\./);
  });

  it('stays one small heap however long somebody writes', async () => {
    const factory = new IDBFactory();
    const copies = await copiesFor('anna', factory);
    const page = await Page.open(copies);
    for (let n = 0; n < 200; n++) {
      page.write(`word ${n}. `);
      await page.copy.flush();
    }
    const next = await Page.open(copies, 'next');
    expect(text(next.doc)).toBe(text(page.doc));
    const stored = await copies.read(room);
    expect(stored?.update.length).toBeLessThan(Y.encodeStateAsUpdate(page.doc).length * 1.2);
  });

  it('that the browser will not hold leaves the page as it is, which is told once', async () => {
    const copies = await copiesFor('anna', new IDBFactory());
    const page = await Page.open(copies);
    page.write('before');
    await page.copy.flush();
    copies.write = () => Promise.reject(new DOMException('The disk is full', 'QuotaExceededError'));
    page.changes = 0;
    for (const text of ['one', 'two', 'three']) {
      page.write(text);
      await page.copy.flush();
    }
    expect([page.copy.hasFailed, page.copy.isStored, page.changes]).toEqual([true, false, 1]);
    const without = await Page.open(null);
    expect(without.copy.hasFailed).toBe(true);
  });
});

describe('a copy is let go of', () => {
  it('at a sign-out, all of it, and an open tab keeps nothing from then on', async () => {
    const factory = new IDBFactory();
    const copies = await copiesFor('anna', factory);
    await left(copies);
    const page = await Page.open(copies, 'open');
    await cleanUpCopies({ readerId: null, leftId: 'anna', now, factory });
    expect(await peopleWithCopies(factory)).toEqual([]);
    page.write('after');
    await page.copy.flush();
    expect(page.copy.isStored).toBe(false);
    expect(await peopleWithCopies(factory)).toEqual([]);
  });

  it('when another person signs in, but for what is unsent, which waits for its author alone', async () => {
    const factory = new IDBFactory();
    await left(await copiesFor('anna', factory));
    await left(await copiesFor('karl', factory), { unsent: false });
    await cleanUpCopies({ readerId: 'li', leftId: null, now, factory });
    expect(await peopleWithCopies(factory)).toEqual(['anna']);
    expect(await Page.open(await copiesFor('li', factory)).then(({ doc }) => text(doc))).toBe('');

    const stored = await (await copiesFor('anna', factory)).read(room);
    if (!stored) throw new Error('nothing was stored');
    expect(stored).toMatchObject({ isWhole: false, unsaved: { changes: 1 } });
    const bytes = new TextDecoder().decode(stored.update);
    expect(bytes).toContain('unsent.');
    expect(bytes).not.toContain('saved.');
  });

  it('when the session ended elsewhere, in the same way, and is whole again after the next sign-in', async () => {
    const copies = await copiesFor('anna', new IDBFactory());
    const page = await Page.open(copies);
    page.write('saved. ');
    page.saved();
    page.write('unsent. ');
    await page.copy.keepOnlyUnsent();
    expect(new TextDecoder().decode((await copies.read(room))?.update)).not.toContain('saved.');
    page.copy.becameWhole();
    page.saved();
    await page.copy.flush();
    const next = await Page.open(copies, 'next');
    expect(text(next.doc)).toMatch(/saved\..*unsent\./);

    await next.copy.keepOnlyUnsent();
    expect(await copies.rooms()).toEqual([]);
  });

  it('after thirty days or once the text has moved on, but never with unsent words', async () => {
    const factory = new IDBFactory();
    const copies = await copiesFor('anna', factory);
    const old = now - 31 * day;
    await left(copies, { name: 'study.chapter.introduction@1', unsent: false, at: old });
    await left(copies, { name: 'study.chapter.methods@1', at: old });
    await left(copies, { name: 'study.haidian.findings@2', unsent: false });
    await left(copies, { name: 'study.haidian.response@2' });
    await left(copies, { unsent: false });
    await left(copies, { name: 'study.haidian.response@3', unsent: false });
    await cleanUpCopies({ readerId: 'anna', leftId: null, now, factory });
    expect((await copies.rooms()).map((one) => one.room).sort()).toEqual(
      ['study.chapter.methods@1', room, 'study.haidian.response@2', 'study.haidian.response@3'].sort()
    );
  });

  it('when the server has everything of an ended generation', async () => {
    const copies = await copiesFor('anna', new IDBFactory());
    await left(copies);
    const page = await Page.open(copies, 'next');
    await page.copy.forget();
    page.write('after');
    await page.copy.flush();
    expect(await copies.read(room)).toBeNull();
    expect(await copies.rooms()).toEqual([]);
  });
});
