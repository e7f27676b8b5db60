/** A server that is killed while people write, and comes back: their pages recover without a reload, and nothing is lost. */
import { rmSync } from 'node:fs';
import { dataAt, serve } from '../demo.ts';
import { editorIn, empty, expectSaved, findingsOf, openToWrite, editorText } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

test('two people in one paragraph, one of them composing Chinese, outlive a server that is killed and a network that is gone', async ({
  personAt
}) => {
  test.slow();
  const dataDir = await dataAt('demo');
  let server = await serve(dataDir);
  try {
    const [eu, cn] = [
      await personAt(server.origin, 'expert1.eu'),
      await personAt(server.origin, 'expert1.cn', { locale: 'zh' })
    ];
    const path = findingsOf('haidian', 'funding');
    await openToWrite(eu.page, path);
    await openToWrite(cn.page, path);
    await empty(eu.page, editorIn(eu.page, 'zh'));
    await eu.page.keyboard.type('AZ');
    await expect.poll(() => editorText(editorIn(cn.page, 'zh'))).toBe('AZ');
    // One writes in the middle of the line, the other at its end.
    await eu.page.keyboard.press('ArrowLeft');
    await editorIn(cn.page, 'zh').click();
    await cn.page.keyboard.press('ControlOrMeta+End');
    const ime = await cn.context.newCDPSession(cn.page);
    const compose = async (letters: string, text: string, meanwhile: () => Promise<void>): Promise<void> => {
      for (let end = 1; end <= letters.length; end++) {
        await ime.send('Input.imeSetComposition', {
          text: letters.slice(0, end),
          selectionStart: end,
          selectionEnd: end
        });
        await meanwhile();
      }
      await ime.send('Input.insertText', { text: text });
    };
    const typed = (text: string) => (): Promise<void> => eu.page.keyboard.type(text);

    await test.step('while all is well', () => compose('zhi', '智慧', typed('a')));
    await test.step('while the server is killed and starts again', async () => {
      await server.stop('SIGKILL');
      await compose('cheng', '城市', typed('b'));
      await expect(eu.page.locator('[data-save="unsaved"], [data-save="offline"]')).toBeVisible();
      server = await serve(dataDir, server.port);
      // They come back after waits that grow up to 15 seconds.
      for (const { page } of [eu, cn])
        await expect(page.locator('[data-save="saved"]')).toBeVisible({ timeout: 30_000 });
    });
    await test.step('while one is without a network', async () => {
      await cn.context.setOffline(true);
      await compose('jian', '建设', typed('c'));
      await cn.context.setOffline(false);
      await expectSaved(cn.page);
      await expectSaved(eu.page);
    });
    // The carets have stayed where their owners write: the text of each is contiguous and in order.
    const whole = 'Aaaabbbbbcccc' + 'Z智慧城市建设';
    for (const { page } of [eu, cn]) await expect.poll(() => editorText(editorIn(page, 'zh'))).toBe(whole);
    await eu.page.keyboard.type('d');
    await cn.page.keyboard.type('。');
    for (const { page } of [eu, cn])
      await expect.poll(() => editorText(editorIn(page, 'zh'))).toBe(whole.replace('Z', 'dZ') + '。');
    await openToWrite(eu.page, path);
    await expect.poll(() => editorText(editorIn(eu.page, 'zh'))).toBe(whole.replace('Z', 'dZ') + '。');
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
