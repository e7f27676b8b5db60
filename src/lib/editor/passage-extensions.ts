import type { Extensions } from '@tiptap/core';
import { Dropcursor, Gapcursor } from '@tiptap/extensions';
import type { ChipType } from '#base/chips/chips.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import type { OwnHistory } from './binding/undo.ts';
import { BlockHandle } from './block-handle.ts';
import { BlockKeys } from './block-keys.ts';
import { CaretFirst } from './caret-first.ts';
import { Carets } from './carets.ts';
import { Comments } from './comments.ts';
import { Composition } from './composition.ts';
import { EmptyHint } from './empty-hint.ts';
import { textExtensions } from './extensions.ts';
import { Find } from './find/editor-find.ts';
import { Keys } from './keys.ts';
import { ListLook } from './lists/list-look.ts';
import { BoundPassage } from './own-undo.ts';
import type { EditorTools } from './passage-editor.ts';
import { Clipboard } from './paste/clipboard.ts';
import { Slash } from './slash.ts';
import { SuggestionMarks } from './suggestions/suggestion-decorations.ts';
import { CellRange } from './tables/cell-range.ts';
import { ColumnDrag } from './tables/column-drag.ts';

/** Returns what the editor of a passage has besides the core. */
export const passageExtensions = (tools: EditorTools, history: OwnHistory): Extensions => {
  const { session, dialogs, section, language } = tools;
  const { doc } = session;
  const chip = {
    board: tools.levelChips,
    language,
    edit: (pos: number, type: ChipType) => dialogs.chip(type)?.(pos)
  };
  return [
    ...textExtensions({
      editFootnote: (pos) => dialogs.footnote(pos),
      footnoteLabel: tools.footnoteLabel,
      chip,
      link: { board: tools.levelChips, language }
    }),
    BoundPassage.configure({ doc, root: passageRoot(section, language), history, catchUp: session }),
    CaretFirst.configure({ doc }),
    BlockKeys,
    BlockHandle.configure({ label: tools.handleLabel }),
    CellRange,
    ColumnDrag.configure({ label: tools.columnLabel }),
    ListLook,
    Clipboard.configure({
      history,
      place: { doc, section, language },
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
    Comments.configure({ doc, section, language, onpick: tools.onpick }),
    SuggestionMarks.configure({ onpick: tools.onpicksuggestion }),
    Find,
    Keys.configure({ dialogs }),
    Slash.configure(tools.slash),
    EmptyHint.configure({ hint: tools.placeholder })
  ];
};
