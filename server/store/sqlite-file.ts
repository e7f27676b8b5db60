/** One connection to the SQLite file, with what every connection of ours holds to. */
import SqliteDatabase from 'better-sqlite3';

/**
 * Pages in the write-ahead log from which on a commit brings them into the file, which takes milliseconds. The thread that commits
 * has it done beside it, long before (sqlite-appender.ts); this is for a program that has no such thread.
 */
const pagesLeft = 24_000;

export function openSqlite(file: string): SqliteDatabase.Database {
  const database = new SqliteDatabase(file);
  // Of a new file. A commit writes whole pages, and most hold one person's few characters.
  database.pragma('page_size = 2048');
  database.pragma('journal_mode = WAL');
  // WAL opens with NORMAL, which may lose the last commits with the power; what is acknowledged must be on the disk.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  database.pragma(`wal_autocheckpoint = ${pagesLeft}`);
  // What is deleted is overwritten, so that an erased person is not found in the file.
  database.pragma('secure_delete = ON');
  return database;
}
