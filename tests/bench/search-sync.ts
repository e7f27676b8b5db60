/**
 * Measures whether the search index slows live editing: eight people type in four texts of the demo study, and
 * each letter is timed until a colleague has it. In turn the indexer follows the texts for some seconds, as on a
 * server, and rests. Only the ratio of both means something. Run by itself:
 * `node tests/bench/search-sync.ts [turns] [seconds]`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { indexerInterval } from '#server/areas/search/indexer.ts';
import { printRatios, serveTypingDemo } from './typing-demo.ts';

const turns = Number(process.argv[2] ?? 6);
const seconds = Number(process.argv[3] ?? 10);
const { app, type, taken, remove } = await serveTypingDemo('search-sync');
await app.searchIndexer.run();
await type(4);

const measured: Record<'on' | 'off', number[]> = { on: [], off: [] };
await wait(2_000);
for (let turn = 0; turn < 2 * turns; turn += 1) {
  const isOn = turn % 2 === 0;
  taken();
  const until = performance.now() + 1_000 * seconds;
  while (performance.now() < until) {
    await wait(indexerInterval);
    if (isOn) await app.searchIndexer.run();
  }
  measured[isOn ? 'on' : 'off'].push(...taken());
  // What was written meanwhile is indexed between the turns.
  await app.searchIndexer.run();
}
printRatios('indexing', measured.on, measured.off);
remove();
process.exit(0);
