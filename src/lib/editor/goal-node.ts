/**
 * Defines the chip that names the goal of the framework that a passage serves: it renders itself from the
 * board, and writes only the goal's id into the text.
 */
import type { Editor } from '@tiptap/core';
import { goalOf } from '#document/goal.ts';
import { textOfGoal } from '#domain/version.ts';
import { goalSign, goalLabel } from '#document/nodes/goal/labels.ts';
import { changesChip, chipAt, chipView, noChipOptions, writeChip, type ChipOptions } from './chips.ts';
import { flatNode } from './flat-nodes.ts';

export const GoalChip = flatNode<ChipOptions>('goal', {
  // Takes precedence over what Enter does to a text.
  priority: 200,
  addOptions: noChipOptions,

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
    const { board, language } = this.options;
    return chipView(this.options, ({ dom, sign, label }, attrs) => {
      const goal = goalOf(attrs);
      const shown = board.levelChips && goalLabel(board.levelChips.names, goal, language);
      dom.className = shown?.isKnown === false ? 'goal goal-unknown' : 'goal';
      sign.className = 'goal-sign';
      sign.textContent = goalSign;
      label.className = 'goal-words';
      label.textContent = shown?.text ?? textOfGoal(goal);
      dom.title = label.textContent;
    });
  },

  addKeyboardShortcuts() {
    return { Enter: changesChip(this.type, this.options) };
  }
});

const textOf = ({ board: { levelChips }, language }: ChipOptions, goal: string | null): string =>
  levelChips ? goalLabel(levelChips.names, goal, language).text : (goal ?? '?');

export function goalAt(editor: Editor, pos: number): string | null {
  const attrs = chipAt(editor, pos, 'goal');
  return attrs && goalOf(attrs);
}

export const writeGoal = (editor: Editor, pos: number | null, goal: string): void =>
  writeChip(editor, pos, 'goal', { goal });
