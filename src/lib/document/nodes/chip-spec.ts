/** Defines chips in ProseMirror: the same in the nested schema of texts and in the flat one of the editor. */
import type { NodeSpec } from 'prosemirror-model';
import { chipTypes, rulesOfChip } from '#base/chips/chips.ts';

export const chipSpecs: Readonly<Record<string, NodeSpec>> = Object.fromEntries(
  chipTypes.map((type) => {
    const { named, attributes } = rulesOfChip(type);
    const spec: NodeSpec = {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: Object.fromEntries(Object.keys(attributes).map((name) => [name, { default: null }])),
      toDOM: ({ attrs }) => ['span', { [`data-${type}`]: String(attrs[named]) }]
    };
    return [type, spec];
  })
);
