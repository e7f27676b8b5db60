/**
 * Opens the editor in which a person makes suggestions: it stands on a fork of the text, from which nothing goes to
 * others, and offers changes of words alone.
 */
import { Editor } from '@tiptap/core';
import type { SuggestionFork } from '#document/suggestions/fork.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import { languageTag, type Locale } from '#base/locale.ts';
import type { CompositionGate } from '#lib/collab/gate.ts';
import { OwnHistory } from '../binding/undo.ts';
import { CaretFirst, readCaret } from '../caret-first.ts';
import { caretPlace, setCaretAt, type CaretPlace } from '../caret-place.ts';
import { Composition } from '../composition.ts';
import { textExtensions } from '../extensions.ts';
import type { LevelChipBoard } from '../level-chip-board.ts';
import { ListLook } from '../lists/list-look.ts';
import { BoundPassage } from '../own-undo.ts';
import { ProseOnly, type ProseOptions } from './prose-only.ts';
import { SuggestionMarks, type ShownInEditor } from './suggestion-decorations.ts';

export interface SuggestionEditorTools extends ProseOptions {
  readonly element: HTMLElement;
  readonly fork: SuggestionFork;
  readonly gate: CompositionGate;
  readonly section: string;
  readonly language: Locale;
  readonly label: () => string;
  readonly footnoteLabel: (text: string) => string;
  readonly levelChips: LevelChipBoard;
  readonly onpick: (id: string) => void;
}

export interface SuggestionEditor {
  readonly editor: Editor;
  show(read: () => ShownInEditor): void;
  refresh(): void;
  relabel(): void;
  /** Returns where the caret is, if it is in this text. */
  caret(): CaretPlace | null;
  setCaret(place: CaretPlace): void;
  close(): void;
}

export function openSuggestionEditor(tools: SuggestionEditorTools): SuggestionEditor {
  const { fork, gate, language } = tools;
  const history = new OwnHistory(fork.doc);
  let shown: (() => ShownInEditor) | null = null;
  const chip = { board: tools.levelChips, language, edit: () => tools.refused('chip') };
  const editor = new Editor({
    element: tools.element,
    injectCSS: false,
    enableInputRules: false,
    enablePasteRules: false,
    enableCoreExtensions: {
      keymap: false,
      clipboardTextSerializer: false,
      delete: false,
      textDirection: false
    },
    extensions: [
      ...textExtensions({
        editFootnote: () => tools.refused('note'),
        footnoteLabel: tools.footnoteLabel,
        chip,
        link: chip
      }),
      BoundPassage.configure({ doc: fork.doc, root: passageRoot(tools.section, language), history }),
      CaretFirst.configure({ doc: fork.doc }),
      ListLook,
      Composition.configure({ gate, undo: history }),
      ProseOnly.configure({ refused: tools.refused, move: tools.move }),
      SuggestionMarks.configure({ onpick: tools.onpick })
    ],
    editorProps: {
      attributes: () => ({
        class: 'prose suggesting',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': tools.label(),
        lang: languageTag(language),
        spellcheck: language === 'en' ? 'true' : 'false'
      })
    }
  });
  // Only now does the editor take its attributes from a function.
  editor.setEditable(true, false);
  return {
    editor,
    show(read) {
      shown = read;
      editor.commands.showSuggestions(read);
    },
    refresh() {
      if (!shown) return;
      readCaret(editor.view);
      editor.commands.showSuggestions(shown);
    },
    relabel: () => editor.view.updateState(editor.state),
    caret: () => caretPlace(editor, fork.live, fork.known),
    setCaret: (place) => setCaretAt(editor, place),
    close() {
      editor.destroy();
      history.destroy();
    }
  };
}
