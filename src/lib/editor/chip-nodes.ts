/**
 * Defines the chips of a text in the editor: each renders itself from the board, in the language of its text, and
 * writes only what it names into the text.
 */
import type { Extensions } from '@tiptap/core';
import { chipData } from '#document/nodes/chip-html.ts';
import { readAttributes } from '#base/chips/chip.ts';
import {
  chipOf,
  chipTypes,
  rulesOfChip,
  withoutOwnCity,
  withOwnCity,
  type ChipType
} from '#base/chips/chips.ts';
import { chipLabels } from '#document/nodes/shown.ts';
import { changesChip, chipView, noChipOptions, type ChipOptions } from './chips.ts';
import { flatNode } from './flat-nodes.ts';

const chipNode = (type: ChipType) => {
  const { attributes } = rulesOfChip(type);
  const { show } = chipLabels[type];
  return flatNode<ChipOptions>(type, {
    // Takes precedence over what Enter does to a text.
    priority: 200,
    addOptions: noChipOptions,

    parseHTML() {
      const { board } = this.options;
      return [
        {
          tag: `span[data-${type}]`,
          getAttrs: (element) => {
            const given = Object.keys(attributes).map((name): [string, string | null] => [
              name,
              element.getAttribute(`data-${name}`)
            ]);
            const chip = chipOf(type, Object.fromEntries(given));
            return chip !== null && withoutOwnCity(type, chip.attrs, board.levelChips?.city);
          }
        }
      ];
    },

    renderHTML({ node: { attrs } }) {
      const { board, language } = this.options;
      const named = withOwnCity(type, readAttributes(attributes, attrs), board.levelChips?.city ?? null);
      const { text, copied = text } = show(attrs, board.levelChips, language);
      return ['span', { class: type, ...chipData(type, named) }, copied];
    },

    renderText({ node: { attrs } }) {
      const { text, copied = text } = show(attrs, this.options.board.levelChips, this.options.language);
      return copied;
    },

    addNodeView() {
      const { board, language } = this.options;
      return chipView(this.options, type, ({ dom, sign, label }, attrs) => {
        const shown = show(attrs, board.levelChips, language);
        dom.className = shown.look === null ? type : `${type} ${type}-${shown.look}`;
        if (shown.title !== null) dom.title = shown.title;
        sign.className = `${type}-sign`;
        sign.textContent = shown.sign;
        if (shown.textClass) label.className = shown.textClass;
        label.textContent = shown.text;
      });
    },

    addKeyboardShortcuts() {
      return { Enter: changesChip(this.type, this.options) };
    }
  });
};

export const chipNodes = (options: ChipOptions): Extensions =>
  chipTypes.map((type) => chipNode(type).configure(options));
