/** Shows that both engines find the same, namely what a plain search in the texts finds, within a reader's scopes. */
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chanceOf } from '#base/chance.ts';
import { parseQuery, type SearchQuery } from '#lib/areas/search/query.ts';
import { indexTokens, tokensOf } from '#lib/areas/search/tokens.ts';
import { openStore, type Store } from '#server/store/open.ts';
import { insertRows } from '#server/store/rows.ts';
import { listCandidates } from '#server/areas/search/store/search-candidates.ts';
import { scopeHash } from '#server/areas/search/store/search-ids.ts';
import {
  changeOfSource,
  clearSearch,
  listMarks,
  statementsOf,
  type NewEntry
} from '#server/areas/search/store/search-entries.ts';
import {
  hasMerged,
  overwriteDeletedTokens,
  statementsOfMerge
} from '#server/areas/search/store/index-merging.ts';
import { engines, migratedDatabase, type Engine } from '#kit/databases.ts';
import { holdQuery } from '#kit/matching-query.ts';
import { replaceEntries } from '#kit/search-entries.ts';
import { studyRow as study } from '#kit/study-row.ts';

const entryOf = (key: string, text: string, scope = 'all'): NewEntry => ({
  key,
  hash: text,
  scope,
  kind: 'finding',
  cityId: null,
  section: null,
  userId: null,
  day: null,
  titleEn: '',
  titleZh: '',
  textEn: text,
  textZh: '',
  target: '{}',
  tokens: indexTokens(text)
});

async function openIndex(engine: Engine): Promise<Store> {
  const store = openStore(await migratedDatabase(engine));
  onTestFinished(() => store.close());
  await insertRows(store.db, 'study', [study]);
  return store;
}

const index = (store: Store, entries: readonly NewEntry[], source = 'text', mark = '1'): Promise<number> =>
  replaceEntries(store, { studyId: 's', source }, entries, mark);

const queryOf = (text: string, isTyping = false): SearchQuery => {
  const parsed = parseQuery(text, undefined, isTyping);
  if (!parsed.ok) throw new Error(`${text} is refused: ${parsed.fault}`);
  return parsed.query;
};

const anything = {
  kinds: null,
  section: null,
  userId: null,
  from: null,
  to: null,
  below: null,
  limit: 10_000
};

async function found(
  store: Store,
  text: string,
  scopes: readonly string[] = ['all'],
  isTyping = false,
  limit = anything.limit
): Promise<string[]> {
  const query = queryOf(text, isTyping);
  const { candidates } = await listCandidates(store.db, store.engine, query, { ...anything, scopes, limit });
  return candidates.map(({ textEn }) => textEn);
}

