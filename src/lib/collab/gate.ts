/**
 * Keeps a running composition whole. The editor writes one document, the network another; this carries changes between the
 * two and holds both directions while someone composes (Chinese, Japanese, dead keys): an exchange at the place of a
 * composition would leave raw pinyin in the shared text. Nothing half-typed reaches the network.
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

  /** `onChange` is called when what is held changes. Both documents must hold the same when this is made. */
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

  /** Whether the editor holds writing of its own that the network document has not. */
  get holdsWriting(): boolean {
    return this.#heldOut;
  }

  /** Calls after each composition, when everything has been exchanged; returns what ends that. */
  onRelease(call: () => void): () => void {
    this.#released.add(call);
    return () => this.#released.delete(call);
  }

  /** A composition begins. */
  hold(): void {
    this.#holding = true;
  }

  /**
   * A composition ended and the next began at once: what is finished goes out, while nothing may come in under the hands
   * of the next. Called before the next has written anything.
   */
  passOut(): void {
    if (!this.#heldOut) return;
    this.#heldOut = false;
    this.#carry(this.#editor, this.#network);
    this.#onChange();
  }

  /** The composition is over: both documents exchange what they missed, own writing first. */
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

  /** The end of the page or the editor; what was composed to the end still goes out. */
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

  // The difference rather than the held updates: what was typed and replaced within the composition has gone by then.
  #carry(from: Y.Doc, to: Y.Doc): void {
    Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), this);
  }
}
