/**
 * A city adds a file and a link as evidence, a member of the other side opens them, and an observer sees of
 * the confidential one only that it exists.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pdf } from '../../kit/evidence-files.ts';
import type { Server } from '../../kit/server.ts';
import { expectNoBarrier } from '../axe.ts';
import { dataAt, serve } from '../demo.ts';
import { expect, test } from '../kit.ts';

const at = '/studies/eu-china-2013/assessments/florence/evidence';

test('evidence is shown by a city, tried from the other side, and held back where it is confidential (R056)', async ({
  personAt
}) => {
  test.setTimeout(180_000);
  const dataDir = await dataAt('demo');
  let server: Server | undefined;
  try {
    server = await serve(dataDir);
    const { origin } = server;
    const city = (await personAt(origin, 'city.florence')).page;
    const plan = pdf('Piano strategico');

    await test.step('the city hands in a file, and reads that it is kept', async () => {
      await city.goto(at);
      await expectNoBarrier(city);
      await city.getByText('Add a file', { exact: true }).click();
      const form = city.locator('form[action="?/file"]');
      await form
        .getByLabel('File', { exact: true })
        .setInputFiles({ name: 'piano.pdf', mimeType: 'application/pdf', buffer: Buffer.from(plan) });
      await form.getByLabel('English').first().fill('Strategic plan');
      await form.getByLabel('Language of the original').selectOption({ label: 'Italian' });
      await form.getByLabel('Date of the document').fill('2012-05');
      await form.getByRole('button', { name: 'Add' }).click();
      await expect(city.getByRole('heading', { name: 'Strategic plan' })).toBeVisible();
      await expect(city.getByText('The piece is kept.')).toBeVisible();
      await expect(city.getByText('May 2012')).toBeVisible();
      await expectNoBarrier(city);
    });
    const piece = new URL(city.url()).pathname;

    await test.step('an answer cites it', async () => {
      await city.getByRole('button', { name: 'Cite it in an answer' }).click();
      await expect(city.getByText('The answer now cites the piece.')).toBeVisible();
      await expect(city.getByRole('region', { name: 'Cited in' }).getByRole('listitem')).toHaveCount(1);
    });

    await test.step('a page that calls itself a document is refused with the reason', async () => {
      await city.goto(at);
      await city.getByText('Add a file', { exact: true }).click();
      const form = city.locator('form[action="?/file"]');
      await form.getByLabel('File', { exact: true }).setInputFiles({
        name: 'plan.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('<html><script>1</script></html>')
      });
      await form.getByLabel('English').first().fill('Kept as typed');
      await form.getByRole('button', { name: 'Add' }).click();
      await expect(city.getByRole('alert')).toContainText('can carry scripts');
      await expect(form.getByLabel('English').first()).toHaveValue('Kept as typed');
    });

    await test.step('and a link, which it holds back', async () => {
      await city.getByText('Add a link', { exact: true }).click();
      const form = city.locator('form[action="?/link"]');
      await form.getByLabel('Web address').fill('https://example.org/tender');
      await form.getByLabel('English').first().fill('Tender under way');
      await form.getByLabel('Confidential').check();
      await form.getByRole('button', { name: 'Add' }).click();
      await expect(city.getByRole('heading', { name: 'Tender under way' })).toBeVisible();
      await expect(city.getByText('Confidential', { exact: true })).toBeVisible();
    });
    const held = new URL(city.url()).pathname;

    await test.step('an expert of the other side opens the file and says so; the city reads it, and nobody of its own side is asked', async () => {
      const expert = (await personAt(origin, 'expert1.cn', { locale: 'zh', width: 390 })).page;
      await expert.goto(piece);
      const [download] = await Promise.all([
        expert.waitForEvent('download'),
        expert.getByRole('link', { name: '下载 piano.pdf' }).click()
      ]);
      expect(download.suggestedFilename()).toBe('piano.pdf');
      await expert.getByText('确认能否打开').click();
      await expert.getByLabel('说明（可不填）').last().fill('在北京可打开');
      await expert.getByRole('button', { name: '确认', exact: true }).click();
      await expect(expert.getByText('您的确认已保存。')).toBeVisible();
      await expectNoBarrier(expert);
      await city.goto(piece);
      await expect(city.getByText('在北京可打开')).toBeVisible();
      await expect(city.getByText('Say whether it opens')).toHaveCount(0);
    });

    await test.step('an observer reads what was handed in, and of the other piece that it is there', async () => {
      await server?.stop();
      const database = new Database(join(dataDir, 'meridian.db'));
      database.prepare("update assessment set state = 'drafting' where city_id = 'florence'").run();
      database.close();
      server = await serve(dataDir);
      const observer = (await personAt(server.origin, 'observer')).page;
      await observer.goto(at);
      await expect(observer.getByText('Not disclosed (internal)')).toBeVisible();
      await expect(observer.getByRole('link', { name: 'Strategic plan' })).toBeVisible();
      await expect(observer.getByText('Tender under way')).toHaveCount(0);
      await expectNoBarrier(observer);
      expect((await observer.goto(held))?.status()).toBe(404);
    });
  } finally {
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
