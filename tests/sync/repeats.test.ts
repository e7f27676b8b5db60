/** Law 1: what is shown as saved is saved: what repeats other people's text is compared with what is stored. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openText } from '#document/sequence/roots.ts';
import { recordSequenceSession } from '#kit/sequence-sessions.ts';
import { roots } from '#kit/sessions-of-yjs.ts';
import { compact } from '#server/workers/jobs.ts';
import { differingRepeat } from '#server/workers/repeats.ts';

const repeatOf = (update: Uint8Array, pieces: readonly Uint8Array[]): number | null =>
  differingRepeat(pieces, { update, clients: [...Y.parseUpdateMeta(update).from.keys()] });

describe('a copy of what others wrote', () => {
  it('is the same, whatever was deleted since and however both are cut', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const { updates, doc } = recordSequenceSession(seed);
      const whole = Y.encodeStateAsUpdate(doc);
      expect(repeatOf(whole, updates), `seed ${seed}`).toBeNull();
      expect(repeatOf(whole, [compact(updates).bytes]), `seed ${seed}`).toBeNull();
    }
  });

  it('is another where one paragraph stands elsewhere', () => {
    const at = (root: string, before: number): Uint8Array => {
      const doc = new Y.Doc();
      doc.clientID = 3;
      const text = openText(doc, root);
      for (const block of ['a', 'b']) text.insertEmbed(text.length, { block });
      text.insertEmbed(before, { block: 'c' });
      return Y.encodeStateAsUpdate(doc);
    };
    const [one, other] = roots;
    expect(repeatOf(at(one, 1), [at(one, 1)])).toBeNull();
    expect(repeatOf(at(one, 1), [at(one, 2)])).toBe(3);
    expect(repeatOf(at(one, 1), [at(other, 1)])).toBe(3);
  });
});
