/** The chip that names a level: draws itself from the board, in the language of its text, and writes nothing but its cell into the text. */
import { Node, type Editor } from '@tiptap/core';
import { NodeSelection } from '@tiptap/pm/state';
import { cellOf } from '#document/grade.ts';
import { wordsOfCell } from '#domain/version.ts';
import type { GradeCell } from '#domain/grade.ts';
import { languageTag, type Locale } from '#domain/locale.ts';
import { gradeWords } from '#lib/grades/grade-words.ts';
import type { GradeBoard } from './grade-board.ts';

export interface GradeOptions {
  board: Pick<GradeBoard, 'grades' | 'follow'>;
  language: Locale;
  /** Asks of which cell the chip at this place shall be. */
  edit: (pos: number) => void;
}

const ofTheRule = (): null => null;

export const Grade = Node.create<GradeOptions>({
  name: 'grade',
  // Before what Enter does to a text.
  priority: 200,
  group: 'inline',
  inline: true,
  atom: true,
  addOptions: () => ({ board: { grades: null, follow: () => () => {} }, language: 'en', edit: () => {} }),
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
          const { characteristic, city } = cellOf({ characteristic: element.getAttribute('data-characteristic'), city: element.getAttribute('data-city') });
          // In the text of its own city it follows that text.
          return characteristic !== null && { characteristic, city: city === board.grades?.city ? null : city };
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
      { class: 'grade', 'data-grade': '', ...(cell.characteristic ? { 'data-characteristic': cell.characteristic } : {}), ...(city ? { 'data-city': city } : {}) },
      textOf(board, cell, language)
    ];
  },

  renderText({ node }) {
    return textOf(this.options.board, cellOf(node.attrs), this.options.language);
  },

  addNodeView() {
    const { board, language, edit } = this.options;
    return ({ node, getPos }) => {
      const dom = document.createElement('span');
      dom.contentEditable = 'false';
      dom.lang = languageTag(language);
      const sign = document.createElement('span');
      sign.className = 'grade-sign';
      sign.setAttribute('aria-hidden', 'true');
      const words = document.createElement('span');
      dom.append(sign, words);
      let cell = cellOf(node.attrs);
      const draw = (): void => {
        const said = board.grades && gradeWords(board.grades, cell, language);
        dom.className = said ? `grade grade-${said.standing}` : 'grade';
        sign.textContent = said?.sign ?? '';
        words.textContent = said?.text ?? wordsOfCell(cell);
      };
      draw();
      const unfollow = board.follow(draw);
      dom.addEventListener('dblclick', () => {
        const pos = getPos();
        if (pos !== undefined) edit(pos);
      });
      return {
        dom,
        update: (next) => {
          if (next.type.name !== 'grade') return false;
          cell = cellOf(next.attrs);
          draw();
          return true;
        },
        destroy: unfollow
      };
    };
  },

  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const { selection } = editor.state;
        if (editor.view.composing || !(selection instanceof NodeSelection) || selection.node.type !== this.type) return false;
        this.options.edit(selection.from);
        return true;
      }
    };
  }
});

const textOf = ({ grades }: Pick<GradeBoard, 'grades'>, cell: GradeCell, language: Locale): string =>
  grades ? gradeWords(grades, cell, language).text : wordsOfCell(cell);

export function gradeAt(editor: Editor, pos: number): GradeCell | null {
  const node = editor.state.doc.nodeAt(pos);
  return node?.type.name === 'grade' ? cellOf(node.attrs) : null;
}

/** At the caret, or in place of the chip that stands at `pos`. */
export function writeGrade(editor: Editor, pos: number | null, cell: GradeCell): void {
  if (pos === null) {
    editor.chain().focus().insertContentAt(editor.state.selection.to, { type: 'grade', attrs: { ...cell } }).run();
  } else if (gradeAt(editor, pos)) {
    editor.view.dispatch(editor.state.tr.setNodeMarkup(pos, undefined, { ...cell }));
    editor.commands.focus();
  }
}
