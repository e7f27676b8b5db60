/**
 * Shows what every form does for its user: one press is one act, what became of it is said at the pressed button and in view,
 * and the field that is wrong has the focus. The forms are longer than the window.
 */
import type { Locator, Page } from '@playwright/test';
import { expectNoBarrier } from '../axe.ts';
import { expect, goAndFollow, goAndSettle, test } from '../kit.ts';

const study = '/studies/eu-china-2013';

const words = {
  en: {
    meeting: 'Record a meeting, an event or a visit',
    chapter: 'Add a chapter',
    term: 'Add a term',
    invite: 'Invite somebody',
    missing: 'Missing or not valid.',
    fillIn: 'Fill this in.',
    noEmail: 'This is not an e-mail address',
    tooLarge: 'too large',
    unreachable: 'the server cannot be reached'
  },
  zh: {
    meeting: '登记会议、活动或考察访问',
    chapter: '添加章节',
    term: '添加术语',
    invite: '邀请人员',
    missing: '此项缺失或无效。',
    fillIn: '请填写此项。',
    noEmail: '邮箱地址格式不正确',
    tooLarge: '内容过大',
    unreachable: '无法连接服务器'
  }
} as const;

/** Counts the submissions of the page from now on. */
function countSubmissions(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('?/')) count += 1;
  });
  return () => count;
}

const button = (form: Locator): Locator => form.locator('button[type="submit"]');
const answer = (form: Locator): Locator => form.locator('[data-form-answer]');
const open = (page: Page, summary: string): Promise<void> =>
  page.locator('summary', { hasText: summary }).last().click();

for (const locale of ['en', 'zh'] as const) {
  const said = words[locale];

  test(`a form longer than the window tells its user what became of it, at the button and at the field (${locale})`, async ({
    person
  }) => {
    const { page } = await person('secretariat', { locale, height: 560 });
    const submissions = countSubmissions(page);

    await test.step('a refusal focuses the field that is wrong, with its reason, in view', async () => {
      await goAndSettle(page, `${study}/meetings`);
      await open(page, said.meeting);
      const form = page.locator('form[action="?/add"]');
      await button(form).click();
      const title = form.locator('[name="titleEn"]');
      await expect(title).toBeFocused();
      await expect(title).toBeInViewport();
      await expect(title).toHaveAttribute('aria-invalid', 'true');
      await expect(form.getByText(said.missing)).toBeInViewport();
      await expect(answer(form).getByRole('alert')).toBeVisible();
      await expectNoBarrier(page);
      await title.fill('A');
      await expect(title).not.toHaveAttribute('aria-invalid', 'true');
      await title.fill('');
    });

    await test.step('a field that is changed while the answer is awaited is not marked as what was refused', async () => {
      const form = page.locator('form[action="?/add"]');
      const title = form.locator('[name="titleEn"]');
      let refuse = (): void => undefined;
      await page.route('**/meetings?/add', async (route) => {
        await new Promise<void>((resolve) => (refuse = resolve));
        await route.continue();
      });
      await button(form).click();
      await expect(form).toHaveAttribute('aria-busy', 'true');
      await title.fill('A');
      refuse();
      await expect(answer(form).getByRole('alert')).toBeVisible();
      await expect(title).not.toHaveAttribute('aria-invalid', 'true');
      await expect(title).toHaveValue('A');
      await page.unroute('**/meetings?/add');
      await title.fill('');
    });

    await test.step('where the server cannot be reached, it is said under the button, and what was typed stays', async () => {
      const form = page.locator('form[action="?/add"]');
      await form.locator('[name="placeEn"]').fill('Florence');
      await page.route('**/meetings?/add', (route) => route.abort());
      await button(form).click();
      await expect(answer(form)).toContainText(said.unreachable);
      await expect(answer(form).getByRole('alert')).toBeInViewport();
      await expect(button(form)).toBeFocused();
      await page.unroute('**/meetings?/add');
      await expect(form.locator('[name="placeEn"]')).toHaveValue('Florence');
    });

    await test.step('an answer that would replace the page is shown in the form as well', async () => {
      const form = page.locator('form[action="?/add"]');
      await page.route('**/meetings?/add', (route) =>
        route.fulfill({ status: 413, json: { type: 'error', error: { code: 'too-large', message: '' } } })
      );
      await button(form).click();
      await expect(answer(form)).toContainText(said.tooLarge);
      await page.unroute('**/meetings?/add');
      await expect(form.locator('[name="placeEn"]')).toHaveValue('Florence');
      await form.locator('[name="placeEn"]').fill('');
    });

    await test.step('a double click on “add” adds one chapter and one term; its success is in view', async () => {
      for (const [path, summary, field] of [
        ['chapters', said.chapter, 'titleEn'],
        ['glossary', said.term, 'termEn']
      ] as const) {
        await goAndSettle(page, `${study}/${path}`);
        const before = submissions();
        const form = page.locator('form[action="?/add"]');
        await open(page, summary);
        await form.locator(`[name="${field}"]`).fill(`Double ${path} ${locale}`);
        let answered = (): void => undefined;
        await page.route('**?/add', async (route) => {
          await new Promise<void>((resolve) => (answered = resolve));
          await route.continue();
        });
        await button(form).dblclick();
        await expect(form).toHaveAttribute('aria-busy', 'true');
        await expect(button(form)).toHaveAttribute('aria-disabled', 'true');
        await button(form).click({ force: true });
        answered();
        await expect(page.locator('.notice.success')).toBeInViewport();
        await expect(form).not.toHaveAttribute('aria-busy', 'true');
        expect(submissions() - before).toBe(1);
        await page.unroute('**?/add');
        await expect(page.getByRole('alert')).toHaveCount(0);
        expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
      }
    });

    await test.step('an invitation that is sent with a double click is one, and its link is in view', async () => {
      await goAndSettle(page, `${study}/people`);
      await open(page, said.invite);
      const form = page.locator('form[action="?/invite"]');
      const email = form.locator('[name="email"]');
      const before = submissions();
      // What the browser refuses is said at the field as well, in the words of the page.
      for (const [typed, reason] of [
        ['', said.fillIn],
        ['nobody', said.noEmail]
      ] as const) {
        await email.fill(typed);
        await expect(email).not.toHaveAttribute('aria-invalid', 'true');
        await button(form).click();
        await expect(email).toBeFocused();
        await expect(email).toHaveAttribute('aria-invalid', 'true');
        await expect(form.getByText(reason)).toBeInViewport();
      }
      expect(submissions()).toBe(before);
      await email.fill(`double.${locale}@example.org`);
      await form.locator('[name="role"]').selectOption('observer');
      await button(form).dblclick();
      await expect(page.locator('code').filter({ hasText: '/invitation/' })).toBeInViewport();
      await expect(page.getByRole('alert')).toHaveCount(0);
    });
  });
}

