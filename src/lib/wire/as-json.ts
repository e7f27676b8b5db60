/** Marks large values of page data that go to the browser as JSON (src/hooks.ts). */

const marked = new WeakSet<object>();

type Primitive = string | number | boolean | null | undefined;

type NotJson =
  | Date
  | RegExp
  | bigint
  | symbol
  | Uint8Array
  | ((...parameters: never[]) => unknown)
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>;

/**
 * Is true for a type that JSON can hold, in which undefined means absent; false is a part of it for others. Looks as deep as
 * `Depth` is long: some types hold themselves.
 */
type HoldsJson<T, Depth extends readonly unknown[]> = T extends Primitive
  ? true
  : T extends NotJson
    ? false
    : Depth extends readonly [unknown, ...infer Deeper]
      ? T extends readonly (infer Item)[]
        ? HoldsJson<Item, Deeper>
        : { [Name in keyof T]-?: HoldsJson<T[Name], Deeper> }[keyof T]
      : true;

type AsJson<T> = false extends HoldsJson<T, [1, 2, 3, 4]> ? never : T;

/** Marks a value that JSON can hold, and returns it. */
export function asJson<T>(value: AsJson<T>): T {
  if (typeof value === 'object' && value !== null) marked.add(value);
  return value;
}

export const isSentAsJson = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && marked.has(value);
