/**
 * Defines the chip that names a level: it renders itself from the board, in the language of its text, and
 * writes only its cell into the text.
 */
import type { Editor } from '@tiptap/core';
import { cellOf } from '#document/level-chip.ts';
import { textOfCell } from '#domain/version.ts';
import type { LevelChipCell } from '#domain/level-chip.ts';
import type { Locale } from '#domain/locale.ts';
import { levelChipText } from '#document/nodes/level-chip/labels.ts';
import { changesChip, chipAt, chipView, noChipOptions, writeChip, type ChipOptions } from './chips.ts';
import { flatNode } from './flat-nodes.ts';
import type { LevelChipBoard } from './level-chip-board.ts';

export const LevelChip = flatNode<ChipOptions>('grade', {
  // Takes precedence over what Enter does to a text.
  priority: 200,
  addOptions: noChipOptions,

  parseHTML() {
    const { board } = this.options;
    return [
      {
        tag: 'span[data-grade]',
        getAttrs: (element) => {
          const { characteristic, city } = cellOf({
            characteristic: element.getAttribute('data-characteristic'),
            city: element.getAttribute('data-city')
          });
          // In the text of the city itself the chip names no city, so that it follows that text.
          return (
            characteristic !== null && { characteristic, city: city === board.levelChips?.city ? null : city }
          );
        }
      }
    ];
  },

  renderHTML({ node }) {
    const { board, language } = this.options;
    const cell = cellOf(node.attrs);
    const city = cell.city ?? board.levelChips?.city;
    return [
      'span',
      {
        class: 'grade',
        'data-grade': '',
        ...(cell.characteristic ? { 'data-characteristic': cell.characteristic } : {}),
        ...(city ? { 'data-city': city } : {})
      },
      textOf(board, cell, language)
    ];
  },

  renderText({ node }) {
    return textOf(this.options.board, cellOf(node.attrs), this.options.language);
  },

  addNodeView() {
    const { board, language } = this.options;
    return chipView(this.options, ({ dom, sign, label }, attrs) => {
      const cell = cellOf(attrs);
      const shown = board.levelChips && levelChipText(board.levelChips, cell, language);
      dom.className = shown ? `grade grade-${shown.status}` : 'grade';
      sign.className = 'grade-sign';
      sign.textContent = shown?.sign ?? '';
      label.textContent = shown?.text ?? textOfCell(cell);
    });
  },

  addKeyboardShortcuts() {
    return { Enter: changesChip(this.type, this.options) };
  }
});

const textOf = (
  { levelChips }: Pick<LevelChipBoard, 'levelChips'>,
  cell: LevelChipCell,
  language: Locale
): string => (levelChips ? levelChipText(levelChips, cell, language).text : textOfCell(cell));

export function levelChipAt(editor: Editor, pos: number): LevelChipCell | null {
  const attrs = chipAt(editor, pos, 'grade');
  return attrs && cellOf(attrs);
}

export const writeLevelChip = (editor: Editor, pos: number | null, cell: LevelChipCell): void =>
  writeChip(editor, pos, 'grade', cell);
