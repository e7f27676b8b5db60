/**
 * Measures the search over 50,000 passages on both engines: time with rights, and what is found against a plain
 * search in the texts. Run by itself: `node tests/bench/search.ts [passages]`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chanceOf } from '#domain/chance.ts';
import type { UserId } from '#domain/ids.ts';
import type { Actor } from '#domain/permissions.ts';
import { scopeOf } from '#domain/search.ts';
import { entriesOf, type Findable } from '#lib/search/entries.ts';
import { foldedText } from '#lib/search/tokens.ts';
import { createApp, type App } from '#server/app.ts';
import { readConfig, type DatabaseAddress } from '#server/config.ts';
import { loadDemoStudy } from '#server/services/demo.ts';
import { listCandidates } from '#server/store/search-candidates.ts';
import { replaceEntries } from '#server/store/search-entries.ts';
import { parseQuery } from '#lib/search/query.ts';
import { makeDatabase, startCluster } from '#kit/postgres.ts';

const passages = Number(process.argv[2] ?? 50_000);
const slug = 'eu-china-2013';
const seeds = ['glossary', 'rubric', 'chapters', 'framework', 'findings/ningbo', 'findings/haidian'];
const folder = mkdtempSync(join(tmpdir(), 'meridian-search-'));

/** Forms of one word that a reader takes for the same. */
const families = [
  'govern governs governed governing',
  'city cities',
  'plan plans planned planning',
  'fund funds funded funding',
  'invest invests invested investing',
  'develop develops developed developing',
  'service services',
  'strategy strategies',
  'connect connected connects connecting connection connections',
  'resident residents',
  'company companies',
  'measure measures measured measuring',
  'network networks',
  'district districts',
  'publish publishes published publishing',
  'operate operates operated operating',
  'share shares shared sharing',
  'provide provides provided providing',
  'agency agencies',
  'policy policies',
  'report reports reported reporting',
  'use uses used using',
  'sensor sensors',
  'build builds building buildings',
  'integrate integrates integrated integrating',
  'manage manages managed managing',
  'office offices',
  'partner partners partnered',
  'study studies studied studying',
  'municipality municipalities',
  'benefit benefits benefited',
  'monitor monitors monitored monitoring',
  'transport transports transported',
  'decide decides decided deciding',
  'house houses housed housing'
].map((family) => family.split(' '));

const sentences = seeds.flatMap((seed) => {
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && value.length > 20) texts.push(...value.split(/(?<=[。.;；])\s*/u));
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(
    JSON.parse(readFileSync(new URL(`../../server/store/seeds/${seed}.json`, import.meta.url), 'utf8'))
  );
  return texts.filter((text) => text.length > 8);
});
const chinese = sentences.filter((text) => /\p{Script=Han}{6}/u.test(text));
const english = sentences.filter((text) => !/\p{Script=Han}/u.test(text));

const quantile = (times: readonly number[], q: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * q)] ?? 0;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

