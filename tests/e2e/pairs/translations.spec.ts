/** Promise: a list by text shows the share that is translated, confirmed and checked, and what is to do (R225). */
import { expectNoBarrier } from '../axe.ts';
import { study } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

test('the progress of each text leads to its passages, in both languages', async ({ person }) => {
  for (const [locale, progress, zhangzhou] of [
    ['en', 'Progress by text', 'Zhangzhou'],
    ['zh', '各文本进度', '漳州']
  ] as const) {
    const { page } = await person('expert1.eu', { locale });
    await page.goto(`${study}/translations`);
    const table = page.getByRole('group', { name: progress });
    const row = table.getByRole('row', { name: new RegExp(zhangzhou) });
    // Passages, in both languages, confirmed, checked, to do.
    await expect(row.getByRole('cell')).toHaveText(['11', /^\d+%$/, '0%', '0%', '11']);
    await expectNoBarrier(page);
    await row.getByRole('link').click();
    const passages = page.getByRole('region', { name: new RegExp(zhangzhou) });
    await expect(passages).toBeInViewport();
    await expect(passages.getByRole('link', { name: /Draft|初稿/ }).first()).toBeVisible();
  }
});

test('a link to a passage leads into it, where the reader goes on writing', async ({ person }) => {
  for (const look of [
    { locale: 'en', width: 1440, height: 900 },
    { locale: 'zh', width: 360, height: 740 }
  ] as const) {
    const { page } = await person('expert1.eu', look);
    const expectCaretIn = async (id: string): Promise<void> => {
      const mark = page.locator('.mark.at');
      await expect(mark).toHaveAttribute('data-pair', new RegExp(`(^| )${id}( |$)`));
      await expect(page.locator('.ProseMirror:focus')).toBeVisible();
      const block = await page.evaluate(() => {
        const node = getSelection()?.anchorNode;
        const element = node instanceof Element ? node : node?.parentElement;
        return element?.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? '';
      });
      expect((await mark.getAttribute('data-pair'))?.split(' ')).toContain(block);
      await expect(page.locator(`.ProseMirror:focus [data-id="${block}"]`)).toBeInViewport({ ratio: 0.9 });
    };
    await page.goto(`${study}/translations`);
    const link = page.locator('a[href*="/haidian/governance"][href*="#pair-"]').last();
    const [, id = ''] = ((await link.getAttribute('href')) ?? '').split('#pair-');
    await link.click();
    await expectCaretIn(id);
    await page.reload();
    await expectCaretIn(id);
  }
});
