/**
 * Opens the editor of one passage. Loaded only where the reader may write, so that reading a page stays
 * small.
 */
import { Editor } from '@tiptap/core';
import { Dropcursor, Gapcursor } from '@tiptap/extensions';
import { languageTag } from '#base/locale.ts';
import type { ChipType } from '#base/chips/chips.ts';
import { writePassage } from '#document/content-write.ts';
import { applySuggestion } from '#document/suggestions/apply.ts';
import { linkPairs, unlinkBlocks } from '#document/pair-links.ts';
import { discardLeftOver, insertLeftOver } from '#document/sequence/left-over-acts.ts';
import { openText } from '#document/sequence/roots.ts';
import { withStructureId } from '#document/writer-ids.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import * as Y from 'yjs';
import { newWrittenId } from './binding/ids.ts';
import { DuplicateRestores } from './binding/duplicate-restores.ts';
import {
  keepAsBlock,
  markerOfCopy,
  DuplicateBlockWatch,
  type BlockCopy
} from './binding/duplicate-blocks.ts';
import { LocalChange, OwnHistory, type UndoableEditor } from './binding/undo.ts';
import { BlockHandle } from './block-handle.ts';
import { BlockKeys } from './block-keys.ts';
import { CaretFirst, readCaret } from './caret-first.ts';
import { caretPlace, setCaretAt } from './caret-place.ts';
import { Carets } from './carets.ts';
import { Comments } from './comments.ts';
import { Composition } from './composition.ts';
import { EmptyHint } from './empty-hint.ts';
import { textExtensions } from './extensions.ts';
import { EditorFind, Find } from './find/editor-find.ts';
import { Keys } from './keys.ts';
import { ListLook } from './lists/list-look.ts';
import { bindingOf, BoundPassage } from './own-undo.ts';
import { blockAtCaret, setCaretIn } from './pairs/pair-carets.ts';
import { Clipboard } from './paste/clipboard.ts';
import { moveBehind } from './suggestions/move-behind.ts';
import { Slash } from './slash.ts';
import { SuggestionMarks } from './suggestions/suggestion-decorations.ts';
import { insertCounterpart } from './translate/insert-translation.ts';
import { CellRange } from './tables/cell-range.ts';
import { ColumnDrag } from './tables/column-drag.ts';
import type { EditorTools, OpenEditor } from './passage-editor.ts';

/** Keys, copies and the clearing of an emptied text are the editor's own. */
const ownCore = {
  keymap: false,
  clipboardTextSerializer: false,
  delete: false,
  textDirection: false
} as const;

/** The key under which an undo step holds whom to tell that it was undone: it accepted a suggestion. */
const accepted = 'acceptedSuggestion';

