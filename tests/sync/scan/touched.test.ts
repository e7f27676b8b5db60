import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { checkUpdate } from '#server/sync/rooms/update-check.ts';
import { scan } from '#server/sync/scan/scan.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';
import { within } from '#server/sync/scan/touched.ts';

const rules = { allowsRoot: () => true, narrative: false };
/** Allows one characteristic and one question of another. */
const mayTouch = (root: string, key: string | null): boolean =>
  root === 'own.en' || (root === 'answers' && (key?.startsWith('q1/') ?? false));

const paragraph = (text: string): Y.XmlElement => {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(text)]);
  return element;
};
const textIn = (doc: Y.Doc, root: string): Y.XmlText =>
  (doc.getXmlFragment(root).get(0) as Y.XmlElement).get(0) as Y.XmlText;

/** Makes a text by another user, and a document of ours that has synced it. */
function opened() {
  const theirs = Object.assign(new Y.Doc(), { clientID: 5 });
  for (const root of ['own.en', 'other.en']) theirs.getXmlFragment(root).push([paragraph('their words')]);
  for (const key of ['q1/value', 'q2/value']) theirs.getMap('answers').set(key, 'theirs');
  const base = Y.encodeStateAsUpdate(theirs);
  const doc = Object.assign(new Y.Doc(), { clientID: 7 });
  Y.applyUpdate(doc, base);
  return { doc, known: StructIndex.from([base]) };
}

/** Returns the result of a change to it: how many ranges are deleted, or that it reaches outside. */
function change(by: (doc: Y.Doc) => void): 'outside' | { readonly deletions: number } {
  const { doc, known } = opened();
  const before = Y.encodeStateVector(doc);
  by(doc);
  return checkUpdateIn(known, Y.encodeStateAsUpdate(doc, before));
}

function checkUpdateIn(known: StructIndex, update: Uint8Array): 'outside' | { readonly deletions: number } {
  const verdict = scan(update, known, rules);
  if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
  const retained = within(verdict, known, mayTouch);
  return retained ? { deletions: [...retained.deletions.values()].flat().length } : 'outside';
}

const changes: readonly (readonly [name: string, in_: (doc: Y.Doc, root: string) => void])[] = [
  ['a new block', (doc, root) => doc.getXmlFragment(root).insert(0, [paragraph('new')])],
  ['words in a text that stands in a block', (doc, root) => textIn(doc, root).insert(3, 'new')],
  [
    'an attribute of a block',
    (doc, root) => (doc.getXmlFragment(root).get(0) as Y.XmlElement).setAttribute('id', 'b1')
  ],
  ['a format', (doc, root) => textIn(doc, root).format(0, 3, { bold: {} })],
  ['the deletion of words that others wrote', (doc, root) => textIn(doc, root).delete(0, 3)],
  ['the deletion of a block that others wrote', (doc, root) => doc.getXmlFragment(root).delete(0, 1)],
  [
    'words in a block of the same write',
    (doc, root) => {
      const item = new Y.XmlElement('listItem');
      const list = new Y.XmlElement('bulletList');
      doc.getXmlFragment(root).push([list]);
      list.push([item]);
      item.push([paragraph('deep')]);
    }
  ],
  [
    'words that are deleted in the same write',
    (doc, root) => {
      textIn(doc, root).insert(3, 'new');
      textIn(doc, root).delete(3, 2);
    }
  ]
];

