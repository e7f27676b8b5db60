import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { craft } from '#kit/crafted-updates.ts';
import { chanceOf } from '#base/chance.ts';
import { editSequence, recordSequenceSession, textRoots } from '#kit/sequence-sessions.ts';
import { edit, mutate, recordSession, roots, type Recorded } from '#kit/sessions-of-yjs.ts';
import { openTestWorkers } from '#kit/workers.ts';
import { UnsoundDocumentError } from '#server/workers/errors.ts';
import { compact } from '#server/workers/jobs.ts';
import { areSame, integratesAlike, sequencesOf } from '#server/workers/soundness.ts';
import { openAttributes, openText } from '#document/sequence/roots.ts';
import { parseUpdate } from '#server/sync/scan/parse.ts';

/** Texts of before are still stored and read: half of the sessions edit trees. */
const isTree = (seed: number): boolean => seed % 2 === 0;
const record = (seed: number, edits?: number): Recorded =>
  isTree(seed) ? recordSession(seed, edits) : recordSequenceSession(seed, edits);

const read = (...updates: Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
};

const textsOf = (doc: Y.Doc, seed: number): unknown[] =>
  isTree(seed)
    ? roots.map((root) => doc.getXmlFragment(root).toJSON())
    : textRoots.map((root) => openText(doc, root).toDelta() as unknown);

const seeds = Array.from({ length: 150 }, (_, index) => index + 1);

describe('a compacted history', () => {
  it('is the same document: words, marks, order, deletions, and what is known of whom', () => {
    for (const seed of seeds) {
      const { updates, doc } = record(seed);
      const { bytes, stateVector, structsEnd } = compact(updates);
      const reloaded = read(bytes);
      expect(textsOf(reloaded, seed), `seed ${seed}`).toEqual(textsOf(doc, seed));
      expect(sequencesOf(reloaded), `seed ${seed}`).toBe(sequencesOf(doc));
      expect(Y.equalSnapshots(Y.snapshot(reloaded), Y.snapshot(doc)), `seed ${seed}`).toBe(true);
      expect(Y.decodeStateVector(stateVector), `seed ${seed}`).toEqual(
        Y.decodeStateVector(Y.encodeStateVector(doc))
      );
      expect(structsEnd, `seed ${seed}`).toBe(parseUpdate(bytes).structsEnd);
    }
  });

  it('may be compacted piece by piece, in any cut', () => {
    for (const seed of seeds) {
      const { updates, doc } = record(seed);
      const chance = chanceOf(seed);
      let parts: Uint8Array[] = [];
      for (const update of updates) {
        parts.push(update);
        if (chance() < 0.2) parts = [compact(parts).bytes];
      }
      const whole = read(compact(parts).bytes);
      expect(textsOf(whole, seed), `seed ${seed}`).toEqual(textsOf(doc, seed));
      expect(sequencesOf(whole), `seed ${seed}`).toBe(sequencesOf(doc));
    }
  });

  it('takes what somebody wrote meanwhile without having seen it', () => {
    for (const seed of seeds) {
      const { updates, doc } = record(seed);
      const chance = chanceOf(seed * 31);
      const before = 1 + Math.floor(chance() * (updates.length - 1));
      const away = read(...updates.slice(0, before));
      const known = Y.encodeStateVector(away);
      if (!isTree(seed)) for (const root of textRoots) openText(away, root);
      for (let times = 5; times > 0; times--) (isTree(seed) ? edit : editSequence)(away, chance);
      const brought = Y.encodeStateAsUpdate(away, known);
      Y.applyUpdate(doc, brought);
      const whole = read(compact(updates).bytes, brought);
      expect(textsOf(whole, seed), `seed ${seed}`).toEqual(textsOf(doc, seed));
      expect(sequencesOf(whole), `seed ${seed}`).toBe(sequencesOf(doc));
    }
  });

  it('crosses from the thread as it was made', async () => {
    const workers = openTestWorkers();
    for (const seed of seeds.slice(0, 20)) {
      const { updates } = record(seed);
      // As a database hands them out: views of one larger buffer.
      const views = updates.map((update) =>
        Buffer.concat([Buffer.from([9, 9]), update, Buffer.from([9])]).subarray(2, -1)
      );
      expect(await workers.compact(views), `seed ${seed}`).toEqual(compact(updates));
      expect(
        views.map((view) => new Uint8Array(view)),
        `seed ${seed}`
      ).toEqual(updates);
    }
    expect(await workers.compact([])).toEqual(compact([]));
    expect(workers.threads).toHaveLength(1);
  });
});

