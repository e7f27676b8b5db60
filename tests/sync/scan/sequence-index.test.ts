/** Tests that the index of a text of sequences has the order, and counts, of the document. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { expectSameKnowledge } from '#kit/same-knowledge.ts';
import { openTexts, recordSequenceSession, tables } from '#kit/sequence-sessions.ts';
import { roots } from '#kit/sessions-of-yjs.ts';
import { countsOf, countsOfStructIndex, untidiedDoc } from '#kit/struct-order.ts';
import { compact } from '#server/workers/jobs.ts';
import { areSame, integratesAlike, sequencesOf } from '#server/workers/soundness.ts';
import { settled } from '#server/workers/settled.ts';
import { scan } from '#server/sync/scan/scan.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';

const rules = {
  allowsRoot: (name: string) => (roots as readonly string[]).includes(name),
  narrative: true,
  text: 'sequence' as const
};
const seeds = Array.from({ length: 25 }, (_, index) => index + 1);

describe('a struct index of passages that are sequences', () => {
  it('knows and counts what the document holds, after every update of three who write and undo', () => {
    for (const seed of seeds) {
      const doc = untidiedDoc();
      const index = new StructIndex();
      for (const [n, update] of recordSequenceSession(seed).updates.entries()) {
        const verdict = scan(update, index, rules);
        if (verdict.kind === 'accepted') index.integrate(verdict);
        Y.applyUpdate(doc, update);
        const where = `seed ${seed}, update ${n}`;
        expectSameKnowledge(index, doc, where, seed * 100 + n, 5);
        expect(countsOfStructIndex(index, tables), where).toBe(countsOf(doc, index, tables));
      }
    }
  });
});

describe('a compacted history of sequences', () => {
  it('is the same document and comes again from its own bytes', () => {
    for (const seed of seeds) {
      const { updates, doc } = recordSequenceSession(seed);
      const { bytes } = compact(updates);
      const reloaded = new Y.Doc();
      Y.applyUpdate(reloaded, bytes);
      expect(sequencesOf(reloaded), `seed ${seed}`).toBe(sequencesOf(doc));
      expect(areSame(doc, reloaded), `seed ${seed}`).toBe(true);
      expect(integratesAlike([bytes], updates.at(-1) ?? bytes), `seed ${seed}`).toBe(true);
      const again = new Y.Doc();
      Y.applyUpdate(again, settled([bytes]));
      for (const root of roots)
        expect(openTexts(again).getText(root).toDelta()).toEqual(openTexts(reloaded).getText(root).toDelta());
    }
  });

  it('is not taken for one with another embed, mark or attribute at the same place', () => {
    const made = (by: (doc: Y.Doc) => void): Y.Doc => {
      const doc = Object.assign(new Y.Doc(), { clientID: 5 });
      by(doc);
      return doc;
    };
    const embed = (id: string) => (doc: Y.Doc) => doc.getText(roots[0]).insertEmbed(0, { block: id });
    const set = (value: string) => (doc: Y.Doc) => void doc.getMap('attributes').set('b1/kind', value);
    for (const act of [embed, set]) {
      expect(areSame(made(act('h2')), made(act('h2')))).toBe(true);
      expect(areSame(made(act('h2')), made(act('h3')))).toBe(false);
    }
  });
});
