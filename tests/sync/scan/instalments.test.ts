import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { embedsOf } from '#kit/embeds-between.ts';
import { openEditor, writeLong } from '#kit/offline-writing.ts';
import { copyOf, editAnywhere, foundText, since } from '#kit/long-writes.ts';
import { section } from '#kit/open-room.ts';
import { openAttributes, openText } from '#document/sequence/roots.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import { sequencesOf } from '#kit/scratch.ts';
import { splitBlock } from '#lib/editor/binding/block-commands.ts';
import { chanceOf } from '#base/chance.ts';
import { sequencesOfStructIndex } from '#server/sync/scan/load-orders.ts';
import { Instalments } from '#server/sync/rooms/instalments.ts';
import { checkUpdate } from '#server/sync/rooms/update-check.ts';
import type { Write } from '#server/sync/rooms/work.ts';
import { orderIsSure } from '#server/sync/scan/resolve.ts';
import type { Rules } from '#server/sync/scan/document-rules.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';

const rules: Rules = { allowsRoot: () => true, narrative: true, text: 'sequence' };
/** Wraps an update as a write. Cutting and checking use no connection. */
const writeOf = (update: Uint8Array): Write => ({
  connection: null as never,
  frame: { kind: 'write', isAnswer: false, update },
  arrived: 0
});

function prepared(update: Uint8Array, structIndex: StructIndex, structs: number): Instalments | null {
  const instalments = Instalments.of(writeOf(update), () => structIndex, structs);
  while (instalments && !instalments.prepare());
  return instalments;
}

/**
 * Checks and integrates all instalments; `between` runs after each. Fails where more than `mostTried` of them
 * would have to be tried in a worker.
 */
function takeInTurns(
  structIndex: StructIndex,
  update: Uint8Array,
  structs: number,
  between: (n: number, bytes: Uint8Array, write: Write) => void = () => undefined,
  mostTried = 0
): Uint8Array[] {
  const taken: Uint8Array[] = [];
  let tried = 0;
  const take = (write: Write): void => {
    const verdict = checkUpdate(structIndex, write.frame.update, rules, {
      userId: 'anna',
      ownerOf: () => 'anna',
      reader: write.instalment?.reader
    });
    if (verdict.kind === 'accepted' && verdict.unsureAt) {
      const before = write.instalment?.before(verdict.unsureAt);
      if (before) return take(before);
    }
    expect(verdict, `instalment ${taken.length}`).toMatchObject({ kind: 'accepted' });
    if (verdict.kind !== 'accepted') return;
    if (verdict.orderUnsure) tried++;
    structIndex.integrate(verdict.resolved);
    taken.push(verdict.bytes);
    between(taken.length, verdict.bytes, write);
  };
  const instalments = prepared(update, structIndex, structs);
  for (let write = instalments?.next(); write; write = instalments?.next()) take(write);
  expect(tried).toBeLessThanOrEqual(mostTried);
  return taken;
}

