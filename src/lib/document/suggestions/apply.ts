/** Makes the change that a suggestion describes: when it is accepted, and on its author's fork. */
import * as Y from 'yjs';
import { insertedText, type LetterRange, type SuggestedChange } from '#rules/suggestions/suggestion.ts';
import type { ContentMark } from '#base/content.ts';
import { withStructureId } from '../writer-ids.ts';
import { deleteParts } from '../sequence/deleted-parts.ts';
import { openText } from '../sequence/roots.ts';
import { linkMark } from '../sequence/shapes.ts';
import { addRange } from './letters.ts';
import { idsAt, SuggestionPlaces } from './place.ts';

/** Says what became of the text, and which letters the change wrote and deleted. */
export interface Applied {
  readonly inserted: readonly LetterRange[];
  readonly deleted: readonly LetterRange[];
}

const formatsOf = (marks: readonly ContentMark[]): Record<string, unknown> =>
  Object.fromEntries(
    marks.map(({ type, attrs }) => [type, type === linkMark ? (attrs?.['href'] ?? null) : true])
  );

/**
 * Changes the passage within a transaction of the caller; returns null, and changes nothing, where the suggestion
 * has no place in it any more. Letters that its deletion named and that are gone are no obstacle.
 */
export function applySuggestion(
  transaction: Y.Transaction,
  root: string,
  change: SuggestedChange,
  newId: () => string
): Applied | null {
  const { doc } = transaction;
  const places = new SuggestionPlaces(doc, root);
  const place = places.find(change);
  if (!place) return null;
  const deleted = idsAt(places.table, place.deleted);
  const text = openText(doc, root);
  let { index } = place;
  if (places.table.length === 0 && change.content.length > 0) {
    withStructureId(doc, () => text.insertEmbed(0, { block: newId() }));
    index = 1;
  }
  // From right to left, so that places before stay what they are.
  for (const { start, length } of place.deleted.toReversed()) text.delete(start, length);
  const inserted: LetterRange[] = [];
  for (const { text: words, marks } of change.content) {
    const clock = Y.getState(doc.store, doc.clientID);
    text.insert(index, words, formatsOf(marks));
    index += words.length;
    for (const range of lettersSince(doc, clock)) addRange(inserted, range);
  }
  deleteParts(transaction);
  return { inserted, deleted };
}

/** Lists the letters that the document's own client has written since this clock; formats are none. */
function lettersSince(doc: Y.Doc, since: number): LetterRange[] {
  const client = doc.clientID;
  const ranges: LetterRange[] = [];
  for (let clock = since; clock < Y.getState(doc.store, client);) {
    const item: Y.Item | Y.GC = Y.getItem(doc.store, Y.createID(client, clock));
    const length = item.id.clock + item.length - clock;
    if (item instanceof Y.Item && item.content instanceof Y.ContentString)
      addRange(ranges, { client, clock, length });
    clock += length;
  }
  return ranges;
}

/**
 * Checks whether the words of a suggestion stand at their place already, and what it deletes is gone: an earlier
 * attempt to accept it changed the text, and could not say so.
 */
export function isApplied(doc: Y.Doc, root: string, change: SuggestedChange): boolean {
  const places = new SuggestionPlaces(doc, root);
  if (places.table.standing(change.deleted).length > 0) return false;
  const index = places.indexOf(change);
  if (change.kind === 'delete' || index === null) return change.kind === 'delete';
  const words = insertedText(change);
  let found = '';
  for (const { start, length, text, isDeleted } of places.table.pieces) {
    if (isDeleted || start + length <= index || found.length >= words.length) continue;
    if (text === null) break;
    found += text.slice(Math.max(0, index - start));
  }
  return found.startsWith(words);
}
