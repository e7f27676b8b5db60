/**
 * Counts the statements that the busiest pages send to the database. The numbers are bounds: one that falls is written down here.
 */
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf } from '#kit/people.ts';
import { demoPassword } from '#server/areas/demo/store/demo-people.ts';
import { loadDemoStudy } from '#server/areas/demo/demo.ts';
import { againAfter, dataOf, eventAbout, nodesOf } from './loads.ts';

const study = '/studies/eu-china-2013';
const city = `${study}/assessments/haidian`;

/** The most statements for an expert who reads the page. */
const bounds: Readonly<Record<string, number>> = {
  [study]: 47,
  [`${study}/inbox`]: 44,
  [`${study}/cities`]: 25,
  [`${city}/progress`]: 46,
  [`${city}/smart-city-strategy?text=response`]: 74,
  [`${city}/smart-city-strategy?text=findings`]: 75,
  [`${city}/smart-city-strategy/panel`]: 69,
  [`${city}/evidence`]: 40,
  [`${study}/chapters/trends-challenges`]: 52,
  [`${study}/approvals`]: 43
};

/**
 * Maps pages with a text to the most statements for what loads again after an event of the city or the chapter: of what
 * changes its state, of what stands next to the text, and of what is said of it.
 */
const boundsOfReloads: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  [`${city}/smart-city-strategy?text=response`]: {
    'assessment.moved': 74,
    'evidence.added': 63,
    'comment.added': 54,
    'pair.confirmed': 43
  },
  [`${city}/smart-city-strategy?text=findings`]: {
    'assessment.moved': 75,
    'evidence.added': 65,
    'comment.added': 50,
    'pair.confirmed': 39
  },
  [`${study}/chapters/trends-challenges`]: {
    'chapter.moved': 52,
    'comment.added': 35,
    'pair.confirmed': 25
  }
};

let pages: Pages;
let cookie: string;
let executed = 0;

/** Counts every statement that this process executes on SQLite, no matter who sends it. */
function countStatements(): void {
  const statement = Object.getPrototypeOf(new Database(':memory:').prepare('select 1')) as Database.Statement;
  const all = statement.all.bind.bind(statement.all);
  const run = statement.run.bind.bind(statement.run);
  statement.all = function (...parameters: unknown[]) {
    executed += 1;
    return all(this)(...parameters) as unknown[];
  };
  statement.run = function (...parameters: unknown[]) {
    executed += 1;
    return run(this)(...parameters) as Database.RunResult;
  };
}

beforeAll(async () => {
  countStatements();
  // No round of the schedule asks anything meanwhile.
  pages = await servePages({ schedulerMilliseconds: null });
  await loadDemoStudy(pages.app);
  cookie = await cookieOf(pages.app, { email: 'expert1.eu@demo.local', password: demoPassword });
}, 120_000);

let commits = 0;

/** Commits a row that nobody reads: what was read before is executed again. */
const commit = () =>
  pages.app.store.db
    .insertInto('dataUpgrade')
    .values({ name: `commit ${++commits}`, at: '' })
    .execute();

async function statementsOf(path: string): Promise<number> {
  const ask = async (): Promise<number> => {
    await commit();
    const before = executed;
    const answer = await pages.sendRequest(path, { cookie });
    await answer.text();
    expect([path, answer.status]).toEqual([path, 200]);
    return executed - before;
  };
  // Neither what a process asks only once, for its first page of a kind, nor what else it does meanwhile is the page's.
  return Math.min(await ask(), await ask(), await ask());
}

describe('the database is asked', () => {
  it('little for a page that is read again before anything has changed', async () => {
    const path = `${city}/smart-city-strategy?text=findings`;
    const first = await statementsOf(path);
    const before = executed;
    await (await pages.sendRequest(path, { cookie })).text();
    expect(executed - before).toBeLessThan(first / 4);
  });

  it.each(Object.entries(bounds))('%s: at most %i times', async (path, bound) => {
    expect(await statementsOf(path)).toBeLessThanOrEqual(bound);
  });

  it.each(
    Object.entries(boundsOfReloads).flatMap(([path, most]) =>
      Object.entries(most).map(([kind, bound]) => ({ path, kind, bound }))
    )
  )('$path, again after $kind: at most $bound times', async ({ path, kind, bound }) => {
    const nodes = await nodesOf(pages, path, cookie);
    const documents = nodes
      .flatMap((node) => node?.uses?.dependencies ?? [])
      .flatMap((dependency) => /:document:(.+)$/.exec(dependency)?.[1] ?? []);
    const [documentId] = documents;
    const about = documentId === undefined ? { cityId: 'haidian' } : { documentId };
    const again = againAfter(nodes, 'eu-china-2013', eventAbout(kind, about));
    expect(again).toContain('1');
    const reload = dataOf(path, `x-sveltekit-invalidated=${again}`);
    expect(await statementsOf(reload)).toBeLessThanOrEqual(bound);
  });
});
