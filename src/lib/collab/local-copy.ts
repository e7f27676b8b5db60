/**
 * Keeps one document of one tab in this browser: what changes is written in small batches, and nothing waits for it. When
 * the browser cannot keep it (full, or forbidden), the document lives in memory alone, which is told once.
 */
import * as Y from 'yjs';
import type { Bilingual } from '#domain/locale.ts';
import type { Copies, CopyOfRoom } from './copies.ts';
import type { Unsaved } from './unsaved.ts';

/** Changes of so many milliseconds go to the disk together. */
const batchMilliseconds = 400;

export interface LocalCopyTools {
  readonly room: string;
  /** What it is about. */
  readonly title: Bilingual;
  readonly doc: Y.Doc;
  /** Null where the browser keeps nothing. */
  readonly copies: Promise<Copies | null>;
  /** Names this life of the page. */
  readonly tab: string;
  readonly now: () => number;
  readonly later: (milliseconds: number, call: () => void) => () => void;
  /** What the server has and what waits for it, at this moment. */
  readonly syncState: () => { readonly known: Uint8Array; readonly unsaved: Unsaved | null };
  /** `isStored` has changed. */
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

  /** Whether the browser cannot keep what is written: it is in this page alone. */
  get hasFailed(): boolean {
    return this.#failed;
  }

  /** Whether all that the network's document holds would be found again if the page went now. */
  get isStored(): boolean {
    return (
      this.#copies !== null &&
      !this.#failed &&
      !this.#copies.isGone &&
      this.#pending.length === 0 &&
      !this.#cancelBatch
    );
  }

  /** What was left here; null where nothing was or nothing can be kept. */
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

  /** Writes what changes from now on; what was loaded is in the document already. `isLate`: so is what came meanwhile. */
  follow(isLate = false): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    this.#tools.doc.on('update', this.#onUpdate);
    if (isLate) this.#onUpdate(Y.encodeStateAsUpdate(this.#tools.doc));
  }

  /** Something became saved or unsaved. */
  statusChanged(): void {
    if (this.#isFollowing && this.#tools.syncState().unsaved?.changes !== this.#writtenUnsaved?.changes)
      this.#writeSoon();
  }

  /** The server's whole document is in this one now. */
  becameWhole(): void {
    if (this.#isWhole) return;
    this.#isWhole = true;
    this.#pending = [Y.encodeStateAsUpdate(this.#tools.doc)];
    this.#writeSoon();
  }

  /** What waits goes to the disk now: the page may be about to go. */
  flush(): Promise<void> {
    this.#cancelBatch?.();
    this.#cancelBatch = null;
    const { room, title, tab, now, syncState } = this.#tools;
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
      takenOver: this.#takenOver
    };
    this.#takenOver = [];
    // Begun at once and not behind the one before: a page that goes gives no second chance. The database keeps the order.
    this.#writing = Promise.all([this.#writing, copies.write(entry)]).then(
      () => this.#tools.onChange(),
      () => this.#fail()
    );
    return this.#writing;
  }

  /** The session ended elsewhere: only what is not saved is kept, for the same person's return. */
  async keepOnlyUnsent(): Promise<void> {
    await this.flush();
    this.#isWhole = false;
    await this.#try((copies) => copies.keepOnlyUnsent(this.#tools.room));
  }

  /** Nothing of this document is to be found here again. */
  async forget(): Promise<void> {
    this.#stopFollowing();
    await this.#writing;
    await this.#try((copies) => copies.forget(this.#tools.room));
  }

  /** The document is left; what waits is still written. */
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
