/** Cuts lists that are too long for one statement. */

/** Below what either engine binds. */
const mostKeys = 1_000;

/** Cuts a list into chunks of `most`, the last of which may be shorter. */
export function* chunksOf<One>(list: readonly One[], most = mostKeys): Generator<One[]> {
  for (let from = 0; from < list.length; from += most) yield list.slice(from, from + most);
}

/** Reads the rows in as few statements as possible; none for no keys. */
export async function inChunks<Key, Row>(
  keys: readonly Key[],
  read: (some: readonly Key[]) => Promise<Row[]>
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const some of chunksOf(keys)) for (const row of await read(some)) rows.push(row);
  return rows;
}
