/**
 * Measures the storage of the installation: the size of the database, and the free space of the disk that
 * holds the data folder. Files and saved versions are refused below a reserve; text is always taken.
 */
import { statfs } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Store } from './open.ts';

/** Sets the free space, in bytes, below which only text is taken. */
export const diskReserve = 512 * 2 ** 20;
/** Sets how long a measurement of the disk is used, in milliseconds. */
const measuredFor = 5_000;

/** Sets the free space, in bytes, below which the next commits may find no room. */
const leastForText = 16 * 2 ** 20;

export interface Storage {
  /** Returns whether the disk of a SQLite database has room for what is typed; that of PostgreSQL cannot be seen from here. */
  readonly takesText: () => Promise<boolean>;
  /** Returns whether there is room for files and saved versions, apart from so many bytes that are on their way to the disk. */
  hasRoom(onTheirWay?: number): Promise<boolean>;
  readonly freeBytes: () => Promise<number>;
  readonly databaseBytes: () => Promise<number>;
}

export interface StorageOptions {
  readonly store: Store;
  readonly now: () => Date;
  /** Reads the free bytes of the disk with the data folder. */
  readonly readFreeBytes: () => Promise<number>;
}

/** Infinity if the number is unknown. */
export const freeBytesOf = (folder: string) => (): Promise<number> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Infinity
  );

export function openStorage({ store, now, readFreeBytes }: StorageOptions): Storage {
  let measured = { at: -Infinity, bytes: Infinity };
  const freeBytes = async (): Promise<number> => {
    const at = now().getTime();
    if (Math.abs(at - measured.at) > measuredFor) measured = { at, bytes: await readFreeBytes() };
    return measured.bytes;
  };
  return {
    freeBytes,
    takesText: async () => store.engine === 'postgres' || (await freeBytes()) >= leastForText,
    hasRoom: async (onTheirWay = 0) => (await freeBytes()) - onTheirWay >= diskReserve,
    databaseBytes: async () => {
      const { rows } =
        store.engine === 'sqlite'
          ? await sql<{ bytes: number }>`
              select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`.execute(
              store.db
            )
          : await sql<{ bytes: string }>`select pg_database_size(current_database()) as bytes`.execute(
              store.db
            );
      return Number(rows[0]?.bytes ?? 0);
    }
  };
}
