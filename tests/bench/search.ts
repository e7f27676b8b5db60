/**
 * Measures how long a search takes with rights over 50,000 passages, on both engines: as the caller waits, and in
 * time of the processor, which other programs on the machine do not lengthen. PostgreSQL's own processor time is
 * not in the latter. Run by itself: `node tests/bench/search.ts [passages] [sqlite|postgres]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createApp } from '#server/app.ts';
import { readConfig, type DatabaseAddress } from '#server/process/config.ts';
import { loadDemoStudy } from '#server/areas/demo/demo.ts';
import { makeDatabase, startCluster } from '#kit/postgres.ts';
import { corpusStudy, demoActor, indexPassages, queryMakers, typedWords } from '#kit/search-corpus.ts';

const count = Number(process.argv[2] ?? 50_000);
const only = process.argv[3];
const folder = mkdtempSync(join(tmpdir(), 'meridian-search-'));
const readers = ['secretariat', 'expert1.eu', 'observer', 'city.haidian'];
const warmUp = 20;
const measured = 200;

const quantile = (times: readonly number[], q: number): string =>
  (times.toSorted((a, b) => a - b)[Math.floor(times.length * q)] ?? 0).toFixed(1);

async function measure(name: string, database: DatabaseAddress): Promise<void> {
  const config = readConfig({ DATA_DIR: join(folder, name), LOG_LEVEL: 'silent', DEMO: '0' });
  const app = await createApp({ ...config, database }, { schedulerMilliseconds: null });
  await loadDemoStudy(app);
  const passages = await indexPassages(app, count);
  // As autovacuum does on a server; the clusters of the tests run without it.
  if (database.engine === 'postgres') await sql`analyze`.execute(app.store.db);
  const makers = [
    ...queryMakers(passages).map((maker) => ({ ...maker, isTyping: false })),
    { ...typedWords(passages), isTyping: true }
  ];
  for (const reader of readers) {
    const actor = await demoActor(app, reader);
    for (const maker of makers) {
      const waits: number[] = [];
      const works: number[] = [];
      for (let run = 0; run < warmUp + measured; run += 1) {
        const query = maker.next();
        const [began, before] = [performance.now(), process.cpuUsage()];
        await app.search.search(actor, corpusStudy, { query, isTyping: maker.isTyping });
        const { user, system } = process.cpuUsage(before);
        if (run < warmUp) continue;
        waits.push(performance.now() - began);
        works.push((user + system) / 1_000);
      }
      console.log(
        `| ${name} | ${reader} | ${maker.name} | ${quantile(waits, 0.5)} | ${quantile(waits, 0.95)} | ${quantile(works, 0.5)} | ${quantile(works, 0.95)} |`
      );
    }
  }
  await app.close();
}

console.log(`${count} passages, ${measured} queries a row, in milliseconds`);
console.log('| engine | reader | queries | p50 | p95 | processor p50 | p95 |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
try {
  if (only !== 'postgres') await measure('sqlite', { engine: 'sqlite', file: join(folder, 'meridian.db') });
  if (only !== 'sqlite') {
    const cluster = await startCluster();
    try {
      await measure('postgres', { engine: 'postgres', url: await makeDatabase(cluster.url, 'search') });
    } finally {
      await cluster.stop();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
