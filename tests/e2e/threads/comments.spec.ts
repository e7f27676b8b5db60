/**
 * Tests comments next to a text: by a person who may only read it, across the languages, on text that is
 * deleted, and before the city may read them.
 */
import type { Locator, Page } from '@playwright/test';
import { expectNoBarrier } from '../axe.ts';
import { beginSession } from '../demo.ts';
import { editorIn, expectSaved, findingsOf, openToWrite, study } from '../editing-kit.ts';
import { expect, origin, test } from '../kit.ts';

/** Selects this text as a pointer would, and returns it. */
async function select(text: Locator, from: number, length: number): Promise<string> {
  await expect(text).toBeVisible();
  return text.evaluate(
    (element, [start, count]) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      let node = walker.nextNode() as Text | null;
      while (node && node.data.length < start + count) node = walker.nextNode() as Text | null;
      if (!node) throw new Error('The text is shorter');
      element.closest<HTMLElement>('[contenteditable]')?.focus();
      getSelection()?.setBaseAndExtent(node, start, node, start + count);
      return node.data.slice(start, start + count);
    },
    [from, length] as const
  );
}
const read = (page: Page, language: 'en' | 'zh'): Locator => page.locator(`[data-read="${language}"]`);
const threads = (page: Page): Locator => page.locator('.thread');
const write = (page: Page): Locator => page.locator('.composer textarea');
const follows = async (page: Page): Promise<void> => expect(page.locator('[data-save]')).toBeVisible();

test('an expert who may only read comments on the Chinese text; a chair sees it at once, next to the English (R115)', async ({
  person
}) => {
  // Two people and two judgements by axe, on whatever machine.
  test.setTimeout(180_000);
  const [cn, chair] = [await person('expert1.cn', { locale: 'zh' }), await person('chair.eu')];
  const path = `${study}/assessments/haidian/governance?text=response&panel=comments`;
  await cn.page.goto(path);
  await chair.page.goto(path);
  await follows(cn.page);
  await follows(chair.page);
  await expect(cn.page.locator('.ProseMirror[contenteditable="true"]')).toHaveCount(0);

  const expected = await select(read(cn.page, 'zh'), 2, 6);
  await cn.page.getByRole('button', { name: '评论', exact: true }).click();
  await expect(write(cn.page)).toBeFocused();
  await expect(cn.page.locator('.audience')).toContainText('城市不可见');

  await test.step('a name is chosen by keys, and nothing acts while an input method composes', async () => {
    await write(cn.page).pressSequentially('请核对来源，＠');
    await expect(cn.page.getByRole('listbox').getByRole('option').first()).toBeVisible();
    const ime = await cn.context.newCDPSession(cn.page);
    await ime.send('Input.imeSetComposition', { text: 'lin', selectionStart: 3, selectionEnd: 3 });
    await cn.page.keyboard.press('Control+Enter');
    await expect(threads(cn.page)).toHaveCount(0);
    await ime.send('Input.insertText', { text: '林' });
    await expect(cn.page.getByRole('listbox').getByRole('option').first()).toContainText('林');
    await cn.page.keyboard.press('Enter');
    await expect(write(cn.page)).toHaveValue(/^请核对来源，@林\S+ $/);
    await cn.page.keyboard.press('ControlOrMeta+Enter');
  });

  for (const page of [cn.page, chair.page]) {
    await expect(threads(page)).toHaveCount(1);
    await expect(threads(page).locator('.quote')).toHaveText(expected);
    await expect(threads(page).locator('.comment p').first()).toHaveAttribute('lang', 'zh-Hans');
    await expect(read(page, 'zh').locator('.comment-mark')).toHaveText(expected);
    await expect(read(page, 'en').locator('.comment-beside')).toHaveCount(1);
  }
  await expect(threads(chair.page)).toContainText('On the Chinese text, shown beside its counterpart');

  await test.step('the chair replies, and half-written words outlive what comes in and a reload', async () => {
    await threads(chair.page).getByRole('button', { name: 'Reply' }).click();
    await expect(write(chair.page)).toBeFocused();
    await write(chair.page).pressSequentially('From the yearbook');
    await threads(cn.page).getByRole('button', { name: '回复' }).click();
    await write(cn.page).pressSequentially('我再补充一点。');
    await cn.page.keyboard.press('ControlOrMeta+Enter');
    await expect(threads(chair.page)).toContainText('我再补充一点。');
    await expect(write(chair.page)).toHaveValue('From the yearbook');
    await chair.page.reload();
    await threads(chair.page).getByRole('button', { name: 'Reply' }).click();
    await expect(write(chair.page)).toHaveValue('From the yearbook');
    await chair.page.keyboard.press('ControlOrMeta+Enter');
    await expect(threads(cn.page)).toContainText('From the yearbook');
  });

  await test.step('either is found sound by axe, in its language', async () => {
    for (const page of [cn.page, chair.page]) await expectNoBarrier(page);
  });

  await test.step('its own address leads to thread and words; resolved, it makes room', async () => {
    const address = await threads(cn.page).locator('.permalink').getAttribute('href');
    await chair.page.goto(address ?? '');
    await expect(chair.page).toHaveURL(/governance\?text=response&panel=comments&thread=/);
    await expect(threads(chair.page)).toBeFocused();
    await expect(read(chair.page, 'zh').locator('.comment-mark.active')).toHaveText(expected);
    await threads(chair.page).getByRole('button', { name: 'Resolve' }).click();
    await expect(cn.page.getByText('另有 1 条已解决')).toBeVisible();
    await expect(read(cn.page, 'zh').locator('.comment-mark')).toHaveCount(0);
  });

  await test.step('for the city and for observers there is none of it', async () => {
    for (const name of ['city.haidian', 'observer']) {
      const { context } = await person(name);
      const page = await (await context.request.get(path)).text();
      expect(page).toContain('</html>');
      expect(page).not.toContain('我再补充一点');
      expect(page).not.toContain('comment-mark');
    }
  });
});

