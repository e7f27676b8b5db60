/** While the database is away, every answer says so with 503 and when to come again; afterwards all is as before. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, testPassword, type TestPerson } from '#kit/people.ts';
import { makeDatabase, startCluster, type Cluster } from '#kit/postgres.ts';

let cluster: Cluster;
let pages: Pages;
let person: TestPerson;
let cookie: string;

beforeAll(async () => {
  cluster = await startCluster();
  afterAll(() => cluster.stop());
  const url = await makeDatabase(cluster.url, `t_${randomUUID().replaceAll('-', '')}`);
  pages = await servePages({ env: { DATABASE_URL: url } });
  person = await makePerson(pages.app);
  cookie = await cookieOf(pages.app, person);
});

it('says 503, with a sentence and when to come again, and answers again once the database is back', async () => {
  const { email } = person;
  const json = { accept: 'application/json' };
  const signIn = { method: 'POST', form: { email, password: testPassword } };
  const requests = {
    page: () => pages.sendRequest('/studies', { cookie }),
    'page in Chinese': () => pages.sendRequest('/studies', { cookie: `${cookie}; locale=zh` }),
    'page of the public': () => pages.sendRequest('/reports'),
    data: () => pages.sendRequest('/studies/__data.json', { cookie }),
    form: () =>
      pages.sendRequest('/login', { ...signIn, headers: { ...json, 'x-sveltekit-action': 'true' } }),
    'form without script': () => pages.sendRequest('/login', signIn),
    program: () => pages.sendRequest('/api/v1/studies', { cookie }),
    'public program': () => pages.sendRequest('/api/v1/public/studies/small-study/themes')
  };
  await cluster.halt();
  const sentences = (['en', 'zh'] as const).map((locale) =>
    refusalSentence({ code: 'database-away' }, locale)
  );
  for (const [name, send] of Object.entries(requests)) {
    const response = await send();
    expect([response.status, response.headers.get('retry-after')], name).toEqual([503, '5']);
    const body = await response.text();
    expect(
      sentences.some((sentence) => body.includes(sentence)),
      `${name}: ${body}`
    ).toBe(true);
  }
  expect(await (await requests['page in Chinese']()).text()).toContain(sentences[1]);
  await cluster.start();
  expect((await requests.page()).status).toBe(200);
  expect((await requests.program()).status).toBe(200);
}, 120_000);
