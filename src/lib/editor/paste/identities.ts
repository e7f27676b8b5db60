/**
 * Decides which blocks pasted ones are. Blocks that were cut or dragged stay the same; copies get ids of their own.
 * A user who copies both texts of a section finds the copies paired as the originals are: the copy that is pasted second
 * names the copy of its counterpart.
 */
import { Fragment, Slice, type Node } from '@tiptap/pm/model';
import type * as Y from 'yjs';
import { otherLocale, type Locale } from '#base/locale.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { newId } from '../binding/ids.ts';

/** Names the passage into which blocks are pasted. */
export interface PastePlace {
  readonly doc: Y.Doc;
  readonly section: string;
  readonly language: Locale;
}

interface Copy extends PastePlace {
  readonly id: string;
}

/** Holds the newest copy of each block that was pasted on this page, by the id of the original. */
const copies = new Map<string, Copy>();
const mostCopies = 10_000;

export class Identities {
  readonly #place: PastePlace | null;
  #moved = new Set<unknown>();
  /** Maps the content of what was pasted last to the id of the original. */
  #pasted = new Map<Fragment, string>();

  constructor(place: PastePlace | null) {
    this.#place = place;
  }

  move(slice: Slice): false {
    this.#moved = new Set();
    slice.content.descendants((node) => {
      if (node.isBlock) this.#moved.add(node.attrs['id']);
      return node.isBlock;
    });
    return false;
  }

  strip(slice: Slice): Slice {
    this.#pasted = new Map();
    const partnerOf = this.#partners();
    const stripped = new Slice(this.#without(slice.content, partnerOf), slice.openStart, slice.openEnd);
    this.#moved = new Set();
    return stripped;
  }

  /** Learns under which ids the copies stand: the first of them may have become the block that was there. */
  settle(passage: Node): void {
    for (const { content, attrs } of passage.children) {
      const original = this.#pasted.get(content);
      const id: unknown = attrs['id'];
      if (original !== undefined && typeof id === 'string') this.#remember(original, id);
    }
  }

  #without(fragment: Fragment, partnerOf: (counterpart: string) => string | null): Fragment {
    const nodes = fragment.content.map((node): Node => {
      if (node.isText) return node;
      const content = this.#without(node.content, partnerOf);
      const old: unknown = node.attrs['id'];
      const isOwn = 'id' in node.attrs && node.type.name !== 'table_row' && !this.#moved.has(old);
      if (!isOwn) return node.copy(content);
      const isUnit = 'counterpart' in node.attrs;
      const counterpart: unknown = node.attrs['counterpart'];
      const id = isUnit && this.#place ? newId() : null;
      if (id !== null && typeof old === 'string') {
        this.#remember(old, id);
        if (content.size > 0) this.#pasted.set(content, old);
      }
      const partner = typeof counterpart === 'string' ? partnerOf(counterpart) : null;
      return node.type.create(
        { ...node.attrs, id, ...(isUnit ? { counterpart: partner } : {}) },
        content,
        node.marks
      );
    });
    return Fragment.fromArray(nodes);
  }

  #remember(original: string, id: string): void {
    if (!this.#place) return;
    copies.delete(original);
    copies.set(original, { ...this.#place, id });
    const [oldest] = copies.keys();
    if (copies.size > mostCopies && oldest !== undefined) copies.delete(oldest);
  }

  /** Returns what finds the copy of a block's counterpart in the other text of this section; each is found once. */
  #partners(): (counterpart: string) => string | null {
    const place = this.#place;
    if (!place) return () => null;
    const { doc, section, language } = place;
    let known: { readonly others: ReadonlySet<string | null>; readonly named: Set<string> } | null = null;
    return (counterpart) => {
      const copy = copies.get(counterpart);
      if (!copy || copy.doc !== doc || copy.section !== section || copy.language === language) return null;
      known ??= {
        others: new Set(
          readBlocks(doc, openPassage(doc, section, otherLocale(language))).map(({ id }) => id)
        ),
        named: new Set(
          readBlocks(doc, openPassage(doc, section, language)).flatMap(
            ({ attributes }) => attributes.counterpart ?? []
          )
        )
      };
      if (!known.others.has(copy.id) || known.named.has(copy.id)) return null;
      known.named.add(copy.id);
      return copy.id;
    };
  }
}
