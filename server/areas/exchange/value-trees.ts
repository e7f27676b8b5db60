/** Reads and writes values as trees: what is at a path, without it, merged, and whether two are the same. */
import type { FieldValue } from '#rules/framework/record.ts';

type Tree = Readonly<Record<string, FieldValue>>;
export const isTree = (value: FieldValue | undefined): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (tree: Tree, key: string): FieldValue | undefined =>
  Object.hasOwn(tree, key) ? tree[key] : undefined;

export const at = (
  value: FieldValue | undefined,
  [head, ...tail]: readonly string[]
): FieldValue | undefined =>
  head === undefined ? value : isTree(value) ? at(own(value, head), tail) : undefined;

export function put(
  value: FieldValue | undefined,
  [head, ...tail]: readonly string[],
  given: FieldValue
): FieldValue {
  if (head === undefined) return given;
  const tree = isTree(value) ? value : {};
  return { ...tree, [head]: put(own(tree, head), tail, given) };
}

/** Undefined where nothing is left. */
export function without(
  value: FieldValue | undefined,
  [head, ...tail]: readonly string[]
): FieldValue | undefined {
  if (!isTree(value) || head === undefined) return undefined;
  const inner = without(own(value, head), tail);
  const left = Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      key !== head ? [[key, one]] : inner === undefined ? [] : [[key, inner]]
    )
  );
  return Object.keys(left).length > 0 ? left : undefined;
}

export function merged(value: FieldValue | undefined, more: FieldValue): FieldValue {
  if (!isTree(value) || !isTree(more)) return more;
  return {
    ...value,
    ...Object.fromEntries(Object.entries(more).map(([key, one]) => [key, merged(own(value, key), one)]))
  };
}

/** Values that differ only in ways that JSON cannot express are the same. */
export const isSame = (one: unknown, other: unknown): boolean => stableText(one) === stableText(other);
/** The same for the same value, whatever the order of its keys. */
export const stableText = (value: unknown): string =>
  JSON.stringify([value], (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner
  );
