/** Signing in, keeping accounts and appointing, as people do it: by hand, by keyboard, in either language, and without scripts. */
import type { Browser, Page } from '@playwright/test';
import { expect, origin, test } from '../kit.ts';

const study = '/studies/eu-china-2013';

async function signInByHand(page: Page, email: string, password: string, lands: RegExp): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(lands);
}

const withoutScripts = async (browser: Browser): Promise<Page> => {
  const context = await browser.newContext({ baseURL: origin(), javaScriptEnabled: false, locale: 'en-GB' });
  return context.newPage();
};

test('an administrator makes an account, the secretariat gives it a role, and its owner takes part', async ({
  person
}) => {
  const email = `guest.${Date.now()}@demo.local`;
  const admin = (await person('admin')).page;
  await admin.goto('/admin/users');
  await admin.getByText('New account').click();
  await admin.getByLabel('E-mail address', { exact: true }).fill(email);
  await admin.getByLabel('English', { exact: true }).fill('Greta Holm');
  await admin.getByRole('button', { name: 'Create account' }).click();
  const password = await admin.locator('code').innerText();
  expect(password).toMatch(/^[0-9a-f-]{24}$/);

  // The administrator has seen the password: nothing opens before its owner has set another.
  const guest = (await person(null)).page;
  await signInByHand(guest, email, password, /\/account\/password$/);
  await guest.goto('/studies');
  await guest.getByLabel('Present password').fill(password);
  await guest.getByLabel('New password').fill('lanterns over the old harbour');
  await guest.getByRole('button', { name: 'Change password' }).click();
  await expect(guest).toHaveURL(/\/studies$/);
  await guest.goto(study);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Not found');

  const secretariat = (await person('secretariat')).page;
  await secretariat.goto(`${study}/people`);
  const giving = secretariat.getByRole('group').filter({ hasText: 'Give a role' });
  await giving.getByText('Give a role').click();
  await giving.getByLabel('E-mail address of the account').fill(email);
  await giving.getByLabel('Role', { exact: true }).selectOption('expert');
  await secretariat.getByRole('button', { name: 'Give role' }).click();
  await expect(secretariat.getByRole('alert')).toContainText('This role belongs to one side.');
  await expect(secretariat.getByLabel('E-mail address of the account')).toHaveValue(email);
  await giving.getByLabel('Side', { exact: true }).selectOption('eu');
  await secretariat.getByRole('button', { name: 'Give role' }).click();
  // A person who is not in the study yet is invited: the secretariat does not learn who has an account.
  const link = await secretariat.getByRole('status').locator('code').innerText();
  await guest.goto(new URL(link).pathname);
  await guest.getByRole('button', { name: 'Accept' }).click();
  await expect(guest).toHaveURL(new RegExp(`${study}$`));
  await guest.goto(new URL(link).pathname);
  await expect(guest.getByRole('link', { name: 'Sign in' }).last()).toBeVisible();

  await guest.goto(`${study}/people`);
  await expect(guest.getByRole('region', { name: 'European Union' }).getByText('Greta Holm')).toBeVisible();
  await expect(guest.getByRole('button', { name: /withdraw/i })).toHaveCount(0);

  // A role is withdrawn on a second press, which says what goes with it.
  await secretariat.reload();
  const entry = secretariat.getByRole('listitem').filter({ hasText: email });
  await entry.getByText('Change', { exact: true }).click();
  await entry.getByText('Withdraw · Expert').click();
  await expect(entry).toContainText('It is their last role in this study');
  await entry.getByRole('button', { name: 'Withdraw the role' }).click();
  await expect(secretariat.getByRole('status').filter({ hasText: 'withdrawn' })).toBeVisible();
});

test('a second chair of a side is refused in words, in Chinese', async ({ person }) => {
  const { page } = await person('secretariat', { locale: 'zh' });
  await page.goto(`${study}/people`);
  const giving = page.getByRole('group').filter({ hasText: '任命角色' });
  await giving.getByText('任命角色').click();
  await giving.getByLabel('账号的电子邮箱').fill('expert1.cn@demo.local');
  await giving.getByLabel('角色', { exact: true }).selectOption('chair');
  await giving.getByLabel('所属方', { exact: true }).selectOption('cn');
  await giving.getByRole('button', { name: '任命', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('该方已有主席');
});

test('without scripts one signs in, is refused, changes the language and signs out', async ({ browser }) => {
  const page = await withoutScripts(browser);
  await page.goto(`/login?next=${encodeURIComponent(`${study}/people`)}`);
  await page.getByLabel('E-mail address').fill('observer@demo.local');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('is not right');
  await expect(page.getByLabel('E-mail address')).toHaveValue('observer@demo.local');
  await page.getByLabel('Password', { exact: true }).fill('meridian');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${study}/people$`));
  await page.goto('/account');
  await page.getByLabel('Preferred language').selectOption('zh');
  await page.locator('form[action="?/locale"] button').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('我的账号');
  await page
    .locator('summary')
    .filter({ hasText: /索菲娅|Sofia/ })
    .click();
  await page.getByRole('button', { name: '退出登录' }).click();
  await expect(page).toHaveURL(/\/login$/);
  await page.goto('/account');
  await expect(page).toHaveURL(/\/login\?next=%2Faccount$/);
  await page.context().close();
});

test('a session ended elsewhere is signed out here', async ({ person }) => {
  const here = (await person('expert4.eu')).page;
  const there = (await person('expert4.eu')).page;
  await there.goto('/account');
  await here.goto('/account');
  await here.getByRole('button', { name: 'End all other sessions' }).click();
  await expect(here.getByRole('status').filter({ hasText: 'Ended' })).toBeVisible();
  await there.goto('/account');
  await expect(there).toHaveURL(/\/login/);
});
