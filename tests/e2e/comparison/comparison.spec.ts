/**
 * Tests the comparison of thirty cities in a browser: charts with their tables, keyboard, files, and that no
 * view ranks anything.
 */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectNoBarrier } from '../axe.ts';
import { expect, goAndSettle, origin, test } from '../kit.ts';

const comparisonPath = '/studies/eu-china-2013/comparison';
const views = [
  '',
  '/levels',
  '/levels?characteristic=governance',
  '/profile?city=pudong&with=haidian',
  '/services',
  '/indicators?figure=general:gdp',
  '/funding',
  '/map'
] as const;
const sentences = {
  en: 'The framework compares; it does not rank.',
  zh: '本框架用于比较，不用于排名。'
} as const;

const rendered = (page: Page) => expect(page.getByRole('button', { name: /PNG/ }).first()).toBeVisible();
const widths = (page: Page) => page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);

test('every view says that nothing is ranked and what data it shows, and is found sound by axe (R028)', async ({
  person
}) => {
  test.setTimeout(180_000);
  const { page } = await person('expert1.eu');
  for (const view of views) {
    await goAndSettle(page, comparisonPath + view);
    await expect(page.getByText(sentences.en).first(), view).toBeVisible();
    await expect(page.getByText(/^Read on \d+ \w+ \d{4} at \d\d:\d\d UTC\.$/), view).toBeVisible();
    await expect(
      page.getByRole('navigation', { name: 'Views of the comparison' }).locator('[aria-current]')
    ).toHaveCount(1);
    await expectNoBarrier(page, { rules: 'every' });
  }
});

test('every view fits a phone in Chinese and in the dark, and is found sound there', async ({ person }) => {
  test.setTimeout(180_000);
  const { page } = await person('observer', { locale: 'zh', theme: 'dark', width: 360, height: 740 });
  for (const view of views) {
    await goAndSettle(page, comparisonPath + view);
    await expect(page.getByText(sentences.zh).first(), view).toBeVisible();
    const [wide = 0, screen = 0] = await widths(page);
    expect(wide, view).toBeLessThanOrEqual(screen);
    await expectNoBarrier(page, { rules: 'look' });
  }
});

test('a chart is walked by keys, each point said as its table has it', async ({ person }) => {
  const { page } = await person('expert1.cn');
  await page.goto(`${comparisonPath}/indicators?figure=general:gdp-per-capita`);
  await rendered(page);
  const chart = page.getByRole('group', { name: /^GDP per head \(CNY\)/ });
  await chart.focus();
  const announcement = page.locator('figure').first().locator('[aria-live]');
  await page.keyboard.press('ArrowDown');
  await expect(announcement).toContainText('Haidian: GDP per head: CNY 100,390 · 2012');
  await page.keyboard.press('ArrowDown');
  await expect(announcement).toContainText('more than CNY 85,000');
  await page.keyboard.press('Escape');
  await expect(announcement).toHaveText('');
  const row = page.getByRole('row', { name: /Ningbo/ });
  await expect(row).toContainText('more than CNY 85,000');
  await expect(row).toContainText('different population bases');
  // Missing is a gap: in no chart, and empty in the table.
  await expect(page.getByRole('row', { name: /Korla/ })).toContainText('–');
  await expect(page.getByText(/^Not given, or not open to you/)).toContainText('Korla');
});

test('a chart is taken as a picture and as a table, both with the notice’s words or its bytes', async ({
  person
}) => {
  const { page } = await person('expert1.eu');
  await page.goto(`${comparisonPath}/services`);
  await rendered(page);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: /PNG/ }).click();
  const picture = await saving;
  expect(picture.suggestedFilename()).toBe('records-service.png');
  const bytes = readFileSync(await picture.path());
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  expect(bytes.readUInt32BE(16)).toBe(2400);
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: /CSV/ }).click();
  const file = readFileSync(await (await saved).path(), 'utf8');
  expect(file.startsWith('\ufeff"Category","Side","City",')).toBe(true);
  expect(file).toContain('"Health","China","Ningbo","Smart health');
  expect(file).toContain(sentences.en);
  expect(file).toContain('Drawn from approved texts: Pudong (version ');
});

test('a chart follows the theme, and its patterns are on the canvas in either', async ({ person }) => {
  const { page } = await person('expert1.eu');
  await page.goto(`${comparisonPath}/services`);
  await rendered(page);
  const picture = (): Promise<string> =>
    page.evaluate(() => document.querySelector('canvas')?.toDataURL() ?? '');
  const light = await picture();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(picture).not.toBe(light);
});

