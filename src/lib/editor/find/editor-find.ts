/** Finds and replaces in a text that is written. */
import { Extension, type Editor } from '@tiptap/core';
import { NodeSelection, TextSelection, type Transaction } from '@tiptap/pm/state';
import type { Matcher } from '#base/find-text.ts';
import type { OwnHistory } from '../binding/undo.ts';
import { bindingOf } from '../own-undo.ts';
import { currentIn, findPlugin, foundIn, makeCurrent, searchFor } from './find-plugin.ts';
import type { Replaced, ReplaceTarget } from './find-target.ts';
import { replaceMatches } from './replace-matches.ts';
import { scrollToMiddle } from './scroll.ts';

export const Find = Extension.create({
  name: 'find',
  addProseMirrorPlugins() {
    const { editor } = this;
    return [findPlugin(() => editor.view.composing)];
  }
});

export class EditorFind implements ReplaceTarget {
  readonly #editor: Editor;
  readonly #history: OwnHistory;
  /** Holds the undo step of each replacement that can be taken back, the last one at the end. */
  #replaced: unknown[] = [];

  constructor(editor: Editor, history: OwnHistory) {
    this.#editor = editor;
    this.#history = history;
  }

  get count(): number {
    return foundIn(this.#editor.state).matches.length;
  }
  get isCut(): boolean {
    return foundIn(this.#editor.state).isCut;
  }
  get current(): number {
    return currentIn(this.#editor.state);
  }

  show(matcher: Matcher | null): void {
    if (!this.#editor.isDestroyed) this.#dispatch(searchFor(this.#editor.state.tr, matcher));
  }

  fromCaret(): number {
    const { state } = this.#editor;
    return this.#from(state.selection.from);
  }

  goTo(index: number): void {
    const { view, state } = this.#editor;
    const match = foundIn(state).matches[index];
    this.#dispatch(makeCurrent(state.tr, match?.from ?? null));
    if (match) scrollToMiddle(view.dom.querySelector('.find-current'));
  }

  select(): void {
    const { state, view } = this.#editor;
    const match = foundIn(state).matches[this.current];
    if (match) {
      const { from, to, note } = match;
      const selection =
        note === null ? TextSelection.create(state.doc, from, to) : NodeSelection.create(state.doc, note);
      this.#dispatch(state.tr.setSelection(selection).scrollIntoView());
    }
    view.focus();
  }

  replace(which: 'current' | 'all', replacement: string): Replaced {
    const { state, isEditable, view } = this.#editor;
    if (!isEditable || view.composing) return 'not-now';
    const { matches } = foundIn(state);
    const current = matches[this.current];
    const wanted = which === 'all' ? matches : current ? [current] : [];
    const change = replaceMatches(state, bindingOf(this.#editor), wanted, replacement);
    if ('excess' in change) return change;
    const end = wanted.at(-1)?.to;
    if (change.docChanged) {
      this.#history.boundary();
      this.#dispatch(change);
      this.#history.boundary();
      const { undoStack } = this.#history.manager;
      this.#replaced = [
        ...this.#replaced.filter((step) => undoStack.some((one) => one === step)),
        undoStack.at(-1)
      ];
    }
    if (which === 'current' && end !== undefined) this.goTo(this.#from(change.mapping.map(end)));
    return { count: wanted.length };
  }

  takeBack(): boolean {
    const binding = bindingOf(this.#editor);
    if (!binding || this.#editor.view.composing || this.#replaced.length === 0) return false;
    if (this.#history.manager.undoStack.at(-1) !== this.#replaced.at(-1)) return false;
    this.#replaced.pop();
    return this.#history.undo(binding);
  }

  #from(position: number): number {
    return foundIn(this.#editor.state).matches.findIndex(({ from }) => from >= position);
  }

  #dispatch(transaction: Transaction): void {
    this.#editor.view.dispatch(transaction);
  }
}
