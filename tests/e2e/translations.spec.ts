/** Promise: a list by text shows the share that is translated, confirmed and checked, and what is to do (R225). */
import { expectNoBarrier } from './axe.ts';
import { study } from './editing-kit.ts';
import { expect, test } from './kit.ts';

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
