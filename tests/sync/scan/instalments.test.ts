import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { copyOf, editAnywhere, foundText, since } from '#kit/long-writes.ts';
import { section } from '#kit/open-room.ts';
import { openAttributes, openText } from '#document/sequence/roots.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import { sequencesOf } from '#kit/scratch.ts';
import { chanceOf } from '#domain/chance.ts';
import { sequencesOfStructIndex } from '#kit/struct-order.ts';
import { Instalments } from '#server/sync/rooms/instalments.ts';
import { checkUpdate } from '#server/sync/rooms/update-check.ts';
import type { Write } from '#server/sync/rooms/work.ts';
import type { Rules } from '#server/sync/scan/resolve.ts';
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

/** Checks and integrates all instalments; `between` runs after each. */
function takeInTurns(
  structIndex: StructIndex,
  update: Uint8Array,
  structs: number,
  between: (n: number) => void = () => undefined
): Uint8Array[] {
  const taken: Uint8Array[] = [];
  const instalments = prepared(update, structIndex, structs);
  for (let write = instalments?.next(); write; write = instalments?.next()) {
    const verdict = checkUpdate(structIndex, write.frame.update, rules, {
      userId: 'anna',
      ownerOf: () => 'anna',
      reader: write.instalment?.reader
    });
    expect(verdict, `instalment ${taken.length}`).toMatchObject({ kind: 'accepted', orderUnsure: false });
    if (verdict.kind !== 'accepted') break;
    structIndex.integrate(verdict.resolved);
    taken.push(verdict.bytes);
    between(taken.length);
  }
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

  it('are not made of what is short or of several people’s writing, and of what cannot be read there is one, as it came', () => {
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
    expect(Instalments.of(writeOf(Y.encodeStateAsUpdate(away)), () => structIndex, 20)).toBeNull();
  });
});
