/** Words that one writes in a table while another deletes it are kept, shown to all, and inserted or discarded by either. */
import { expectNoBarrier } from '../axe.ts';
import { editorIn, editorText, empty, expectSaved, findingsOf, openToWrite, paste } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

const path = findingsOf('haidian', 'stakeholders');
const table =
  '<p>Before.</p><table><tr><td>Year</td><td>2012</td></tr><tr><td>Share</td><td>half</td></tr></table>';

test('words that were written in a table while it was deleted are kept, and shown to both', async ({
  person
}) => {
  const eu = await person('expert1.eu', { width: 1280 });
  const cn = await person('expert1.cn', { locale: 'zh', theme: 'dark', width: 360 });
  await openToWrite(eu.page, path);
  await openToWrite(cn.page, path);
  const [own, theirs] = [editorIn(eu.page, 'en'), editorIn(cn.page, 'en')];
  await empty(eu.page, own);
  await paste(own, { 'text/html': table });
  await cn.page.getByRole('group', { name: '文本语言' }).getByRole('button', { name: 'English' }).click();
  await expect(theirs.locator('table')).toBeVisible();
  const notice = eu.page.locator('.left-over');

  await test.step('one writes offline in a cell while the other deletes the table', async () => {
    await expectSaved(cn.page);
    await cn.context.setOffline(true);
    await expect(cn.page.locator('[data-save="offline"]')).toBeVisible();
    await theirs.getByText('half').click();
    await cn.page.keyboard.press('End');
    await cn.page.keyboard.type(' The share grew. It was measured twice. Nobody objected.');
    await own.getByText('Year').click();
    await eu.page.getByRole('button', { name: 'Delete table' }).click();
    await expect(own.locator('table')).toHaveCount(0);
    await expectSaved(eu.page);
    await cn.context.setOffline(false);
  });

  await test.step('both see it, in their language, and nothing of it is in the text', async () => {
    await expect(notice).toContainText(
      /Kept: 3 sentences that .+ wrote in a table that was deleted meanwhile\./
    );
    await expect(cn.page.locator('.left-over')).toContainText(
      '表格已被删除，您在此期间写入其中的 3 句话已保留。'
    );
    await expect(theirs.locator('table')).toHaveCount(0);
    await expect.poll(() => editorText(own)).toBe('Before.');
    await expect.poll(() => editorText(theirs)).toBe('Before.');
    await expect(eu.page.getByRole('status').getByText(/Kept: 3 sentences/)).toHaveCount(1);
  });

  await test.step('each can look at the words', async () => {
    await notice.getByRole('button', { name: 'Look' }).click();
    await expect(notice.getByRole('group')).toHaveText(
      ' The share grew. It was measured twice. Nobody objected.'
    );
    await cn.page.locator('.left-over').getByRole('button', { name: '查看' }).click();
    await expectNoBarrier(eu.page, { within: '.left-over' });
    await expectNoBarrier(cn.page, { within: '.left-over' });
  });

  await test.step('a reader sees them as well, and can copy them, but not change the text', async () => {
    const { page } = await person('expert2.eu');
    await openToWrite(page, path);
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    const read = page.locator('.left-over');
    await expect(read).toContainText(
      /Kept: 3 sentences that .+ wrote in a table that was deleted meanwhile\./
    );
    await read.getByRole('button', { name: 'Look' }).click();
    await expect(read.getByRole('group')).toContainText('It was measured twice.');
    await expect(read.getByRole('button', { name: 'Copy' })).toBeVisible();
    await expect(read.getByRole('button', { name: /Insert|Discard/ })).toHaveCount(0);
    await expectNoBarrier(page, { within: '.left-over' });
    await page.close();
  });

  await test.step('inserting them moves them into the text, and undo takes that back', async () => {
    await notice.getByRole('button', { name: 'Insert at the end of the English text' }).click();
    await expect(theirs).toContainText('Nobody objected.');
    await expect(notice).toHaveCount(0);
    await expect(cn.page.locator('.left-over')).toHaveCount(0);
    await expect(own).toBeFocused();
    await eu.page.keyboard.press('ControlOrMeta+z');
    await expect(cn.page.locator('.left-over')).toHaveCount(1);
    await expect(theirs).not.toContainText('Nobody objected.');
  });

  await test.step('undo of the deletion brings the table back with the old words and the new ones', async () => {
    await eu.page.keyboard.press('ControlOrMeta+z');
    await expect(theirs.locator('td').last()).toHaveText(
      'half The share grew. It was measured twice. Nobody objected.'
    );
    await expect(theirs.locator('td').first()).toContainText('Year');
    await expect(notice).toHaveCount(0);
    await expect(cn.page.locator('.left-over')).toHaveCount(0);
  });
});

