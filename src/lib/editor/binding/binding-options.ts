import type { Schema } from '@tiptap/pm/model';
import type { EditorState, Selection, Transaction } from '@tiptap/pm/state';
import * as Y from 'yjs';
import type { OwnHistory } from './undo.ts';

/** Holds the editor's state: a view, or a test without a DOM. */
export interface Holder {
  readonly state: EditorState;
  /** True while an input method composes in the view. */
  readonly composing?: boolean;
  dispatch(transaction: Transaction): void;
}

/** Holds a local transaction with the selection before it. */
export interface LocalTransaction {
  readonly transaction: Transaction;
  readonly selection: Selection;
}

/**
 * Says whether all has arrived that others wrote before this page connected, and whether all is stored that was
 * written here until then.
 */
export interface CatchUp {
  readonly isCaughtUp: boolean;
  /** Calls each time that becomes true; returns what ends that. */
  onCaughtUp(call: () => void): () => void;
}

export interface BindingOptions {
  readonly doc: Y.Doc;
  readonly root: string;
  readonly schema: Schema;
  readonly history?: OwnHistory | null;
  /** Without it, what arrives is taken for complete. */
  readonly catchUp?: CatchUp | null;
}
