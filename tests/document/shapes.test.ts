import { Fragment, type Node, type NodeType } from 'prosemirror-model';
import { describe, expect, it } from 'vitest';
import { richtext } from '#document/richtext.ts';
import { markShapes, nodeShapes, passageShape } from '#document/shapes.ts';

describe('the shapes of the schema', () => {
  it('name every node and mark that it has', () => {
    expect([...nodeShapes.keys(), 'doc', 'text'].sort()).toEqual(Object.keys(richtext.nodes).sort());
    expect([...markShapes.keys()].sort()).toEqual(Object.keys(richtext.marks).sort());
  });

  it('say of each pair of nodes whether one can ever stand in the other', () => {
    const filled = (type: NodeType): Node => {
      const node = type.createAndFill();
      if (!node) throw new Error(`An empty ${type.name} cannot be made`);
      return node;
    };
    const paragraph = richtext.node('paragraph');
    for (const parent of Object.values(richtext.nodes).filter(({ name }) => name !== 'text')) {
      const shape = parent === richtext.topNodeType ? passageShape : nodeShapes.get(parent.name);
      for (const child of Object.values(richtext.nodes).filter(
        ({ name }) => name !== 'text' && name !== 'doc'
      )) {
        const node = filled(child);
        const fits = [[node], [paragraph, node]].some((nodes) => parent.validContent(Fragment.from(nodes)));
        expect(shape?.children.has(child.name), `${child.name} in ${parent.name}`).toBe(fits);
      }
      expect(shape?.holdsText, `text in ${parent.name}`).toBe(
        parent.validContent(Fragment.from(richtext.text('words')))
      );
    }
  });
});