test('a thread stays with its quote when its words are deleted, and is back on them when that is undone', async ({
  person
}) => {
  const { page } = await person('expert2.eu');
  await openToWrite(page, `${study}/assessments/jiaxing/smart-city-strategy?text=findings`);
  const text = editorIn(page, 'en');
  const expected = await select(text, 4, 14);
  // AltGr is reported as Ctrl and Alt, and writes a letter: µ on a German keyboard.
  const isLeftToWrite = await text.evaluate((element) =>
    element.dispatchEvent(
      new KeyboardEvent('keydown', {
        key: 'µ',
        code: 'KeyM',
        ctrlKey: true,
        altKey: true,
        modifierAltGraph: true,
        bubbles: true,
        cancelable: true
      })
    )
  );
  expect(isLeftToWrite).toBe(true);
  // The focus is back on the words, whether the comment is given up or sent.
  await page.keyboard.press('ControlOrMeta+Alt+M');
  await expect(write(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(text).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Alt+M');
  await write(page).pressSequentially('Is this so?');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(threads(page)).toHaveCount(1);
  await expect(write(page)).toHaveCount(0);
  await expect(text).toBeFocused();
  await expect(text.locator('.comment-mark')).toHaveText(expected);
  // The text itself does not contain it.
  await expectSaved(page);

  await select(text.locator('.comment-mark'), 0, 14);
  await page.keyboard.press('Delete');
  await expect(text.locator('.comment-mark')).toHaveCount(0);
  await expectSaved(page);
  await expect(page.getByRole('heading', { name: 'On deleted text' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Z');
  await expect(text.locator('.comment-mark')).toHaveText(expected);
  await page.keyboard.press('ControlOrMeta+Shift+Z');
  await expect(text.locator('.comment-mark')).toHaveCount(0);
  await expectSaved(page);

  await page.reload();
  await page.getByRole('link', { name: /Comments/ }).click();
  await expect(page.getByRole('heading', { name: 'On deleted text' })).toBeVisible();
  await expect(threads(page).locator('.quote')).toHaveText(expected);
});

test('what the city will see is said before, takes a second step, and can be called back before the city has it', async ({
  person
}) => {
  const [expert, city] = [await person('expert1.eu'), await person('city.bristol')];
  const path = `${study}/assessments/bristol/governance?text=response&panel=comments`;
  await expert.page.goto(path);
  await city.page.goto(path);
  await follows(expert.page);
  await follows(city.page);

  await expert.page.getByRole('button', { name: 'Comment on the section' }).click();
  await expect(expert.page.locator('.audience')).toContainText('no city does');
  await write(expert.page).pressSequentially('Could you explain this?');
  await expert.page.reload();
  await expect(write(expert.page)).toHaveValue('Could you explain this?');
  await expert.page.getByRole('button', { name: 'Let others see it as well' }).click();
  await expect(expert.page.getByText('will read this under your name')).toBeVisible();
  await expert.page.getByRole('button', { name: 'Yes, Bristol will see it' }).click();
  await expect(expert.page.locator('.audience')).toContainText('Bristol will see this');
  await expert.page.getByRole('button', { name: 'Send to all who see it' }).click();

  await expect(threads(expert.page)).toContainText('Goes out to the other side at');
  await city.page.reload();
  await follows(city.page);
  await expect(threads(city.page)).toHaveCount(0);
  await threads(expert.page).getByRole('button', { name: 'Call back' }).click();
  await expect(threads(expert.page)).toHaveCount(0);

  await test.step('from question to question by a small button, and from thread to thread by Alt and the arrows', async () => {
    await expert.page
      .getByRole('navigation', { name: 'Beside the text' })
      .getByRole('link', { name: 'Evidence' })
      .click();
    await expert.page.getByRole('tab', { name: 'Questions' }).click();
    await expert.page
      .getByRole('button', { name: /^Comments on .*: 0$/ })
      .first()
      .click();
    await write(expert.page).pressSequentially('Unclear question.');
    await expert.page.keyboard.press('ControlOrMeta+Enter');
    await expect(threads(expert.page)).toHaveCount(1);
    await expert.page.keyboard.press('Alt+ArrowDown');
    await expect(threads(expert.page).first()).toBeFocused();
  });
});

const refusals = [
  [
    'expert1.eu',
    'en',
    {
      begin: 'Comment on the section',
      send: 'Send',
      resolve: 'Resolve',
      withdraw: 'Withdraw',
      close: 'Close'
    },
    'Somebody changed this',
    'There is nothing here'
  ],
  [
    'expert1.cn',
    'zh',
    { begin: '评论本节', send: '发送', resolve: '标为已解决', withdraw: '撤销', close: '关闭' },
    '已有他人作出修改',
    '此处没有内容'
  ]
] as const;

for (const [name, locale, expected, stale, gone] of refusals) {
  test(`what is refused of a thread is said in words and read out, in ${locale}`, async ({ person }) => {
    const { page } = await person(name, { locale });
    await page.goto(`${study}/assessments/haidian/stakeholders?text=response&panel=comments`);
    await follows(page);
    await page.getByRole('button', { name: expected.begin }).click();
    await write(page).pressSequentially(`Refused to ${name}`);
    await page.getByRole('button', { name: expected.send, exact: true }).click();
    const thread = threads(page).filter({ hasText: `Refused to ${name}` });
    const statusBox = page.locator('.panel').getByRole('status');
    await expect(statusBox).toBeEmpty();

    // Another person was faster: the form shows what its page has not received yet.
    await page.route(
      /resolveThread/,
      (route) =>
        route.continue({
          postData:
            route
              .request()
              .postData()
              ?.replace(/\bversion=\d+/, 'version=0') ?? ''
        }),
      { times: 1 }
    );
    await thread.getByRole('button', { name: expected.resolve }).click();
    await expect(statusBox).toContainText(stale);
    await page.route(/withdrawComment/, (route) => route.continue({ postData: 'id=nowhere' }), { times: 1 });
    await thread.getByRole('button', { name: expected.withdraw }).click();
    await expect(statusBox).toContainText(gone);
    await expect(statusBox).not.toContainText(stale);
    await statusBox.getByRole('button', { name: expected.close }).click();
    await expect(statusBox).toBeEmpty();
    await thread.getByRole('button', { name: expected.resolve }).click();
    // Resolved, it makes room.
    await expect(thread).toHaveCount(0);
    await expect(statusBox).toBeEmpty();
  });
}

test('a half-written comment is kept for its writer, and neither shown nor left to another person in the tab', async ({
  person
}) => {
  const { page, context } = await person('expert1.eu');
  const path = `${findingsOf('haidian', 'governance')}&panel=comments`;
  const field = page.locator('#new-thread textarea');
  const drafts = (): Promise<string> => page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)));
  const use = async (name: string): Promise<void> => {
    const value = beginSession(origin(), name);
    await context.addCookies([{ name: 'session', value, url: origin(), httpOnly: true, sameSite: 'Lax' }]);
    await openToWrite(page, path);
  };
  const write = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Comment on the section' }).click();
    await field.fill('Between us: this is not ready.');
  };
  await openToWrite(page, path);
  await write();
  await openToWrite(page, path);
  await expect(field).toHaveValue('Between us: this is not ready.');

  // Without a sign-out: the session has ended elsewhere.
  await use('expert1.cn');
  await expect(field).toHaveCount(0);
  await expect.poll(drafts).not.toContain('Between us');

  await write();
  await page.locator('summary').first().click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/login/);
  expect(await drafts()).not.toContain('Between us');
});