export function openEditor(tools: EditorTools): OpenEditor {
  const { session, dialogs } = tools;
  const { doc } = session;
  /** A text that was written without the editor is undone like one that was typed. */
  const writer = { carets: null, select: () => undefined };
  const ownWriting = new LocalChange(writer);
  const binding: { now: UndoableEditor | null } = { now: null };
  const history = new OwnHistory(doc, (one) => one === writer || one === binding.now);
  history.manager.on('stack-item-popped', ({ stackItem, type }) => {
    const onRestored = stackItem.meta.get(accepted) as ((isAccepted: boolean) => void) | undefined;
    if (!onRestored) return;
    const restoring = type === 'undo' ? history.manager.redoStack : history.manager.undoStack;
    restoring.at(-1)?.meta.set(accepted, onRestored);
    onRestored(type === 'redo');
  });
  const chip = {
    board: tools.levelChips,
    language: tools.language,
    edit: (pos: number, type: ChipType) => dialogs.chip(type)?.(pos)
  };
  let hasHadFocus = false;
  const editor: Editor = new Editor({
    element: tools.element,
    injectCSS: false,
    enableCoreExtensions: ownCore,
    extensions: [
      ...textExtensions({
        editFootnote: (pos) => dialogs.footnote(pos),
        footnoteLabel: tools.footnoteLabel,
        chip,
        link: { board: tools.levelChips, language: tools.language }
      }),
      BoundPassage.configure({
        doc,
        root: passageRoot(tools.section, tools.language),
        history,
        catchUp: session
      }),
      CaretFirst.configure({ doc }),
      BlockKeys,
      BlockHandle.configure({ label: tools.handleLabel }),
      CellRange,
      ColumnDrag.configure({ label: tools.columnLabel }),
      ListLook,
      Clipboard.configure({
        history,
        place: { doc, section: tools.section, language: tools.language },
        pasted: tools.pasted,
        figure: (file) => dialogs.figure(file)
      }),
      Dropcursor,
      Gapcursor,
      Composition.configure({ gate: session.gate, undo: history }),
      Carets.configure({
        awareness: session.awareness,
        gate: session.gate,
        nameOf: tools.nameOf,
        initialsOf: tools.initialsOf
      }),
      Comments.configure({
        doc: session.doc,
        section: tools.section,
        language: tools.language,
        onpick: tools.onpick
      }),
      SuggestionMarks.configure({ onpick: tools.onpicksuggestion }),
      Find,
      Keys.configure({ dialogs }),
      Slash.configure(tools.slash),
      EmptyHint.configure({ hint: tools.placeholder })
    ],
    editorProps: {
      attributes: () => ({
        class: 'prose',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': tools.label(),
        lang: languageTag(tools.language),
        spellcheck: tools.language === 'en' ? 'true' : 'false'
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
    },
    onTransaction: tools.onChange,
    onFocus: () => {
      hasHadFocus = true;
      tools.onChange();
    }
  });
  binding.now = bindingOf(editor);
  const asOneStep = <Result>(act: (change: Y.Transaction) => Result): Result => {
    history.boundary();
    const result = withStructureId(doc, () => doc.transact(act, ownWriting));
    history.boundary();
    return result;
  };
  const rangeOfCopy = (copy: BlockCopy) => bindingOf(editor)?.rangeOf(markerOfCopy(doc, copy)) ?? null;
  return {
    editor,
    find: new EditorFind(editor, history),
    relabel() {
      editor.view.updateState(editor.state);
      for (const mark of editor.view.dom.querySelectorAll<HTMLElement>('.footnote-mark'))
        mark.setAttribute('aria-label', tools.footnoteLabel(mark.title));
    },
    write(nodes) {
      const { section, language } = tools;
      asOneStep(() => writePassage({ doc, section, language, newId: newWrittenId }, nodes));
      editor.commands.focus('start', { scrollIntoView: false });
    },
    insertLeftOver(parts) {
      const roots = parts.map(({ root }) => root);
      const passage = passageRoot(tools.section, tools.language);
      asOneStep((change) => insertLeftOver(change, roots, passage, newWrittenId));
      editor.commands.focus('end');
    },
    discardLeftOver(parts) {
      const isWhole = asOneStep((change) => discardLeftOver(change, parts));
      editor.commands.focus(null, { scrollIntoView: false });
      return isWhole;
    },
    watchRestored: (onChange) => new DuplicateRestores(doc, history.manager, onChange),
    removeCopies(restored) {
      asOneStep(() => restored.removeCopies());
      editor.commands.focus(null, { scrollIntoView: false });
    },
    watchDuplicates(onChange) {
      const watch = new DuplicateBlockWatch(
        openText(doc, passageRoot(tools.section, tools.language)),
        onChange
      );
      return () => watch.close();
    },
    selectCopy(copy) {
      const range = rangeOfCopy(copy);
      return range !== null && editor.chain().focus().setTextSelection(range).scrollIntoView().run();
    },
    removeCopy(copy) {
      const range = rangeOfCopy(copy);
      if (!range) return;
      history.boundary();
      editor.view.dispatch(editor.state.tr.delete(range.from - 1, range.to + 1));
      history.boundary();
      editor.commands.focus(null, { scrollIntoView: false });
    },
    keepCopy(copy) {
      history.changes(writer, null);
      asOneStep(() => keepAsBlock(doc, copy, newWrittenId));
    },
    linkPairs(pairs) {
      history.changes(writer, null);
      asOneStep(() => linkPairs(doc, tools.section, pairs));
    },
    unlinkBlocks(ids) {
      history.changes(writer, null);
      asOneStep(() => unlinkBlocks(doc, tools.section, ids));
    },
    insertCounterpart(other, statuses, key) {
      const { language } = tools;
      const editors = language === 'en' ? { en: editor, zh: other } : { en: other, zh: editor };
      history.boundary();
      const id = insertCounterpart(editors, statuses, key, language);
      history.boundary();
      if (id !== null) editor.view.focus();
      return id;
    },
    showComments(shown) {
      readCaret(editor.view);
      editor.commands.showComments(shown);
    },
    showSuggestions(read) {
      readCaret(editor.view);
      editor.commands.showSuggestions(read);
    },
    acceptSuggestion(change, onRestored) {
      const root = passageRoot(tools.section, tools.language);
      history.changes(writer, null);
      history.boundary();
      const applied =
        change.kind === 'move'
          ? moveBehind(editor, change.blockId, change.target) || null
          : doc.transact(
              (transaction) => applySuggestion(transaction, root, change, newWrittenId),
              ownWriting
            );
      history.boundary();
      if (applied) history.manager.undoStack.at(-1)?.meta.set(accepted, onRestored);
      return applied !== null;
    },
    undoAccepted: () =>
      history.manager.undoStack.at(-1)?.meta.has(accepted) === true && editor.chain().focus().undo().run(),
    blockAtCaret: () => blockAtCaret(editor),
    setCaretIn: (id) => setCaretIn(editor, id),
    caret: () => caretPlace(editor, doc, Y.decodeStateVector(Y.encodeStateVector(doc))),
    setCaret: (place) => setCaretAt(editor, place),
    hasHadFocus: () => hasHadFocus,
    close() {
      editor.destroy();
      history.destroy();
    }
  };
}
