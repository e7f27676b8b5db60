/** Runs a program that appends once and then has nothing more to do; it closes nothing. */
import { openSqliteAppender } from '#server/store/sqlite-appender.ts';

const [file = '', documentId = '', userId = ''] = process.argv.slice(2);
const entry = { userId, at: '2013-09-01T08:00:00.000Z', bytes: new Uint8Array([1]) };
const [outcome] = await openSqliteAppender(file).append([
  { documentId, generation: 1, after: 0, entries: [entry], newOwners: new Map() }
]);
console.log(outcome?.kind);
