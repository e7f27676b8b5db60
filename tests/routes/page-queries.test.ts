/**
 * Counts the statements that the busiest pages send to the database. The numbers are bounds: one that falls is written down here.
 */
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf } from '#kit/people.ts';
import { demoPassword } from '#server/services/demo-people.ts';
import { loadDemoStudy } from '#server/services/demo.ts';

const study = '/studies/eu-china-2013';
const city = `${study}/assessments/haidian`;

/** Maps each page to the most statements for an expert who reads it. */
const bounds: Readonly<Record<string, number>> = {
  [study]: 47,
  [`${study}/inbox`]: 45,
  [`${study}/cities`]: 26,
  [`${city}/way`]: 50,
  [`${city}/smart-city-strategy?text=response`]: 85,
  [`${city}/smart-city-strategy?text=findings`]: 88,
  [`${city}/smart-city-strategy/panel`]: 78,
  [`${city}/evidence`]: 42,
  [`${study}/chapters/trends-challenges`]: 58,
  [`${study}/approvals`]: 43
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

async function statementsOf(path: string): Promise<number> {
  const ask = async (): Promise<number> => {
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
  it.each(Object.entries(bounds))('%s: at most %i times', async (path, bound) => {
    expect(await statementsOf(path)).toBeLessThanOrEqual(bound);
  });
});
