/** Finds matches in the document of an editor: in blocks, cells, captions and notes, and never across their borders. */
import type { Node } from '@tiptap/pm/model';
import type { Matcher } from '#base/find-text.ts';

export interface FoundMatch {
  readonly from: number;
  readonly to: number;
  /** Null outside of notes. */
  readonly note: number | null;
}

/**
 * Nodes are values: what was found in a node holds for as long as the node stands somewhere, so that a change
 * searches the changed blocks alone.
 */
export class Finder {
  readonly #matcher: Matcher;
  readonly #most: number;
  readonly #known = new WeakMap<Node, readonly FoundMatch[]>();

  constructor(matcher: Matcher, most: number) {
    this.#matcher = matcher;
    this.#most = most;
  }

  /** Returns the matches of a document in their order, one more than the limit if there are more. */
  find(doc: Node): readonly FoundMatch[] {
    return this.#within(doc);
  }

  /** Returns the matches of a node as positions of its content. */
  #within(node: Node): readonly FoundMatch[] {
    const known = this.#known.get(node);
    if (known) return known;
    const found = node.inlineContent ? this.#inText(node) : this.#inBlocks(node);
    this.#known.set(node, found);
    return found;
  }

  #inBlocks(node: Node): readonly FoundMatch[] {
    const found: FoundMatch[] = [];
    node.forEach((child, offset) => {
      if (found.length <= this.#most) this.#add(found, this.#within(child), offset + 1);
    });
    return found;
  }

  /** Searches each run of letters: a chip, a note's sign and a line break end it. */
  #inText(node: Node): readonly FoundMatch[] {
    const found: FoundMatch[] = [];
    let text = '';
    let start = 0;
    const search = (): void => {
      if (text !== '') {
        const room = this.#most + 1 - found.length;
        const matches = this.#matcher(text, Math.max(0, room)).map((match) => ({ ...match, note: null }));
        this.#add(found, matches, start);
      }
      text = '';
    };
    node.forEach((child, offset) => {
      if (child.isText) {
        if (text === '') start = offset;
        text += child.text ?? '';
        return;
      }
      search();
      if (child.type.name === 'note')
        this.#add(
          found,
          this.#within(child).map((match) => ({ ...match, note: -1 })),
          offset + 1
        );
    });
    search();
    return found;
  }

  #add(found: FoundMatch[], matches: readonly FoundMatch[], by: number): void {
    for (const { from, to, note } of matches) {
      if (found.length > this.#most) return;
      found.push({ from: from + by, to: to + by, note: note === null ? null : note + by });
    }
  }
}
