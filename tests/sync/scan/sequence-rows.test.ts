/** Tests what becomes of accepted updates of sequences before they are stored, and of repeats of others' writing. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Connection } from '#server/sync/transport/connection.ts';
import { attributesRoot, cellRoot, passageRoot } from '#document/sequence/shapes.ts';
import { rowsOf } from '#server/sync/rooms/typed-on.ts';
import { checkUpdate } from '#server/sync/rooms/update-check.ts';
import type { Written } from '#server/sync/rooms/work.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';
import { differingRepeat } from '#server/workers/repeats.ts';

const root = passageRoot('strategy', 'en');
const rules = {
  allowsRoot: (name: string) => name === root,
  narrative: true,
  text: 'sequence' as const
};

/** Returns what each of some acts has written, as it waits for the log. */
function written(...acts: ((doc: Y.Doc) => void)[]): { readonly doc: Y.Doc; readonly written: Written[] } {
  const doc = new Y.Doc();
  const known = new StructIndex();
  const connection = {} as Connection;
  return {
    doc,
    written: acts.map((act) => {
      const before = Y.encodeStateVector(doc);
      doc.transact(() => act(doc));
      const update = Y.encodeStateAsUpdate(doc, before);
      const accepted = checkUpdate(known, update, rules, { userId: 'anna', ownerOf: () => 'anna' });
      if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
      known.integrate(accepted.resolved);
      return {
        kind: 'write',
        work: { connection, arrived: 0, frame: { kind: 'write', isAnswer: false, update } },
        accepted
      };
    })
  };
}

const type = (text: string, to = root): ((doc: Y.Doc) => void)[] =>
  Array.from(text, (key) => (doc) => doc.getText(to).insert(doc.getText(to).length, key));

describe('what is typed into a passage', () => {
  it('is one row from the first letter on, and a marker between makes a row of its own', () => {
    const acts = [
      ...type('智慧city'),
      (doc: Y.Doc) => doc.getText(root).insertEmbed(6, { block: 'b1' }),
      ...type('second block'),
      ...type('cell', cellRoot('t1', 'r1', 'c1'))
    ];
    const { doc, written: waiting } = written(...acts);
    const rows = rowsOf(waiting);
    expect(rows).toHaveLength(4);
    const read = new Y.Doc();
    for (const { bytes } of rows) Y.applyUpdate(read, bytes);
    expect(Buffer.from(Y.encodeStateAsUpdate(read)).equals(Y.encodeStateAsUpdate(doc))).toBe(true);
  });
});

describe('a repeat of what another person wrote', () => {
  const writtenAs = (by: (doc: Y.Doc) => void): Uint8Array => {
    const doc = Object.assign(new Y.Doc(), { clientID: 77 });
    by(doc);
    return Y.encodeStateAsUpdate(doc);
  };
  const repeatOf = (first: (doc: Y.Doc) => void, second: (doc: Y.Doc) => void): number | null =>
    differingRepeat([writtenAs(first)], { update: writtenAs(second), clients: [77] });
  const marker = (id: string) => (doc: Y.Doc) => doc.getText(root).insertEmbed(0, { block: id });
  const kind = (value: string) => (doc: Y.Doc) => void doc.getMap(attributesRoot).set('b1/kind', value);
  const bold = (value: unknown) => (doc: Y.Doc) => doc.getText(root).insert(0, 'x', { bold: value });

  it.each([
    ['an embed', marker('b1'), marker('b2')],
    ['an attribute', kind('h2'), kind('h3')],
    ['a mark', bold(true), bold({})]
  ])('is known where %s is the same, and found where it is another', (_, one, other) => {
    expect(repeatOf(one, one)).toBeNull();
    expect(repeatOf(one, other)).toBe(77);
  });
});
