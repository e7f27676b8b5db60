/** W01: nothing that changes something is taken from another origin, whatever it says it is made of; and nothing happens. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';

let pages: Pages;
let cookie: string;

beforeAll(async () => {
  pages = await servePages();
  const { app } = pages;
  const study = await makeStudy(app);
  const person = await makePerson(app, { role: 'secretariat', study, administrator: true });
  cookie = await cookieOf(app, person);
});

const origins = (): Record<string, string | null> => {
  const { port } = new URL(pages.origin);
  return {
    foreign: 'https://evil.example',
    null: 'null',
    missing: null,
    'a sub-domain': `http://www.localhost:${port}`,
    'another port': `http://localhost:${Number(port) + 1}`,
    'another scheme': `https://localhost:${port}`,
    'upper case': `HTTP://LOCALHOST:${port}`,
    'the other loopback name': `http://127.0.0.1:${port}`,
    'with a path': `${pages.origin}/`,
    'a longer name': `${pages.origin}.evil.example`,
    'two at once': `${pages.origin}, https://evil.example`
  };
};

const bodies: Readonly<Record<string, { type: string; body: string }>> = {
  form: { type: 'application/x-www-form-urlencoded', body: 'locale=zh&theme=dark&nameEn=Eve&nameZh=' },
  multipart: {
    type: 'multipart/form-data; boundary=b',
    body: '--b\r\ncontent-disposition: form-data; name="nameEn"\r\n\r\nEve\r\n--b--\r\n'
  },
  'plain text': { type: 'text/plain', body: 'nameEn=Eve' },
  JSON: { type: 'application/json', body: '{"nameEn":"Eve"}' },
  'no type': { type: '', body: 'nameEn=Eve' }
};

/** Returns everything that a request could have changed. */
async function fingerprint(): Promise<string> {
  const { db } = pages.app.store;
  const rows = await Promise.all(
    (
      [
        'user',
        'session',
        'signInAttempt',
        'grant',
        'bodyMember',
        'rapporteur',
        'study',
        'event',
        'city',
        'phase'
      ] as const
    ).map((table) => db.selectFrom(table).selectAll().execute())
  );
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

const targets = [
  '/logout',
  '/login',
  '/locale',
  '/account?/name',
  '/account?/endOtherSessions',
  '/admin/users?/create',
  '/studies/small-study/people?/withdraw',
  '/api/v1/studies',
  '/no/such/page'
];

describe.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s from elsewhere', (method) => {
  it.each(Object.keys(bodies))(
    'with a body of %s is refused everywhere and changes nothing',
    async (kind) => {
      const { type, body } = bodies[kind] ?? { type: '', body: '' };
      const before = await fingerprint();
      for (const [name, origin] of Object.entries(origins())) {
        for (const target of targets) {
          const { status } = await pages.sendRequest(target, {
            method,
            cookie,
            origin,
            body,
            headers: { 'content-type': type }
          });
          expect([name, target, status]).toEqual([name, target, 403]);
        }
      }
      expect(await fingerprint()).toBe(before);
    }
  );
});

it('from our own pages is taken', async () => {
  const response = await pages.sendRequest('/account?/name', {
    method: 'POST',
    cookie,
    form: { nameEn: 'Anna', nameZh: '' }
  });
  expect(response.status).toBe(200);
});

it('W03: no page changes anything by being read', async () => {
  const before = await fingerprint();
  for (const path of [
    '/',
    '/login',
    '/account',
    '/admin/users',
    '/studies',
    '/studies/small-study',
    '/studies/small-study/people',
    '/api/v1/studies'
  ]) {
    await pages.sendRequest(path, { cookie });
  }
  expect(await fingerprint()).toBe(before);
});