describe('a history is not compacted', () => {
  it('when a part is missing that others build on', async () => {
    const workers = openTestWorkers();
    let refused = 0;
    for (const seed of seeds) {
      const { updates } = record(seed);
      const gone = seed % updates.length;
      const parts = updates.filter((_, index) => index !== gone);
      const holder = read(...parts);
      if (holder.store.pendingStructs === null && holder.store.pendingDs === null) continue;
      refused++;
      await expect(workers.compact(parts), `seed ${seed}`).rejects.toThrow(UnsoundDocumentError);
    }
    expect(refused).toBeGreaterThan(20);
  });

  it('when a part ends too early', () => {
    const { updates } = record(7);
    const { bytes } = compact(updates);
    for (let end = 0; end < bytes.length; end++)
      expect(() => compact([bytes.subarray(0, end)]), `${end} bytes`).toThrow(UnsoundDocumentError);
  });

  it('to something else, whatever has happened to its bytes', () => {
    let refused = 0;
    for (const seed of seeds) {
      const { updates } = record(seed, 10);
      const chance = chanceOf(seed * 17);
      for (let times = 20; times > 0; times--) {
        const broken = mutate(compact(updates).bytes, chance);
        try {
          const { bytes, stateVector } = compact([broken]);
          // Then it is another document, but one: it comes again out of its own bytes.
          expect(areSame(read(bytes), read(compact([bytes]).bytes)), `seed ${seed}`).toBe(true);
          expect(Y.encodeStateVector(read(bytes)), `seed ${seed}`).toEqual(stateVector);
        } catch (error) {
          if (!(error instanceof UnsoundDocumentError)) throw error;
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(1_000);
  });

  it('when its own bytes would make another order of it', async () => {
    const workers = openTestWorkers();
    let unlike = 0;
    for (const seed of seeds) {
      const { updates, doc } = record(seed);
      const chance = chanceOf(seed * 7919);
      const state = compact(updates).bytes;
      for (let times = 20; times > 0; times--) {
        const crafted = craft(doc, chance);
        const live = read(state);
        try {
          Y.applyUpdate(live, crafted);
          if (live.store.pendingStructs !== null || live.store.pendingDs !== null) continue;
          if (sequencesOf(read(Y.encodeStateAsUpdate(live))) === sequencesOf(live)) continue;
        } catch {
          // Yjs chokes on it: no room would have taken it.
          continue;
        }
        unlike++;
        expect(await workers.integratesAlike([state], crafted), `seed ${seed}`).toBe(false);
        await expect(workers.compact([state, crafted]), `seed ${seed}`).rejects.toThrow(UnsoundDocumentError);
      }
    }
    expect(unlike).toBeGreaterThan(5);
  });
});

describe('two documents are the same', () => {
  const base = (): Y.Doc => {
    const doc = new Y.Doc();
    doc.clientID = 7;
    textOf(doc).insertEmbed(0, { block: 'a' });
    return doc;
  };
  const textOf = (doc: Y.Doc): Y.Text => openText(doc, roots[0]);

  it.each<[string, (doc: Y.Doc) => void, (doc: Y.Doc) => void]>([
    ['words', (doc) => textOf(doc).insert(0, 'said'), (doc) => textOf(doc).insert(0, 'sand')],
    [
      'marks',
      (doc) => textOf(doc).insert(0, 'a', { bold: true }),
      (doc) => textOf(doc).insert(0, 'a', { italic: true })
    ],
    [
      'what a mark holds',
      (doc) => textOf(doc).insert(0, 'a', { link: { href: '#a' } }),
      (doc) => textOf(doc).insert(0, 'a', { link: { href: '#b' } })
    ],
    [
      'attributes',
      (doc) => openAttributes(doc).set('a/kind', 'h2'),
      (doc) => openAttributes(doc).set('a/kind', 'h3')
    ],
    [
      'names of attributes',
      (doc) => openAttributes(doc).set('a/indent', 1),
      (doc) => openAttributes(doc).set('a/quote', 1)
    ],
    [
      'embeds',
      (doc) => textOf(doc).insertEmbed(1, { note: 'n' }),
      (doc) => textOf(doc).insertEmbed(1, { goal: 'n' })
    ],
    [
      'places',
      (doc) => {
        textOf(doc).insert(0, 'ab');
        textOf(doc).insert(0, 'c');
      },
      (doc) => {
        textOf(doc).insert(0, 'ab');
        textOf(doc).insert(2, 'c');
      }
    ],
    [
      'what is deleted',
      (doc) => {
        textOf(doc).insert(0, 'ab');
        textOf(doc).delete(0, 1);
      },
      (doc) => {
        textOf(doc).insert(0, 'ab');
        textOf(doc).delete(1, 1);
      }
    ],
    ['lengths', (doc) => textOf(doc).insert(0, 'ab'), (doc) => textOf(doc).insert(0, 'abc')]
  ])('unless their %s differ', (_, writeOne, writeOther) => {
    const [one, other, same] = [base(), base(), base()];
    writeOne(one);
    writeOther(other);
    writeOne(same);
    expect(areSame(one, other)).toBe(false);
    expect(areSame(one, same)).toBe(true);
  });

  it('however their structs are split', () => {
    const [typed, pasted] = [base(), base()];
    for (const letter of ['a', 'b', 'c'])
      typed.transact(() => textOf(typed).insert(textOf(typed).length, letter));
    pasted.transact(() => {
      textOf(pasted).insert(1, 'ab');
      textOf(pasted).insert(3, 'c');
    });
    expect(areSame(typed, pasted)).toBe(true);
    expect(integratesAlike([Y.encodeStateAsUpdate(typed)], new Uint8Array([0, 0]))).toBe(true);
  });
});
