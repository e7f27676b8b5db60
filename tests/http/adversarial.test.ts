/**
 * R03 to R06: bodies without end, headers without number, and text made to cost a pattern or a parser more than it is worth. Inputs are
 * so long that whatever grows with their square would not come to an end; nothing here looks at a clock.
 */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { allowedHref, allowedId, allowedImageSource } from '#document/allowed.ts';
import { parseRoom } from '#document/rooms.ts';
import { filterTerms } from '#rules/pairs/glossary.ts';
import { isSlug } from '#base/ids.ts';
import { initials } from '#base/initials.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { isAddress } from '#rules/people/person.ts';
import { textIn } from '#lib/forms/fields.ts';
import { parseForm } from '#lib/forms/read.ts';
import { roleForm, signInForm } from '#lib/areas/people/forms.ts';
import { returnPath } from '#lib/server/return-path.ts';
import { tokenIn } from '#server/auth/lucia.ts';
import { parsePath } from '#server/sync/handshake/handshake.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';

let pages: Pages;
let cookie: string;
let slug: string;
beforeAll(async () => {
  pages = await servePages();
  const study = await makeStudy(pages.app);
  slug = study.slug;
  cookie = await cookieOf(pages.app, await makePerson(pages.app, { role: 'secretariat', study }));
});

const megabyte = 2 ** 20;
const gigabyte = 2 ** 30;

/**
 * Returns the status that answers a raw request, and how much of its body was sent before that; 0 for a
 * connection that was just closed.
 */
async function pour(head: readonly string[], most: number): Promise<{ status: number; sent: number }> {
  const socket = connect(Number(new URL(pages.origin).port), '127.0.0.1');
  await once(socket, 'connect');
  let output = '';
  const state = { isOver: false };
  let sent = 0;
  socket.on('data', (data: Buffer) => (output += data.toString('latin1')));
  const over = new Promise<void>((resolve) => {
    socket.on('error', () => undefined);
    for (const event of ['data', 'end', 'close'] as const)
      socket.on(event, () => {
        state.isOver = true;
        resolve();
      });
  });
  socket.write(
    [
      ...head,
      `Host: ${new URL(pages.origin).host}`,
      `Origin: ${pages.origin}`,
      `Cookie: ${cookie}`,
      '',
      ''
    ].join('\r\n')
  );
  const piece = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 'a=b&'), Buffer.from('\r\n')]);
  while (!state.isOver && sent < most) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => undefined), over]);
    sent += piece.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await over;
  socket.destroy();
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(output)?.[1] ?? 0), sent };
}

/**
 * Posts over a connection of its own; resolves to 0 when that was closed before the whole body had been sent.
 */
function post(path: string, type: string, body: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      origin: pages.origin,
      cookie,
      accept: 'text/html',
      'content-type': type,
      'content-length': Buffer.byteLength(body)
    };
    const outgoing = request(
      `${pages.origin}${path}`,
      { method: 'POST', agent: false, headers },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      }
    );
    outgoing.on('error', () => resolve(0));
    outgoing.end(body);
  });
}

const form = 'Content-Type: application/x-www-form-urlencoded';

