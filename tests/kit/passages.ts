/** Writes and reads paragraphs of a passage in tests, as an editor writes them: a marker, and letters behind it. */
import * as Y from 'yjs';
import { plainText } from '#base/plain.ts';
import { nest } from '#document/sequence/nest.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { openText } from '#document/sequence/roots.ts';
import { noteRoot } from '#document/sequence/shapes.ts';

/** Makes a marker for this document; the same acts of the same author make the same id. */
export const markerFor = (doc: Y.Doc): { readonly block: string } => ({
  block: `${doc.clientID}-${Y.getState(doc.store, doc.clientID)}`
});

/** Adds a paragraph behind all others of the text with this root, and returns that text. */
export function addParagraph(doc: Y.Doc, root: string, letters: string): Y.Text {
  const text = openText(doc, root);
  doc.transact(() => {
    text.insertEmbed(text.length, markerFor(doc));
    text.insert(text.length, letters);
  });
  return text;
}

/**
 * Types on behind the letter at `end`, or in a new paragraph where that is null, and returns the new end. It
 * stays with its letter whatever others write before and behind it.
 */
export function typeOn(
  doc: Y.Doc,
  root: string,
  letters: string,
  end: Y.RelativePosition | null
): Y.RelativePosition {
  const text = openText(doc, root);
  const known = end && Y.createAbsolutePositionFromRelativePosition(end, doc, false);
  if (known) text.insert(known.index, letters);
  else addParagraph(doc, root, letters);
  const to = (known?.index ?? text.length - letters.length) + letters.length;
  return Y.createRelativePositionFromTypeIndex(text, to, -1);
}

/**
 * Adds letters in footnotes, as many notes as they need, and returns the update that does it: for updates larger
 * than what one passage may hold.
 */
export function writingNotes(doc: Y.Doc, letters: string): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    for (let index = 0; index < letters.length; index += noteLength)
      openText(doc, noteRoot(markerFor(doc).block)).insert(0, letters.slice(index, index + noteLength));
  });
  return Y.encodeStateAsUpdate(doc, before);
}

const noteLength = 400_000;

/** Returns the letters of all notes, in no order. */
export const notesOf = (doc: Y.Doc): string =>
  [...doc.share.keys()]
    .filter((root) => root.startsWith(noteRoot('')))
    .map((root) => openText(doc, root).toJSON())
    .join('');

/** Returns where the paragraph's marker is and where its letters end; 0 is the first paragraph. */
export function paragraphIn(text: Y.Text, n: number): { readonly from: number; readonly to: number } {
  const starts: number[] = [];
  let at = 0;
  for (const { insert } of text.toDelta() as { insert: string | object }[]) {
    if (typeof insert !== 'string') starts.push(at);
    at += typeof insert === 'string' ? insert.length : 1;
  }
  const from = starts[n];
  if (from === undefined) throw new Error('There is no such paragraph');
  return { from, to: starts[n + 1] ?? at };
}

/** Its marker goes too. */
export function deleteParagraph(doc: Y.Doc, root: string, n: number): void {
  const text = openText(doc, root);
  const { from, to } = paragraphIn(text, n);
  text.delete(from, to - from);
}

/** Returns the paragraphs with a bar between them; an empty string where nothing was written. */
export const paragraphsOf = (doc: Y.Doc, root: string): string =>
  plainText(nest(readBlocks(doc, openText(doc, root)))).replaceAll('\n', '|');
