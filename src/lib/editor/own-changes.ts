import type * as Y from 'yjs';
import { withStructureId } from '#document/writer-ids.ts';
import { LocalChange, OwnHistory, type UndoableEditor } from './binding/undo.ts';

/** The key under which an undo step holds whom to tell that it was undone: it accepted a suggestion. */
const accepted = 'acceptedSuggestion';

/** Changes a text without its editor; such a change is undone like one that was typed. */
export class OwnChanges {
  readonly history: OwnHistory;
  readonly #doc: Y.Doc;
  readonly #writer: UndoableEditor = { carets: null, select: () => undefined };
  readonly #origin = new LocalChange(this.#writer);
  #editor: UndoableEditor | null = null;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.history = new OwnHistory(doc, (one) => one === this.#writer || one === this.#editor);
    const { manager } = this.history;
    manager.on('stack-item-popped', ({ stackItem, type }) => {
      const onRestored = stackItem.meta.get(accepted) as ((isAccepted: boolean) => void) | undefined;
      if (!onRestored) return;
      const restoring = type === 'undo' ? manager.redoStack : manager.undoStack;
      restoring.at(-1)?.meta.set(accepted, onRestored);
      onRestored(type === 'redo');
    });
  }

  /** Takes the changes of this editor into the history as well. */
  bind(editor: UndoableEditor | null): void {
    this.#editor = editor;
  }

  asOneStep<Result>(act: () => Result): Result {
    this.history.boundary();
    const result = act();
    this.history.boundary();
    return result;
  }

  transact<Result>(act: (change: Y.Transaction) => Result): Result {
    return this.#doc.transact(act, this.#origin);
  }

  /** Changes blocks as one undo step. */
  changeBlocks<Result>(act: (change: Y.Transaction) => Result): Result {
    return this.asOneStep(() => withStructureId(this.#doc, () => this.transact(act)));
  }

  /** Lets the undo of the next change leave the selection where it is. */
  leaveSelection(): void {
    this.history.changes(this.#writer, null);
  }

  /** Marks the last step as the acceptance of a suggestion, and has its undo and redo told. */
  markAccepted(onRestored: (isAccepted: boolean) => void): void {
    this.history.manager.undoStack.at(-1)?.meta.set(accepted, onRestored);
  }

  get isLastAccepted(): boolean {
    return this.history.manager.undoStack.at(-1)?.meta.has(accepted) === true;
  }
}
