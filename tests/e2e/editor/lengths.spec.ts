/** The secretariat sets how long a section may be, and its writers see by how much it is too long. */
import { editorIn, empty, findingsOf, openToWrite, study } from '../editing-kit.ts';
import { alive, expect, test } from '../kit.ts';

test('a writer sees the length of a section against its limit, in words and in characters (R118)', async ({
  person
}) => {
  const secretariat = (await person('secretariat', { locale: 'en' })).page;
  await secretariat.goto(`${study}/settings`);
  await alive(secretariat);
  await secretariat.getByRole('spinbutton', { name: 'Governance: English words' }).fill('3');
  await secretariat.getByRole('spinbutton', { name: 'Governance: Chinese characters' }).fill('10');
  await secretariat.getByRole('button', { name: 'Set these lengths' }).click();
  // The form is far down the page, and its outcome is in sight.
  await expect(secretariat.getByText('Saved', { exact: true })).toBeInViewport();
  await secretariat.reload();
  await alive(secretariat);
  await expect(secretariat.getByRole('spinbutton', { name: 'Governance: English words' })).toHaveValue('3');

  const { page } = await person('expert1.eu', { locale: 'en' });
  await openToWrite(page, findingsOf('haidian', 'governance'));
  const counter = (language: 'en' | 'zh') => page.locator(`.passage[data-language="${language}"] .count`);
  for (const [language, words] of [
    ['en', 'One office runs everything here.'],
    ['zh', '由一个部门统一管理。']
  ] as const) {
    const text = editorIn(page, language);
    await empty(page, text);
    await text.click();
    await page.keyboard.type(words);
  }
  await expect(counter('en')).toHaveText(/^5 words\s+of 3, 2 too many$/);
  await expect(counter('zh')).toHaveText(/^9 characters\s+of 10$/);

  await secretariat.getByRole('spinbutton', { name: 'Governance: English words' }).fill('');
  await secretariat.getByRole('spinbutton', { name: 'Governance: Chinese characters' }).fill('');
  await secretariat.getByRole('button', { name: 'Set these lengths' }).click();
  // The writer's page follows.
  await expect(counter('en')).toHaveText('5 words');
});
