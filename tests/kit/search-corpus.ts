/**
 * Makes many passages of the sentences of the demo study, and queries about them, from a seed: for showing what
 * a search finds of them, and for measuring how long it takes.
 */
import { readFileSync } from 'node:fs';
import { chanceOf } from '#base/chance.ts';
import type { UserId } from '#base/ids.ts';
import type { Actor } from '#base/permissions.ts';
import { scopeOf } from '#rules/search/search.ts';
import { entriesOf, type Findable } from '#lib/areas/search/entries.ts';
import { foldedText } from '#lib/areas/search/tokens.ts';
import type { App } from '#server/app.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { replaceEntries } from './search-entries.ts';

export const corpusStudy = 'eu-china-2013';
const seeds = ['glossary', 'rubric', 'chapters', 'framework', 'findings/ningbo', 'findings/haidian'];

/** Lists forms of one word that a reader takes for the same. */
export const families = [
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
  collect(JSON.parse(readFileSync(new URL(`../../server/seeds/${seed}.json`, import.meta.url), 'utf8')));
  return texts.filter((text) => text.length > 8);
});
const chinese = sentences.filter((text) => /\p{Script=Han}{6}/u.test(text));
const english = sentences.filter((text) => !/\p{Script=Han}/u.test(text));

const runsOf = (text: string): string[] => foldedText(text).match(/\p{Script=Han}+/gu) ?? [];

export interface Passage {
  readonly text: string;
  readonly folded: string;
  readonly scope: string;
}

/** Indexes so many passages as findings of the demo study, which is there; all of it follows from the seed. */
export async function indexPassages(app: App, count: number, seed = 7): Promise<Passage[]> {
  await app.searchIndexer.run();
  const { db, engine } = app.store;
  const chance = chanceOf(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  const documents = await db
    .selectFrom('document')
    .select(['id', 'studyId', 'cityId', 'generation'])
    .where('kind', '=', 'findings')
    .orderBy('cityId')
    .execute();
  const passages: Passage[] = [];
  for (const [index, { id, studyId, cityId, generation }] of documents.entries()) {
    const own = Math.floor(count / documents.length) + (index < count % documents.length ? 1 : 0);
    const scope = scopeOf(studyId, 'findings', cityId ?? '');
    const findables = Array.from({ length: own }, (_, n): Findable => {
      const isChinese = chance() < 0.5;
      const text = isChinese
        ? `${pick(chinese)}${pick(chinese)}`
        : `${pick(english)} It was ${pick(pick(families))} ${Math.floor(chance() * 9_000)}.`;
      passages.push({ text, folded: foldedText(text), scope });
      return {
        key: `bench/${n}`,
        kind: 'finding',
        scope,
        title: { en: '', zh: '' },
        text: isChinese ? { en: '', zh: text } : { en: text, zh: '' },
        cityId,
        section: 'smart-city-strategy',
        target: {
          documentId: id,
          slug: null,
          section: 'smart-city-strategy',
          question: null,
          blockId: `b${index}-${n}`
        }
      };
    });
    const entries = findables
      .flatMap(entriesOf)
      // What differs between two databases is left out of what orders the entries.
      .map((entry) => ({ ...entry, hash: `${cityId} ${entry.key}`, scope: entry.scope }));
    await replaceEntries(app.store, { studyId, source: `text/${id}` }, entries, `${generation}:0:findings`);
  }
  if (engine === 'postgres') await app.store.overwriteDeleted([]);
  return passages;
}

/** Returns a demo account as it would be signed in. */
export async function demoActor(app: App, name: string): Promise<Actor> {
  const email = `${name}@demo.local`;
  const { id } = await app.store.db
    .selectFrom('user')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  return {
    userId: id as UserId,
    sessionId: '',
    email,
    name: { en: '', zh: '' },
    isAdministrator: false,
    grants: await listGrantsOfUser(app.store.db, id)
  };
}

/** Counts what stands most often in the passages: characters, pairs of them, words, and pairs of words. */
function frequentQueries(passages: readonly Passage[]): string[] {
  const most = (pattern: RegExp): string[] => {
    const seen = new Map<string, number>();
    for (const { folded } of passages)
      for (const [part] of folded.matchAll(pattern)) seen.set(part, (seen.get(part) ?? 0) + 1);
    return [...seen]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 40)
      .map(([part]) => part);
  };
  const words = most(/[a-z]{2,}/gu);
  return [
    ...most(/\p{Script=Han}/gu),
    ...most(/\p{Script=Han}{2}/gu),
    ...words,
    ...words.map((word, index) => `${word} ${words[(index * 7 + 3) % words.length]}`)
  ];
}

export interface QueryMaker {
  readonly name: string;
  readonly next: () => string;
}

/** Makes the beginnings of the words of the passages, from the third letter on, as somebody types them. */
export function typedWords(passages: readonly Passage[], seed = 17): QueryMaker {
  const chance = chanceOf(seed);
  const words = [...new Set(passages.flatMap(({ folded }) => folded.match(/[a-z]{4,}/gu) ?? []))].sort();
  return {
    name: 'the beginning of a word',
    next: () => {
      const word = words[Math.floor(chance() * words.length)] ?? '';
      return word.slice(0, 3 + Math.floor(chance() * (word.length - 2)));
    }
  };
}

/** Makes queries of three kinds: Chinese of 1 to 12 characters, English of 1 to 3 words, and the most frequent ones. */
export function queryMakers(passages: readonly Passage[], seed = 11): QueryMaker[] {
  const chance = chanceOf(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  const frequent = frequentQueries(passages);
  let run = 0;
  return [
    {
      name: 'Chinese, 1 to 12 characters',
      next: () => {
        const length = 1 + (run++ % 12);
        for (;;) {
          const characters = Array.from(pick(runsOf(pick(chinese))));
          const from = Math.floor(chance() * Math.max(1, characters.length - length + 1));
          if (characters.length >= length) return characters.slice(from, from + length).join('');
        }
      }
    },
    {
      name: 'English, 1 to 3 words',
      next: () => {
        const words = pick(english)
          .split(/\s+/u)
          .filter((word) => /[a-z]{2}/u.test(word));
        const from = Math.floor(chance() * words.length);
        return words.slice(from, from + 1 + (run++ % 3)).join(' ') || 'city';
      }
    },
    { name: 'the most frequent', next: () => pick(frequent) }
  ];
}