test('two people change the record of one meeting: the second chooses between mine, theirs and both, and overwrites nothing unseen', async ({
  person
}) => {
  const first = (await person('secretariat', { locale: 'en', height: 560 })).page;
  const second = (await person('expert1.cn', { locale: 'zh', height: 560 })).page;
  await goAndSettle(first, `${study}/meetings`);
  await open(first, words.en.meeting);
  await first.locator('[name="titleEn"]').fill('Meeting of two writers');
  await button(first.locator('form[action="?/add"]')).click();
  await expect(first.getByRole('heading', { level: 1 })).toHaveText('Meeting of two writers');
  await goAndFollow(second, new URL(first.url()).pathname);
  const form = (page: Page): Locator => page.locator('form[action="?/change"]');
  for (const page of [first, second])
    await page.locator('details:has(form[action="?/change"]) > summary').first().click();
  await form(second).locator('[name="decisionsEn"]').fill('B was decided.');
  await form(second).locator('[name="placeEn"]').fill('Beijing');
  await form(first).locator('[name="decisionsEn"]').fill('A was decided.');
  await form(first).locator('[name="agendaEn"]').fill('Agenda of A');
  await button(form(first)).click();
  await expect(first.getByRole('status').filter({ hasText: 'saved' })).toBeInViewport();

  await button(form(second)).click();
  const conflict = form(second).locator('[data-conflict]');
  await expect(conflict).toBeFocused();
  await expect(conflict).toBeInViewport();
  await expect(conflict).toContainText('A was decided.');
  await expect(form(second).locator('[name="decisionsEn"]')).toHaveValue('B was decided.');
  await expect(form(second).locator('[name="agendaEn"]')).toHaveValue('Agenda of A');
  await expect(form(second).locator('[name="placeEn"]')).toHaveValue('Beijing');
  // A second press stores nothing before the choice.
  await button(form(second)).click();
  await expect(first.getByRole('main')).toContainText('A was decided.');
  await conflict.getByLabel('两者都保留，对方的在前').check();
  await expect(form(second).locator('[name="decisionsEn"]')).toHaveValue('A was decided.\n\nB was decided.');
  await button(form(second)).click();
  await expect(first.getByRole('main')).toContainText('B was decided.');
  await expect(first.getByRole('main')).toContainText('A was decided.');
  await expect(first.getByRole('main')).toContainText('Beijing');
});

test('a page with typed text that is not saved asks before it is left', async ({ person }) => {
  const { page } = await person('secretariat', { locale: 'en' });
  await goAndSettle(page, `${study}/meetings`);
  await open(page, words.en.meeting);
  await page.locator('[name="titleEn"]').fill('Not saved yet');
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void (asked.length === 1 ? dialog.dismiss() : dialog.accept());
  });
  const link = page.getByRole('link', { name: 'Third EU-China ICT Dialogue' });
  await link.click();
  await expect.poll(() => asked).toEqual([expect.stringContaining('is not saved')]);
  await expect(page.locator('[name="titleEn"]')).toHaveValue('Not saved yet');
  await link.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Third EU-China ICT Dialogue');
});
