/** The chip that says which goal of the framework a passage serves: draws itself from the board, and writes nothing but the goal's id into the text. */
import { Node, type Editor } from '@tiptap/core';
import { NodeSelection } from '@tiptap/pm/state';
import { goalOf } from '#document/goal.ts';
import { languageTag, type Locale } from '#domain/locale.ts';
import { wordsOfGoal } from '#domain/version.ts';
import { goalSign, goalWords } from '#lib/grades/goal-words.ts';
import type { GradeBoard } from './grade-board.ts';

export interface GoalOptions {
  board: Pick<GradeBoard, 'grades' | 'follow'>;
  language: Locale;
  /** Asks which goal the chip at this place shall name. */
  edit: (pos: number) => void;
}

const ofTheRule = (): null => null;

export const GoalChip = Node.create<GoalOptions>({
  name: 'goal',
  // Before what Enter does to a text.
  priority: 200,
  group: 'inline',
  inline: true,
  atom: true,
  addOptions: () => ({ board: { grades: null, follow: () => () => {} }, language: 'en', edit: () => {} }),
  addAttributes: () => ({ goal: { default: null, rendered: false, parseHTML: ofTheRule } }),

  parseHTML: () => [
    {
      tag: 'span[data-goal]',
      getAttrs: (element) => {
        const goal = goalOf({ goal: element.getAttribute('data-goal') });
        return goal !== null && { goal };
      }
    }
  ],

  renderHTML({ node }) {
    const goal = goalOf(node.attrs);
    return ['span', { class: 'goal', 'data-goal': goal ?? '' }, `[${textOf(this.options, goal)}]`];
  },

  renderText({ node }) {
    return `[${textOf(this.options, goalOf(node.attrs))}]`;
  },

  addNodeView() {
    const { board, language, edit } = this.options;
    return ({ node, getPos }) => {
      const dom = document.createElement('span');
      dom.contentEditable = 'false';
      dom.lang = languageTag(language);
      const sign = document.createElement('span');
      sign.className = 'goal-sign';
      sign.textContent = goalSign;
      sign.setAttribute('aria-hidden', 'true');
      const words = document.createElement('span');
      words.className = 'goal-words';
      dom.append(sign, words);
      let goal = goalOf(node.attrs);
      const draw = (): void => {
        const said = board.grades && goalWords(board.grades.names, goal, language);
        dom.className = said?.isKnown === false ? 'goal goal-unknown' : 'goal';
        words.textContent = said?.text ?? wordsOfGoal(goal);
        dom.title = words.textContent;
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
          if (next.type.name !== 'goal') return false;
          goal = goalOf(next.attrs);
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

const textOf = ({ board: { grades }, language }: GoalOptions, goal: string | null): string =>
  grades ? goalWords(grades.names, goal, language).text : (goal ?? '?');

export function goalAt(editor: Editor, pos: number): string | null {
  const node = editor.state.doc.nodeAt(pos);
  return node?.type.name === 'goal' ? goalOf(node.attrs) : null;
}

/** At the caret, or in place of the chip that stands at `pos`. */
export function writeGoal(editor: Editor, pos: number | null, goal: string): void {
  if (pos === null) {
    editor.chain().focus().insertContentAt(editor.state.selection.to, { type: 'goal', attrs: { goal } }).run();
  } else if (editor.state.doc.nodeAt(pos)?.type.name === 'goal') {
    editor.view.dispatch(editor.state.tr.setNodeMarkup(pos, undefined, { goal }));
    editor.commands.focus();
  }
}
