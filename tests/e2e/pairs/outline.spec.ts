/** An empty section of findings is begun with an outline from the city's answers, which is a draft until it is taken over. */
import { editorIn, empty, expectSaved, findingsOf, openToWrite } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

test('an empty section gets an outline of the answers, marked as a draft, and Undo removes it in one step (R110)', async ({
  person
}) => {
  const { page } = await person('expert1.eu', { locale: 'en' });
  await openToWrite(page, findingsOf('haidian', 'funding'));
  const make = page.getByRole('button', { name: 'Draft an outline from the answers' });
  await expect(make).toBeHidden();
  const [english, chinese] = [editorIn(page, 'en'), editorIn(page, 'zh')];
  for (const text of [english, chinese]) await empty(page, text);
  await make.click();
  await expect(make).toBeHidden();
  await expect(english).toContainText('Draft from the answers of the city.');
  await expect(chinese).toContainText('根据城市答复生成的草稿。');
  await expect(english.locator('h3').first()).toBeVisible();
  await expect(english.locator('.source').first()).toHaveText(/^\[\d+\.\d+[a-z]?\]$/);
  const points = await english.locator('.source').count();
  await expect(chinese.locator('.source')).toHaveCount(points);
  await expectSaved(page);

  await page
    .getByRole('complementary')
    .getByRole('link', { name: /^Checks/ })
    .click();
  await expect(
    page.getByRole('heading', { name: 'Draft from the answers that nobody has taken over yet' })
  ).toHaveCount(2);

  for (const text of [english, chinese]) {
    await text.click();
    await page.keyboard.press('ControlOrMeta+Z');
    await expect(text.locator('.source')).toHaveCount(0);
  }
  await expect(make).toBeVisible();
  await expectSaved(page);
});
