/** Opens connections to the SQLite file, with the settings that all of them share. */
import SqliteDatabase from 'better-sqlite3';

/**
 * Limits the write-ahead log, in pages: from this size a commit moves them into the file, which takes
 * milliseconds. The thread that commits has this done in parallel much earlier (sqlite-appender.ts); the
 * limit is for a program that has no such thread.
 */
const pagesLeft = 24_000;

export function openSqlite(file: string): SqliteDatabase.Database {
  const database = new SqliteDatabase(file);
  // This applies to a new file. A commit writes whole pages, most of them for a few characters of one person.
  database.pragma('page_size = 2048');
  database.pragma('journal_mode = WAL');
  // The default for WAL is NORMAL, which may lose the last commits in a power failure; acknowledged updates
  // must be on the disk.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  database.pragma(`wal_autocheckpoint = ${pagesLeft}`);
  // Deleted content is overwritten, so that the data of an erased person is not left in the file.
  database.pragma('secure_delete = ON');
  return database;
}

/**
 * Moves the whole write-ahead log into the file and empties it, so that neither holds what has been deleted.
 * Returns false where a long read, such as a backup, keeps older pages in use.
 */
export function emptyWriteAheadLog(file: string): boolean {
  const database = openSqlite(file);
  try {
    const [state] = database.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
    return state?.busy === 0;
  } finally {
    database.close();
  }
}
