/** Tests the page on how far panels agree: what an expert reads, and what only a chair may request. */
import { rmSync } from 'node:fs';
import { expectNoBarrier } from '../axe.ts';
import { dataAt, serve } from '../demo.ts';
import { expect, test } from '../kit.ts';

const agreement = '/studies/eu-china-2013/comparison/agreement';

test('agreement is read over cities, and a chair asks for more', async ({ personAt }) => {
  test.setTimeout(240_000);
  const dataDir = await dataAt('judged');
  const server = await serve(dataDir);
  try {
    const chair = await personAt(server.origin, 'chair.eu');
    await test.step('a chair sees numbers, sentences where there are too few, and nothing of the sides before asking (R148)', async () => {
      await chair.page.goto(agreement);
      const first = chair.page.getByRole('table').first();
      await expect(first.getByRole('row')).toHaveCount(11);
      await expect(first.getByText('Too few to say: 3 of at least 5 cities')).toBeVisible();
      await expect(first.getByText('No variation')).toBeVisible();
      await expect(chair.page.getByText('Cliff’s δ')).toHaveCount(0);
      await expectNoBarrier(chair.page);
    });
    await test.step('asks for the sides and for one assessor, and hides the sides again', async () => {
      await chair.page.getByRole('button', { name: 'Work it out and show it' }).click();
      await expect(chair.page.getByRole('columnheader', { name: 'Cliff’s δ' })).toBeVisible();
      await chair.page.getByLabel('Assessor', { exact: true }).selectOption({ index: 1 });
      await chair.page.getByRole('button', { name: 'Show', exact: true }).click();
      await expect(chair.page.getByRole('columnheader', { name: 'Higher than the panel' })).toBeVisible();
      await expectNoBarrier(chair.page);
      await chair.page.emulateMedia({ media: 'print' });
      await expect(chair.page.getByRole('heading', { name: 'One side beside the other' })).toBeHidden();
      await chair.page.emulateMedia({ media: 'screen' });
      await chair.page.getByRole('button', { name: 'Hide it again' }).click();
      await expect(chair.page.getByRole('columnheader', { name: 'Cliff’s δ' })).toHaveCount(0);
    });
    await test.step('an expert reads it in Chinese on a phone, without what is for chairs', async () => {
      const expert = await personAt(server.origin, 'expert1.cn', {
        locale: 'zh',
        theme: 'dark',
        width: 360,
        height: 800
      });
      await expert.page.goto(`${agreement}?sides=shown`);
      await expect(expert.page.getByRole('heading', { level: 1, name: '评分专家一致性' })).toBeVisible();
      await expect(expert.page.getByText('双方对照')).toHaveCount(0);
      await expect(expert.page.getByText('同一评分专家在各城市的评分')).toHaveCount(0);
      expect(await expert.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await expectNoBarrier(expert.page);
      const file = await expert.context.request.get(`${agreement}.csv`);
      expect([file.status(), (await file.text()).split('\r\n').length]).toEqual([200, 12]);
    });
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
