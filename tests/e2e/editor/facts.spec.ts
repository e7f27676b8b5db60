/** A figure of a city named in a text: put there by keyboard, said in the language of the text, and never held by the text itself. */
import { editorIn, empty, expectSaved, findingsOf, openToWrite, paste } from '../editing-kit.ts';
import { expect, goAndSettle, test } from '../kit.ts';

const path = findingsOf('haidian', 'governance');

test('a figure is named by the keyboard in both columns, each in its own units, and others see it at once (R113)', async ({
  person
}) => {
  const writer = (await person('expert1.eu', { locale: 'en' })).page;
  await openToWrite(writer, path);
  let field = '';
  for (const [language, call] of [
    ['en', '/GDP'],
    ['zh', '、cssj']
  ] as const) {
    const text = editorIn(writer, language);
    await empty(writer, text);
    await writer.keyboard.type(call);
    await expect(writer.getByRole('option', { name: 'Figure of a city' })).toHaveAttribute(
      'aria-selected',
      'true'
    );
    await writer.keyboard.press('Enter');
    const choice = writer.getByRole('combobox', { name: 'Figure' });
    await choice.selectOption({ label: 'GDP' });
    field = await choice.inputValue();
    await choice.focus();
    await writer.keyboard.press('Tab');
    await expect(writer.getByRole('button', { name: 'Insert figure' })).toBeFocused();
    await writer.keyboard.press('Enter');
    await expect(text).toBeFocused();
    await writer.keyboard.type(language === 'en' ? ' in all.' : '。');
  }
  expect(field).toMatch(/^figures\//);
  await expect(editorIn(writer, 'en').locator('[lang="en"].fact')).toContainText('CNY 349.79 billion (2012');
  await expect(editorIn(writer, 'zh').locator('[lang="zh-Hans"].fact')).toContainText(
    '3497.9亿元人民币（2012年'
  );
  await expectSaved(writer);

  const other = (await person('expert1.cn', { locale: 'zh' })).page;
  await openToWrite(other, path);
  await expect(editorIn(other, 'en').locator('.fact')).toContainText('CNY 349.79 billion (2012');

  // The chip is changed by Enter, and what another page says of a figure is looked up like any other.
  const text = editorIn(writer, 'en');
  await text.click();
  await text.locator('.fact').click();
  await expect(text.locator('.fact.ProseMirror-selectednode')).toHaveCount(1);
  await writer.keyboard.press('Enter');
  await writer.getByRole('combobox', { name: 'Figure' }).selectOption({ index: 0 });
  await writer.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(text.locator('.fact')).not.toContainText('349.79');
  await writer.keyboard.press('ControlOrMeta+Z');
  await expect(text.locator('.fact')).toContainText('349.79');
  await writer.keyboard.press('ControlOrMeta+End');
  await paste(text, {
    'text/html': `<p><span data-fact="${field}" onclick="alert(1)">CNY 1 trillion</span><span data-fact="&quot;><img src=x>">word</span></p>`
  });
  await expect(text.locator('.fact')).toHaveCount(2);
  await expect(text).not.toContainText('trillion');
  await expectSaved(writer);
});

test('a comment on a selected figure is on its sentence, and what is typed at once goes into the comment', async ({
  person
}) => {
  const { page } = await person('expert2.eu', { locale: 'en', width: 1440 });
  await openToWrite(page, path);
  const text = editorIn(page, 'en');
  await empty(page, text);
  await page.keyboard.type('The area is /area');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Insert figure' }).press('Enter');
  await expect(text).toBeFocused();
  await page.keyboard.type(' in all.');
  await text.locator('.fact').click();
  await expect(text.locator('.fact.ProseMirror-selectednode')).toHaveCount(1);
  await page.keyboard.press('ControlOrMeta+Alt+M');
  await page.keyboard.type('Of which year?');
  await expect(page.getByRole('textbox', { name: 'New comment' })).toHaveValue('Of which year?');
  await expect(text.locator('.fact')).toHaveCount(1);
});

test('a figure that stands alone in its paragraph is commented on, by who writes and by who reads', async ({
  person
}) => {
  const at = findingsOf('haidian', 'funding');
  const { page } = await person('expert2.eu', { locale: 'en', width: 1440 });
  await openToWrite(page, at);
  const text = editorIn(page, 'en');
  await empty(page, text);
  await page.keyboard.type('/area');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Insert figure' }).press('Enter');
  await expect(text).toBeFocused();
  await expectSaved(page);
  await text.locator('.fact').click();
  await page
    .getByRole('group', { name: 'Format the selection' })
    .getByRole('button', { name: 'Comment' })
    .click();
  const comment = page.getByRole('textbox', { name: 'New comment' });
  await comment.fill('Of which year?');
  await expect(page.locator('#new-thread')).toContainText('[level, goal, fact or source]');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(text.locator('.fact.comment-mark, .comment-mark .fact')).toHaveCount(1);

  const { page: reader } = await person('chair.cn', { locale: 'zh', theme: 'dark' });
  await goAndSettle(reader, at);
  const read = reader.locator('[data-read="en"]');
  await expect(read.locator('mark.comment-mark .fact')).toHaveCount(1);
  await read.locator('.fact').selectText();
  await reader.keyboard.press('ControlOrMeta+Alt+M');
  await expect(reader.locator('#new-thread blockquote')).toHaveText('[level, goal, fact or source]');
  await reader.keyboard.type('哪一年？');
  await reader.locator('#new-thread').getByRole('button', { name: '发送', exact: true }).click();
  await expect(page.locator('[id^="thread-"]')).toHaveCount(2);

  await text.focus();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('Its area: ');
  await expect(text.locator('.comment-mark')).toHaveText('Its area: ');
  await expect(read.locator('mark.comment-mark')).toHaveText('Its area: ');
});
