/**
 * Removes the second copy of a block that two people moved at once. Each deleted it and inserted it elsewhere under the
 * same id. Of the two copies the one of the smaller client id stays (`moves.ts`); the editor that inserted the other deletes
 * what it inserted, if each copy holds all that was inserted with the other: neither of the two people had words that
 * the other did not have, or deleted any. Nobody deletes words of somebody else: what was written in the second copy
 * meanwhile is brought along by the editors of its authors, as from a moved block.
 */
import type { Node } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { parseEmbed } from '#document/sequence/embeds.ts';
import { isHead } from '#document/sequence/left-behind.ts';
import { compareCopies } from '#document/sequence/moves.ts';
import { writerIdsOf } from '#document/writer-ids.ts';
import type { PassageTree } from './passage-tree.ts';

export interface DuplicateMove {
  readonly id: string;
  readonly copy: Y.Item;
  readonly stays: Y.Item;
}

/** Lists the ids of the blocks and dividing lines that begin with one of these items. */
export const idsOfHeads = (items: Iterable<readonly Y.Item[]>): string[] =>
  [...items].flat().flatMap((item) => idOfHead(item) ?? []);

/** Finds own copies of blocks of these ids that stand a second time. */
export function findDuplicateMoves(
  tree: PassageTree,
  document: Node,
  ids: ReadonlySet<string>
): DuplicateMove[] {
  if (ids.size === 0) return [];
  const own = writerIdsOf(tree.doc);
  const found: DuplicateMove[] = [];
  for (const [id, heads] of headsOf(tree, ids)) {
    // Only where one of several is own is it asked which of them are shown.
    if (heads.length < 2 || !heads.some(({ id }) => own.includes(id.client))) continue;
    const [stays, ...copies] = heads.filter((head) => isShown(tree, document, head)).toSorted(compareCopies);
    for (const copy of copies)
      if (stays && copy.id.client !== stays.id.client && own.includes(copy.id.client))
        found.push({ id, copy, stays });
  }
  return found;
}

/** Returns the id of a block or a dividing line that stands. */
function idOfHead({ deleted, content }: Y.Item): string | null {
  const embed = !deleted && content instanceof Y.ContentEmbed ? parseEmbed(content.embed) : null;
  return embed?.kind === 'block' || embed?.kind === 'rule' ? embed.id : null;
}

function headsOf(tree: PassageTree, ids: ReadonlySet<string>): ReadonlyMap<string, readonly Y.Item[]> {
  const byId = new Map<string, Y.Item[]>([...ids].map((id) => [id, []]));
  for (const index of tree.indexes()) {
    // A cell has few blocks, and what is received at once can be many.
    const records =
      ids.size <= index.records.length ? [...ids].flatMap((id) => [...index.recordsById(id)]) : index.records;
    for (const { head } of records) {
      const id = head ? idOfHead(head) : null;
      if (head && id !== null) byId.get(id)?.push(head);
    }
  }
  return byId;
}

function isShown(tree: PassageTree, document: Node, { parent }: Y.Item): boolean {
  return tree.placesOf(document, tree.nameOf(parent) ?? '').length > 0;
}

/** Names a letter, which can be two units long, or an embed within text. */
interface Letter {
  readonly content: string;
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

/** Returns the letters and embeds of the block that begins with a marker. */
function lettersOf(marker: Y.Item): Letter[] {
  const letters: Letter[] = [];
  for (let item = marker.right; item; item = item.right) {
    if (item.deleted || !item.countable) continue;
    if (isHead(item)) break;
    const { client } = item.id;
    let { clock } = item.id;
    const { content, length } = item;
    if (content instanceof Y.ContentString)
      for (const letter of content.str) {
        letters.push({ content: letter, client, clock, length: letter.length });
        clock += letter.length;
      }
    else letters.push({ content: JSON.stringify(content.getContent()), client, clock, length });
  }
  return letters;
}

/** Letters that were typed in the block since have another client id. */
const insertedWith = ({ id }: Y.Item, letters: readonly Letter[]): Letter[] =>
  letters.filter(({ client }) => client === id.client);

/** Checks whether letters hold others, in the same order. */
function holdAll(letters: readonly Letter[], wanted: readonly Letter[]): boolean {
  let found = 0;
  for (const { content } of letters) if (content === wanted[found]?.content) found += 1;
  return found === wanted.length;
}

/**
 * Deletes a copy within a transaction of the caller's: its beginning, and what was inserted with it. Returns false
 * and deletes nothing if one copy lacks what was inserted with the other: then both stand, and people decide.
 */
export function removeCopy({ copy, stays }: DuplicateMove): boolean {
  const text = copy.parent;
  if (!(text instanceof Y.Text) || copy.deleted || stays.deleted) return true;
  const [letters, others] = [lettersOf(copy), lettersOf(stays)];
  const inserted = insertedWith(copy, letters);
  if (!holdAll(others, inserted) || !holdAll(letters, insertedWith(stays, others))) return false;
  const gone = [{ clock: copy.id.clock, length: 1 }, ...inserted];
  for (const [index, length] of rangesOf(text, copy.id.client, gone).toReversed()) text.delete(index, length);
  return true;
}

/** In the order of the letters. */
function rangesOf(
  text: Y.Text,
  client: number,
  letters: readonly { readonly clock: number; readonly length: number }[]
): [index: number, length: number][] {
  const lengths = new Map(letters.map(({ clock, length }) => [clock, length]));
  const ranges: [number, number][] = [];
  let index = 0;
  for (let item = text._start; item; item = item.right) {
    if (item.deleted || !item.countable) continue;
    if (item.id.client === client)
      for (let offset = 0; offset < item.length; offset++) {
        const length = lengths.get(item.id.clock + offset);
        const last = ranges.at(-1);
        if (length === undefined) continue;
        if (last && last[0] + last[1] === index + offset) last[1] += length;
        else ranges.push([index + offset, length]);
      }
    index += item.length;
  }
  return ranges;
}