describe.each(engines)('the index on %s', (engine) => {
  it('finds words and characters within a sentence', async () => {
    const store = await openIndex(engine);
    await index(store, [entryOf('a', '该市的智慧城市治理'), entryOf('b', 'Governing a smart city')]);
    expect(await found(store, '慧城')).toEqual(['该市的智慧城市治理']);
    expect(await found(store, '治')).toEqual(['该市的智慧城市治理']);
    expect(await found(store, 'govern cities')).toEqual(['Governing a smart city']);
    expect(await found(store, '"city smart"')).toEqual([]);
  });

  it('finds a word from its third letter on while it is typed, as the last one', async () => {
    const store = await openIndex(engine);
    await index(store, [
      entryOf('a', 'The universities of the municipality'),
      entryOf('b', '数字化 services')
    ]);
    for (const word of ['universities', 'municipality'])
      for (let length = 3; length <= word.length; length += 1)
        expect(await found(store, word.slice(0, length), ['all'], true), word.slice(0, length)).toEqual([
          'The universities of the municipality'
        ]);
    expect(await found(store, '数字化 serv', ['all'], true)).toEqual(['数字化 services']);
    expect(await found(store, 'un', ['all'], true)).toEqual([]);
    expect(await found(store, 'univ municipality', ['all'], true)).toEqual([]);
    expect(await found(store, 'univ')).toEqual([]);
  });

  it('writes what has changed, and nothing else', async () => {
    const store = await openIndex(engine);
    const [one, other] = [entryOf('a', 'one text'), entryOf('b', 'other text')];
    expect(await index(store, [one, other])).toBe(2);
    expect(await index(store, [one, other])).toBe(0);
    expect(await index(store, [{ ...one, ...entryOf('a', 'third text') }, other], 'text', '2')).toBe(2);
    expect((await found(store, 'text')).sort()).toEqual(['other text', 'third text']);
    expect(await found(store, 'one')).toEqual([]);
    expect((await listMarks(store.db)).get('s')?.get('text')).toBe('2');
  });

  it('keeps the id of an entry that changes only in what nobody is shown, and gives each entry its own', async () => {
    const store = await openIndex(engine);
    const idsOf = async (): Promise<number[]> => {
      const { rows } = await sql<{ readonly id: number }>`select id from search_entry order by id`.execute(
        store.db
      );
      return rows.map(({ id }) => id);
    };
    await index(store, [entryOf('a', 'one text')]);
    const before = await idsOf();
    await index(store, [{ ...entryOf('a', 'one text'), hash: 'moved', target: '{"section":"b"}' }]);
    expect(await idsOf()).toEqual(before);
    const change = (source: string, reserved: readonly number[]) =>
      changeOfSource(store.db, engine, { studyId: 's', source }, [entryOf('b', 'other text')], '1', {
        reserved
      });
    const first = await change('text/1', []);
    const second = await change(
      'text/2',
      first.added.map(({ row }) => row.id)
    );
    const queries = [first, second].flatMap((one) => statementsOf(store.db, engine, one));
    await store.writeTogether(queries);
    expect(await found(store, 'other')).toEqual(['other text', 'other text']);
  });

  it('finds nothing of what was deleted, nor of a study that was deleted', async () => {
    const store = await openIndex(engine);
    await index(store, [entryOf('a', 'first words')]);
    await clearSearch(store.db);
    expect(await found(store, 'words')).toEqual([]);
    await index(store, [entryOf('a', 'later words')]);
    await overwriteDeletedTokens(store.db, engine);
    await store.db.deleteFrom('study').execute();
    expect(await found(store, 'words')).toEqual([]);
  });

  it('gives nothing outside the scopes, and goes on below an id', async () => {
    const store = await openIndex(engine);
    await index(
      store,
      Array.from({ length: 9 }, (_, index) =>
        entryOf(`${index}`, `words ${index}`, index % 2 === 0 ? 'even' : 'odd')
      )
    );
    expect(await found(store, 'words', ['odd'])).toHaveLength(4);
    expect(await found(store, 'words', [])).toEqual([]);
    const { candidates: first, below } = await listCandidates(store.db, engine, queryOf('words'), {
      ...anything,
      scopes: ['even'],
      limit: 2
    });
    const { candidates: rest } = await listCandidates(store.db, engine, queryOf('words'), {
      ...anything,
      scopes: ['even'],
      below
    });
    expect([...first, ...rest].map(({ textEn }) => textEn)).toEqual(await found(store, 'words', ['even']));
    expect(new Set([...first, ...rest].map(({ textEn }) => textEn))).toEqual(
      new Set([0, 2, 4, 6, 8].map((at) => `words ${at}`))
    );
  });

  it('goes on where a scope that is not asked for shares its hash with one that is', async () => {
    const store = await openIndex(engine);
    const names = Array.from({ length: 5_000 }, (_, index) => `scope ${index}`);
    const twin = names.find((one, index) => index > 0 && scopeHash(one) === scopeHash(names[0] ?? '')) ?? '';
    expect(twin).toMatch(/^scope/);
    await index(
      store,
      Array.from({ length: 12 }, (_, index) =>
        entryOf(`${index}`, `words ${index}`, index % 3 === 0 ? names[0] : twin)
      )
    );
    const seen: string[] = [];
    for (let below: number | null = null, pages = 0; pages === 0 || below !== null; pages += 1) {
      const page: Awaited<ReturnType<typeof listCandidates>> = await listCandidates(
        store.db,
        engine,
        queryOf('words'),
        { ...anything, scopes: [names[0] ?? ''], below, limit: 2 }
      );
      seen.push(...page.candidates.map(({ textEn }) => textEn));
      below = page.below;
    }
    expect(seen.toSorted()).toEqual(['words 0', 'words 3', 'words 6', 'words 9']);
  });

  it('orders by what entries hold and not by when they were written, later days first', async () => {
    const store = await openIndex(engine);
    const entries = Array.from({ length: 30 }, (_, index) => ({
      ...entryOf(`${index}`, `words ${index}`),
      kind: 'comment' as const,
      day: index < 3 ? `2013-0${index + 1}-01` : null
    }));
    await index(store, entries);
    const before = await found(store, 'words');
    expect(before.slice(0, 3)).toEqual(['words 2', 'words 1', 'words 0']);
    await index(store, entries.slice(0, 9));
    await index(
      store,
      entries.map((entry, index) =>
        index === 4 ? { ...entry, hash: '', textEn: 'words in a draft' } : entry
      )
    );
    await index(store, entries);
    expect(await found(store, 'words')).toEqual(before);
  });

  it('holds entries that say the same', async () => {
    const store = await openIndex(engine);
    await index(
      store,
      ['a', 'b', 'c'].map((key) => entryOf(key, 'same words'))
    );
    await index(store, [entryOf('a', 'same words')], 'other');
    expect(await found(store, 'words')).toHaveLength(4);
  });

  it('holds a text in which one pair of characters occurs more often than an engine counts', async () => {
    const store = await openIndex(engine);
    await index(store, [entryOf('a', `${'哈哈，'.repeat(400)}末尾。`)]);
    expect(await found(store, '末尾')).toHaveLength(1);
    expect(await found(store, '哈哈')).toHaveLength(1);
  });
});

