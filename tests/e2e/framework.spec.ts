/** The framework of a study: a new version of it, from the draft to a city that is asked in it. */
import type { Page } from '@playwright/test';
import { expect, test } from './kit.ts';

const study = '/studies/eu-china-2013';
const edit = `${study}/framework/edit`;

async function save(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
}

test('the secretariat makes a new version, experts read its draft, and a city that is moved to it is asked in it', async ({ person }) => {
  test.setTimeout(120_000);
  const { page } = await person('secretariat');
  await page.goto(`${study}/framework`);
  await expect(page.getByText('The framework compares; it does not rank.')).toBeVisible();
  await page.getByRole('link', { name: 'Draft', exact: true }).click();
  await save(page, 'Begin a draft from version 2013');
  // Its name is taken: that is said, and keeps it from being published.
  await expect(page.getByText('Version 2013 has been published. The draft needs another name.')).toBeVisible();
  await page.getByLabel('Version', { exact: true }).fill('2014');
  await save(page, 'Save: General');
  await expect(page.getByText('Nothing is wrong with it.')).toBeVisible();

  // One question in other words, in both languages.
  await page.goto(`${edit}?part=question&id=ict.sharing`);
  const wording = page.getByRole('group', { name: 'Wording' });
  await wording.getByLabel('English').fill('Is the infrastructure run jointly or shared across projects? Explain how.');
  await wording.getByLabel('Chinese').fill('基础设施是否跨项目共同运行或共享？请说明如何实现。');
  await save(page, 'Save');
  // A prompt that is asked only where it was answered with yes.
  await page.getByText('Add a prompt under it').click();
  await page.getByLabel('Permanent id', { exact: true }).fill('ict.sharing-with');
  await page.getByLabel('Code', { exact: true }).last().fill('7.3a');
  await page.getByLabel('Kind of answer', { exact: true }).selectOption('party-list');
  const words = page.getByRole('group', { name: 'Wording' }).last();
  await words.getByLabel('English').fill('With whom is it shared?');
  await words.getByLabel('Chinese').fill('与谁共享？');
  await save(page, 'Add');
  await page.goto(`${edit}?part=question&id=ict.sharing-with`);
  await page.getByLabel('Asked only if this question').selectOption('ict.sharing');
  await page.getByLabel('is answered with one of these').fill('maybe');
  await save(page, 'Save');
  await expect(page.getByText('Nobody can answer “maybe”.')).toBeVisible();
  await page.getByLabel('is answered with one of these').fill('yes, partly');
  await save(page, 'Save');
  await expect(page.getByText('Nothing is wrong with it.')).toBeVisible();
  // An option that is offered no more.
  await page.goto(`${edit}?part=option-set&id=serviceCategories`);
  await page.getByRole('listitem').filter({ hasText: 'food-safety' }).getByLabel('Retired').check();
  await save(page, 'Save: Options');

  const expert = (await person('expert1.cn', { locale: 'zh' })).page;
  await expert.goto(edit);
  await expect(expert.getByText('与谁共享？')).toBeVisible();
  await expect(expert.getByText('草案由秘书处编辑，您可以查看。')).toBeVisible();
  await expect(expert.getByRole('button', { name: '保存' })).toHaveCount(0);

  await page.getByRole('link', { name: 'See what changes, and publish' }).click();
  const reworded = page.getByRole('listitem').filter({ hasText: 'Question 7.3' }).filter({ hasText: 'Changed' });
  await expect(reworded.locator('[lang="en"] ins').first()).toHaveText('run');
  await expect(reworded.locator('[lang="zh-Hans"] ins').first()).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Added' })).toContainText('With whom is it shared?');
  await expect(page.getByRole('listitem').filter({ hasText: 'Retired' })).toContainText('Food safety');
  await expect(page.getByText('The framework compares; it does not rank.')).toBeVisible();
  await page.getByRole('button', { name: 'Publish as version 2014' }).click();
  await expect(page).toHaveURL(/\/framework\/versions$/);

  // Nobody is moved by it; one city that still answers is, by the secretariat.
  const city = (await person('city.bristol')).page;
  const characteristic = `${study}/assessments/bristol/ict-infrastructure`;
  await city.goto(characteristic);
  await expect(city.getByText('Is the infrastructure managed jointly')).not.toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'What becomes of each question, from version 2013 to 2014' })).toBeVisible();
  await page.getByRole('checkbox', { name: 'Bristol' }).check();
  await page.getByRole('button', { name: 'Move the chosen cities to version 2014' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Cities moved: 1.' })).toBeVisible();
  await expect(page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '2014' }) })).toContainText('Not agreed by the chairs yet');
  await city.goto(characteristic);
  await expect(city.getByText('Is the infrastructure run jointly')).not.toHaveCount(0);
});

test('a file with a fault is told with its line, in the reader’s language, and stores nothing', async ({ person }) => {
  const { page } = await person('secretariat', { locale: 'zh', width: 360 });
  await page.goto(edit);
  const taking = page.locator('form[action="?/take"]');
  await taking.getByLabel('或粘贴文本').fill('id: a\nversion: "1"\nid: b\n');
  await taking.getByRole('button', { name: '从文件导入草案' }).click();
  await expect(page.getByRole('alert')).toContainText('同一键名出现两次。');
  await expect(page.getByRole('alert')).toContainText('第3行，第1列');
  await expect(taking.getByLabel('或粘贴文本')).toHaveValue('id: a\nversion: "1"\nid: b');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.reload();
  await expect(page.getByText('目前没有草案。')).toBeVisible();
});
