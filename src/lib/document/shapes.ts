/**
 * Defines the schema's rules of nesting as tables, for code that validates a text without building it: which
 * nodes can ever be a child of which, and what kind of values their attributes and marks have. They are
 * derived from `richtext` once.
 */
import type { MarkType, NodeType } from 'prosemirror-model';
import { isChipType, rulesOfChip } from '#base/chips/chips.ts';
import { richtext } from './richtext.ts';

/**
 * `slug` is a string that names a city or the like, `part` one that can be an id within a framework; every
 * slug is a part, and both are strings. `numbers` is a list of nothing but numbers, `other` a kind that no
 * attribute holds.
 */
export type ValueKind = 'string' | 'slug' | 'part' | 'number' | 'boolean' | 'null' | 'numbers' | 'other';

export interface NodeShape {
  /** Names of nodes that can be its children, in some position and combination. */
  readonly children: ReadonlySet<string>;
  readonly holdsText: boolean;
  readonly attributes: AttributeKinds;
}

export interface MarkShape {
  readonly attributes: AttributeKinds;
  /** True if several marks of this type can be on the same text, distinguished by a hash after their name. */
  readonly overlaps: boolean;
}

export type AttributeKinds = ReadonlyMap<string, readonly ValueKind[]>;

/** Names the value kind of attributes whose default, null, does not show it. */
const nullableKinds: Readonly<Record<string, ValueKind>> = {
  id: 'string',
  counterpart: 'string',
  type: 'string',
  align: 'string',
  colwidth: 'numbers',
  width: 'number',
  href: 'string'
};

/** Maps the name of each node that is an element in Yjs to its shape. */
export const nodeShapes: ReadonlyMap<string, NodeShape> = new Map(
  Object.values(richtext.nodes)
    .filter((type) => !type.isText && type !== richtext.topNodeType)
    .map((type) => [type.name, shapeOf(type)])
);

/** Holds the shape of the passage itself, which is a root in Yjs. */
export const passageShape: NodeShape = shapeOf(richtext.topNodeType);

export const markShapes: ReadonlyMap<string, MarkShape> = new Map(
  Object.values(richtext.marks).map((type) => [
    type.name,
    { attributes: attributesOf(type), overlaps: !type.excludes(type) }
  ])
);

/** Lists the other kinds that a value of this kind also has. */
const widerKinds: Partial<Record<ValueKind, readonly ValueKind[]>> = {
  slug: ['part', 'string'],
  part: ['string']
};

export const isOfKind = (kind: ValueKind, kinds: readonly ValueKind[]): boolean =>
  kinds.includes(kind) || (widerKinds[kind]?.some((wider) => kinds.includes(wider)) ?? false);

export function kindOf(value: unknown): ValueKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.every((one) => typeof one === 'number') ? 'numbers' : 'other';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'other';
}

function shapeOf(type: NodeType): NodeShape {
  const names = new Set<string>();
  const states = new Set([type.contentMatch]);
  for (const state of states) {
    for (let i = 0; i < state.edgeCount; i++) {
      const edge = state.edge(i);
      names.add(edge.type.name);
      states.add(edge.next);
    }
  }
  const holdsText = names.delete('text');
  return { children: names, holdsText, attributes: attributesOf(type) };
}

function attributesOf(type: NodeType | MarkType): AttributeKinds {
  const specs = type.spec.attrs ?? {};
  return new Map(
    Object.entries(specs).map(([name, spec]) => {
      const kind = kindOf(spec.default);
      if (kind !== 'null') return [name, [kind]];
      const nullableKind = isChipType(type.name)
        ? rulesOfChip(type.name).attributes[name]?.kind
        : nullableKinds[name];
      if (!nullableKind) throw new Error(`The attribute ${name} has no value kind`);
      return [name, ['null', nullableKind]];
    })
  );
}
