/**
 * Tests the files for the chairs: the matrix of a consultation with every reply, and the record of who
 * approved what and when.
 */
import { beforeAll, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { requestApproval, before, signs } from '#kit/approvals.ts';
import { signedInAs } from '#kit/actors.ts';
import { chamber, consultedStudy, factComment as comment } from '#kit/consultation.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, type PersonInput, type TestStudy } from '#kit/people.ts';
import { cellsOf, partsOf } from '../files/office-files.ts';

let pages: Pages;
let study: TestStudy;
let chairs: { readonly eu: Actor; readonly cn: Actor };
const cookies: Record<'chair' | 'observer' | 'otherCity' | 'city', string> = {
  chair: '',
  observer: '',
  otherCity: '',
  city: ''
};

const reason = { en: 'The register says so.', zh: '登记册如此记载。' };

beforeAll(async () => {
  pages = await servePages({ schedulerMilliseconds: null });
  const { app } = pages;
  const made = await consultedStudy(app);
  ({ study } = made);
  const { slug } = study;
  const addPerson = async (input: PersonInput) => cookieOf(app, await makePerson(app, { study, ...input }));
  const actorOf = async (cookie: string): Promise<Actor> => {
    const session = await app.sessions.read(cookie);
    if (!session) throw new Error('not signed in');
    return session.actor;
  };
  Object.assign(cookies, {
    chair: await addPerson({ role: 'chair', side: 'eu', name: 'Elena Rossi' }),
    observer: await addPerson({ role: 'observer' }),
    otherCity: await addPerson({ role: 'city', city: 'bristol' }),
    city: await addPerson({ role: 'city', city: 'haidian' })
  });
  const expert = await signedInAs(app, { role: 'expert', side: 'eu', study, name: 'Anna Weber' });
  const done = async (result: Promise<{ readonly ok: boolean }>): Promise<void> =>
    expect(await result).toMatchObject({ ok: true });
  const view = async (actor: Actor) => {
    const seen = await app.consultations.load(actor, slug, 'haidian');
    if (!seen.ok) throw new Error(seen.refusal.code);
    return seen.value;
  };
  const numbered = async (number: number) => {
    const found = (await view(expert)).comments.find((one) => one.number === number);
    if (!found) throw new Error(`There is no comment ${number}`);
    return found;
  };
  await done(app.consultations.draft(made.staff, slug, 'haidian', comment));
  await done(
    app.consultations.submit(made.senior, slug, 'haidian', (await view(made.senior)).drafts?.present ?? [])
  );
  await done(
    app.consultations.record(made.secretariat, slug, 'haidian', chamber, [
      { ...comment, kind: 'judgement', language: 'en', body: 'Loans are left out.' }
    ])
  );
  for (const number of [1, 2])
    await done(
      app.consultations.decide(expert, slug, 'haidian', await numbered(number), {
        disposition: 'rejected',
        reason,
        change: null
      })
    );
  await done(
    app.consultations.answer(made.senior, slug, 'haidian', await numbered(1), {
      answer: 'contested',
      text: '数据来自年鉴。'
    })
  );
  await done(app.consultations.state(made.senior, slug, 'haidian', await numbered(1), true));
  chairs = {
    eu: await actorOf(cookies.chair),
    cn: await signedInAs(app, { role: 'chair', side: 'cn', study, name: 'Wang Fang' })
  };
});

const matrixFor = (cookie: string, path = 'assessments/haidian/consultation/matrix.xlsx') =>
  pages.sendRequest(`/studies/${study.slug}/${path}`, { cookie });

it('the matrix holds every comment with its reply, what the city answered, and what is printed as its statement, in both languages (R130)', async () => {
  const response = await matrixFor(cookies.chair);
  expect(response.status).toBe(200);
  const cells = cellsOf(
    partsOf(new Uint8Array(await response.arrayBuffer())).get('xl/worksheets/sheet1.xml') ?? ''
  );
  const rowOf = (expected: string): string => {
    const location = [...cells].find(([, text]) => text === expected)?.[0].replace(/\D+/, '');
    return [...cells]
      .filter(([at]) => at.replace(/\D+/, '') === location)
      .map(([, text]) => text)
      .join('\n');
  };
  for (const expected of [
    'Factual correction',
    '事实更正',
    'Not accepted',
    '未采纳',
    reason.en,
    reason.zh,
    'Contested',
    '有异议',
    '数据来自年鉴。',
    'Yes',
    '是'
  ]) {
    expect(rowOf(comment.body)).toContain(expected);
  }
  for (const expected of ['EU Chamber, EU, 2013-09', 'Not accepted', reason.zh])
    expect(rowOf('Loans are left out.')).toContain(expected);
  expect(rowOf('Loans are left out.')).not.toContain('Yes');
});

it('the matrix is the city’s own as well, and nobody’s of another city (R131)', async () => {
  expect((await matrixFor(cookies.city)).status).toBe(200);
  for (const cookie of [cookies.otherCity, cookies.observer])
    expect((await matrixFor(cookie)).status).toBe(404);
});

it('the record of approvals names both chairs, the moment and the version of each (R159)', async () => {
  const { app } = pages;
  await requestApproval(app, study);
  const { hash } = await before(app, chairs.eu, study);
  for (const chair of [chairs.eu, chairs.cn])
    expect(await signs(app, chair, study)).toMatchObject({ ok: true });
  const signed = await app.store.db.selectFrom('signature').select(['at', 'digest']).execute();
  expect(signed).toHaveLength(2);
  const response = await pages.sendRequest(`/studies/${study.slug}/approvals/export.csv`, {
    cookie: cookies.chair
  });
  expect(response.headers.get('content-disposition')).toContain(`${study.slug}-approvals.csv`);
  const lines = (await response.text()).split('\r\n').filter((line) => line.includes(hash));
  expect(lines.some((line) => line.includes('Elena Rossi'))).toBe(true);
  expect(lines.some((line) => line.includes('Wang Fang'))).toBe(true);
  for (const { at, digest } of signed)
    expect(
      lines.some((line) => line.includes(at) && line.includes(digest)),
      digest
    ).toBe(true);
  expect(
    (await pages.sendRequest(`/studies/${study.slug}/approvals/export.csv`, { cookie: cookies.city })).status
  ).toBe(403);
});
