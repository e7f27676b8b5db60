/**
 * An author has what is missing of a section drafted by a service, stops it and goes on, sees which draft says other
 * figures, inserts one by hand, and takes responsibility for it by name. Without a service there is nothing of this.
 */
import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { openTranslationServer } from '../../kit/translation-server.ts';
import { expectNoBarrier } from '../axe.ts';
import { dataAt, serve } from '../demo.ts';
import { editorIn, editorText, empty, expectSaved, findingsOf, openToWrite, study } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

const path = findingsOf('haidian', 'value-assessment');
const written = [
  'Haidian has 12 subdistricts.',
  'All districts publish open data.',
  'Citizens were heard in 2012.'
];

async function write(page: Page, lines: readonly string[]): Promise<void> {
  await empty(page, editorIn(page, 'zh'));
  await empty(page, editorIn(page, 'en'));
  for (const [index, line] of lines.entries()) {
    if (index > 0) await page.keyboard.press('Enter');
    await page.keyboard.insertText(line);
  }
  await expectSaved(page);
}

const panelOf = (page: Page) => page.locator('details.translate');

test('drafts of a service are checked, inserted one by one, marked, and accepted by name', async ({
  personAt
}) => {
  test.setTimeout(180_000);
  const service = await openTranslationServer();
  let hangs = true;
  service.translate = (text) => {
    if (text.includes('12 ')) return '海淀区有21个街道。';
    // An agreed term comes as a sign, and goes back as one.
    const [, term] = /^All districts publish (\[\[T\d\]\])\.$/.exec(text) ?? [];
    if (term) return `<b>各区均已发布${term}。</b>`;
    return hangs ? new Promise(() => undefined) : '2012年听取了市民意见。';
  };
  const dataDir = await dataAt('demo');
  const server = await serve(dataDir, undefined, { TRANSLATE_URL: service.url });
  try {
    const { page } = await personAt(server.origin, 'expert1.cn');
    await openToWrite(page, server.origin + path);
    await write(page, written);
    const panel = panelOf(page);
    const drafts = panel.locator('[data-draft]');
    const zh = editorIn(page, 'zh');
    await panel.locator('summary').click();

    await test.step('all that is missing is asked for, with progress, and stopped', async () => {
      await panel.getByRole('button', { name: 'Draft all missing of this section (3)' }).click();
      await expect(panel.getByRole('progressbar')).toHaveAttribute('value', '2');
      await expect(panel.getByText('2 of 3 drafted')).toBeVisible();
      // Cancelled before that, the third passage is never sent.
      await expect.poll(() => service.received.length).toBe(3);
      await panel.getByRole('button', { name: 'Cancel' }).press('Enter');
      await expect(panel.getByText('Cancelled. Paragraphs drafted: 2.')).toBeVisible();
      await expect(panel.getByRole('button', { name: 'Draft this paragraph' })).toBeFocused();
      await expect(drafts).toHaveCount(2);
      await expect.poll(() => service.givenUp).toBe(1);
    });

    await test.step('asked again, it goes on with what is still missing', async () => {
      hangs = false;
      await panel.getByRole('button', { name: 'Draft all missing of this section (1)' }).press('Enter');
      await expect(drafts).toHaveCount(3);
      await expect(drafts.last().getByRole('button').first()).toBeFocused();
      expect(service.received).toHaveLength(4);
      expect(await editorText(zh)).toBe('');
    });

    await test.step('a draft with another figure is not shown like one that passed', async () => {
      const lied = drafts.filter({ hasText: '海淀区有21个街道。' });
      await expect(lied).toHaveAttribute('data-checked', 'differs');
      await expect(lied).toContainText('Not as in the source');
      await expect(lied).toContainText('12');
      await expect(lied).not.toContainText('Figures, dates, names and agreed terms are as in the source.');
      for (const good of ['各区均已发布开放数据。', '2012年听取了市民意见。'])
        await expect(drafts.filter({ hasText: good })).toHaveAttribute('data-checked', 'good');
      await expectNoBarrier(page);
    });

    await test.step('one is inserted by hand as plain text, the others stay drafts', async () => {
      await drafts.filter({ hasText: '各区' }).getByRole('button', { name: 'Insert draft' }).press('Enter');
      await expect.poll(() => editorText(zh)).toBe('各区均已发布开放数据。');
      await expect(drafts).toHaveCount(2);
      await expect(drafts.last().getByRole('button').first()).toBeFocused();
      await expectSaved(page);
      await expect(page.locator('[data-pair][data-state="machine"]')).toHaveCount(1);
    });

    await test.step('it is accepted alone, in the name of the person', async () => {
      await page.locator('[data-pair][data-state="machine"]').click();
      const dialog = page.getByRole('dialog');
      const accept = dialog.getByRole('button', { name: 'Accept machine text' });
      await expect(accept).toBeDisabled();
      await dialog.getByRole('checkbox', { name: /^I, .+, have read both languages/ }).check();
      await accept.click();
      await expect(dialog).toBeHidden();
      await expect(page.locator('[data-pair][data-state="machine"]')).toHaveCount(0);
      await expect(page.locator('[data-pair][data-state="current"]')).toHaveCount(1);
    });

    await test.step('drafts are discarded by keys, and the focus stays in the panel', async () => {
      const discard = drafts.getByRole('button', { name: 'Discard' });
      await discard.first().press('Enter');
      await expect(drafts.getByRole('button').first()).toBeFocused();
      await discard.press('Enter');
      await expect(drafts).toHaveCount(0);
      await expect(panel.getByRole('button', { name: 'Draft this paragraph' })).toBeFocused();
    });

    await test.step('a version says how many paragraphs began as machine text', async () => {
      const { page: lead } = await personAt(server.origin, 'expert1.cn');
      await lead.goto(`${server.origin}${study}/assessments/haidian/versions?text=findings`);
      await lead.locator('input[name="nameEn"]').fill('With a draft');
      await lead.getByRole('button', { name: 'Keep a version' }).click();
      await lead.getByRole('link', { name: /With a draft/ }).click();
      await expect(lead.getByText('1 paragraph began as machine translation')).toBeVisible();
    });
  } finally {
    await server.stop();
    await service.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test('without a service the page offers earlier translations, and no drafts', async ({ person }) => {
  const { page } = await person('expert1.cn');
  await openToWrite(page, path);
  const panel = panelOf(page);
  await panel.locator('summary').click();
  await editorIn(page, 'en').click();
  await expect(panel.getByRole('heading', { name: 'Earlier translations' })).toBeVisible();
  await expect(panel.getByText('translation service')).toHaveCount(0);
  await expect(panel.getByRole('button', { name: /Draft/ })).toHaveCount(0);
});
