/** Does what a reader asks for the words that are selected in a section, in a text that is read or written. */
import type { Editor } from '@tiptap/core';
import type { Locale } from '#base/locale.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';
import { gatherKeys } from './gather-keys.ts';
import { passageAtCaret, selectedPassage } from './selected-passage.ts';
import { readTarget, type CommentTarget, type TextComments } from './text-comments.ts';

type TakePassage = (passage: { readonly block: string; readonly quote: string }) => void;

/** Holds the section, read anew whenever it is asked. */
interface SelectedIn {
  readonly root: HTMLElement | undefined;
  /** The editor that had the caret last, and its language. */
  readonly editor: Editor | null;
  readonly language: Locale;
  readonly session: DocumentSession | null;
  readonly section: string;
  readonly comments: TextComments | null;
  readonly oncite: TakePassage | null;
  readonly oncode: TakePassage | null;
}

/** Limits the selected words that are sought, in characters. */
const longestSelected = 100;

export class SectionSelection {
  readonly #section: () => SelectedIn;

  constructor(section: () => SelectedIn) {
    this.#section = section;
  }

  /** Empty where they are too many, or on several lines. */
  get words(): string {
    const { editor } = this.#section();
    const words = (editor?.isFocused ? wordsIn(editor) : this.#wordsRead()).trim();
    return words.length > longestSelected || words.includes('\n') ? '' : words;
  }

  /** Comments on the selection: in the editor that has the caret, or in a text that is read. */
  async comment(): Promise<void> {
    const { root, editor, language, session, section, comments } = this.#section();
    if (!comments?.mayComment || !session) return;
    const stop = gatherKeys();
    let target: CommentTarget | undefined = root && readTarget(root, session.network, section);
    if (!target && editor) {
      const { targetIn } = await import('./comments.ts');
      target = targetIn(editor.state, session.doc, section, language);
    }
    if (target) comments.oncomment(target);
    else stop();
  }

  /** Cites the selected words, of a text that is read or written. */
  cite(): void {
    const { root, oncite } = this.#section();
    const passage = root && selectedPassage(root);
    if (passage) oncite?.(passage);
  }

  /** Tags the selected words, or the block in which the caret is. */
  code(): void {
    const { root, oncode } = this.#section();
    const passage = root && passageAtCaret(root);
    if (passage) oncode?.(passage);
  }

  #wordsRead(): string {
    const selection = getSelection();
    const { root } = this.#section();
    return selection && root?.contains(selection.anchorNode) ? selection.toString() : '';
  }
}

const wordsIn = ({ state: { doc, selection } }: Editor): string =>
  doc.textBetween(selection.from, selection.to, '\n', '\n');
