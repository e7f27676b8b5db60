import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { roots } from '#kit/sessions-of-yjs.ts';
import { sequencesOfStructIndex } from '#server/sync/scan/load-orders.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';
import { integratesAlike, sequencesOf } from '#kit/scratch.ts';
import { bench, check } from './narrative-rules.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

const paragraph = '07010b73747261746567792e7a68 03 09706172616772617068';
const ofItsId = '28 000700 026964';
const [a, b] = ['770161', '770162'];
const twoValues = bytes(`01 02 0700 ${paragraph} ${ofItsId} 02 ${a} ${b} 00`);
const deletesTheLast = bytes('00 01 07 01 0201');
const writesBetween = bytes(`01 01 0800 88 0701 01 ${b} 00`);
const deletesTheParagraph = bytes('00 01 07 01 0001');

function documentOf(...updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

describe('several values of one key in one struct', () => {
  it.each([
    ['of which the last is deleted', deletesTheLast],
    ['with another written between', writesBetween]
  ])('%s, break Yjs when their parent is deleted, as a trial tells', (_, cut) => {
    expect(() => documentOf(twoValues, cut, deletesTheParagraph)).toThrow();
    expect(integratesAlike(Y.encodeStateAsUpdate(documentOf(twoValues)), cut)).toBe(true);
    expect(integratesAlike(Y.mergeUpdates([twoValues, cut]), deletesTheParagraph)).toBe(false);
  });

  it('are malformed, whatever they are', () => {
    const refused = { kind: 'malformed', reason: 'several values of one key' };
    expect(check(new StructIndex(), twoValues)).toEqual(refused);
    expect(check(new StructIndex(), twoValues, bench)).toEqual(refused);
    const twoLetters = bytes(`01 02 0700 ${paragraph} 24 000700 026964 026162 00`);
    expect(check(new StructIndex(), twoLetters, bench)).toEqual(refused);
    const known = StructIndex.from([bytes(`01 02 0700 ${paragraph} ${ofItsId} 01 ${a} 00`)]);
    const afterAnother = bytes(`01 01 0800 88 0701 02 ${a} ${b} 00`);
    expect(check(known, afterAnother)).toEqual(refused);
    const partlyKnown = bytes(`01 01 0701 ${ofItsId} 03 ${a} ${a} ${b} 00`);
    expect(check(known, partlyKnown)).toEqual(refused);
  });

  it.each([
    ['none', '00'],
    ['the first', '01 07 01 0101'],
    ['the last', '01 07 01 0201'],
    ['the paragraph alone', '01 07 01 0001'],
    ['both sides of one', '01 07 02 0002 0301'],
    ['those of another', '01 08 01 0003']
  ])('are malformed with %s deleted in the same update', (_, deletions) => {
    const update = bytes(`02 01 0800 0003 02 0700 ${paragraph} ${ofItsId} 03 ${a} ${b} ${a} ${deletions}`);
    expect(check(new StructIndex(), update)).toMatchObject({
      kind: 'malformed',
      reason: 'several values of one key'
    });
  });

  it.each([
    ['at once', '01 07 01 0102'],
    ['one by one', '01 07 02 0101 0201'],
    ['with the paragraph', '01 07 01 0003']
  ])('are taken when all are deleted in it, %s', (_, deletions) => {
    const update = bytes(`01 02 0700 ${paragraph} ${ofItsId} 02 ${a} ${b} ${deletions}`);
    const known = new StructIndex();
    const verdict = check(known, update);
    if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
    known.integrate(verdict.resolved);
    expect(sequencesOfStructIndex(known)).toBe(sequencesOf(documentOf(verdict.bytes)));
    for (const cut of [deletesTheLast, writesBetween])
      expect(() => documentOf(verdict.bytes, cut, deletesTheParagraph)).not.toThrow();
  });
});

describe('what editors write to one attribute', () => {
  function editor(clientID: number): { doc: Y.Doc; paragraph: () => Y.XmlElement; undo: Y.UndoManager } {
    const doc = Object.assign(new Y.Doc(), { clientID });
    const root = doc.getXmlFragment(roots[0]);
    return {
      doc,
      paragraph: () => root.get(0) as Y.XmlElement,
      undo: new Y.UndoManager(root, { captureTimeout: 0 })
    };
  }

  it('is taken whole after a time offline, though undo keeps the values before as one', () => {
    const { doc, paragraph } = editor(7);
    doc.getXmlFragment(roots[0]).push([new Y.XmlElement('paragraph')]);
    for (const value of ['a', 'b', 'c', 'd']) paragraph().setAttribute('id', value);
    const update = Y.encodeStateAsUpdate(doc);
    const values = Y.decodeUpdate(update).structs.map(
      (struct) => struct instanceof Y.Item && struct.content instanceof Y.ContentAny && struct.length
    );
    expect(values).toContain(3);
    const known = new StructIndex();
    const verdict = check(known, update);
    expect(verdict).toMatchObject({ kind: 'accepted', orderUnsure: false });
    if (verdict.kind !== 'accepted') return;
    known.integrate(verdict.resolved);
    expect(sequencesOfStructIndex(known)).toBe(sequencesOf(doc));
    doc.getXmlFragment(roots[0]).delete(0);
    const committedDoc = documentOf(verdict.bytes);
    expect(() => Y.applyUpdate(committedDoc, Y.encodeStateAsUpdate(doc))).not.toThrow();
    expect(committedDoc.getXmlFragment(roots[0]).length).toBe(0);
  });

  it('is taken from two at once, with undo and redo, bit by bit or whole', () => {
    const [anna, li] = [editor(7), editor(8)];
    const known = new StructIndex();
    const committedDoc = new Y.Doc();
    const send = (doc: Y.Doc): void => {
      const verdict = check(known, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(committedDoc)));
      expect(['accepted', 'nothing-new']).toContain(verdict.kind);
      if (verdict.kind !== 'accepted') return;
      if (verdict.orderUnsure)
        expect(integratesAlike(Y.encodeStateAsUpdate(committedDoc), verdict.bytes)).toBe(true);
      known.integrate(verdict.resolved);
      Y.applyUpdate(committedDoc, verdict.bytes);
    };
    const receive = (doc: Y.Doc): void =>
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(committedDoc, Y.encodeStateVector(doc)), 'other');
    anna.doc.getXmlFragment(roots[0]).push([new Y.XmlElement('paragraph')]);
    anna.undo.clear();
    send(anna.doc);
    receive(li.doc);
    for (let round = 0; round < 60; round++) {
      for (const [index, { doc, paragraph, undo }] of [anna, li].entries()) {
        const step = (round * 7 + index * 3) % 11;
        if (step < 5) paragraph().setAttribute('id', `${index}-${round}`);
        else if (step < 6) paragraph().removeAttribute('id');
        else if (step < 9) undo.undo();
        else undo.redo();
        // The one sends each edit, the other every third round.
        if (index === 0 || round % 3 === 0) send(doc);
      }
      if (round % 4 === 3) for (const { doc } of [anna, li]) receive(doc);
    }
    for (const { doc } of [anna, li]) send(doc);
    for (const { doc } of [anna, li]) receive(doc);
    expect(sequencesOf(anna.doc)).toBe(sequencesOf(committedDoc));
    expect(sequencesOf(li.doc)).toBe(sequencesOf(committedDoc));
    expect(sequencesOfStructIndex(known)).toBe(sequencesOf(committedDoc));
    anna.doc.getXmlFragment(roots[0]).delete(0);
    send(anna.doc);
    expect(committedDoc.getXmlFragment(roots[0]).length).toBe(0);
  });
});
