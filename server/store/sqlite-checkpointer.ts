/**
 * Moves pages from the write-ahead log into the file, in parallel with the thread that commits: it blocks no
 * one.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { openSqlite } from './sqlite-file.ts';

const { file } = workerData as { readonly file: string };
const port = parentPort;
if (!port) throw new Error('This runs in a thread of its own');

let database: Database | null = null;

port.on('message', (order: 'checkpoint' | 'close') => {
  if (order === 'close') {
    database?.close();
    return port.close();
  }
  try {
    database ??= openSqlite(file);
    database.pragma('wal_checkpoint(PASSIVE)');
  } catch {
    // On a full disk, for example, everything stays where it is, and the next commit fails itself.
  }
  port.postMessage('done');
});
