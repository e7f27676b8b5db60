/**
 * Stores one document of one tab in this browser: changes are written in small batches, and nothing waits for
 * them. When the browser cannot store it (full, or forbidden), the document exists in memory alone, which is
 * reported once.
 */
import * as Y from 'yjs';
import type { Bilingual } from '#base/locale.ts';
import type { Copies } from './copies.ts';
import type { CopyOfRoom } from './copy-rows.ts';
import type { Unsaved } from './unsaved.ts';

/** Milliseconds over which changes are collected into one write. */
const batchMilliseconds = 400;

export interface LocalCopyTools {
  readonly room: string;
  /** The title of the document's subject. */
  readonly title: Bilingual;
  readonly doc: Y.Doc;
  /** Null where the browser stores nothing. */
  readonly copies: Promise<Copies | null>;
  /** Returns the client ids under which this page writes. */
  readonly writers: () => readonly number[];
  /** The id of this load of the page. */
  readonly tab: string;
  readonly now: () => number;
  readonly later: (milliseconds: number, call: () => void) => () => void;
  /** Returns what the server has and what waits for it, at this moment. */
  readonly syncState: () => { readonly known: Uint8Array; readonly unsaved: Unsaved | null };
  /** Called when `isStored` has changed. */
  readonly onChange: () => void;
}

export class LocalCopy {
  readonly #tools: LocalCopyTools;
  #copies: Copies | null = null;
  #pending: Uint8Array[] = [];
  #takenOver: readonly string[] = [];
  #isWhole = true;
  #writtenUnsaved: Unsaved | null = null;
  #cancelBatch: (() => void) | null = null;
  #writing: Promise<void> = Promise.resolve();
  #isFollowing = false;
  #failed = false;

  constructor(tools: LocalCopyTools) {
    this.#tools = tools;
  }

  /** True if the browser cannot store what is written: it is in this page alone. */
  get hasFailed(): boolean {
    return this.#failed;
  }

  /** True if everything in the network's document would be found again if the page closed now. */
  get isStored(): boolean {
    return (
      this.#copies !== null &&
      !this.#failed &&
      !this.#copies.isGone &&
      this.#pending.length === 0 &&
      !this.#cancelBatch
    );
  }

  /** Returns what other tabs stored unsent since this one loaded, to be sent by this one; null where there is nothing. */
  async loadLeft(): Promise<CopyOfRoom | null> {
    if (!this.#isFollowing || !this.#copies || this.#copies.isGone || this.#failed) return null;
    const { room, tab } = this.#tools;
    const stored = await this.#copies.read(room, new Set([tab, ...this.#takenOver])).catch(() => null);
    if (!stored?.unsaved) return null;
    this.#takenOver = [...this.#takenOver, ...stored.tabs];
    return stored;
  }

  /** Null where nothing was or nothing can be stored. */
  async load(): Promise<CopyOfRoom | null> {
    try {
      this.#copies = await this.#tools.copies;
      const stored = (await this.#copies?.read(this.#tools.room)) ?? null;
      if (this.#copies === null) this.#fail();
      if (stored) {
        this.#isWhole = stored.isWhole;
        this.#takenOver = stored.tabs;
        this.#writtenUnsaved = stored.unsaved;
      }
      return stored;
    } catch {
      // A database that cannot be read is of no use; the server has the text.
      this.#fail();
      return null;
    }
  }

  /**
   * Writes changes from now on; what was loaded is in the document already. With `isLate`, changes made
   * meanwhile are in it too.
   */
  follow(isLate = false): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    this.#tools.doc.on('update', this.#onUpdate);
    if (isLate) this.#onUpdate(Y.encodeStateAsUpdate(this.#tools.doc));
  }

  /** Notes that the unsaved changes have changed. */
  statusChanged(): void {
    if (this.#isFollowing && this.#tools.syncState().unsaved?.changes !== this.#writtenUnsaved?.changes)
      this.#writeSoon();
  }

  /** Notes that the server's whole document is in this one now. */
  becameWhole(): void {
    if (this.#isWhole) return;
    this.#isWhole = true;
    this.#pending = [Y.encodeStateAsUpdate(this.#tools.doc)];
    this.#writeSoon();
  }

  /** Writes what waits to the disk now, since the page may be about to close. */
  flush(): Promise<void> {
    this.#cancelBatch?.();
    this.#cancelBatch = null;
    const { room, title, tab, now, syncState, writers } = this.#tools;
    const { known, unsaved } = syncState();
    const copies = this.#copies;
    const hasNews = this.#pending.length > 0 || unsaved?.changes !== this.#writtenUnsaved?.changes;
    if (!this.#isFollowing || !copies || copies.isGone || this.#failed || !hasNews) return this.#writing;
    const updates = this.#pending;
    this.#pending = [];
    this.#writtenUnsaved = unsaved;
    const entry = {
      room,
      tab,
      updates,
      known,
      unsaved,
      at: now(),
      isWhole: this.#isWhole,
      title,
      writers: writers(),
      takenOver: this.#takenOver
    };
    this.#takenOver = [];
    // Begun at once and not after the previous write: a page that closes gives no second chance. The database
    // preserves the order.
    this.#writing = Promise.all([this.#writing, copies.write(entry)]).then(
      () => this.#tools.onChange(),
      () => this.#fail()
    );
    return this.#writing;
  }

  /** Renames client ids in what is stored, since its document is opened anew with these names. */
  async rename(ids: ReadonlyMap<number, number>): Promise<void> {
    await this.flush();
    this.#stopFollowing();
    await this.#try((copies) => copies.rename(this.#tools.room, ids));
  }

  /** Deletes everything but what is not saved, for the same person's return: the session ended elsewhere. */
  async keepOnlyUnsent(): Promise<void> {
    await this.flush();
    this.#isWhole = false;
    await this.#try((copies) => copies.keepOnlyUnsent(this.#tools.room));
  }

  /** Deletes everything that is stored of this document. */
  async forget(): Promise<void> {
    this.#stopFollowing();
    await this.#writing;
    await this.#try((copies) => copies.forget(this.#tools.room));
  }

  /** Closes the copy when the document is left; what waits is still written. */
  async close(): Promise<void> {
    const written = this.flush();
    this.#stopFollowing();
    await written;
  }

  #stopFollowing(): void {
    this.#isFollowing = false;
    this.#cancelBatch?.();
    this.#cancelBatch = null;
    this.#pending = [];
    this.#tools.doc.off('update', this.#onUpdate);
  }

  readonly #onUpdate = (update: Uint8Array): void => {
    if (!this.#copies || this.#failed) return;
    this.#pending.push(update);
    this.#writeSoon();
  };

  #writeSoon(): void {
    this.#cancelBatch ??= this.#tools.later(batchMilliseconds, () => void this.flush());
  }

  async #try(act: (copies: Copies) => Promise<void>): Promise<void> {
    if (!this.#copies || this.#copies.isGone || this.#failed) return;
    await act(this.#copies).catch(() => this.#fail());
  }

  #fail(): void {
    if (this.#failed || this.#copies?.isGone) return;
    this.#failed = true;
    this.#pending = [];
    this.#tools.onChange();
  }
}
