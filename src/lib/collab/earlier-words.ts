/**
 * Takes own words along when a colleague moves the block in which they were written, where no editor here does: words of
 * an earlier load of the page, whose client ids the present editors do not write under, and words in a section that the
 * page does not show now. Without it they would stay at the old place, in the wrong paragraph.
 */
import type * as Y from 'yjs';
import type { LeftBehind } from '#document/sequence/left-behind.ts';
import { parseRoot } from '#document/sequence/roots.ts';
import { findLeftBehind, relocateLeftBehind } from '#document/sequence/relocation.ts';
import { isShown } from '#document/shown-passages.ts';
import { writerIdsOf } from '#document/writer-ids.ts';

export class EarlierWords {
  readonly #doc: Y.Doc;
  readonly #mayWrite: () => boolean;
  readonly #earlier = new Set<number>();
  #found: LeftBehind[] = [];

  constructor(doc: Y.Doc, mayWrite: () => boolean) {
    this.#doc = doc;
    this.#mayWrite = mayWrite;
    doc.on('afterTransaction', this.#find);
    doc.on('afterAllTransactions', this.#take);
  }

  /** Only for those of which no other page is responsible: two would take the same words along. */
  claim(clients: Iterable<number>): void {
    for (const client of clients) this.#earlier.add(client);
  }

  close(): void {
    this.#doc.off('afterTransaction', this.#find);
    this.#doc.off('afterAllTransactions', this.#take);
  }

  readonly #find = (transaction: Y.Transaction): void => {
    const found = findLeftBehind(transaction, (client, root) => this.#isOwn(client, root));
    if (found.length > 0) this.#found = [...this.#found, ...found];
  };

  // The editors follow the colleague's transaction first, as it was.
  readonly #take = (): void => {
    const found = this.#found;
    this.#found = [];
    if (found.length === 0 || !this.#mayWrite()) return;
    this.#doc.transact(() => {
      for (const one of found) relocateLeftBehind(this.#doc, one);
    }, this);
  };

  #isOwn(client: number, root: string): boolean {
    if (this.#earlier.has(client)) return true;
    if (!writerIdsOf(this.#doc).includes(client)) return false;
    return parseRoot(root)?.kind === 'passage' && !isShown(this.#doc, root);
  }
}