test('without scripts the table, its links and the files are there', async ({ person, browser }) => {
  const signedIn = await person('expert1.eu');
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await signedIn.context.storageState()
  });
  const page = await context.newPage();
  await page.goto(`${origin()}${comparisonPath}/services`);
  await expect(page.getByRole('row', { name: /^Health/ })).toContainText('Haidian, Ningbo, Pudong');
  await expect(page.locator('canvas')).toBeHidden();
  await expect(page.getByRole('link', { name: /CSV/ })).toBeVisible();
  await page.getByRole('link', { name: 'Smart park' }).click();
  await expect(page).toHaveURL(/assessments\/haidian\/smart-city-services\?text=response/);
  await page.goto(`${origin()}${comparisonPath}/levels`);
  await page.getByLabel('Characteristic', { exact: true }).selectOption('funding');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/characteristic=funding/);
  await context.close();
});

test('a currency is converted only with rate, date and source, which then stand on the page and in the address (R232)', async ({
  person
}) => {
  const { page } = await person('expert1.eu');
  await goAndSettle(page, `${comparisonPath}/indicators?figure=general:gdp`);
  await page.getByText('Convert a currency').click();
  await page.getByLabel('Into currency').fill('EUR');
  await page.getByLabel('One unit of the first in the second').fill('0.12');
  await page.getByRole('button', { name: 'Convert' }).click();
  await expect(page.getByRole('alert')).toContainText('Name the source of the rate');
  await page.getByLabel('Date of the rate').fill('2012-12-31');
  await page.getByLabel('Source of the rate').fill('ECB');
  await page.getByRole('button', { name: 'Convert' }).click();
  await expect(page.getByText('Converted at 1 CNY = 0.12 EUR, 31 December 2012, ECB.').first()).toBeVisible();
  const row = page.getByRole('row', { name: /Haidian/ });
  await expect(row).toContainText('CNY 349.79 billion');
  await expect(row).toContainText('EUR 41.9748 billion');
  await expect(page).toHaveURL(/rate=0.12/);
});

test('the matrix keeps a fixed order by side and name or list, in the reader’s language, and offers no other (R043)', async ({
  person
}) => {
  const names = async (locale: 'en' | 'zh', query = ''): Promise<string[]> => {
    const { page } = await person('expert1.cn', { locale });
    await page.goto(comparisonPath + query);
    const links = page.locator('tbody th[scope="row"] a');
    await expect(links).toHaveCount(30);
    return links.allTextContents();
  };
  const english = await names('en');
  const sorted = (part: string[]): string[] => [...part].sort(new Intl.Collator('en').compare);
  expect(english).toEqual([...sorted(english.slice(0, 15)), ...sorted(english.slice(15))]);
  expect((await names('zh')).slice(15, 18)).toEqual(['滨海新区', '成都', '海淀区']);
  // The hash of a version is named once, below the table.
  const { page } = await person('expert1.cn', { locale: 'en' });
  await page.goto(comparisonPath);
  await expect(page.getByText(/^Approved, version \d+, \d+ \w+ \d{4}$/).first()).toBeVisible();
  await expect(page.getByText(/\(version \d+, [0-9a-f]{12}, /)).toHaveCount(1);
  // Any other requested order is ignored: the cities stay in the order of their names.
  expect(await names('en', '?order=level')).toEqual(english);
});

test('a profile shows size, kind and starting point of both cities next to their levels (R141)', async ({
  person
}) => {
  const { page } = await person('expert1.eu');
  await page.goto(`${comparisonPath}/profile?city=pudong&with=haidian`);
  const facts = page.getByRole('region', { name: 'Size, kind and starting point' });
  await expect(facts).toContainText('New area');
  await expect(facts).toContainText('1,210.41 km²');
  // A figure that does not fit is shown as printed, with its caution.
  await expect(facts).toContainText('1.5 million people');
  await expect(facts).toContainText('Does not fit GDP and GDP per head.');
  await expect(page.getByRole('region', { name: '3 Governance' })).toContainText('Haidian');
});

test('the map and its list point to each other, and follow filters by side and state (R044)', async ({
  person
}) => {
  const { page } = await person('observer');
  await goAndSettle(page, `${comparisonPath}/map`);
  await page.getByRole('region', { name: 'China' }).getByRole('link', { name: 'Pudong' }).focus();
  await expect(page.locator('svg .city.pointed')).toHaveCount(1);
  await page.getByLabel('State').selectOption('approved');
  await expect(page.getByRole('main').getByRole('status')).toHaveText('1 of 30 cities');
  await page.getByRole('region', { name: 'China' }).getByRole('link', { name: 'Pudong' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pudong');
});

test('a city’s representative sees the others as cities of which nothing is told', async ({ person }) => {
  const { page } = await person('city.haidian');
  await page.goto(`${comparisonPath}/indicators?figure=general:gdp`);
  await expect(page.getByRole('row', { name: /Haidian/ })).toContainText('CNY 349.79 billion');
  const [yantai, pudong] = await Promise.all(
    [/^Yantai/, /^Pudong/].map((name) => page.getByRole('row', { name }).innerText())
  );
  expect(pudong?.replace('Pudong', '')).toBe(yantai?.replace('Yantai', ''));
});
