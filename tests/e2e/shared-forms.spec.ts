/**
 * Shows that nothing typed in a form is lost: when two people change one trend at once, when the server cannot be
 * reached, and when the session has ended.
 */
import type { Locator, Page } from '@playwright/test';
import { expect, goAndFollow, goAndSettle, test } from './kit.ts';

const study = '/studies/eu-china-2013';

const text = (of: Page | Locator, group: string, language: string): Locator =>
  of.getByRole('group', { name: group }).getByRole('textbox', { name: language });

async function addTrend(page: Page): Promise<string> {
  await goAndSettle(page, `${study}/themes`);
  await page.getByText('Write a trend or challenge', { exact: true }).click();
  await text(page, 'Statement', 'English').fill('Cities share their data.');
  await text(page, 'Statement', 'Chinese').fill('各城市共享数据。');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cities share their data.');
  return page.url();
}

async function openForm(page: Page): Promise<Locator> {
  const form = page.locator('form[action="?/change"]');
  await page.locator('summary', { hasText: /^Change/ }).click();
  await expect(form).toBeVisible();
  return form;
}

test('two people change one trend at once: the second learns what the first changed, and keeps what is typed', async ({
  person
}) => {
  const eu = (await person('expert1.eu', { locale: 'en' })).page;
  const cn = (await person('expert1.cn', { locale: 'en' })).page;
  const trend = await addTrend(eu);
  await goAndFollow(cn, trend);
  await goAndFollow(eu, trend);
  const [first, second] = [await openForm(eu), await openForm(cn)];

  await text(second, 'Explanation', 'Chinese').fill('门户网站已开放。');
  await text(second, 'Statement', 'English').fill('Cities share some data.');
  await text(first, 'Statement', 'English').fill('Cities share most of their data.');
  await text(first, 'Explanation', 'English').fill('Portals are open.');
  await first.getByRole('combobox', { name: 'Concerns' }).selectOption({ index: 1 });
  await first.getByRole('button', { name: 'Save' }).click();
  await expect(eu.getByRole('heading', { level: 1 })).toHaveText('Cities share most of their data.');

  await second.getByRole('button', { name: 'Save' }).click();
  await expect(second).toContainText('Somebody else has saved this in the meantime.');
  await expect(second.locator('[data-conflict] dt')).toHaveText([
    'Concerns',
    'Statement – English',
    'Explanation – English'
  ]);
  await expect(second.locator('[data-conflict] dd').nth(1)).toContainText('Cities share most of their data.');
  await expect(second.locator('[data-conflict] dd').nth(1)).toContainText('You changed this as well.');
  await expect(second.locator('[data-conflict] dd').nth(2)).toContainText('Taken over into the form.');
  await expect(text(second, 'Statement', 'English')).toHaveValue('Cities share some data.');
  await expect(text(second, 'Explanation', 'English')).toHaveValue('Portals are open.');
  await expect(text(second, 'Explanation', 'Chinese')).toHaveValue('门户网站已开放。');
  await second.getByRole('button', { name: 'Save' }).click();
  await expect(cn.getByRole('heading', { level: 1 })).toHaveText('Cities share some data.');
  await expect(cn.getByRole('main')).toContainText('Portals are open.');
});

test('a form whose server cannot be reached, or whose session has ended, keeps what was typed and says so', async ({
  person
}) => {
  const { page } = await person('expert1.eu', { locale: 'en' });
  await addTrend(page);
  const form = await openForm(page);
  await text(form, 'Explanation', 'English').fill('Written on a train.');
  await page.route('**/themes/**', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue()
  );
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('alert')).toContainText('the server cannot be reached');
  await expect(text(form, 'Explanation', 'English')).toHaveValue('Written on a train.');
  await page.unroute('**/themes/**');

  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('alert')).toContainText('you are signed out');
  await page.context().addCookies(cookies);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('main')).toContainText('Written on a train.');
  await expect(form.getByRole('alert')).toHaveCount(0);
});
