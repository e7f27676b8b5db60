/** Every open page shows a decision within a second, without a reload, and loses no half-typed text. */
import { expect, goAndFollow, test, type Person } from '../kit.ts';

const study = '/studies/eu-china-2013';

/** Marks the page and returns a check that the mark is still there, so that the page was not loaded anew. */
async function mark({ page }: Person): Promise<() => Promise<void>> {
  await page.evaluate(() => document.body.setAttribute('data-marked', 'yes'));
  return () => expect(page.locator('body')).toHaveAttribute('data-marked', 'yes');
}

/** The secretariat adds a deliverable; resolves with the moment in which it is saved. */
async function addDeliverable({ page }: Person, title: string): Promise<number> {
  await page.goto(`${study}/plan`);
  await page.getByText('Add a deliverable').click();
  const form = page.locator('form[action="?/add"]');
  await form.locator('[name="titleEn"]').fill(title);
  const saved = page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().includes('?/add')
  );
  await form.getByRole('button', { name: 'Save' }).click();
  await saved;
  return Date.now();
}

test('a decision of one person stands in the open inbox and home of another, without a reload', async ({
  person
}) => {
  const expert = await person('expert1.eu');
  const observer = await person('observer');
  const secretariat = await person('secretariat');
  await goAndFollow(expert.page, `${study}/inbox`);
  await goAndFollow(observer.page, study);
  const stillOpen = [await mark(expert), await mark(observer)];
  const changes = expert.page.getByRole('region', { name: 'Changes' }).getByRole('listitem');
  const before = await changes.count();
  const decided = await addDeliverable(secretariat, 'Fact sheet on parking');
  await expect(changes).toHaveCount(before + 1);
  await expect(changes.first()).toContainText('Fact sheet on parking');
  await expect(observer.page.getByRole('region', { name: 'Deliverables' })).toContainText(
    'Fact sheet on parking'
  );
  test.info().annotations.push({
    type: 'milliseconds until both pages show it',
    description: String(Date.now() - decided)
  });
  for (const unchanged of stillOpen) await unchanged();
  await expect(expert.page.getByRole('banner').getByRole('link', { name: /Inbox.*unread/ })).toBeVisible();
});

test('what is half typed stays while others decide', async ({ person }) => {
  const typist = await person('secretariat');
  const other = await person('secretariat');
  await goAndFollow(typist.page, `${study}/plan`);
  await typist.page.getByText('Add a deliverable').click();
  const title = typist.page.locator('form[action="?/add"] [name="titleEn"]');
  await title.fill('Half a tit');
  await addDeliverable(other, 'Handout on lighting');
  await expect(typist.page.getByText('Handout on lighting').first()).toBeVisible();
  await expect(title).toHaveValue('Half a tit');
  await title.press('End');
  await title.pressSequentially('le');
  await expect(title).toHaveValue('Half a title');
});

test('a choice that is not saved yet stays while others decide, and the digest is kept once it is saved', async ({
  person
}) => {
  const reader = await person('chair.eu');
  const secretariat = await person('secretariat');
  await goAndFollow(reader.page, `${study}/inbox`);
  await reader.page.getByRole('radio', { name: 'No daily summary' }).check();
  const before = await reader.page.getByRole('region', { name: 'Changes' }).getByRole('listitem').count();
  await addDeliverable(secretariat, 'Map of the pilots');
  await expect(reader.page.getByRole('region', { name: 'Changes' }).getByRole('listitem')).toHaveCount(
    before + 1
  );
  await expect(reader.page.getByRole('radio', { name: 'No daily summary' })).toBeChecked();
  await reader.page.getByRole('region', { name: 'E-mails' }).getByRole('button', { name: 'Save' }).click();
  await reader.page.reload();
  await expect(reader.page.getByRole('radio', { name: 'No daily summary' })).toBeChecked();
});

test('changes that were seen are gone from the inbox, and the page for who was away names both zones', async ({
  person
}) => {
  const reader = await person('chair.cn');
  const secretariat = await person('secretariat');
  await addDeliverable(secretariat, 'List of terms');
  await reader.page.goto(`${study}/inbox/while-you-slept`);
  await expect(reader.page.getByText(/^Since .* Brussels · .* Beijing/)).toBeVisible();
  await expect(reader.page.getByText('List of terms')).toBeVisible();
  await reader.page.goto(`${study}/inbox`);
  await reader.page.getByRole('button', { name: 'I have seen these changes' }).click();
  await expect(reader.page.getByText('Nothing has changed in your cities')).toBeVisible();
});

test('the audit says that the log is whole, in both languages', async ({ person }) => {
  for (const [locale, text] of [
    ['en', 'The log is whole'],
    ['zh', '日志完整']
  ] as const) {
    const { page } = await person('secretariat', { locale });
    await page.goto(`${study}/audit`);
    await expect(page.getByRole('main').getByRole('status')).toContainText(text);
    await expect(page.locator('code').first()).toHaveText(/^\d+:[0-9a-f]{64}$/);
  }
});
