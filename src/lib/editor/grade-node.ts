/** The chip that names a level: draws itself from the board, in the language of its text, and writes nothing but its cell into the text. */
import { Node, type Editor } from '@tiptap/core';
import { cellOf } from '#document/grade.ts';
import { wordsOfCell } from '#domain/version.ts';
import type { GradeCell } from '#domain/grade.ts';
import type { Locale } from '#domain/locale.ts';
import { gradeWords } from '#lib/grades/grade-words.ts';
import { changesChip, chipAt, chipView, noChipOptions, writeChip, type ChipOptions } from './chips.ts';
import type { GradeBoard } from './grade-board.ts';

const ofTheRule = (): null => null;

export const Grade = Node.create<ChipOptions>({
  name: 'grade',
  // Before what Enter does to a text.
  priority: 200,
  group: 'inline',
  inline: true,
  atom: true,
  addOptions: noChipOptions,
  addAttributes: () => ({
    characteristic: { default: null, rendered: false, parseHTML: ofTheRule },
    city: { default: null, rendered: false, parseHTML: ofTheRule }
  }),

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
          // In the text of its own city it follows that text.
          return (
            characteristic !== null && { characteristic, city: city === board.grades?.city ? null : city }
          );
        }
      }
    ];
  },

  renderHTML({ node }) {
    const { board, language } = this.options;
    const cell = cellOf(node.attrs);
    const city = cell.city ?? board.grades?.city;
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
    return chipView(this.options, ({ dom, sign, words }, attrs) => {
      const cell = cellOf(attrs);
      const said = board.grades && gradeWords(board.grades, cell, language);
      dom.className = said ? `grade grade-${said.standing}` : 'grade';
      sign.className = 'grade-sign';
      sign.textContent = said?.sign ?? '';
      words.textContent = said?.text ?? wordsOfCell(cell);
    });
  },

  addKeyboardShortcuts() {
    return { Enter: changesChip(this.type, this.options) };
  }
});

const textOf = ({ grades }: Pick<GradeBoard, 'grades'>, cell: GradeCell, language: Locale): string =>
  grades ? gradeWords(grades, cell, language).text : wordsOfCell(cell);

export function gradeAt(editor: Editor, pos: number): GradeCell | null {
  const attrs = chipAt(editor, pos, 'grade');
  return attrs && cellOf(attrs);
}

export const writeGrade = (editor: Editor, pos: number | null, cell: GradeCell): void =>
  writeChip(editor, pos, 'grade', cell);
