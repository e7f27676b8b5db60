/** Lists the kinds that a marker in Yjs can have: each is a block of words with its attributes. */
import type { Json } from '../canonical.ts';
import type { TextKind } from './block.ts';
import { blockTypes, rulesOfBlock, type Blocks, type BlockType } from './blocks.ts';

type KindsOf<Rules> = Rules extends { readonly kinds: infer Kinds } ? keyof Kinds & string : never;
export type BlockKind = { [Type in BlockType]: KindsOf<Blocks[Type]> }[BlockType];

type Attributes = Readonly<Record<string, Json>>;

const kinds = blockTypes.flatMap((type) => {
  const rules = rulesOfBlock(type);
  return rules.is === 'text'
    ? Object.entries(rules.kinds).map(([kind, own]) => ({ kind: kind as BlockKind, type, own }))
    : [];
});
const byKind = new Map(kinds.map((one) => [one.kind, one] as const));

export const blockKinds: readonly BlockKind[] = kinds.map(({ kind }) => kind);

/** Returns the type of the node, and its attributes with their defaults. */
export function nodeOfKind(kind: BlockKind): {
  readonly type: BlockType;
  readonly attributes: Attributes;
  readonly defaults: Attributes;
} {
  const { type = 'paragraph', own } = byKind.get(kind) ?? {};
  return { type, attributes: own?.attributes ?? {}, defaults: rulesOfBlock(type).attributes };
}

/** Returns the first kind of a block whose attributes are of none. */
export function kindOfNode(type: string, attrs: Readonly<Record<string, unknown>> = {}): BlockKind {
  const own = kinds.filter((one) => one.type === type);
  const has = ({ attributes }: TextKind): boolean =>
    Object.entries(attributes).every(([name, value]) => attrs[name] === value);
  return (own.find((one) => has(one.own)) ?? own[0])?.kind ?? 'paragraph';
}

/** A document may name any kind. */
export const tagOfKind = (kind: string): string => byKind.get(kind as BlockKind)?.own.tag ?? 'p';

/** Maps the elements of the editor to kinds. */
export const kindsByTag: ReadonlyMap<string, BlockKind> = new Map(
  kinds.map(({ kind, own }) => [own.tag, kind])
);
