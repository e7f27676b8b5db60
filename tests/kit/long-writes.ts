/** Simulates a user who comes back with hundreds of edits made while away, at random positions of a text. */
import * as Y from 'yjs';
import { withStructureId } from '#document/writer-ids.ts';
import { openText } from '#document/sequence/roots.ts';
import { section } from './open-room.ts';
import { addParagraph, markerFor } from './passages.ts';
import type { Chance } from '#base/chance.ts';

const root = `${section}.zh`;

export function foundText(clientID: number, paragraphs = 4): Y.Doc {
  const doc = Object.assign(new Y.Doc(), { clientID });
  for (let i = 0; i < paragraphs; i++) {
    addParagraph(doc, root, 'what the city does about it. '.repeat(10));
  }
  return doc;
}

export function copyOf(doc: Y.Doc, clientID: number): Y.Doc {
  const copy = Object.assign(new Y.Doc(), { clientID });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

/** Inserts and deletes its own and others’ text, and now and then adds a paragraph, which is edited, too. */
export function editAnywhere(doc: Y.Doc, edits: number, chance: Chance): void {
  const text = openText(doc, root);
  for (let i = 0; i < edits; i++) {
    const position = Math.floor(chance() * text.length);
    if (chance() < 0.02) {
      text.insertEmbed(position, markerFor(doc));
      text.insert(position + 1, 'a new one');
      continue;
    }
    if (chance() < 0.2 && position + 3 < text.length) text.delete(position, 3);
    else text.insert(position, chance() < 0.5 ? 'x' : 'some words');
  }
}

/** Edits like `editAnywhere`, as an editor does: the beginnings of blocks under an id of their own. */
export function editAsEditor(doc: Y.Doc, edits: number, chance: Chance): void {
  for (let n = 0; n < edits; n++) {
    const text = openText(doc, root);
    const position = Math.floor(chance() * text.length);
    if (chance() < 0.1) withStructureId(doc, () => text.insertEmbed(position, markerFor(doc)));
    else editAnywhere(doc, 1, chance);
  }
}

/** Returns what has changed in a document since a state vector. */
export const since = (doc: Y.Doc, stateVector: Uint8Array): Uint8Array =>
  Y.encodeStateAsUpdate(doc, stateVector);
