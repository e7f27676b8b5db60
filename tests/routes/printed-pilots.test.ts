/**
 * Tests what is printed with the chairs' signatures on the adopted list of pilots, and what a page says of a
 * pilot that has withdrawn.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { bothChairs, signs } from '#kit/approvals.ts';
import { signedInAs } from '#kit/actors.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy, type TestStudy } from '#kit/people.ts';

let pages: Pages;
let study: TestStudy;

beforeAll(async () => {
  pages = await servePages({ schedulerMilliseconds: null });
  const { app } = pages;
  study = await makeStudy(app, {
    cities: [
      { id: 'haidian', side: 'cn' },
      { id: 'korla', side: 'cn' },
      { id: 'bristol', side: 'eu' }
    ]
  });
  const criterion = { studyId: study.id, group: 'general', position: 0 };
  await app.store.db
    .insertInto('criterion')
    .values([
      {
        ...criterion,
        id: 'eu-1',
        sideId: 'eu',
        textEn: 'Takes part in a network of cities',
        textZh: '参加城市网络',
        checks: '[]'
      },
      {
        ...criterion,
        id: 'cn-1',
        sideId: 'cn',
        textEn: 'Has a published plan',
        textZh: '已发布规划',
        checks: JSON.stringify([{ text: { en: 'Shared base data', zh: '基础数据共享' } }])
      }
    ])
    .execute();
  const secretariat = await signedInAs(app, { role: 'secretariat', study });
  const withdrawn = await app.cities.withdraw(
    secretariat,
    study.slug,
    { id: 'haidian', version: 1 },
    {
      on: '2013-09',
      reason: { en: 'Nobody is left to answer', zh: '无人负责答复' },
      substituteId: 'korla'
    }
  );
  const proposed = await app.approvals.propose(secretariat, study.slug, 'pilots');
  if (!withdrawn.ok || !proposed.ok) throw new Error('not set up');
  const { eu, cn } = await bothChairs(app, study);
  for (const chair of [eu, cn]) await signs(app, chair, study, 'pilots');
});

/** Returns the page as text, since markers of the renderer are between the words. */
async function textOf(path: string): Promise<string> {
  const response = await pages.sendRequest(`/studies/${study.slug}${path}`, {
    cookie: await cookieOf(pages.app, await makePerson(pages.app, { study, role: 'observer' }))
  });
  expect(response.status).toBe(200);
  const [, page = ''] = /<body[^>]*>([\s\S]*?)<script/.exec(await response.text()) ?? [];
  return page
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the printed approval of the pilots', () => {
  it('lists the pilots as signed, by side, with who has withdrawn and who takes their place (R046)', async () => {
    const text = await textOf('/approvals/pilots/print');
    expect(text).toContain('The pilots, as approved / 所批准的试点名单');
    for (const name of ['haidian', 'korla', 'bristol', '城市1']) expect(text).toContain(name);
    expect(text).toContain('withdrawn since September 2013; substitute: korla / 2013年9月退出，替补：城市2');
  });

  it('has the criteria of both sides after it, as an annex that is said to be outside of what is signed', async () => {
    const text = await textOf('/approvals/pilots/print');
    const annex = text.slice(text.indexOf('Annex: selection criteria of both sides'));
    for (const expected of [
      '附件：双方遴选标准',
      'not part of the signed content',
      '本附件不属于签署内容',
      'Takes part in a network of cities',
      '参加城市网络',
      'Has a published plan',
      '已发布规划',
      'Shared base data',
      '基础数据共享'
    ]) {
      expect(annex, expected).toContain(expected);
    }
    expect(text.indexOf('Annex')).toBeGreaterThan(text.lastIndexOf('Signed by the chair'));
  });

  it('is not what the framework’s page prints', async () => {
    const text = await textOf('/approvals/framework/print');
    expect(text).not.toContain('Annex');
    expect(text).not.toContain('The pilots, as approved');
  });
});

describe('a pilot that has withdrawn', () => {
  it('says so to everybody on its page, with date, reason and substitute, and stays in the list with the word (R045)', async () => {
    const text = await textOf('/cities/haidian');
    for (const expected of ['withdrawn', 'September 2013', 'Nobody is left to answer', 'korla'])
      expect(text).toContain(expected);
    expect(text).not.toContain('Take the withdrawal back');
    expect(await textOf('/cities/korla')).toMatch(/Takes part in place of ?: haidian/);
    const list = await textOf('/cities');
    expect(list).toMatch(/haidian [^·]*· [^·]* withdrawn/);
    expect(list).not.toMatch(/korla [^·]*· [^·]* withdrawn/);
  });
});
