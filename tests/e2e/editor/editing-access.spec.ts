/** The pages of texts are open to everyone: no accessibility fault in either theme and language, at each width, with menus open. */
import { expectNoBarrier } from '../axe.ts';
import { expect, test } from '../kit.ts';
import { editorIn, empty, findingsOf, openToWrite, study } from '../editing-kit.ts';

for (const theme of ['light', 'dark'] as const) {
  for (const [width, locale] of [
    [1440, 'en'],
    [1280, 'zh'],
    [900, 'en'],
    [360, 'zh']
  ] as const) {
    test(`an assessment at ${width} px, ${theme}, ${locale}`, async ({ person }) => {
      const { page } = await person('expert2.cn', { theme, width, locale });
      await page.goto(findingsOf('haidian', 'funding'));
      await expect(page.locator('.ProseMirror').first()).toBeAttached();
      await expectNoBarrier(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectNoBarrier(page);
    });
  }
}

test('the slash menu, a chapter and a city’s own answer', async ({ person }) => {
  const expert = await person('expert2.cn');
  await openToWrite(expert.page, findingsOf('haidian', 'governance'));
  await empty(expert.page, editorIn(expert.page, 'en'));
  await expert.page.keyboard.type('/');
  await expect(expert.page.getByRole('listbox')).toBeVisible();
  const pages = [expert.page];
  const chapter = await person('expert2.eu', { theme: 'dark' });
  await chapter.page.goto(`${study}/chapters`);
  await chapter.page.getByRole('main').getByRole('link').nth(1).click();
  await expect(chapter.page.locator('.ProseMirror').first()).toBeAttached();
  pages.push(chapter.page);
  const city = await person('city.bristol', { locale: 'zh' });
  await openToWrite(city.page, `${study}/assessments/bristol/funding`);
  pages.push(city.page);
  for (const page of pages) await expectNoBarrier(page);
});
