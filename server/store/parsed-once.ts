/**
 * Remembers what the latest texts were parsed into. Almost every request reads the framework of its study, which seldom
 * changes and takes longer to parse than to read.
 */

/**
 * Returns a function that parses each of the `most` latest texts once. Its results are shared, so they are frozen in
 * all their depth. A text that throws is not remembered.
 */
export function parsedOnce<T>(parse: (text: string) => T, most: number): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    // The latest comes last, so that the first is the one to be forgotten.
    known.delete(text);
    const parsed = found ?? frozen(parse(text));
    known.set(text, parsed);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return parsed;
  };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
