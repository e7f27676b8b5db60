/**
 * Deletes the words of what an act deletes. Those of a table, a figure or a note are texts of their own, which
 * stay when its embed goes: the person who deletes it deletes in the same transaction what they know of these words, so
 * that undo restores both. What stays alive there is what nobody deleted: words that a colleague wrote meanwhile
 * (`wordsLeftOver`).
 */
import * as Y from 'yjs';
import { isTree } from '../tree-content.ts';
import { isPart, keyOf, ownerIn, ownerOf, partNames, type Owner } from './parts.ts';
import { sourceOf } from './read-inline.ts';
import { readTable } from './read-table.ts';
import { findText, openAttributes, openText, parseRoot } from './roots.ts';
import { cellRoot, placeKey } from './shapes.ts';
import { readLines } from './tables.ts';
import { walk } from './walk.ts';

/** Limits how deep parts lie within one another: a note in a caption in a cell. */
const deepest = 4;

/**
 * Empties the parts of the embeds that this transaction has deleted, unless they stand again somewhere: what is
 * moved keeps its words. `hidden` names cells that the act took out of a table that stays. Returns the names of
 * the texts that it emptied. It costs nothing where no such embed was deleted.
 */
export function deleteParts(transaction: Y.Transaction, hidden: readonly string[] = []): string[] {
  const { doc } = transaction;
  const deleted: Owner[] = [];
  const roots = new Map<string, string>();
  const add = (owner: Owner, root: string): void => {
    deleted.push(owner);
    if (!roots.has(keyOf(owner))) roots.set(keyOf(owner), root);
  };
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    const owner = struct instanceof Y.Item && embedIn(struct);
    if (owner && struct.parent instanceof Y.AbstractType && struct.parent._item === null)
      add(owner, Y.findRootTypeKey(struct.parent as Y.AbstractType<Y.YEvent<Y.Text>>));
  });
  if (deleted.length === 0 && hidden.length === 0) return [];
  const standing = standingIn(doc);
  const emptied: string[] = [];
  const empty = (name: string): void => {
    const text = findText(doc, name);
    if (!text || text.length === 0) return;
    for (const walked of walk(text)) {
      const owner = walked.kind === 'embed' ? ownerIn(walked.embed) : null;
      if (!owner) continue;
      const known = standing.get(keyOf(owner));
      if (known) known.count -= 1;
      add(owner, name);
    }
    text.delete(0, text.length);
    emptied.push(name);
  };
  for (const name of hidden) empty(name);
  const done = new Set<string>();
  const map = openAttributes(doc);
  const rootOf = (key: string): string | undefined => standing.get(key)?.root ?? roots.get(key);
  // The list grows while it is read: a deleted cell holds notes.
  for (const owner of deleted) {
    const key = keyOf(owner);
    if (done.has(key) || (standing.get(key)?.count ?? 0) > 0) continue;
    done.add(key);
    const passage = passageOf(roots.get(key), rootOf);
    if (passage !== null && map.get(placeKey(owner.id)) !== passage) map.set(placeKey(owner.id), passage);
    for (const name of shownParts(doc, owner)) empty(name);
  }
  return emptied;
}

/**
 * Lists the texts of an embed that were shown with it. Cells of a row or column that somebody deleted before, and
 * those that others cover, hold words left over: nobody who deletes the table has seen them in it.
 */
function shownParts(doc: Y.Doc, owner: Owner): string[] {
  const names = partNames(doc, owner);
  if (owner.kind !== 'table') return names;
  const source = sourceOf(doc);
  const { rows } = readTable(source, owner.id, readLines(source.attributes)(owner.id), () => []);
  const shown = new Set(
    rows.flatMap(({ id, cells }) => cells.map(({ column }) => cellRoot(owner.id, id, column)))
  );
  return names.filter((name) => shown.has(name));
}

const embedIn = ({ content }: Y.Item): Owner | null =>
  content instanceof Y.ContentEmbed ? ownerIn(content.embed) : null;

/** Counts where each embed that has parts stands in the document. */
function standingIn(doc: Y.Doc): Map<string, { count: number; readonly root: string }> {
  const standing = new Map<string, { count: number; readonly root: string }>();
  for (const name of doc.share.keys()) {
    const root = parseRoot(name);
    if (!(root?.kind === 'passage' ? !isTree(doc, name) : isPart(root))) continue;
    for (const walked of walk(openText(doc, name))) {
      const owner = walked.kind === 'embed' ? ownerIn(walked.embed) : null;
      if (!owner) continue;
      const known = standing.get(keyOf(owner));
      if (known) known.count += 1;
      else standing.set(keyOf(owner), { count: 1, root: name });
    }
  }
  return standing;
}

/** Null where the passage is not known. */
export function passageOf(
  name: string | undefined,
  rootOf: (owner: string) => string | undefined
): string | null {
  for (let depth = 0, at = name; depth <= deepest && at !== undefined; depth++) {
    const root = parseRoot(at);
    if (root?.kind === 'passage') return at;
    if (!isPart(root)) return null;
    at = rootOf(keyOf(ownerOf(root)));
  }
  return null;
}
