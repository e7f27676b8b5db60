/**
 * Saves a draft on the server while it is being written: shortly after the last key, one request at a time,
 * the newest text last. A failed save is retried, and the page shows that; the text stays in the form in any
 * case.
 */
import { deserialize } from '$app/forms';
import type { ActionResult } from '@sveltejs/kit';

export type AutosaveState =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'failed'; readonly message: string | null };

const pauseMilliseconds = 700;
const againMilliseconds = 4_000;

export class DraftAutosave {
  state = $state.raw<AutosaveState>({ kind: 'nothing' });
  /**
   * Holds the version that the server has: the form sends it along, so that one tab does not overwrite
   * another.
   */
  version = $state(0);
  readonly #read: () => { readonly action: string; readonly form: FormData } | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSending = false;
  /** Records that something was written while the previous draft was being sent. */
  #due = 0;

  /** `read` returns what is to be sent, or null once the form is gone. */
  constructor(version: number, read: () => { readonly action: string; readonly form: FormData } | null) {
    this.version = version;
    this.#read = read;
  }

  touch(): void {
    this.state = { kind: 'waiting' };
    this.#later(pauseMilliseconds);
  }

  /** Stops sending: the draft was sealed, or its form is gone. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#due = 0;
  }

  async flush(): Promise<void> {
    if (this.state.kind !== 'waiting' && this.state.kind !== 'failed') return;
    clearTimeout(this.#timer);
    await this.#send();
  }

  #later(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), milliseconds);
  }

  async #send(): Promise<void> {
    if (this.#isSending) {
      this.#due += 1;
      return;
    }
    const submission = this.#read();
    if (!submission) return;
    this.#isSending = true;
    this.#due = 0;
    submission.form.set('version', String(this.version));
    try {
      const response = await fetch(submission.action, {
        method: 'POST',
        body: submission.form,
        headers: { 'x-sveltekit-action': 'true' }
      });
      const result: ActionResult = deserialize(await response.text());
      if (result.type === 'success') {
        this.version = Number(result.data?.['version']);
        if (this.#due === 0) this.state = { kind: 'saved' };
      } else {
        const message = result.type === 'failure' ? String(result.data?.['message'] ?? '') : null;
        this.state = { kind: 'failed', message };
        // A refused save is retried only after further input; a save that did not arrive is sent again.
        if (message === null) this.#later(againMilliseconds);
      }
    } catch {
      this.state = { kind: 'failed', message: null };
      this.#later(againMilliseconds);
    } finally {
      this.#isSending = false;
      if (this.#due > 0) this.#later(0);
    }
  }
}