test('words that two people deleted and both restored are noticed, and one copy is removed', async ({
  person
}) => {
  const [eu, cn] = [await person('expert2.eu'), await person('expert2.cn')];
  const at = findingsOf('haidian', 'governance');
  await openToWrite(eu.page, at);
  await openToWrite(cn.page, at);
  const before = await editorText(editorIn(eu.page, 'en'));
  expect(before.length).toBeGreaterThan(20);
  await expectSaved(eu.page);
  await cn.context.setOffline(true);
  await expect(cn.page.locator('[data-save="offline"]')).toBeVisible();
  for (const { page } of [eu, cn]) await empty(page, editorIn(page, 'en'));
  await cn.context.setOffline(false);
  await expectSaved(cn.page);
  for (const { page } of [eu, cn]) {
    await editorIn(page, 'en').focus();
    await page.keyboard.press('ControlOrMeta+z');
    await expectSaved(page);
  }
  await expect
    .poll(async () => {
      const counts = [await eu.page.locator('.restored').count(), await cn.page.locator('.restored').count()];
      return counts.toSorted((a, b) => a - b);
    })
    .toEqual([0, 1]);
  const { page } = (await eu.page.locator('.restored').count()) === 1 ? eu : cn;
  await expect(page.locator('.restored')).toContainText(
    /The same words were restored twice, by you and by (?!somebody).+\. Remove one copy\?/
  );
  await expectNoBarrier(page, { within: '.restored' });
  await page.getByRole('button', { name: 'Remove my copy' }).click();
  for (const one of [eu, cn]) {
    await expect.poll(() => editorText(editorIn(one.page, 'en'))).toBe(before);
    await expect(one.page.locator('.restored')).toHaveCount(0);
  }

  await test.step('a paragraph that both move and change is shown twice to both, and one removes a copy', async () => {
    const [own, theirs] = [editorIn(eu.page, 'en'), editorIn(cn.page, 'en')];
    await empty(eu.page, own);
    await paste(own, { 'text/html': '<p>Alpha one.</p><p>Beta two.</p><p>Gamma three.</p>' });
    await expect.poll(() => editorText(theirs)).toBe('Alpha one.\nBeta two.\nGamma three.');
    await expectSaved(eu.page);
    await cn.context.setOffline(true);
    await expect(cn.page.locator('[data-save="offline"]')).toBeVisible();
    await own.getByText('Beta two.').click();
    await eu.page.keyboard.press('Alt+Shift+ArrowUp');
    await expect.poll(() => editorText(own)).toBe('Beta two.\nAlpha one.\nGamma three.');
    await eu.page.keyboard.press('Home');
    for (let n = 0; n < 'Beta '.length; n++) await eu.page.keyboard.press('Delete');
    await theirs.getByText('Beta two.').click();
    await cn.page.keyboard.press('Alt+Shift+ArrowUp');
    await expect.poll(() => editorText(theirs)).toBe('Beta two.\nAlpha one.\nGamma three.');
    await cn.page.keyboard.press('End');
    for (let n = 0; n < ' two.'.length; n++) await cn.page.keyboard.press('Backspace');
    await cn.context.setOffline(false);
    for (const { page: one } of [eu, cn]) {
      await expect(one.locator('.twice')).toContainText(
        /A paragraph stands twice: (you and \p{Lu}|\p{Lu}.* and you).* moved or restored it/u
      );
      await expect(one.locator('.twice q')).toHaveText([/two\.|Beta/, /two\.|Beta/]);
    }
    await expectNoBarrier(cn.page, { within: '.twice' });
    const copy = cn.page.locator('.twice li', { hasText: 'Beta' });
    await copy.getByRole('button', { name: 'Show in the text' }).click();
    await expect.poll(() => cn.page.evaluate(() => getSelection()?.toString())).toBe('Beta');
    await copy.getByRole('button', { name: 'Remove this one' }).click();
    for (const one of [eu, cn]) {
      await expect.poll(() => editorText(editorIn(one.page, 'en'))).toBe('two.\nAlpha one.\nGamma three.');
      await expect(one.page.locator('.twice')).toHaveCount(0);
    }
  });
});
