/**
 * Defines the chip that names a field of a city: it renders itself from the board, in the language and the
 * units of its text, and writes only the field into the text.
 */
import type { Editor } from '@tiptap/core';
import { factOf } from '#document/fact.ts';
import type { FactRef } from '#domain/fact.ts';
import { textOfFact } from '#domain/version.ts';
import { factSigns, factText } from '#document/nodes/fact/labels.ts';
import { changesChip, chipAt, chipView, noChipOptions, writeChip, type ChipOptions } from './chips.ts';
import { flatNode } from './flat-nodes.ts';

export const FactChip = flatNode<ChipOptions>('fact', {
  // Takes precedence over what Enter does to a text.
  priority: 200,
  addOptions: noChipOptions,

  parseHTML() {
    const { board } = this.options;
    return [
      {
        tag: 'span[data-fact]',
        getAttrs: (element) => {
          const { fact, city } = factOf({
            fact: element.getAttribute('data-fact'),
            city: element.getAttribute('data-city')
          });
          // In the text of the city itself the chip names no city, so that it follows that text.
          return fact !== null && { fact, city: city === board.levelChips?.city ? null : city };
        }
      }
    ];
  },

  renderHTML({ node }) {
    const { fact, city } = factOf(node.attrs);
    const at = city ?? this.options.board.levelChips?.city;
    return [
      'span',
      { class: 'fact', 'data-fact': fact ?? '', ...(at ? { 'data-city': at } : {}) },
      textOf(this.options, { fact, city })
    ];
  },

  renderText({ node }) {
    return textOf(this.options, factOf(node.attrs));
  },

  addNodeView() {
    const { board, language } = this.options;
    return chipView(this.options, ({ dom, sign, label }, attrs) => {
      const ref = factOf(attrs);
      const shown = board.levelChips && factText(board.levelChips, ref, language);
      dom.className = shown ? `fact fact-${shown.status}` : 'fact';
      dom.title = shown?.title ?? '';
      sign.className = 'fact-sign';
      sign.textContent = shown?.isCautioned ? factSigns.caution : '';
      label.textContent = shown?.text ?? textOfFact(ref);
    });
  },

  addKeyboardShortcuts() {
    return { Enter: changesChip(this.type, this.options) };
  }
});

const textOf = ({ board: { levelChips }, language }: ChipOptions, ref: FactRef): string =>
  levelChips ? factText(levelChips, ref, language).text : textOfFact(ref);

export function factAt(editor: Editor, pos: number): FactRef | null {
  const attrs = chipAt(editor, pos, 'fact');
  return attrs && factOf(attrs);
}

export const writeFact = (editor: Editor, pos: number | null, { fact, city }: FactRef): void =>
  writeChip(editor, pos, 'fact', { fact, city });
