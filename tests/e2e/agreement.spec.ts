/** How far panels agree, as an expert reads it, and what a chair alone may ask for. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startServer } from '../kit/server.ts';
import { expect, test } from './kit.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const agreement = '/studies/eu-china-2013/comparison/agreement';

async function expectAccessible(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(
    violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)
  ).toEqual([]);
}

test('agreement is read over cities, and a chair asks for more', async ({ personAt }) => {
  test.setTimeout(240_000);
  const dataDir = mkdtempSync(join(tmpdir(), 'meridian-agreement-'));
  await promisify(execFile)(process.execPath, ['tests/kit/judged-demo.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], TZ: 'UTC', DATA_DIR: dataDir, LOG_LEVEL: 'warn' }
  });
  const server = await startServer({ dataDir });
  try {
    const chair = await personAt(server.origin, 'chair.eu');
    await test.step('a chair sees numbers, sentences where there are too few, and nothing of the sides before asking', async () => {
      await chair.page.goto(agreement);
      const first = chair.page.getByRole('table').first();
      await expect(first.getByRole('row')).toHaveCount(11);
      await expect(first.getByText('Too few to say: 3 of at least 5 cities')).toBeVisible();
      await expect(first.getByText('No variation')).toBeVisible();
      await expect(chair.page.getByText('Cliff’s δ')).toHaveCount(0);
      await expectAccessible(chair.page, 'agreement');
    });
    await test.step('asks for the sides and for one assessor, and hides the sides again', async () => {
      await chair.page.getByRole('button', { name: 'Work it out and show it' }).click();
      await expect(chair.page.getByRole('columnheader', { name: 'Cliff’s δ' })).toBeVisible();
      await chair.page.getByLabel('Assessor', { exact: true }).selectOption({ index: 1 });
      await chair.page.getByRole('button', { name: 'Show', exact: true }).click();
      await expect(chair.page.getByRole('columnheader', { name: 'Higher than the panel' })).toBeVisible();
      await expectAccessible(chair.page, 'agreement with all that a chair may ask for');
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
      await expect(expert.page.getByRole('heading', { level: 1, name: '评审员一致性' })).toBeVisible();
      await expect(expert.page.getByText('双方对照')).toHaveCount(0);
      await expect(expert.page.getByText('同一评审员在各城市的评分')).toHaveCount(0);
      expect(await expert.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await expectAccessible(expert.page, 'agreement in Chinese');
      const file = await expert.context.request.get(`${agreement}.csv`);
      expect([file.status(), (await file.text()).split('\r\n').length]).toEqual([200, 12]);
    });
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
