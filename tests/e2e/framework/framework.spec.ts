/** Tests a new version of a study's framework, from the draft to a city that answers it. */
import type { Page } from '@playwright/test';
import { expect, test } from '../kit.ts';

const study = '/studies/eu-china-2013';
const edit = `${study}/framework/edit`;

async function save(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
}

test('the secretariat makes a new version, experts read its draft, and a city that is moved to it is asked in it (R028)', async ({
  person
}) => {
  test.setTimeout(180_000);
  const { page } = await person('secretariat');
  await page.goto(`${study}/framework`);
  await expect(page.getByText('The framework compares; it does not rank.')).toBeVisible();
  await page.getByRole('link', { name: 'Draft', exact: true }).click();
  await save(page, 'Begin a draft from version 2013');
  // Its name is taken: the page says so, and it cannot be published.
  await expect(
    page.getByText('Version 2013 has been published. The draft needs another name.')
  ).toBeVisible();
  await page.getByLabel('Version', { exact: true }).fill('2014');
  await save(page, 'Save: General');
  await expect(page.getByText('Nothing is wrong with it.')).toBeVisible();

  // One question is reworded in both languages.
  await page.goto(`${edit}?part=question&id=ict.sharing`);
  const wording = page.getByRole('group', { name: 'Wording' });
  await wording
    .getByLabel('English')
    .fill('Is the infrastructure run jointly or shared across projects? Explain how.');
  await wording.getByLabel('Chinese').fill('基础设施是否跨项目共同运行或共享？请说明如何实现。');
  await save(page, 'Save');
  // A prompt that applies only after the answer yes.
  await page.getByText('Add a prompt under it').click();
  await page.getByLabel('Permanent id', { exact: true }).fill('ict.sharing-with');
  await page.getByLabel('Code', { exact: true }).last().fill('7.3a');
  await page.getByLabel('Kind of answer', { exact: true }).selectOption('party-list');
  const wordingGroup = page.getByRole('group', { name: 'Wording' }).last();
  await wordingGroup.getByLabel('English').fill('With whom is it shared?');
  await wordingGroup.getByLabel('Chinese').fill('与谁共享？');
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
  await expect(expert.getByRole('button', { name: '保存：总体信息' })).toBeVisible();
  await expect(expert.getByRole('button', { name: '放弃草案' })).toHaveCount(0);
  await expect(expert.getByText('从文件导入草案')).toHaveCount(0);
  await expert.getByRole('link', { name: '通读整份草案' }).click();
  await expect(expert.getByText('与谁共享？')).toBeVisible();

  await page.getByRole('link', { name: 'See what changes, and publish' }).click();
  const reworded = page
    .getByRole('listitem')
    .filter({ hasText: 'Question 7.3' })
    .filter({ hasText: 'Changed' });
  await expect(reworded.locator('[lang="en"] ins').first()).toHaveText('run');
  await expect(reworded.locator('[lang="zh-Hans"] ins').first()).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Added' })).toContainText(
    'With whom is it shared?'
  );
  await expect(page.getByRole('listitem').filter({ hasText: 'Retired' })).toContainText('Food safety');
  await expect(page.getByText('The framework compares; it does not rank.')).toBeVisible();
  await page.getByRole('button', { name: 'Publish as version 2014' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Version 2014 is published.' })).toBeVisible();

  // No city moves to the new version by itself; the secretariat moves one city that still answers.
  const city = (await person('city.bristol')).page;
  const characteristic = `${study}/assessments/bristol/ict-infrastructure`;
  await city.goto(characteristic);
  await expect(city.getByText('Is the infrastructure managed jointly')).not.toHaveCount(0);
  await expect(
    page.getByRole('heading', { name: 'What becomes of each question, from version 2013 to 2014' })
  ).toBeVisible();
  await page.getByRole('checkbox', { name: 'Bristol' }).check();
  await page.getByRole('button', { name: 'Move the chosen cities to version 2014' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Cities moved: 1.' })).toBeVisible();
  await expect(
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '2014' }) })
  ).toContainText('Not agreed by the chairs yet');
  await city.goto(characteristic);
  await expect(city.getByText('Is the infrastructure run jointly')).not.toHaveCount(0);
});

