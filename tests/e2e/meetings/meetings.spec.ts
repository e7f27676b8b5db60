/**
 * Tests the minutes of the group and how people join it: a dialogue with its next step in both languages, an
 * invitation accepted in Chinese.
 */
import { expectNoBarrier } from '../axe.ts';
import { expect, origin, test } from '../kit.ts';

const study = '/studies/eu-china-2013';

// Three people and six pages looked at in one test.
test.describe.configure({ timeout: 120_000 });

test('an expert records a dialogue and a next step in both languages, and reports its state (R011)', async ({
  person
}) => {
  const { page } = await person('expert1.eu');
  const reader = (await person('observer', { locale: 'zh' })).page;
  await page.goto(`${study}/meetings`);
  await expect(page.getByRole('link', { name: 'Third EU-China ICT Dialogue' })).toBeVisible();
  await expectNoBarrier(page);
  await page.getByText('Record a meeting, an event or a visit').click();
  await page.getByLabel('Kind').selectOption('dialogue');
  await page.getByLabel('From').fill('2013-11-25');
  const title = page.getByRole('group', { name: 'Title' });
  await title.getByLabel('English').fill('Fourth ICT dialogue');
  await title.getByLabel('Chinese').fill('第四次信息通信技术对话会');
  await page.getByLabel('Attendance, China').fill('王伟\n李娜');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Fourth ICT dialogue');
  await expect(page.getByText('王伟')).toBeVisible();

  await reader.goto(new URL(page.url()).pathname);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('第四次信息通信技术对话会');
  await expect(reader.getByRole('button', { name: '保存' })).toHaveCount(0);

  await page.getByText('Add a next step').click();
  const action = page.getByRole('group', { name: 'What is to be done' });
  await action.getByLabel('English').fill('Open the bus data of the pilots.');
  await action.getByLabel('Chinese').fill('开放试点城市的公交数据。');
  await page.getByLabel('Addressed to').selectOption('cities');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await expect(page.getByText('The next step is saved.')).toBeVisible();
  // The reader's page follows without a reload.
  await expect(reader.getByText('开放试点城市的公交数据。')).toBeVisible();
  await expectNoBarrier(reader);

  await page.goto(`${study}/next-steps?addressee=cities`);
  const item = page.getByRole('listitem').filter({ hasText: 'Open the bus data' });
  await item.getByText('Report or change').click();
  await item.getByLabel('State').selectOption('under-way');
  await item.getByLabel('Reported at').selectOption({ label: 'Fourth ICT dialogue' });
  await item.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The next step is saved.')).toBeVisible();
  await item.getByText('Reported so far').click();
  await expect(item.getByRole('list').getByRole('listitem').last()).toContainText('Under way');
  await expectNoBarrier(page);
  await page.getByRole('form', { name: 'Filter' }).getByLabel('State').selectOption('done');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('No next step matches this choice.')).toBeVisible();
});

test('an invitation is handed over by its link and accepted in Chinese, without scripts', async ({
  person,
  browser
}) => {
  const email = `guest.${Date.now()}@example.org`;
  const { page } = await person('secretariat');
  await page.goto(`${study}/people`);
  await page.getByText('Invite somebody').click();
  const form = page.locator('form[action="?/invite"]');
  await form.getByLabel('E-mail address').fill(email);
  await form.getByLabel('Role', { exact: true }).selectOption('expert');
  await form.getByLabel('Side', { exact: true }).selectOption('cn');
  await form.getByLabel('Language of the e-mail').selectOption('zh');
  await form.getByRole('button', { name: 'Send invitation' }).click();
  const link = await page.locator('code').filter({ hasText: '/invitation/' }).innerText();
  await expect(page.getByRole('button', { name: new RegExp(`Withdraw.*${email}`) })).toBeVisible();
  await expectNoBarrier(page);

  const context = await browser.newContext({ baseURL: origin(), javaScriptEnabled: false, locale: 'en-GB' });
  const guest = await context.newPage();
  await guest.goto(new URL(link).pathname);
  await expect(guest.getByText('Expert, China')).toBeVisible();
  await guest.getByRole('button', { name: '中文', exact: true }).click();
  await expect(guest.getByText('中国专家')).toBeVisible();
  await guest.getByLabel('中文', { exact: true }).fill('李娜');
  await guest.getByLabel('密码').fill('a long password 密码');
  await guest.getByRole('button', { name: '接受邀请' }).click();
  await expect(guest).toHaveURL(new RegExp(`${study}$`));
  await guest.goto(new URL(link).pathname);
  await expect(guest.getByRole('heading', { level: 1, name: '该邀请已被使用或已失效' })).toBeVisible();
  await context.close();

  await page.reload();
  await expect(page.getByRole('region', { name: 'China' }).getByText('李娜', { exact: true })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
  await expect(page.getByRole('button', { name: new RegExp(`Withdraw.*${email}`) })).toHaveCount(0);
});

test('the page of an invitation is accessible to the person who holds its link', async ({ person }) => {
  const { page } = await person('secretariat', { locale: 'zh' });
  await page.goto(`${study}/people`);
  await page.getByText('邀请人员').click();
  const form = page.locator('form[action="?/invite"]');
  await form.getByLabel('电子邮箱').fill(`guest.${Date.now()}@example.org`);
  await form.getByLabel('城市', { exact: true }).selectOption('haidian');
  await form.getByRole('button', { name: '发送邀请' }).click();
  const link = new URL(await page.locator('code').filter({ hasText: '/invitation/' }).innerText()).pathname;
  for (const look of [
    { locale: 'en', theme: 'light' },
    { locale: 'zh', theme: 'dark', width: 360 }
  ] as const) {
    const guest = (await person(null, look)).page;
    await guest.goto(link);
    await expectNoBarrier(guest);
  }
  await page.getByRole('button', { name: /撤回/ }).click();
  await expect(page.getByText('邀请已撤回，链接随即失效。')).toBeVisible();
});
