/** Limits the keys of one statement, below what either engine binds. */
const size = 1_000;

/** Returns the rows of all keys, read in as few statements as possible; none for no keys. */
export async function inChunks<Key, Row>(
  keys: readonly Key[],
  read: (some: readonly Key[]) => Promise<Row[]>
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let index = 0; index < keys.length; index += size)
    for (const row of await read(keys.slice(index, index + size))) rows.push(row);
  return rows;
}