describe('a body', () => {
  it.each([
    ['of a form', 'POST /login HTTP/1.1'],
    ['of a form of those who are signed in', 'POST /studies/small-study/plan?/add HTTP/1.1'],
    ['to a room', 'POST /sync-http/small-study.haidian.findings@1?line=x HTTP/1.1']
  ])('%s that goes on for a gigabyte is refused long before its end', async (_, line) => {
    const before = process.memoryUsage().rss;
    const { status, sent } = await pour([line, form, 'Transfer-Encoding: chunked'], gigabyte);
    expect([0, 410, 413]).toContain(status);
    expect(sent).toBeLessThan(64 * megabyte);
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * megabyte);
    expect((await pages.sendRequest('/account', { cookie })).status).toBe(200);
  });

  it.each(['1073741824', '999999999999', '9007199254740991'])(
    'that announces %s bytes is refused before any of them, and nothing is kept ready for it',
    async (length) => {
      const before = process.memoryUsage().rss;
      const { status } = await pour(['POST /login HTTP/1.1', form, `Content-Length: ${length}`], 0);
      expect(status).toBe(413);
      expect(process.memoryUsage().rss - before).toBeLessThan(64 * megabyte);
    }
  );

  it.each(['-1', '1e9', '0x10', '1, 2', '99999999999999999999999'])(
    'that announces %s bytes is refused',
    async (length) => {
      expect([0, 400, 413]).toContain(
        (await pour(['POST /login HTTP/1.1', form, `Content-Length: ${length}`], 0)).status
      );
    }
  );

  it('of sixty thousand fields, or of one name sixty thousand times, is read to its end and refused', async () => {
    const bodies = [
      Array.from({ length: 60_000 }, (_, n) => `k${n}=`).join('&'),
      'email=&'.repeat(60_000),
      `email[${'['.repeat(300_000)}`,
      `__proto__=1&constructor=2&email[__proto__][x]=1`,
      `email=${'%25'.repeat(150_000)}&role=expert`,
      'role[1000000000]=x&role=expert'
    ];
    for (const body of bodies) {
      expect(
        await post(`/studies/${slug}/people?/give`, 'application/x-www-form-urlencoded', body),
        body.slice(0, 40)
      ).toBe(400);
    }
    for (const body of ['{'.repeat(400_000), `{"a":${'['.repeat(400_000)}`, '[[-1,1e999]]']) {
      expect([0, 400, 415], body.slice(0, 20)).toContain(await post('/login', 'application/json', body));
    }
    expect((await pages.sendRequest('/account', { cookie })).status).toBe(200);
  });

  it('or an address with a NUL or half a character is refused, wherever that stands', async () => {
    const secretariat = { cookie, headers: { accept: 'text/html' } };
    for (const path of [
      `/studies/${slug}%00`,
      `/studies/${slug}/listeners?document=%00`,
      `/studies/${slug}/activity?before=a%00b`,
      `/verify?hash=%ED%A0%80`,
      `/api/v1/studies/${slug}?x=%00`
    ])
      expect((await pages.sendRequest(path, secretariat)).status, path).toBe(400);
    for (const form of [
      { nameEn: 'a\0b', nameZh: '' },
      { 'name\0En': 'a', nameEn: 'b' }
    ])
      expect((await pages.sendRequest('/account?/name', { method: 'POST', cookie, form })).status).toBe(400);
    const file = new FormData();
    file.set('file', new File(['x'], 'a\0.txt'));
    expect((await pages.sendRequest('/verify', { method: 'POST', body: file })).status).toBe(400);
  });

  it('of a form that holds a NUL is no form, and a field of it is read without', async () => {
    const formOf = (text: string): Promise<FormData> =>
      new Request('http://site.invalid', {
        method: 'POST',
        body: new URLSearchParams({ email: text, role: 'observer', password: 'x' })
      }).formData();
    expect(parseForm(await formOf('a\0@b'), roleForm)).toEqual({
      ok: false,
      refusal: { code: 'invalid', facts: { field: 'email' } }
    });
    expect(parseForm(await formOf('a@b'), signInForm)).toMatchObject({ ok: true });
    const fields = new FormData();
    fields.set('title', 'a\0b\0');
    expect(textIn(fields, 'title')).toBe('ab');
  });
});

