/**
 * S09: many people send requests at once over connections that are reused; each answer is about the user who
 * sent the request.
 */
import { beforeAll, expect, it } from 'vitest';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';

interface Caller {
  /** Occurs in this person's name, and nowhere else. */
  readonly canary: string;
  readonly cookie: string;
}

const paths = ['/account', '/studies', '/api/v1/studies', '/account'];
const callers: Caller[] = [];
let pages: Pages;

beforeAll(async () => {
  pages = await servePages();
  const study = await makeStudy(pages.app);
  for (let n = 0; n < 24; n++) {
    const canary = `canary${String(n).padStart(3, '0')}x`;
    // Each has a study of their own as well, so that lists differ too.
    const own = n % 4 === 0 ? await makeStudy(pages.app, { slug: `own-${canary}`, cities: [] }) : study;
    const person = await makePerson(pages.app, {
      role: 'expert',
      side: 'eu',
      study: own,
      name: canary,
      email: `${canary}@test.local`
    });
    callers.push({ canary, cookie: await cookieOf(pages.app, person) });
  }
});

it('no answer holds a word of anybody else, and none is kept by a cache between', async () => {
  const strangers: string[] = [];
  let own = 0;
  const call = async ({ canary, cookie }: Caller, path: string): Promise<void> => {
    const response = await pages.sendRequest(path, { cookie });
    const text = await response.text();
    expect(response.status, path).toBe(200);
    const found = new Set(text.match(/canary\d{3}x/g) ?? []);
    for (const other of found)
      if (other !== canary) strangers.push(`${canary} was shown ${other} at ${path}`);
    if (found.has(canary)) own += 1;
    else if (path === '/account') strangers.push(`${canary} was shown an account that is not theirs`);
    expect(response.headers.get('cache-control') ?? '').toMatch(/no-store|private/);
  };
  for (let round = 0; round < 3; round++) {
    await Promise.all(
      callers.flatMap((caller, n) =>
        paths.map((path, k) => call(callers[(n * 7 + k * 11 + round) % callers.length] ?? caller, path))
      )
    );
  }
  expect(strangers).toEqual([]);
  expect(own).toBeGreaterThanOrEqual(callers.length * 2 * 3);
}, 180_000);

it('who signs out in the midst of it is nobody from then on, also on a connection that was theirs', async () => {
  const [leaving, ...others] = callers;
  if (!leaving) throw new Error('there is no person');
  const answers = await Promise.all([
    ...others.slice(0, 10).map((one) => pages.sendRequest('/account', { cookie: one.cookie })),
    pages.sendRequest('/logout', { method: 'POST', cookie: leaving.cookie, form: {} })
  ]);
  await Promise.all(answers.map((answer) => answer.text()));
  for (let n = 0; n < 20; n++) {
    const [theirs, other] = await Promise.all([
      pages.sendRequest('/account', { cookie: leaving.cookie }),
      pages.sendRequest('/account', { cookie: others[n % others.length]?.cookie })
    ]);
    expect(theirs.status).toBe(303);
    expect(await other.text()).not.toContain(leaving.canary);
  }
});
