/**
 * Opens the editor of one passage. Loaded only where the reader may write, so that reading a page stays
 * small.
 */
import { Editor, type EditorOptions } from '@tiptap/core';
import * as Y from 'yjs';
import { languageTag } from '#base/locale.ts';
import { copyActs } from './acts/copy-acts.ts';
import { pairActs } from './acts/pair-acts.ts';
import { suggestionActs } from './acts/suggestion-acts.ts';
import { textActs } from './acts/text-acts.ts';
import { readCaret } from './caret-first.ts';
import { caretPlace, setCaretAt } from './caret-place.ts';
import { EditorFind } from './find/editor-find.ts';
import { OwnChanges } from './own-changes.ts';
import { bindingOf } from './own-undo.ts';
import { blockAtCaret, setCaretIn } from './pairs/pair-carets.ts';
import type { EditorTools, OpenEditor } from './passage-editor.ts';
import { passageExtensions } from './passage-extensions.ts';

/** Keys, copies and the clearing of an emptied text are the editor's own. */
const ownCore = {
  keymap: false,
  clipboardTextSerializer: false,
  delete: false,
  textDirection: false
} as const;

export function openEditor(tools: EditorTools): OpenEditor {
  const { doc } = tools.session;
  const changes = new OwnChanges(doc);
  let hasHadFocus = false;
  const editor = new Editor({
    element: tools.element,
    injectCSS: false,
    enableCoreExtensions: ownCore,
    extensions: passageExtensions(tools, changes.history),
    editorProps: editorProps(tools),
    onTransaction: tools.onChange,
    onFocus: () => {
      hasHadFocus = true;
      tools.onChange();
    }
  });
  changes.bind(bindingOf(editor));
  const context = { editor, changes, tools };
  return {
    editor,
    find: new EditorFind(editor, changes.history),
    relabel() {
      editor.view.updateState(editor.state);
      for (const mark of editor.view.dom.querySelectorAll<HTMLElement>('.footnote-mark'))
        mark.setAttribute('aria-label', tools.footnoteLabel(mark.title));
    },
    ...textActs(context),
    ...copyActs(context),
    ...pairActs(context),
    ...suggestionActs(context),
    showComments(shown) {
      readCaret(editor.view);
      editor.commands.showComments(shown);
    },
    showSuggestions(read) {
      readCaret(editor.view);
      editor.commands.showSuggestions(read);
    },
    blockAtCaret: () => blockAtCaret(editor),
    setCaretIn: (id) => setCaretIn(editor, id),
    caret: () => caretPlace(editor, doc, Y.decodeStateVector(Y.encodeStateVector(doc))),
    setCaret: (place) => setCaretAt(editor, place),
    hasHadFocus: () => hasHadFocus,
    close() {
      editor.destroy();
      changes.history.destroy();
    }
  };
}

const editorProps = ({ label, language, dialogs }: EditorTools): EditorOptions['editorProps'] => ({
  attributes: () => ({
    class: 'prose',
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': label(),
    lang: languageTag(language),
    spellcheck: language === 'en' ? 'true' : 'false'
  }),
  handleDrop: (_view, event, _slice, moved) => {
    const file = moved
      ? undefined
      : [...(event.dataTransfer?.files ?? [])].find((one) => one.type.startsWith('image/'));
    if (!file) return false;
    event.preventDefault();
    dialogs.figure(file);
    return true;
  }
});