describe('headers', () => {
  it('10,000 of them, or one of 100 KB, are refused, and the next request is answered', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `X-${n}: ${n}`);
    expect([0, 431]).toContain((await pour(['GET /login HTTP/1.1', ...many], 0)).status);
    for (const name of ['Accept', 'Accept-Language', 'Cookie', 'X-Long']) {
      expect([0, 431]).toContain(
        (await pour(['GET /login HTTP/1.1', `${name}: ${'a,'.repeat(50_000)}`], 0)).status
      );
    }
    expect((await pages.sendRequest('/account', { cookie })).status).toBe(200);
  });

  it.each([
    ['accept', `text/html${';q=0'.repeat(3_000)}`],
    ['accept', '*/*,'.repeat(3_500)],
    ['accept', `${'a'.repeat(7_000)}/${'b'.repeat(7_000)}`],
    ['accept-language', 'zh;q=0.1,'.repeat(1_500)],
    ['accept-language', `${'-'.repeat(14_000)}zh`],
    ['accept-language', `en;${' '.repeat(14_000)}q=1`],
    ['cookie', 'session=;'.repeat(1_500)],
    ['cookie', `session=${'%'.repeat(14_000)}`],
    ['cookie', `${'='.repeat(14_000)};theme=${'"'.repeat(500)}`],
    ['cookie', `theme${' '.repeat(14_000)}=dark`],
    ['if-none-match', `"${'a",W/"'.repeat(2_000)}`],
    ['range', `bytes=${'0-1,'.repeat(3_500)}`],
    ['user-agent', '('.repeat(14_000)]
  ])('as long as they may be, of %s, are read as what they are', async (name, value) => {
    for (const path of ['/login', '/api/v1/studies', '/']) {
      const { status } = await pages.sendRequest(path, { headers: { [name]: value } });
      expect(status, path).toBeLessThan(500);
    }
  });
});

describe('a pattern that meets what people send', () => {
  const length = megabyte;
  const texts = (
    [
      'a',
      ' ',
      '-',
      '%',
      '=',
      '/',
      '\\',
      '.',
      ':',
      '<',
      '"',
      '\n',
      '\r',
      '\t',
      '0',
      '@',
      '海',
      '\u0301',
      'a ',
      'a-',
      '<a',
      '=a',
      '%4',
      '@a',
      'a.',
      '\r\n'
    ] as const
  ).flatMap((unit) => {
    const run = unit.repeat(length / unit.length);
    return [run, `${run}!`, `a${run}\0`, `/${run} `];
  });
  const term = (text: string) => ({
    id: 't',
    term: { en: text, zh: '' },
    definition: { en: '', zh: '' },
    group: 'g',
    caution: null,
    kind: 'term' as const,
    isChecked: true,
    variants: [],
    agreedAt: null
  });

  it.each<[string, (text: string) => unknown]>([
    ['a slug', isSlug],
    ['a room', parseRoom],
    [
      'a room’s address',
      (text) => [
        parsePath(`/sync/${text}`),
        parsePath(`/sync/a?${text}`),
        parsePath(`/sync-http/${text.slice(0, 299)}@1?x`)
      ]
    ],
    ['an address', isAddress],
    ['a partial date', isPartialDate],
    ['the way back', (text) => returnPath(`/${text}`)],
    ['a link', (text) => [allowedHref(text), allowedHref(`https://${text.slice(0, 1_900)}`)]],
    ['an image', (text) => allowedImageSource(`data:image/png;base64,${text.slice(0, 650_000)}`)],
    ['an id', allowedId],
    ['initials', initials],
    [
      'a cookie',
      (text) => [tokenIn(text, 'http://localhost'), tokenIn(`session=${text}`, 'http://localhost')]
    ],
    [
      'a field',
      (text) => {
        const fields = new FormData();
        fields.set('x', text);
        return textIn(fields, 'x');
      }
    ],
    [
      'a search in the glossary',
      (text) => filterTerms([term(text)], { query: text.slice(0, 1_000), group: null }, 'zh')
    ]
  ])('for %s comes to an end with a megabyte of any kind', (_, read) => {
    for (const text of texts) expect(() => read(text), JSON.stringify(text.slice(0, 10))).not.toThrow();
  });
});