describe('the instalments of a long write', () => {
  it('make the same text as the whole, plainly, whatever others wrote while its author was away', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const chance = chanceOf(seed);
      const base = foundText(5);
      const known = Y.encodeStateVector(base);
      const [away, others] = [copyOf(base, 6), copyOf(base, 4 + 3 * (seed % 2))];
      editAnywhere(others, 300, chance);
      editAnywhere(away, 900, chance);
      const room = Y.encodeStateAsUpdate(others);
      const structIndex = StructIndex.from([room]);
      const parts = takeInTurns(structIndex, since(away, known), 25);
      expect(parts.length, `seed ${seed}`).toBeGreaterThan(10);
      const doc = new Y.Doc();
      for (const part of [room, ...parts]) Y.applyUpdate(doc, part);
      Y.applyUpdate(others, since(away, known));
      expect(sequencesOfStructIndex(structIndex), `seed ${seed}`).toBe(sequencesOf(others));
      expect(sequencesOf(doc), `seed ${seed}`).toBe(sequencesOf(others));
    }
  });

  it('may have others write between them who have read only the first', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const chance = chanceOf(seed);
      const base = foundText(5);
      const away = copyOf(base, 6);
      editAnywhere(away, 900, chance);
      const structIndex = StructIndex.from([Y.encodeStateAsUpdate(base)]);
      const log = [Y.encodeStateAsUpdate(base)];
      const typist = copyOf(base, 4 + 3 * (seed % 2));
      let read = log.length;
      const parts: Uint8Array[] = [];
      takeInTurns(structIndex, since(away, Y.encodeStateVector(base)), 50, (n) => {
        if (n % 3 === 0)
          for (; read < log.length; read++) Y.applyUpdate(typist, log[read] ?? new Uint8Array());
        const before = Y.encodeStateVector(typist);
        editAnywhere(typist, 5, chance);
        const typed = since(typist, before);
        const verdict = checkUpdate(structIndex, typed, rules, { userId: 'li', ownerOf: () => 'li' });
        // Whether it is plain is another matter: it lies amid what its author had not read.
        expect(verdict.kind).toBe('accepted');
        if (verdict.kind !== 'accepted') return;
        structIndex.integrate(verdict.resolved);
        parts.push(typed);
      }).forEach((part) => log.push(part));
      const doc = new Y.Doc();
      for (const update of [...log, ...parts]) Y.applyUpdate(doc, update);
      expect(sequencesOfStructIndex(structIndex), `seed ${seed}`).toBe(sequencesOf(doc));
      expect(sequencesOf(copyOf(doc, 99)), `seed ${seed}`).toBe(sequencesOf(doc));
    }
  });

  it('hold the letters and the structure of a person in an editor, each after what it stands next to', () => {
    for (const seed of [1, 2]) {
      const chance = chanceOf(seed);
      const habits = { letters: 60, lettersOfEnter: 15, lettersOfJump: 20, lettersOfOther: 40 };
      const [author, colleague] = [openEditor(8), openEditor(6 + 3 * (seed % 2))];
      writeLong(colleague, chance, habits);
      Y.applyUpdate(author.doc, Y.encodeStateAsUpdate(colleague.doc));
      writeLong(author, chance, habits);
      const known = Y.encodeStateVector(author.doc);
      Y.applyUpdate(colleague.doc, Y.encodeStateAsUpdate(author.doc));
      writeLong(author, chance, { ...habits, letters: 400 });
      writeLong(colleague, chance, habits);
      const structIndex = StructIndex.from([Y.encodeStateAsUpdate(colleague.doc)]);
      const log: Uint8Array[] = [];
      const goOn = (n: number, bytes: Uint8Array): void => {
        log.push(bytes);
        if (n % 2 > 0) return;
        // The colleague sees what has come so far, and goes on.
        for (const update of log.splice(0)) Y.applyUpdate(colleague.doc, update);
        const before = Y.encodeStateVector(colleague.doc);
        writeLong(colleague, chance, { ...habits, letters: 3 });
        structIndex.take(since(colleague.doc, before), true);
      };
      // What comes next to what the colleague has begun may have to be tried: one part, and not the whole.
      takeInTurns(structIndex, since(author.doc, known), 12, goOn, 1);
      for (const update of log) Y.applyUpdate(colleague.doc, update);
      Y.applyUpdate(author.doc, Y.encodeStateAsUpdate(colleague.doc));
      expect(Y.encodeStateVector(colleague.doc), `seed ${seed}`).toEqual(Y.encodeStateVector(author.doc));
      expect(sequencesOfStructIndex(structIndex), `seed ${seed}`).toBe(sequencesOf(author.doc));
      expect(sequencesOf(copyOf(author.doc, 99)), `seed ${seed}`).toBe(sequencesOf(author.doc));
      for (const editor of [author, colleague]) editor.close();
    }
  });

  it('end before a struct that only the text can place, and go on once it holds what came before', () => {
    const [colleague, author] = [openEditor(6), openEditor(8)];
    colleague.type('T');
    colleague.type('he old town');
    Y.applyUpdate(author.doc, Y.encodeStateAsUpdate(colleague.doc));
    const known = Y.encodeStateVector(author.doc);
    author.caret(author.state.doc.content.size - 1);
    author.type(' lies here');
    author.run(splitBlock);
    author.type('Next');
    // Back at the end of the first paragraph, next to the Enter that names what stood there before.
    author.caret(author.state.doc.child(0).nodeSize - 1);
    author.type('.');
    const structIndex = StructIndex.from([Y.encodeStateAsUpdate(colleague.doc)]);
    let ended = 0;
    takeInTurns(structIndex, since(author.doc, known), 2, (_, __, { instalment }) => {
      if (instalment?.reader === orderIsSure) ended++;
    });
    expect(ended).toBeGreaterThan(0);
    expect(sequencesOfStructIndex(structIndex)).toBe(sequencesOf(author.doc));
  });

  it('delete what their author has written and deleted together with it, so that none shows what was taken back', () => {
    const base = foundText(5);
    // A document without garbage collection, as one with undo.
    const away = Object.assign(new Y.Doc({ gc: false }), { clientID: 6 });
    Y.applyUpdate(away, Y.encodeStateAsUpdate(base));
    const textOf = (doc: Y.Doc): Y.Text => openText(doc, passageRoot(section, 'zh'));
    for (let n = 0; n < 60; n++) {
      openAttributes(away).set('5-0/indent', n % 8);
      textOf(away).insert(2 * n + 1, 'secret');
      textOf(away).delete(2 * n + 1, 6);
    }
    const parts = takeInTurns(
      StructIndex.from([Y.encodeStateAsUpdate(base)]),
      since(away, Y.encodeStateVector(base)),
      10
    );
    expect(parts.length).toBeGreaterThan(3);
    const reader = copyOf(base, 7);
    for (const part of parts) {
      Y.applyUpdate(reader, part);
      expect(textOf(reader).toJSON()).not.toContain('secret');
    }
    expect(textOf(reader).toJSON()).toBe(textOf(away).toJSON());
  });

  it('end where one is not taken in', () => {
    const base = foundText(5);
    const away = copyOf(base, 6);
    editAnywhere(away, 200, chanceOf(1));
    const instalments = prepared(
      since(away, Y.encodeStateVector(base)),
      StructIndex.from([Y.encodeStateAsUpdate(base)]),
      20
    );
    expect(instalments?.next()).not.toBeNull();
    expect(instalments?.next()).toBeNull();
  });

  it('are refused from where structs wait for one another, as if they had come alone', () => {
    const structIndex = StructIndex.from([Y.encodeStateAsUpdate(foundText(5))]);
    const at = Y.createID;
    const first = at(5, 0);
    // The second of each names the second of the other as its left neighbour.
    const update = embedsOf('x.zh', [
      {
        client: 7,
        from: 0,
        neighbours: [
          [first, null],
          [at(6, 1), null]
        ]
      },
      {
        client: 6,
        from: 0,
        neighbours: [
          [first, null],
          [at(7, 1), null]
        ]
      }
    ]);
    const instalments = prepared(update, structIndex, 1);
    const verdicts: string[] = [];
    for (let write = instalments?.next(); write; write = instalments?.next()) {
      const author = { userId: 'anna', ownerOf: () => 'anna', reader: write.instalment?.reader };
      const verdict = checkUpdate(structIndex, write.frame.update, rules, author);
      verdicts.push(verdict.kind);
      if (verdict.kind === 'accepted') structIndex.integrate(verdict.resolved);
    }
    expect(verdicts).toEqual(['accepted', 'accepted', 'malformed']);
  });

  it('look at what is known only when the first is taken: a room that is only read does not lay it out', () => {
    const known = (): never => {
      throw new Error('looked');
    };
    const base = foundText(5);
    expect(Instalments.of(writeOf(Y.encodeStateAsUpdate(base)), known)).toBeNull();
    const away = copyOf(base, 6);
    editAnywhere(away, 200, chanceOf(1));
    const instalments = Instalments.of(writeOf(since(away, Y.encodeStateVector(base))), known, 20);
    while (!instalments?.prepare());
    expect(() => instalments.next()).toThrow('looked');
  });

  it('are not made of what is short, and of what cannot be read there is one, as it came', () => {
    const base = foundText(5);
    const structIndex = StructIndex.from([Y.encodeStateAsUpdate(base)]);
    const away = copyOf(base, 6);
    editAnywhere(away, 200, chanceOf(1));
    const long = since(away, Y.encodeStateVector(base));
    expect(Instalments.of(writeOf(long), () => structIndex, 20)).not.toBeNull();
    const cut = long.subarray(0, long.length - 1);
    const unreadable = prepared(cut, structIndex, 20);
    expect(unreadable?.next()?.frame.update).toBe(cut);
    expect(unreadable?.next()).toBeNull();
    expect(Instalments.of(writeOf(long), () => structIndex, 2_000)).toBeNull();
  });
});