async function measure(name: string, database: DatabaseAddress): Promise<void> {
  const config = {
    ...readConfig({ DATA_DIR: join(folder, name), LOG_LEVEL: 'silent', DEMO: '0' }),
    database
  };
  const app = await createApp(config, { schedulerMilliseconds: null });
  await loadDemoStudy(app);
  const { db, engine } = app.store;
  const began = performance.now();
  await app.searchIndexer.run();
  console.log(`${name}: the demo study is indexed in ${ms(performance.now() - began)}`);

  const chance = chanceOf(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  const documents = await db
    .selectFrom('document')
    .select(['id', 'studyId', 'cityId', 'generation'])
    .where('kind', '=', 'findings')
    .execute();
  const made: string[] = [];
  for (const [at, document] of documents.entries()) {
    const own = Math.floor(passages / documents.length) + (at < passages % documents.length ? 1 : 0);
    const findables = Array.from({ length: own }, (_, n): Findable => {
      const isChinese = chance() < 0.5;
      const text = isChinese
        ? `${pick(chinese)}${pick(chinese)}`
        : `${pick(english)} It was ${pick(pick(families))} ${Math.floor(chance() * 9_000)}.`;
      made.push(text);
      return {
        key: `bench/${n}`,
        kind: 'finding',
        scope: scopeOf(document.studyId, 'findings', document.cityId ?? ''),
        title: { en: '', zh: '' },
        text: isChinese ? { en: '', zh: text } : { en: text, zh: '' },
        cityId: document.cityId,
        section: 'smart-city-strategy',
        target: {
          documentId: document.id,
          slug: null,
          section: 'smart-city-strategy',
          question: null,
          blockId: `b${at}-${n}`
        }
      };
    });
    const entries = findables.flatMap(entriesOf).map((entry) => ({ ...entry, hash: entry.target }));
    await db
      .transaction()
      .execute((trx) =>
        replaceEntries(
          trx,
          engine,
          { studyId: document.studyId, source: `text/${document.id}` },
          entries,
          `${document.generation}:0:findings`
        )
      );
  }
  if (engine === 'postgres') await app.store.overwriteDeleted([]);

  const scopes = documents.map((one) => scopeOf(one.studyId, 'findings', one.cityId ?? ''));
  const found = async (query: string): Promise<Set<string>> => {
    const parsed = parseQuery(query);
    if (!parsed.ok) return new Set();
    const filter = { scopes, kinds: null, section: null, userId: null, from: null, to: null, below: null };
    const rows = await listCandidates(db, engine, parsed.query, { ...filter, limit: 1_000_000 });
    return new Set(rows.map(({ textEn, textZh }) => textEn + textZh));
  };
  let [right, wanted, given] = [0, 0, 0];
  const folded = new Map(made.map((text) => [text, foldedText(text)]));
  for (let run = 0; run < 240; run += 1) {
    const runs = foldedText(pick(chinese)).match(/\p{Script=Han}+/gu) ?? [];
    const characters = [...pick(runs)];
    const from = Math.floor(chance() * characters.length);
    const query = characters.slice(from, from + 1 + (run % 12)).join('');
    const expected = new Set(made.filter((text) => folded.get(text)?.includes(query)));
    const rows = await found(query);
    right += [...rows].filter((text) => expected.has(text)).length;
    wanted += expected.size;
    given += rows.size;
  }
  console.log(
    `${name}: Chinese of 1 to 12 characters: recall ${(right / wanted).toFixed(4)}, precision ${(right / given).toFixed(4)}`
  );

  let [hit, asked] = [0, 0];
  for (const family of families)
    for (const query of family) {
      const rows = await found(query);
      for (const form of family) {
        const holding = made.filter((text) => text.includes(`It was ${form} `));
        asked += holding.length;
        hit += holding.filter((text) => rows.has(text)).length;
      }
    }
  console.log(
    `${name}: English by stem: recall ${(hit / asked).toFixed(4)} over ${families.length} words with their forms`
  );
  await timeAs(app, name, pick);
  await app.close();
}

async function timeAs(app: App, name: string, pick: <T>(list: readonly T[]) => T): Promise<void> {
  for (const email of ['expert1.eu', 'observer', 'city.haidian']) {
    const { id } = await app.store.db
      .selectFrom('user')
      .select('id')
      .where('email', '=', `${email}@demo.local`)
      .executeTakeFirstOrThrow();
    const actor: Actor = {
      userId: id as UserId,
      sessionId: '',
      email,
      name: { en: '', zh: '' },
      isAdministrator: false,
      grants: await grantsOf(app, id)
    };
    const times: number[] = [];
    for (let run = 0; run < 300; run += 1) {
      const text = pick(run % 2 === 0 ? chinese : english);
      const query = run % 2 === 0 ? text.slice(2, 3 + (run % 12)) : text.split(' ').slice(1, 3).join(' ');
      const began = performance.now();
      await app.search.search(actor, slug, { query });
      if (run >= 20) times.push(performance.now() - began);
    }
    console.log(
      `${name}: as ${email}: p50 ${ms(quantile(times, 0.5))}, p95 ${ms(quantile(times, 0.95))}, most ${ms(Math.max(...times))}`
    );
  }
}

async function grantsOf(app: App, id: string) {
  const { listGrantsOfUser } = await import('#server/store/grants.ts');
  return listGrantsOfUser(app.store.db, id);
}

await measure('sqlite', { engine: 'sqlite', file: join(folder, 'meridian.db') });
const cluster = await startCluster();
try {
  await measure('postgres', { engine: 'postgres', url: await makeDatabase(cluster.url, 'search') });
} finally {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}
