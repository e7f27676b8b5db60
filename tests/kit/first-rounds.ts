/**
 * Does in the data folder of its environment what a server does in the seconds after its start: the scheduled jobs,
 * until a round of them changes nothing more, and the search index. A server on a copy has nothing of it left to do.
 */
import Database from 'better-sqlite3';
import { readConfig } from '#server/process/config.ts';
import { createApp } from '#server/app.ts';

/** Limits the rounds: one day's digests take ten. */
const mostRounds = 100;

const config = readConfig(process.env);
if (config.database.engine !== 'sqlite') throw new Error('A data folder holds an SQLite file');
const app = await createApp(config, { schedulerMilliseconds: null });
const watcher = new Database(config.database.file, { readonly: true });
/** Returns a number that changes with each commit of another connection. */
const commits = (): unknown => watcher.pragma('data_version', { simple: true });

for (let round = 0, before: unknown; before !== (before = commits()); round++) {
  if (round === mostRounds) throw new Error('Some scheduled job changes something in every round');
  await app.scheduler.run();
}
await app.searchIndexer.run();
watcher.close();
await app.close();
