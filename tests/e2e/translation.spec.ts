/** An expert finds an earlier translation, has a paragraph drafted by a service, and takes responsibility for it. */
import { rmSync } from 'node:fs';
import { openTranslationServer } from '../kit/translation-server.ts';
import { dataAt, serve } from './demo.ts';
import { editorIn, editorText, empty, expectSaved, findingsOf, openToWrite } from './editing-kit.ts';
import { expect, test } from './kit.ts';

test('a draft of the service is checked, inserted with its pair, marked, and accepted by name', async ({
  personAt
}) => {
  const service = await openTranslationServer();
  service.translate = (text) => (text.includes('12') ? '<b>海淀区有21个街道。</b>' : '各区均已开放数据。');
  const dataDir = await dataAt('demo');
  const server = await serve(dataDir, undefined, { TRANSLATE_URL: service.url });
  try {
    const { page } = await personAt(server.origin, 'expert1.cn');
    await openToWrite(page, server.origin + findingsOf('haidian', 'value-assessment'));
    const [en, zh] = [editorIn(page, 'en'), editorIn(page, 'zh')];
    await empty(page, zh);
    await empty(page, en);
    await page.keyboard.type('Haidian has 12 subdistricts.');
    await expectSaved(page);
    const panel = page.locator('details.translate');
    await panel.locator('summary').click();
    await panel.getByRole('button', { name: 'Draft translation' }).click();
    await expect(panel.locator('[data-draft]')).toHaveText('海淀区有21个街道。');
    await expect(panel.getByText('12')).toBeVisible();
    await panel.getByRole('button', { name: 'Insert draft' }).click();
    await expect.poll(() => editorText(zh)).toBe('海淀区有21个街道。');
    await expectSaved(page);
    await en.click();
    const accept = panel.getByRole('button', { name: 'Accept machine text' });
    await expect(accept).toBeDisabled();
    await panel.getByRole('checkbox').check();
    await accept.click();
    await expect(accept).toHaveCount(0);
  } finally {
    await server.stop();
    await service.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
