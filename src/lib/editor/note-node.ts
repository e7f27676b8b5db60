/** Defines a footnote: its sign stands in the text, and its words are edited in a dialog. */
import { flatNode } from './flat-nodes.ts';

export interface NoteOptions {
  readonly edit: (pos: number) => void;
  readonly label: (text: string) => string;
}

export const Note = flatNode<NoteOptions>('note', {
  addOptions: () => ({ edit: () => {}, label: (text) => text }),
  parseHTML: () => [{ tag: 'span[data-footnote]' }],
  renderHTML: () => ['span', { 'data-footnote': '', class: 'footnote' }, 0],
  addNodeView() {
    const { edit, label } = this.options;
    // The number follows from the note's position: a CSS counter sets it.
    return ({ node, getPos }) => {
      const dom = document.createElement('button');
      dom.type = 'button';
      dom.className = 'footnote-mark';
      const show = (text: string): void => {
        dom.title = text;
        dom.setAttribute('aria-label', label(text));
      };
      show(node.textContent);
      dom.addEventListener('click', () => {
        const pos = getPos();
        if (pos !== undefined) edit(pos);
      });
      return {
        dom,
        update: (next) => {
          if (next.type.name !== 'note') return false;
          show(next.textContent);
          return true;
        }
      };
    };
  }
});
