/**
 * Shows, over 50,000 passages, that a search finds all that it should and nothing else, and the same on both
 * engines for every reader. `npm run test:long` runs it; a small list of the same kind is in tests/store.
 */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backUp } from '#server/areas/operations/backup.ts';
import { loadDemoStudy } from '#server/areas/demo/demo.ts';
import { restore } from '#server/areas/operations/restore.ts';
import { listCandidates } from '#server/areas/search/store/search-candidates.ts';
import { parseQuery } from '#lib/areas/search/query.ts';
import { testApp } from '#kit/app.ts';
import { engines, temporaryFolder } from '#kit/databases.ts';
import { value } from '#kit/evidence.ts';
import { corpusStudy, demoActor, families, indexPassages, queryMakers } from '#kit/search-corpus.ts';

const count = 50_000;
const hour = 3_600_000;
const readers = ['secretariat', 'chair.eu', 'expert1.eu', 'observer', 'city.haidian', 'city.bristol'];

/** Opens an application with the corpus; of a backup, it has the same ids as that. */
async function openCorpus(engine: (typeof engines)[number], backup?: string) {
  const app = await testApp(engine);
  if (backup === undefined) await loadDemoStudy(app);
  else value(await restore(app, backup));
  const passages = await indexPassages(app, count);
  const scopes = [...new Set(passages.map(({ scope }) => scope))];
  const filter = { scopes, kinds: null, section: null, userId: null, from: null, to: null, below: null };
  const found = async (query: string): Promise<Set<string>> => {
    const parsed = parseQuery(query);
    if (!parsed.ok) throw new Error(`${query} is refused: ${parsed.fault}`);
    const { candidates: rows } = await listCandidates(app.store.db, engine, parsed.query, {
      ...filter,
      limit: 1_000_000
    });
    return new Set(rows.map(({ textEn, textZh }) => textEn + textZh));
  };
  return { app, passages, found };
}

it.each(engines)(
  'finds Chinese of 1 to 12 characters, and English by its stem, on %s',
  async (engine) => {
    const { passages, found } = await openCorpus(engine);
    const [chinese] = queryMakers(passages, 13);
    let [right, wanted, given] = [0, 0, 0];
    for (let run = 0; run < 600; run += 1) {
      const query = chinese?.next() ?? '';
      const expected = new Set(
        passages.filter(({ folded }) => folded.includes(query)).map(({ text }) => text)
      );
      const rows = await found(query);
      right += [...rows].filter((text) => expected.has(text)).length;
      wanted += expected.size;
      given += rows.size;
    }
    let [hit, asked] = [0, 0];
    for (const family of families)
      for (const query of family) {
        const rows = await found(query);
        for (const form of family)
          for (const { text } of passages)
            if (text.includes(`It was ${form} `)) {
              asked += 1;
              hit += rows.has(text) ? 1 : 0;
            }
      }
    console.log(
      `${engine}: Chinese: recall ${right / wanted}, precision ${right / given}; English by stem: recall ${hit / asked}`
    );
    expect([right / wanted, right / given]).toEqual([1, 1]);
    expect(hit / asked).toBeGreaterThanOrEqual(0.98);
  },
  hour
);

it(
  'gives each of six readers the same in the same order on both engines, for 1,200 queries',
  async () => {
    const first = await openCorpus('sqlite');
    const backup = join(temporaryFolder(), 'backup.zip');
    await backUp(first.app, backup);
    const apps = [first, await openCorpus('postgres', backup)];
    const makers = queryMakers(apps[0]?.passages ?? [], 17);
    const queries = Array.from({ length: 1_200 }, (_, index) => makers[index % makers.length]?.next() ?? '');
    const different: string[] = [];
    for (const reader of readers) {
      const answers: string[][] = [];
      for (const { app } of apps) {
        const actor = await demoActor(app, reader);
        const given: string[] = [];
        for (const query of queries) {
          const answer = value(await app.search.search(actor, corpusStudy, { query }));
          const { fault, hits, count: found, isMore, next } = answer;
          given.push(JSON.stringify({ fault, hits, found, isMore, next }));
        }
        answers.push(given);
      }
      queries.forEach((query, index) => {
        if (answers[0]?.[index] !== answers[1]?.[index]) different.push(`${reader}: ${query}`);
      });
    }
    console.log(`${queries.length} queries as ${readers.length} readers: ${different.length} differ`);
    expect(different).toEqual([]);
  },
  hour
);
