/** An editor without a view: it holds a state, and calls the views of plugins as ProseMirror does. */
import { Schema } from '@tiptap/pm/model';
import { EditorState, TextSelection, type Plugin, type PluginView, type Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import * as Y from 'yjs';
import { structureIdOf, useStructureId } from '#document/writer-ids.ts';
import { editorSchema } from '#document/sequence/editor-schema.ts';
import { PassageBinding } from '#lib/editor/binding/binding.ts';
import type { CatchUp, Holder } from '#lib/editor/binding/binding-options.ts';
import type { Command } from '#lib/editor/binding/block-commands.ts';
import { bindingPlugin } from '#lib/editor/binding/plugin.ts';
import { OwnHistory, type UndoableEditor } from '#lib/editor/binding/undo.ts';

export const root = 'report.en';

export class HeadlessEditor implements Holder {
  readonly doc: Y.Doc;
  readonly binding: PassageBinding;
  readonly history: OwnHistory;
  state: EditorState;
  composing = false;
  /** The transactions by which the editor followed the text. */
  readonly followed: Transaction[] = [];
  readonly #views: PluginView[];

  /** Opens an editor; of two on one document, each has the history of its own passage. */
  constructor(
    doc: Y.Doc,
    passage = root,
    isOwn?: (editor: UndoableEditor) => boolean,
    plugins: readonly Plugin[] = [],
    catchUp: CatchUp | null = null
  ) {
    this.doc = doc;
    // A schedule must repeat.
    useStructureId(doc, structureIdOf(doc.clientID));
    this.history = new OwnHistory(doc, isOwn);
    this.binding = new PassageBinding({
      doc,
      root: passage,
      schema: editorSchema as Schema,
      history: this.history,
      catchUp
    });
    this.state = EditorState.create({
      doc: this.binding.tree.document(),
      plugins: [bindingPlugin(this.binding), ...plugins]
    });
    this.#views = this.state.plugins.flatMap(({ spec }) => {
      const view = spec.view?.(this as unknown as EditorView);
      return view ? [view] : [];
    });
  }

  dispatch(transaction: Transaction): void {
    const before = this.state;
    this.state = before.applyTransaction(transaction).state;
    if (transaction.docChanged && transaction.getMeta('addToHistory') === false)
      this.followed.push(transaction);
    for (const view of this.#views) view.update?.(this as unknown as EditorView, before);
  }

  run(command: Command): boolean {
    return command(this.state, (transaction) => this.dispatch(transaction));
  }

  type(text: string): void {
    const { from, to } = this.state.selection;
    this.dispatch(this.state.tr.insertText(text, from, to));
  }

  caret(position: number, to = position): void {
    const { doc, tr } = this.state;
    this.dispatch(tr.setSelection(TextSelection.between(doc.resolve(position), doc.resolve(to))));
  }

  undo(): boolean {
    return this.history.undo(this.binding);
  }

  redo(): boolean {
    return this.history.redo(this.binding);
  }

  close(): void {
    for (const view of this.#views) view.destroy?.();
    this.history.destroy();
  }
}