test('experts of both sides change the draft at once: each sees what the other saves, and keeps what is typed (R024)', async ({
  person
}) => {
  test.setTimeout(180_000);
  const secretariat = (await person('secretariat')).page;
  await secretariat.goto(edit);
  await secretariat.getByRole('button', { name: /^Begin a draft/ }).click();
  await expect(secretariat.getByText('edit this draft together')).toBeVisible();

  const european = await person('expert1.eu');
  const chinese = await person('expert1.cn', { locale: 'zh' });
  const whole = '?part=characteristic&id=ict-infrastructure';
  const [one, onesOverview, other, othersOverview] = [
    european.page,
    await european.context.newPage(),
    chinese.page,
    await chinese.context.newPage()
  ];
  await one.goto(`${edit}?part=question&id=ict.sharing`);
  await other.goto(`${edit}?part=question&id=ict.future-proof`);
  await onesOverview.goto(edit + whole);
  await othersOverview.goto(edit + whole);
  const mine = one.getByRole('group', { name: 'Wording' }).first();
  const theirs = other.getByRole('group', { name: '措辞' }).first();

  // Two questions: text typed by one person stays while the other saves, and each reads the other's text
  // without a reload.
  await mine.getByLabel('English').fill('Is the infrastructure run jointly?');
  await mine.getByLabel('Chinese').fill('基础设施是否共同运行？');
  await theirs.getByLabel('中文').fill('如何避免信息通信投资过时？');
  await theirs.getByLabel('英文').fill('What keeps the investment up to date?');
  await other.getByRole('button', { name: '保存', exact: true }).click();
  await expect(other.getByRole('status').filter({ hasText: '已保存。' })).toBeVisible();
  await expect(othersOverview.getByText('如何避免信息通信投资过时？')).toBeVisible();
  await expect(onesOverview.getByText('What keeps the investment up to date?')).toBeVisible();
  await expect(mine.getByLabel('English')).toHaveValue('Is the infrastructure run jointly?');
  await one.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(one.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await expect(othersOverview.getByText('基础设施是否共同运行？')).toBeVisible();
  await expect(onesOverview.getByText('Is the infrastructure run jointly?')).toBeVisible();

  // The same question: the person who edits it is notified at once, with the saved text shown next to what
  // they have typed.
  await other.goto(`${edit}?part=question&id=ict.sharing`);
  await mine.getByLabel('English').fill('Who runs the infrastructure?');
  await theirs.getByLabel('英文').fill('Which infrastructure is shared?');
  const seen = await other.locator('form').filter({ has: theirs }).locator('input[name="seen"]').inputValue();
  await other.getByRole('button', { name: '保存', exact: true }).click();
  await expect(one.getByText('Somebody has changed this while you were at it.')).toBeVisible();
  await expect(mine.getByLabel('English')).toHaveValue('Who runs the infrastructure?');
  const now = one.getByRole('group', { name: 'Saved now' });
  await expect(now.getByRole('group', { name: 'Wording' }).getByLabel('English')).toHaveValue(
    'Which infrastructure is shared?'
  );
  await one.getByRole('button', { name: 'Save mine in its place' }).click();
  await expect(now).toHaveCount(0);
  await expect(theirs.getByLabel('英文')).toHaveValue('Who runs the infrastructure?');

  // Without a script the same comes with the answer to the form.
  const refused = await chinese.context.request.post(`${edit}?/change&part=question&id=ict.sharing`, {
    form: {
      act: 'question',
      id: 'ict.sharing',
      seen,
      code: '7.3',
      kind: 'yes-no-evidence',
      textEn: 'Is it shared at all?',
      textZh: '是否共享？'
    },
    headers: { origin: new URL(one.url()).origin, accept: 'text/html' }
  });
  expect(refused.status()).toBe(409);
  const answer = await refused.text();
  for (const wordingGroup of [
    '问题7.3已被他人修改或移除',
    'Is it shared at all?',
    '目前已保存',
    'Who runs the infrastructure?',
    '以我的内容替换'
  ])
    expect(answer).toContain(wordingGroup);

  // If a part is removed while a person edits it, their text stays.
  await mine.getByLabel('English').fill('Words that nobody has saved');
  await secretariat.goto(edit);
  await secretariat.getByRole('button', { name: 'Drop the draft' }).click();
  await expect(one.getByText('There is no draft.')).toBeVisible();
  await expect(one.getByText('Words that nobody has saved')).toBeVisible();
});

test('a file with a fault is reported with its line, in the reader’s language, and stores nothing', async ({
  person
}) => {
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
