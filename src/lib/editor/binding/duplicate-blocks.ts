/**
 * Finds blocks that stand twice and differ: two people moved or restored one at the same time, and words in the two
 * copies are not the same, so that neither goes by itself (`duplicate-moves.ts`). Everybody who writes the text is shown
 * it, and a person decides.
 */
import * as Y from 'yjs';
import { readAttributes } from '#document/sequence/attributes.ts';
import { changedItems } from '#document/sequence/changed-items.ts';
import { markerOf } from '#document/sequence/embed-of.ts';
import { parseEmbed, type BlockEmbed } from '#document/sequence/embeds.ts';
import { isHead } from '#document/sequence/left-behind.ts';
import { compareCopies } from '#document/sequence/moves.ts';
import { openAttributes } from '#document/sequence/roots.ts';

/** Names a copy by the id of its marker. */
export interface BlockCopy {
  readonly client: number;
  readonly clock: number;
  readonly words: string;
}

/** Names two copies of a block, in the same order on every page (`moves.ts`). */
export interface DuplicateBlock {
  readonly id: string;
  readonly first: BlockCopy;
  readonly second: BlockCopy;
}

/** Lists the copies of each block of a text that stands more than once, in the order of their first appearance. */
function copiesIn(text: Y.Text): { readonly id: string; readonly copies: readonly BlockCopy[] }[] {
  const byId = new Map<string, Y.Item[]>();
  for (let item = text._start; item; item = item.right) {
    const id = blockOf(item)?.id;
    if (id === undefined) continue;
    const known = byId.get(id);
    if (known) known.push(item);
    else byId.set(id, [item]);
  }
  return [...byId].flatMap(([id, markers]) => {
    if (markers.length < 2) return [];
    const inOrder = markers.toSorted(compareCopies);
    return [{ id, copies: inOrder.map(copyOf) }];
  });
}

/** Follows which blocks of a text stand twice and differ. What is typed costs nothing while none stands twice. */
export class DuplicateBlockWatch {
  readonly #text: Y.Text;
  readonly #onChange: (found: readonly DuplicateBlock[]) => void;
  #found: readonly DuplicateBlock[] = [];
  /** True if a block stands twice, alike or not: its copies may come to differ. */
  #hasCopies = false;

  constructor(text: Y.Text, onChange: (found: readonly DuplicateBlock[]) => void) {
    this.#text = text;
    this.#onChange = onChange;
    text.doc?.on('afterTransaction', this.#follow);
    this.#find();
  }

  close(): void {
    this.#text.doc?.off('afterTransaction', this.#follow);
  }

  readonly #follow = (transaction: Y.Transaction): void => {
    if (!transaction.changed.has(this.#text as never)) return;
    if (this.#hasCopies || changedItems(transaction).get(this.#text)?.some(isHead) === true) this.#find();
  };

  #find(): void {
    const all = copiesIn(this.#text);
    this.#hasCopies = all.length > 0;
    const found = all.flatMap(({ id, copies: [first, ...others] }) => {
      const second = others.find(({ words }) => words !== first?.words);
      return first && second ? [{ id, first, second }] : [];
    });
    if (JSON.stringify(found) === JSON.stringify(this.#found)) return;
    this.#found = found;
    this.#onChange(found);
  }
}

/** Finds the marker of a copy that stands. */
export function markerOfCopy(doc: Y.Doc, { client, clock }: BlockCopy): Y.Item | null {
  if (clock >= Y.getState(doc.store, client)) return null;
  const item: Y.Item | Y.GC = Y.getItem(doc.store, Y.createID(client, clock));
  return item instanceof Y.Item && blockOf(item) ? item : null;
}

/** Gives a copy an id of its own within a transaction of the caller's, so that it is a block like any other. */
export function keepAsBlock(doc: Y.Doc, copy: BlockCopy, newId: () => string): void {
  const marker = markerOfCopy(doc, copy);
  const block = marker && blockOf(marker);
  if (!block || !(marker.parent instanceof Y.Text)) return;
  let index = 0;
  for (let item = marker.left; item; item = item.left)
    if (!item.deleted && item.countable) index += item.length;
  // Its counterpart in the other language is that of the first.
  const attributes = { ...readAttributes(openAttributes(doc), block.id, block.value), counterpart: null };
  marker.parent.insertEmbed(index + 1, markerOf(newId(), { attributes }), {});
  marker.parent.delete(index, 1);
}

/** Returns what begins a block of text that stands. */
function blockOf({ deleted, content }: Y.Item): BlockEmbed | null {
  const embed = !deleted && content instanceof Y.ContentEmbed ? parseEmbed(content.embed) : null;
  return embed?.kind === 'block' ? embed : null;
}

function copyOf(marker: Y.Item): BlockCopy {
  let words = '';
  for (let item = marker.right; item; item = item.right) {
    if (item.deleted || !item.countable) continue;
    if (isHead(item)) break;
    words += item.content instanceof Y.ContentString ? item.content.str : ' ';
  }
  return { client: marker.id.client, clock: marker.id.clock, words };
}
