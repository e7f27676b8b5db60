/**
 * Defines the sign of a source: it shows the code of the question on whose answer the statement rests, and
 * whether that answer has changed since. It writes the question and a fingerprint of the answer.
 */
import type { Editor } from '@tiptap/core';
import { sourceOf } from '#document/source.ts';
import type { SourceRef } from '#domain/source.ts';
import { textOfSource } from '#domain/version.ts';
import { sourceText } from '#document/nodes/source/labels.ts';
import { changesChip, chipAt, chipView, noChipOptions, writeChip, type ChipOptions } from './chips.ts';
import { flatNode } from './flat-nodes.ts';

export const SourceSign = flatNode<ChipOptions>('source', {
  // Takes precedence over what Enter does to a text.
  priority: 200,
  addOptions: noChipOptions,

  parseHTML: () => [
    {
      tag: 'span[data-source]',
      getAttrs: (element) => {
        const { source, seen } = sourceOf({
          source: element.getAttribute('data-source'),
          seen: element.getAttribute('data-seen')
        });
        return source !== null && { source, seen };
      }
    }
  ],

  renderHTML({ node }) {
    const { source, seen } = sourceOf(node.attrs);
    return [
      'span',
      { class: 'source', 'data-source': source ?? '', ...(seen ? { 'data-seen': seen } : {}) },
      textOf(this.options, { source, seen })
    ];
  },

  renderText({ node }) {
    return textOf(this.options, sourceOf(node.attrs));
  },

  addNodeView() {
    const { board, language } = this.options;
    return chipView(this.options, ({ dom, sign, label }, attrs) => {
      const ref = sourceOf(attrs);
      const shown = board.levelChips && sourceText(board.levelChips, ref, language);
      dom.className = shown?.isChanged ? 'source source-changed' : 'source';
      dom.title = shown?.title ?? '';
      sign.className = 'source-sign';
      sign.textContent = shown?.sign ?? '';
      label.textContent = shown?.text ?? textOfSource(ref.source);
    });
  },

  addKeyboardShortcuts() {
    return { Enter: changesChip(this.type, this.options) };
  }
});

const textOf = ({ board: { levelChips }, language }: ChipOptions, ref: SourceRef): string =>
  levelChips ? sourceText(levelChips, ref, language).text : textOfSource(ref.source);

export function sourceAt(editor: Editor, pos: number): SourceRef | null {
  const attrs = chipAt(editor, pos, 'source');
  return attrs && sourceOf(attrs);
}

export const writeSource = (editor: Editor, pos: number | null, { source, seen }: SourceRef): void =>
  writeChip(editor, pos, 'source', { source, seen });
