/**
 * Implements what all chips of a text share: each renders itself from the board, in the language of its text,
 * is changed by Enter or a double click, and is inserted at the caret or replaces an existing one.
 */
import type { Editor, KeyboardShortcutCommand, NodeViewRenderer } from '@tiptap/core';
import type { Attrs, NodeType } from '@tiptap/pm/model';
import { NodeSelection } from '@tiptap/pm/state';
import { isChipType, type ChipType } from '#base/chips/chips.ts';
import { languageTag, type Locale } from '#base/locale.ts';
import type { LevelChipBoard } from './level-chip-board.ts';

export interface ChipOptions {
  board: Pick<LevelChipBoard, 'levelChips' | 'follow'>;
  language: Locale;
  /** Opens the dialog that sets what the chip at this position names. */
  edit: (pos: number, type: ChipType) => void;
}

export const noChipOptions = (): ChipOptions => ({
  board: { levelChips: null, follow: () => () => {} },
  language: 'en',
  edit: () => {}
});

export interface RenderedChip {
  readonly dom: HTMLElement;
  readonly sign: HTMLElement;
  readonly label: HTMLElement;
}

/** `render` fills the chip, at once and whenever it or the board changes. */
export const chipView =
  (
    { board, language, edit }: ChipOptions,
    type: ChipType,
    render: (chip: RenderedChip, attrs: Attrs) => void
  ): NodeViewRenderer =>
  ({ node, getPos }) => {
    const dom = document.createElement('span');
    dom.contentEditable = 'false';
    dom.lang = languageTag(language);
    const sign = document.createElement('span');
    sign.setAttribute('aria-hidden', 'true');
    const label = document.createElement('span');
    dom.append(sign, label);
    let { attrs } = node;
    const renderAgain = (): void => render({ dom, sign, label }, attrs);
    renderAgain();
    const unfollow = board.follow(renderAgain);
    dom.addEventListener('dblclick', () => {
      const pos = getPos();
      if (pos !== undefined) edit(pos, type);
    });
    return {
      dom,
      update: (next) => {
        if (next.type.name !== type) return false;
        attrs = next.attrs;
        renderAgain();
        return true;
      },
      destroy: unfollow
    };
  };

/** Opens the chip's dialog on Enter, where a chip of this type is selected. */
export const changesChip =
  (type: NodeType, { edit }: ChipOptions): KeyboardShortcutCommand =>
  ({ editor }) => {
    const { selection } = editor.state;
    if (editor.view.composing || !(selection instanceof NodeSelection) || selection.node.type !== type)
      return false;
    if (isChipType(type.name)) edit(selection.from, type.name);
    return true;
  };

/** Null where there is none, or no position is given. */
export function namedAt<Named>(
  editor: Editor,
  pos: number | null,
  type: ChipType,
  read: (attrs: Attrs) => Named
): Named | null {
  const attrs = pos === null ? null : chipAt(editor, pos, type);
  return attrs && read(attrs);
}

function chipAt(editor: Editor, pos: number, type: ChipType): Attrs | null {
  const node = editor.state.doc.nodeAt(pos);
  return node?.type.name === type ? node.attrs : null;
}

/** Inserts a chip at the caret, or replaces the chip of this type at `pos`. */
export function writeChip(editor: Editor, pos: number | null, type: ChipType, attrs: object): void {
  if (pos === null) {
    editor
      .chain()
      .focus()
      .insertContentAt(editor.state.selection.to, { type, attrs: { ...attrs } })
      .run();
  } else if (chipAt(editor, pos, type)) {
    editor.view.dispatch(editor.state.tr.setNodeMarkup(pos, undefined, { ...attrs }));
    editor.commands.focus();
  }
}
