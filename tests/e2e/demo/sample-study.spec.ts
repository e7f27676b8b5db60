/**
 * The sample study of eight invented towns: anybody reads its report, each role finds its pages filled, a challenge leads to
 * a passage and back, and a card is gone once its town has withdrawn its consent.
 */
import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Server } from '../../kit/server.ts';
import { expectNoBarrier, overflow } from '../axe.ts';
import { plainTextOf } from '../../kit/pdf-reading.ts';
import { dataAt, serve } from '../demo.ts';
import { expect, goAndSettle, test } from '../kit.ts';

const study = '/studies/sample-study';

let dataDir: string;
let server: Server;
test.beforeAll(async () => {
  // What is founded first takes as long as hundreds of decisions do.
  test.setTimeout(400_000);
  dataDir = await dataAt('sample');
  server = await serve(dataDir);
});
test.afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('somebody without an account opens the report from the first page, in both languages', async ({
  personAt
}) => {
  const english = await personAt(server.origin, null);
  await goAndSettle(english.page, '/');
  await english.page.getByRole('link', { name: 'Read its report' }).click();
  await expect(english.page.getByRole('heading', { level: 1 })).toContainText('eight invented towns');
  await expect(english.page.getByRole('link', { name: /Synopses of the towns/ }).first()).toBeVisible();
  await expectNoBarrier(english.page);
  // The longest chapter ends where its words end: nothing of its height is guessed until it is read.
  await english.page
    .getByRole('link', { name: /Synopses of the towns/ })
    .first()
    .click();
  await expect(english.page).toHaveURL(/synopses/);
  const heights = await english.page.evaluate(() => {
    const { documentElement } = document;
    const before = documentElement.scrollHeight;
    for (let index = 0; index <= documentElement.scrollHeight; index += innerHeight) scrollTo(0, index);
    return { before, after: documentElement.scrollHeight };
  });
  expect(heights.after).toBe(heights.before);
  const chinese = await personAt(server.origin, null, { locale: 'zh', width: 360 });
  await chinese.page.goto('/reports/sample-study/1/introduction');
  await expect(chinese.page.getByText('本文为样例研究的报告').first()).toBeVisible();
});

