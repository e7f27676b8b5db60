/** Marks large values of page data that go to the browser as JSON (src/hooks.ts). */

const marked = new WeakSet<object>();

/** Marks a value that holds nothing but JSON, in which undefined means absent, and returns it. */
export function asJson<T extends object>(value: T): T {
  marked.add(value);
  return value;
}

export const isSentAsJson = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && marked.has(value);
