/** A passage tagged with the goal that it serves: by keyboard in either column, seen by others at once, listed by goal, and taken out like a character. */
import { editorIn, empty, expectSaved, findingsOf, openToWrite, paste, study } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

const path = findingsOf('haidian', 'stakeholders');
const goodPractice = {
  en: 'Find good practice in each part of a smart-city project.',
  zh: '发现智慧城市项目各组成部分的良好实践。'
};
const challenges = { en: 'Learn which difficulties are emerging.', zh: '了解正在出现的难题。' };

test('an expert tags a passage in English and in Chinese, another one sees it live, and the page of goals lists it (R029)', async ({
  person
}) => {
  const writer = (await person('expert1.eu', { locale: 'zh' })).page;
  const other = (await person('expert1.cn', { locale: 'en' })).page;
  await openToWrite(writer, path);
  await openToWrite(other, path);
  for (const [language, content, call, goal] of [
    ['en', 'One desk serves all residents.', ' /goal', goodPractice],
    ['zh', '统一窗口服务全体居民。', ' /kjmb', challenges]
  ] as const) {
    const text = editorIn(writer, language);
    await empty(writer, text);
    await writer.keyboard.type(content);
    await writer.keyboard.type(call);
    await expect(writer.getByRole('option', { name: '框架目标' })).toHaveAttribute('aria-selected', 'true');
    await writer.keyboard.press('Enter');
    // Nothing but the framework's own goals, in the reader's language whatever text is tagged.
    const dialog = writer.getByRole('dialog', { name: '框架目标' });
    await expect(dialog.getByRole('listitem')).toHaveCount(4);
    await expect(dialog.getByRole('listitem').first().getByRole('button')).toBeFocused();
    await dialog.getByRole('button', { name: goal.zh }).focus();
    await writer.keyboard.press('Enter');
    await expect(text).toBeFocused();
    await expect(text.locator('.goal')).toHaveAttribute('title', goal[language]);
    await expect(editorIn(other, language).locator('.goal')).toHaveText(`◎${goal[language]}`);
  }
  await expectSaved(writer);

  await other.goto(`${study}/framework`);
  await other.getByRole('link', { name: goodPractice.en }).click();
  const section = other.getByRole('region', { name: goodPractice.en });
  await expect(section).toContainText(goodPractice.zh);
  await expect(section.getByRole('listitem')).toContainText(['One desk serves all residents.']);
  await expect(section).toContainText('Tagged in English');
  // Tagged in Chinese alone, and shown to each reader in their own language.
  const inChinese = other.getByRole('region', { name: challenges.en });
  await expect(inChinese.getByRole('listitem')).toContainText(['One desk serves all residents.']);
  await expect(inChinese).toContainText('Tagged in Chinese');
  await writer.goto(`${study}/goals`);
  await expect(writer.getByRole('region', { name: challenges.zh }).getByRole('listitem')).toContainText([
    '统一窗口服务全体居民。'
  ]);
  await expect(other.getByRole('region', { name: 'Weigh what smart-city projects bring.' })).toContainText(
    'No passage that you may read'
  );
  await section.getByRole('link', { name: /Haidian/ }).click();
  await expect(editorIn(other, 'en').locator('.goal')).toHaveCount(1);

  // A city that cannot read its findings yet sees no passage.
  const city = (await person('city.haidian', { locale: 'en' })).page;
  await city.goto(`${study}/goals`);
  await expect(city.getByRole('region', { name: goodPractice.en })).toContainText(
    'No passage that you may read'
  );
  await expect(city.getByRole('main')).not.toContainText('One desk');
});

test('a tag is changed and taken out by the keyboard, and what another page calls a goal is one of the framework or says that it is none', async ({
  person
}) => {
  const { page } = await person('expert1.eu', { locale: 'en' });
  await openToWrite(page, findingsOf('haidian', 'funding'));
  const text = editorIn(page, 'en');
  await empty(page, text);
  const tag = async (): Promise<void> => {
    await page.keyboard.type('/framework');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: goodPractice.en }).click();
    await expect(text.locator('.goal')).toHaveAttribute('title', goodPractice.en);
    await expect(text).toBeFocused();
  };
  await tag();
  await page.keyboard.press('Backspace');
  await expect(text.locator('.goal')).toHaveCount(0);
  await tag();
  await page.keyboard.press('ArrowLeft');
  await expect(text.locator('.goal.ProseMirror-selectednode')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: goodPractice.en })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: challenges.en }).click();
  await expect(text.locator('.goal')).toHaveAttribute('title', challenges.en);
  await expect(text).toBeFocused();

  await empty(page, text);
  await paste(text, {
    'text/html':
      '<p><span data-goal="benefits" onclick="alert(1)">Best of all</span> <span data-goal="gone-2009">old</span> <span data-goal="&quot;><img src=x>">word</span></p>'
  });
  await expect(text.locator('.goal')).toHaveCount(2);
  await expect(text.locator('.goal').first()).toHaveAttribute(
    'title',
    'Weigh what smart-city projects bring.'
  );
  await expect(text.locator('.goal-unknown')).toHaveText('◎No goal of this framework (gone-2009)');
  await expect(text).not.toContainText('Best of all');
  await expectSaved(page);

  // In print the whole text of the goal is shown in brackets.
  await page.emulateMedia({ media: 'print' });
  const content = text.locator('.goal').first().locator('.goal-words');
  expect(
    await content.evaluate((element) => [
      getComputedStyle(element, '::before').content,
      getComputedStyle(element.parentElement ?? element).whiteSpace
    ])
  ).toEqual(['"["', 'normal']);
});
