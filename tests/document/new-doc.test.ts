/** Law 1: what is in the log is shown, and nothing else: a document writes nothing by itself. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { assemble } from '#document/assemble.ts';
import { passageContent } from '#document/content.ts';
import { nodesHtml } from '#document/html.ts';
import { newDoc } from '#document/new-doc.ts';
import { markedBeforeTyped } from '#kit/marked-before-typed.ts';
import { compact } from '#server/workers/jobs.ts';
import { areSame } from '#server/workers/soundness.ts';

const inPieces = (updates: readonly Uint8Array[], sent: Uint8Array[] = []): Y.Doc => {
  const doc = newDoc();
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server') sent.push(update);
  });
  for (const update of updates) Y.applyUpdate(doc, update, 'server');
  return doc;
};
const shown = (doc: Y.Doc): string => nodesHtml(passageContent(doc, 'body', 'en'), { prefix: 'x' });

describe('a text in which words were typed into bold whose former words somebody had deleted', () => {
  const { author, updates } = markedBeforeTyped();

  it('is the same for those who load it update by update, and they send nothing', () => {
    const sent: Uint8Array[] = [];
    const reader = inPieces(updates, sent);
    expect(shown(reader)).toBe('<p data-id="p"><strong>, new words,</strong> stay</p>');
    expect(areSame(reader, author)).toBe(true);
    expect(sent).toEqual([]);
  });

  it('is the same when it is compacted before they are typed', () => {
    for (let cut = 1; cut < updates.length; cut++) {
      const { bytes } = compact(updates.slice(0, cut));
      expect(shown(assemble(bytes, updates.slice(cut))), `after ${cut}`).toBe(shown(author));
    }
  });
});
