/** Evidence as browsers and attackers meet it: the built app, real multipart forms, real headers. */
import { beforeAll, describe, expect, it } from 'vitest';
import { exe, macros, pdf, text } from '#kit/evidence-files.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';

const at = '/studies/small-study/assessments/haidian/evidence';
let pages: Pages;
let city = '';
let observer = '';

beforeAll(async () => {
  pages = await servePages();
  const study = await makeStudy(pages.app, {
    cities: [{ id: 'haidian', side: 'cn', state: 'collecting' }]
  });
  city = await cookieOf(pages.app, await makePerson(pages.app, { role: 'city', city: 'haidian', study }));
  observer = await cookieOf(pages.app, await makePerson(pages.app, { role: 'observer', study }));
});

async function hand(
  name: string,
  bytes: Uint8Array,
  more: Readonly<Record<string, string>> = {}
): Promise<Response> {
  const form = new FormData();
  for (const [field, value] of Object.entries({ titleEn: 'A plan', titleZh: '', ...more }))
    form.set(field, value);
  form.set('file', new File([Buffer.from(bytes)], name));
  return pages.sendRequest(`${at}?/file`, { method: 'POST', cookie: city, body: form });
}

const pieceOf = (response: Response): string =>
  /evidence\/([^?]+)\?/.exec(response.headers.get('location') ?? '')?.[1] ?? '';

describe('a file of evidence over the wire', () => {
  it('comes back as it was, to be kept and never run', async () => {
    const bytes = pdf('round trip');
    const added = await hand('规划 “A”.pdf', bytes);
    expect(added.status).toBe(303);
    const answer = await pages.sendRequest(`${at}/${pieceOf(added)}/1`, { cookie: city });
    expect(answer.status).toBe(200);
    expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), bytes)).toBe(0);
    const { headers } = answer;
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-length')).toBe(String(bytes.length));
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="__ _A_.pdf"; filename*=UTF-8''${encodeURIComponent('规划 “A”.pdf')}`
    );
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('private, no-store');
  });

  it('is judged anew at every request', async () => {
    const id = pieceOf(await hand('judged.pdf', pdf('judged')));
    const status = async (cookie: string | undefined) =>
      (await pages.sendRequest(`${at}/${id}/1`, { cookie })).status;
    expect([await status(city), await status(observer), await status(undefined)]).toEqual([200, 404, 303]);
    const state = (value: 'collecting' | 'drafting') =>
      pages.app.store.db.updateTable('assessment').set({ state: value }).execute();
    await state('drafting');
    expect(await status(observer)).toBe(200);
    await state('collecting');
    expect(await status(observer)).toBe(404);
    for (const revision of ['0', '2', '-1', '1e0', '01', 'x', '1/..%2f1'])
      expect((await pages.sendRequest(`${at}/${id}/${revision}`, { cookie: city })).status).toBe(404);
  });

  it.each([
    ['a program named as a drawing', 'map.png', exe(), 'The file is a program by its content'],
    ['a document with macros, renamed', 'plan.docx', macros(), 'holds macros'],
    [
      'a page named as a document',
      'plan.pdf',
      text('<!doctype html><script>x</script>'),
      'can carry scripts'
    ],
    ['a drawing with a script', 'map.svg', text('<svg onload="alert(1)"/>'), 'can carry scripts'],
    ['a document named as a table', 'plan.csv', pdf('csv'), 'by its content the file is PDF']
  ])('%s is refused with the reason', async (_, name, bytes, text) => {
    const answer = await hand(name, bytes);
    expect(answer.status).toBe(415);
    expect(await answer.text()).toContain(text);
  });

  it('that the city holds already leads to where it is', async () => {
    const id = pieceOf(await hand('once.pdf', pdf('once')));
    const again = await hand('twice.pdf', pdf('once'));
    expect(again.status).toBe(409);
    expect(await again.text()).toContain(`href="${at}/${id}"`);
  });

  it('of 20 MiB is taken, and one a byte larger is refused with the limit', async () => {
    const large = new Uint8Array(20 * 2 ** 20 + 1).fill(0x20);
    large.set(pdf('large'));
    expect((await hand('large.pdf', large.subarray(0, -1))).status).toBe(303);
    const answer = await hand('larger.pdf', large);
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('too large: at most 20 MB');
  });

  it('bears a harmless name, and its page says so', async () => {
    const added = await hand('plan\u202efdp.exe\u202c.pdf', pdf('bidi'));
    expect(added.headers.get('location')).toContain('said=renamed');
    const page = await (await pages.sendRequest(`${at}/${pieceOf(added)}`, { cookie: city })).text();
    expect(page).toContain('planfdp.exe.pdf');
    expect(page).toContain('The name was cleaned');
    expect(page).not.toContain('\u202e');
  });
});