describe('what an update touches', () => {
  it.each(changes)('is told of %s', (_, by) => {
    expect(change((doc) => by(doc, 'own.en'))).not.toBe('outside');
    expect(change((doc) => by(doc, 'other.en'))).toBe('outside');
  });

  it('is told of both, where one write touches both', () => {
    expect(
      change((doc) =>
        doc.transact(() => {
          textIn(doc, 'own.en').insert(0, 'mine');
          textIn(doc, 'other.en').insert(0, 'not mine');
        })
      )
    ).toBe('outside');
  });

  it('is a root that was never written to before', () => {
    expect(change((doc) => doc.getXmlFragment('never.en').push([paragraph('first')]))).toBe('outside');
  });

  it('is a key of a map, whether it is set, set anew or deleted', () => {
    expect(change((doc) => doc.getMap('answers').set('q1/value', 'mine'))).toEqual({ deletions: 1 });
    expect(change((doc) => doc.getMap('answers').set('q1/note', 'mine'))).toEqual({ deletions: 0 });
    expect(change((doc) => doc.getMap('answers').delete('q1/value'))).toEqual({ deletions: 1 });
    expect(change((doc) => doc.getMap('answers').set('q2/value', 'not mine'))).toBe('outside');
    expect(change((doc) => doc.getMap('answers').set('q2/note', 'not mine'))).toBe('outside');
    expect(change((doc) => doc.getMap('answers').delete('q2/value'))).toBe('outside');
    expect(
      change((doc) =>
        doc.getMap('answers').set('q2/value', new Y.Map([['q1/value', 'under a key of another']]))
      )
    ).toBe('outside');
    expect(change((doc) => doc.getArray('answers').push(['no key at all']))).toBe('outside');
  });

  it('is nothing where it stood in what is gone already', () => {
    const { doc, known } = opened();
    const before = Y.encodeStateVector(doc);
    textIn(doc, 'other.en').insert(0, 'too late');
    const late = Y.encodeStateAsUpdate(doc, before);
    const deleting = new Y.Doc();
    Y.applyUpdate(deleting, Y.encodeStateAsUpdate(opened().doc));
    const read = Y.encodeStateVector(deleting);
    deleting.getXmlFragment('other.en').delete(0, 1);
    known.take(Y.encodeStateAsUpdate(deleting, read));
    expect(checkUpdateIn(known, late)).toEqual({ deletions: 0 });
  });

  it('is not the tidying of formats elsewhere, which is left out of the write', () => {
    const { doc, known } = opened();
    const formatting = new Y.Doc();
    Y.applyUpdate(formatting, Y.encodeStateAsUpdate(doc));
    const read = Y.encodeStateVector(formatting);
    textIn(formatting, 'other.en').format(0, 3, { bold: {} });
    const formats = Y.encodeStateAsUpdate(formatting, read);
    known.take(formats);
    Y.applyUpdate(doc, formats);
    const before = Y.encodeStateVector(doc);
    textIn(doc, 'own.en').insert(0, 'mine');
    const client = formatting.clientID;
    // The deletions of a whole document name formats that it deleted when it read them.
    const own = Y.encodeStateAsUpdate(doc, before);
    const withTidying = Buffer.concat([own.slice(0, -1), encoded([1, client, 1, 0, 1])]);
    const verdict = checkUpdate(known, withTidying, rules, {
      userId: 'anna',
      ownerOf: () => undefined,
      mayTouch
    });
    if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
    expect(Buffer.from(verdict.bytes).toString('hex')).toBe(Buffer.from(own).toString('hex'));
    const onlyTidying = Buffer.concat([Buffer.from([0]), encoded([1, client, 1, 0, 1])]);
    expect(
      checkUpdate(known, onlyTidying, rules, { userId: 'anna', ownerOf: () => undefined, mayTouch }).kind
    ).toBe('nothing-new');
    expect(checkUpdate(known, onlyTidying, rules, { userId: 'anna', ownerOf: () => undefined }).kind).toBe(
      'accepted'
    );
  });

  it('is undone by its author, though others have written on in between', () => {
    const { doc, known } = opened();
    const undo = new Y.UndoManager(doc.getXmlFragment('own.en'));
    const before = Y.encodeStateVector(doc);
    textIn(doc, 'own.en').insert(0, 'mine');
    known.take(Y.encodeStateAsUpdate(doc, before));
    const theirs = Object.assign(new Y.Doc(), { clientID: 9 });
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(doc));
    const unread = Y.encodeStateVector(theirs);
    textIn(theirs, 'own.en').insert(2, 'theirs');
    const between = Y.encodeStateAsUpdate(theirs, unread);
    known.take(between);
    Y.applyUpdate(doc, between);
    const read = Y.encodeStateVector(doc);
    undo.undo();
    expect(checkUpdateIn(known, Y.encodeStateAsUpdate(doc, read))).not.toBe('outside');
    undo.redo();
    expect(checkUpdateIn(known, Y.encodeStateAsUpdate(doc, read))).not.toBe('outside');
  });
});

/** As lib0 does. */
function encoded(numbers: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const number of numbers) {
    let rest = number;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push(128 | (rest % 128));
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}
