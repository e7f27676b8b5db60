/** A statement of a synopsis is linked to an answer by the keyboard, and what rests on no answer is listed next to the text. */
import { editorIn, empty, expectSaved, findingsOf, openToWrite } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';
import type { Locator } from '@playwright/test';

test('statements without a source are listed next to the text, until one is linked to its answer (R107)', async ({
  person
}) => {
  const { page } = await person('expert1.eu', { locale: 'en' });
  await openToWrite(page, findingsOf('haidian', 'governance'));
  for (const language of ['en', 'zh'] as const) await empty(page, editorIn(page, language));
  const text = editorIn(page, 'en');
  await text.click();
  await page.keyboard.type('One office runs it.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Nobody else does.');
  await page
    .getByRole('complementary')
    .getByRole('link', { name: /^Sources/ })
    .click();
  const panel = page.locator('.sources');
  await expect(panel.getByRole('button')).toHaveText(['One office runs it.', 'Nobody else does.']);

  await text.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(' /source');
  await expect(page.getByRole('option', { name: 'Source of a statement' })).toHaveAttribute(
    'aria-selected',
    'true'
  );
  await page.keyboard.press('Enter');
  const choice = page.getByRole('combobox', { name: 'Question' });
  // The questions of the section come first.
  await expect(choice.locator('option').first()).toHaveText(/^\d/);
  const [answer] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('link', { name: 'See the answer in a new tab' }).click()
  ]);
  await expect(answer.locator('article:target')).toContainText(await numberOf(choice));
  await answer.close();
  await choice.focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Insert source' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(text.locator('.source')).toHaveText(/^\[\d+\.\d+[a-z]?\]$/);
  await expect(text.locator('.source')).toHaveAttribute('title', /^Source: answer to/);
  await expect(panel.getByRole('button')).toHaveText(['One office runs it.']);
  await expectSaved(page);

  const other = (await person('expert1.cn', { locale: 'zh' })).page;
  await openToWrite(other, findingsOf('haidian', 'governance'));
  await expect(editorIn(other, 'en').locator('.source')).toHaveText(/^\[\d+\.\d+[a-z]?\]$/);
});

/** Returns the number of the question that is chosen. */
async function numberOf(choice: Locator): Promise<string> {
  const label = await choice.locator('option:checked').textContent();
  return label?.trim().split(' ')[0] ?? '';
}