test('what is printed of the published levels, and of the file that can be kept, has all nine characteristics', async ({
  personAt,
  browser
}) => {
  const { page } = await personAt(server.origin, null, { width: 1440 });
  await page.goto('/reports/sample-study/1');
  const href = await page
    .getByRole('link', { name: /Levels of the towns/ })
    .first()
    .getAttribute('href');
  await page.goto(href ?? '');
  const table = page.locator('table').filter({ hasText: 'Xuni' }).filter({ hasText: 'Governance' }).last();
  const heads = table.locator('thead th');
  await expect(heads).toHaveCount(10);
  const characteristics = (await heads.allInnerTexts()).slice(1);
  // On a wide screen the table is not cut either: it takes the room that there is next to the text.
  const frame = table.locator('..');
  expect(await frame.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  const missing = async (printed: Page): Promise<string[]> => {
    const words = plainTextOf(await printed.pdf({ format: 'A4' })).replaceAll(/[\s\u00ad-]/g, '');
    return characteristics.filter((name) => !words.includes(name.replaceAll(/[\s-]/g, '')));
  };
  expect(await missing(page)).toEqual([]);
  const file = await page.request.get('/reports/sample-study/1/files/en-html');
  // Opened from a folder, it is under no policy but its own.
  const kept = await browser.newPage();
  await kept.setContent(await file.text());
  expect(await missing(kept)).toEqual([]);
  await kept.close();
});

test('each role finds its pages filled', async ({ personAt }) => {
  for (const [name, path, words] of [
    ['chair.eu', '/approvals', 'Sampleford'],
    ['expert1.eu', '/themes', 'Money is found for building and not for running'],
    ['town.sampleford', '/assessments/sampleford/evidence', 'Yearbook of the warning service'],
    ['secretariat', '/next-steps', 'Whoever pays for building a service'],
    ['observer', '/practices', 'One line for all requests'],
    ['expert1.eu', '/coding', 'Running costs']
  ] as const) {
    const { page } = await personAt(server.origin, name);
    await goAndSettle(page, `${study}${path}`);
    await expect(page.getByRole('main')).toContainText(words);
    expect(await overflow(page)).toEqual([]);
  }
});

test('a town that wishes for one more characteristic keeps those that it wished for', async ({
  personAt
}) => {
  const { page } = await personAt(server.origin, 'town.testburg');
  await goAndSettle(page, `${study}/practices`);
  const focus = page.locator('form[action="?/focus"]');
  const boxes = focus.getByRole('checkbox', { checked: true });
  const before = await boxes.count();
  await focus.getByRole('checkbox', { checked: false }).first().check();
  await focus.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  await expect(boxes).toHaveCount(before + 1);
});

test('a challenge leads to the passage that bears it out, and the passage to the challenge', async ({
  personAt
}) => {
  const { page } = await personAt(server.origin, 'expert1.eu');
  const statement = /^Money is found for building and not for running/;
  await goAndSettle(page, `${study}/themes`);
  await page.getByRole('link', { name: statement }).first().click();
  const support = page
    .getByRole('listitem')
    .filter({ hasText: 'come from a national programme' })
    .getByRole('link', { name: 'Open the place' });
  await support.click();
  await expect(page).toHaveURL(/testburg\/funding\?text=findings#block-/);
  const cited = page.getByRole('complementary').getByRole('link', { name: /^Cited by/ });
  await cited.click();
  await page.locator('.cited').getByRole('link', { name: statement }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(statement);
});

test('a triple click on the last paragraph of a text offers what a drag over it does', async ({
  personAt
}) => {
  const { page } = await personAt(server.origin, 'expert1.eu');
  await goAndSettle(page, `${study}/assessments/testburg/stakeholders?text=findings`);
  const last = page.locator('[data-read="en"] p').last();
  await last.click({ clickCount: 3 });
  await expect(page.locator('.bubble').getByRole('button', { name: 'Cite' })).toBeVisible();
});

test('a card does not offer itself as what it rests on', async ({ personAt }) => {
  const { page } = await personAt(server.origin, 'expert1.eu');
  await goAndSettle(page, `${study}/practices`);
  const name = 'One line for all requests';
  await page.getByRole('link', { name }).first().click();
  await page.getByRole('button', { name: 'Choose from the study' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('searchbox').fill('one line');
  await expect(dialog.getByRole('status')).not.toBeEmpty();
  await expect(dialog.getByRole('button', { name })).toHaveCount(0);
});

test('a published chapter shows its headings in both languages side by side, and its drawings on light paper in the dark', async ({
  personAt
}) => {
  const { page } = await personAt(server.origin, null, { theme: 'dark' });
  await page.goto('/reports');
  await expect(page.getByRole('main').getByRole('listitem').first()).toContainText('eight invented towns');
  await page.goto('/reports/sample-study/1/levels-of-the-towns?view=facing');
  const heading = page.locator('h2.title').first();
  await expect(heading.locator('[lang]')).toHaveCount(2);
  const paper = page.locator('figure img').first();
  await expect(paper).toHaveCSS('background-color', 'rgb(244, 242, 237)');
});

test('a card is gone for others once its town has withdrawn its consent', async ({ personAt }) => {
  const reader = (await personAt(server.origin, 'observer')).page;
  await goAndSettle(reader, `${study}/practices`);
  const card = reader.getByRole('link', { name: 'A helper next to the doctor by video' });
  const address = (await card.getAttribute('href')) ?? '';
  const anybody = await personAt(server.origin, null);
  const openData = () => anybody.page.request.get(`${server.origin}/api/v1/public${address}`);
  const open = await openData();
  expect([open.status(), await open.text()]).toEqual([200, expect.stringContaining('云上问诊辅导员')]);
  const senior = (await personAt(server.origin, 'town.nizao')).page;
  await goAndSettle(senior, address);
  for (const left of [1, 0]) {
    await senior
      .getByRole('button', { name: /^Withdraw/ })
      .first()
      .click();
    await expect(senior.getByRole('button', { name: /^Withdraw/ })).toHaveCount(left);
  }
  await goAndSettle(reader, `${study}/practices`);
  await expect(card).toHaveCount(0);
  expect((await openData()).status()).toBe(404);
});

test('a citation names its source behind its words, and the source leads back to the passage', async ({
  personAt
}) => {
  const { page } = await personAt(server.origin, 'expert1.eu');
  await goAndSettle(page, `${study}/context/sources`);
  await page.getByRole('link', { name: 'Barometer of invented towns' }).first().click();
  await page.getByRole('link', { name: 'Trends, challenges and good practice' }).click();
  await expect(page).toHaveURL(/chapters\/trends-challenges-and-good-practice#block-/);
  const chip = page.locator('a.citation[data-label="Institute of Samples, 2024"]');
  await expect(chip.first()).toHaveText('Barometer of invented towns');
  await expectNoBarrier(page);
});
