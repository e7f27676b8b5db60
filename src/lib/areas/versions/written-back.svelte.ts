/**
 * Holds what this page wrote back into an open text last: shown next to the text when the dialog has closed,
 * and reverted from there. Set by the reader's actions, in the browser alone; it is dropped with the session
 * of its text.
 */
import type { DocumentSession } from '#lib/collab/session.svelte.ts';

interface WrittenBack {
  readonly session: DocumentSession;
  readonly message: string;
  /** Null where the editor's own undo takes it back. */
  readonly undo: (() => void) | null;
}

class LastWrittenBack {
  #last = $state.raw<WrittenBack | null>(null);

  in(session: DocumentSession | null): WrittenBack | null {
    return session !== null && this.#last?.session === session ? this.#last : null;
  }

  show(last: WrittenBack): void {
    this.#last = last;
  }

  close(): void {
    this.#last = null;
  }

  takeBack(message: string): void {
    if (!this.#last) return;
    this.#last.undo?.();
    this.#last = { ...this.#last, message, undo: null };
  }
}

export const lastWrittenBack = new LastWrittenBack();
