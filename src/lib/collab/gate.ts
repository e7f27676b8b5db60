/**
 * Protects an ongoing IME composition. The editor writes one document, the network another; this class
 * forwards changes between the two and holds both directions while a user composes (Chinese, Japanese, dead
 * keys): a remote change at the position of a composition would leave raw pinyin in the shared text. No
 * half-typed text reaches the network.
 */
import * as Y from 'yjs';

export class CompositionGate {
  readonly #network: Y.Doc;
  readonly #editor: Y.Doc;
  readonly #onChange: () => void;
  readonly #released = new Set<() => void>();
  #holding = false;
  #heldOut = false;
  #heldIn = false;

  /**
   * Connects both documents, which must have equal content at this time. `onChange` is called when the held
   * changes change.
   */
  constructor(network: Y.Doc, editor: Y.Doc, onChange: () => void = () => {}) {
    this.#network = network;
    this.#editor = editor;
    this.#onChange = onChange;
    network.on('update', this.#fromNetwork);
    editor.on('update', this.#fromEditor);
    this.#carry(network, editor);
  }

  get isHolding(): boolean {
    return this.#holding;
  }

  /** True if the editor's document holds changes that the network document lacks. */
  get holdsWriting(): boolean {
    return this.#heldOut;
  }

  /** Calls after each composition, when everything has been exchanged; returns what ends that. */
  onRelease(call: () => void): () => void {
    this.#released.add(call);
    return () => this.#released.delete(call);
  }

  /** Holds both directions, since a composition begins. */
  hold(): void {
    this.#holding = true;
  }

  /**
   * Sends a finished composition when the next began at once: its result goes out, while no remote change may
   * interfere with the next. Called before the next has written anything.
   */
  passOut(): void {
    if (!this.#heldOut) return;
    this.#heldOut = false;
    this.#carry(this.#editor, this.#network);
    this.#onChange();
  }

  /** Ends the hold after the composition: both documents exchange what they missed, own changes first. */
  release(): void {
    if (!this.#holding) return;
    this.#holding = false;
    this.passOut();
    if (this.#heldIn) {
      this.#heldIn = false;
      this.#carry(this.#network, this.#editor);
    }
    this.#onChange();
    for (const call of this.#released) call();
  }

  /** Closes the gate at the end of the page or the editor; a finished composition still goes out. */
  close(): void {
    this.release();
    this.#network.off('update', this.#fromNetwork);
    this.#editor.off('update', this.#fromEditor);
  }

  readonly #fromNetwork = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    if (this.#holding) this.#heldIn = true;
    else Y.applyUpdate(this.#editor, update, this);
  };

  readonly #fromEditor = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    if (!this.#holding) {
      Y.applyUpdate(this.#network, update, this);
    } else if (!this.#heldOut) {
      this.#heldOut = true;
      this.#onChange();
    }
  };

  // Carries the difference rather than the held updates: what was typed and replaced within the composition
  // is no longer in it.
  #carry(from: Y.Doc, to: Y.Doc): void {
    Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), this);
  }
}