it('is written in one piece on SQLite, whatever the ids of the entries are', async () => {
  const store = await openIndex('sqlite');
  const segments = async (): Promise<number> =>
    (await sql<{ n: number }>`select count(distinct segid) n from search_token_idx`.execute(store.db)).rows[0]
      ?.n ?? 0;
  await index(
    store,
    Array.from({ length: 600 }, (_, index) => entryOf(`${index}`, `words ${index}`))
  );
  expect(await segments()).toBeLessThan(3);
});

it('gives the same on both engines for a thousand queries of different readers', async () => {
  const stores = await Promise.all(engines.map((engine) => openIndex(engine)));
  const random = chanceOf(17);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const roles = ['chair', 'expert', 'city', 'observer'];
  const texts = demoTexts().slice(0, 400);
  const entries = texts.map((text, index) => ({
    ...entryOf(`${index}`, text, pick(roles)),
    split: tokensOf(text)
  }));
  for (const store of stores)
    await index(
      store,
      entries.map(({ split: _, ...entry }) => entry)
    );
  const wrong: string[] = [];
  for (let run = 0; run < 1_000; run += 1) {
    const text = pick(texts);
    const from = Math.floor(random() * text.length);
    const query = text.slice(from, from + 1 + Math.floor(random() * 12)).trim();
    const isTyping = random() < 0.5;
    const parsed = parseQuery(query, undefined, isTyping);
    if (!parsed.ok) continue;
    const scopes = roles.filter(() => random() < 0.6);
    const expected = entries
      .filter((entry) => scopes.includes(entry.scope) && holdQuery(entry.split, parsed.query))
      .map(({ textEn }) => textEn);
    // A few of many are found by another way than all of them, on PostgreSQL.
    const limit = random() < 0.5 ? anything.limit : 40;
    const [one = [], other] = await Promise.all(
      stores.map((store) =>
        found(store, query, scopes, isTyping, store.engine === 'postgres' ? limit : anything.limit)
      )
    );
    if (
      JSON.stringify(one.slice(0, limit)) !== JSON.stringify(other) ||
      one.toSorted().join('\n') !== expected.sort().join('\n')
    )
      wrong.push(query);
  }
  expect(wrong).toEqual([]);
}, 180_000);

/** All texts of the demo study in both languages. */
function demoTexts(): string[] {
  const texts = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && value.length > 20) texts.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  for (const file of ['glossary', 'rubric', 'chapters', 'framework', 'findings/ningbo'])
    collect(
      JSON.parse(readFileSync(new URL(`../../../../server/seeds/${file}.json`, import.meta.url), 'utf8'))
    );
  return [...texts];
}

describe('the token index of SQLite', () => {
  it('is merged in steps, and holds the same', async () => {
    const store = await openIndex('sqlite');
    const segments = async (): Promise<number> => {
      const { rows } = await sql<{ readonly n: number }>`
        select count(distinct segid) as n from search_token_idx`.execute(store.db);
      return rows[0]?.n ?? 0;
    };
    const texts = Array.from({ length: 40 }, (_, index) => `words of ${index}`);
    for (const [number, text] of texts.entries()) await index(store, [entryOf('a', text)], `text/${number}`);
    const before = await segments();
    // Each write left a segment, but for those that SQLite merges because they are too many.
    expect(before).toBeGreaterThan(8);
    let steps = 0;
    while (hasMerged(await store.writeTogether(statementsOfMerge(store.db)))) steps += 1;
    expect(steps).toBeGreaterThan(0);
    expect(await segments()).toBeLessThan(before / 2);
    expect((await found(store, 'words')).sort()).toEqual(texts.toSorted());
  });
});
