/** Shows suggestions in an editor: rendered over the text and no part of it. */
import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { ShownPart } from '#document/suggestions/shown.ts';
import { lengthOf } from '../binding/record.ts';
import { marksShown, renderedMarks } from '../rendered-marks.ts';

/** Reads anew what is to be shown, and how. */
export interface ShownInEditor {
  readonly parts: readonly ShownPart[];
  readonly active: string | null;
  readonly labelOf: (part: ShownPart) => string;
}

export interface SuggestionOptions {
  onpick: (id: string) => void;
}

const key = new PluginKey<DecorationSet>('suggestions');

/** Returns the position in the editor of a place in a block's content, as the text counts. */
function positionIn(block: Node, start: number, offset: number): number {
  let rest = offset;
  let position = start + 1;
  for (const child of block.children) {
    if (rest <= 0) return position;
    const length = lengthOf(child);
    if (child.isText && rest < length) return position + rest;
    rest -= length;
    position += child.nodeSize;
  }
  return position;
}

/** Returns the decorations of the parts whose blocks the editor shows. */
export function suggestionDecorations(doc: Node, { parts, active, labelOf }: ShownInEditor): DecorationSet {
  if (parts.length === 0) return DecorationSet.empty;
  const starts: number[] = [];
  const rows = new Map<string, number>();
  doc.forEach((node, position, row) => {
    starts.push(position);
    const id: unknown = node.attrs['id'];
    if (typeof id === 'string' && !rows.has(id)) rows.set(id, row);
  });
  const rendered = parts.flatMap((part) => {
    const isThere = (doc.maybeChild(part.row)?.attrs['id'] ?? null) === part.blockId;
    const row = isThere ? part.row : (rows.get(part.blockId ?? '') ?? -1);
    const block = doc.maybeChild(row);
    const start = starts[row];
    if (!block?.inlineContent || block.type.name !== 'block' || start === undefined) return [];
    const [from, to] = [positionIn(block, start, part.from), positionIn(block, start, part.to)];
    const attrs = attributesOf(part, active, labelOf);
    const element = elements[part.kind];
    if (part.kind !== 'added' && part.kind !== 'removed')
      return [Decoration.inline(from, to, { nodeName: element, ...attrs }, part)];
    return [
      Decoration.widget(from, () => elementOf(part, attrs), {
        key: `${part.suggestion} ${part.kind} ${part.text} ${attrs.class} ${attrs.title}`,
        side: part.kind === 'removed' ? -1 : 1,
        ignoreSelection: true,
        suggestion: part.suggestion
      })
    ];
  });
  return DecorationSet.create(doc, rendered);
}

const elements: Readonly<Record<ShownPart['kind'], string>> = {
  struck: 'del',
  removed: 'del',
  written: 'ins',
  added: 'ins',
  moved: 'span'
};

const attributesOf = (part: ShownPart, active: string | null, labelOf: ShownInEditor['labelOf']) => ({
  class: `suggested${part.kind === 'moved' ? ' moved' : ''}${part.suggestion === active ? ' active' : ''}`,
  'data-suggestion': part.suggestion,
  title: labelOf(part)
});

function elementOf(part: ShownPart, attrs: Readonly<Record<string, string>>): HTMLElement {
  const element = document.createElement(elements[part.kind]);
  for (const [name, value] of Object.entries(attrs)) element.setAttribute(name, value);
  element.contentEditable = 'false';
  element.textContent = part.text;
  return element;
}

export const SuggestionMarks = Extension.create<SuggestionOptions, { read: (() => ShownInEditor) | null }>({
  name: 'suggestionMarks',
  addOptions: () => ({ onpick: () => undefined }),
  addStorage: () => ({ read: null }),
  addProseMirrorPlugins() {
    const { storage, options } = this;
    return [
      renderedMarks({
        key,
        render: (state) => storage.read && suggestionDecorations(state.doc, storage.read()),
        hasMarks: () => storage.read !== null,
        afterComposition: 100,
        handleClick: (view, _, event) => {
          const found = event.target instanceof Element ? event.target.closest('[data-suggestion]') : null;
          const id = found?.getAttribute('data-suggestion');
          if (id && view.state.selection.empty) options.onpick(id);
          return false;
        }
      })
    ];
  },
  addCommands() {
    return {
      showSuggestions:
        (read) =>
        ({ state, view, dispatch }) => {
          this.storage.read = read;
          if (dispatch && !view.composing)
            dispatch(marksShown(state, key, suggestionDecorations(state.doc, read())));
          return true;
        }
    };
  }
});

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    suggestionMarks: { showSuggestions: (read: () => ShownInEditor) => ReturnType };
  }
}
