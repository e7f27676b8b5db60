/** Writes and parses rows as JSON, for backups and archives. */

/** Returns whether a key cannot reach into prototypes. */
export const isHarmlessName = (key: string): boolean =>
  key !== '__proto__' && key !== 'constructor' && key !== 'prototype';

/** Parses JSON, and throws for keys that reach into prototypes. */
export const parseHarmless = (value: string): unknown =>
  JSON.parse(value, (key, inner: unknown) => {
    if (!isHarmlessName(key)) throw new SyntaxError(`The key ${key} is not allowed`);
    return inner;
  });

/**
 * Returns a row as JSON on one line, with keys in alphabetical order and bytes in base64: the same row gives
 * the same line on both engines.
 */
export function jsonLineOf(row: object): string {
  const entries = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(
    Object.fromEntries(
      entries.map(([key, value]) => [
        key,
        value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (value as unknown)
      ])
    )
  );
}
