/**
 * Versions are saved, compared, read and restored; what came after a freeze is shown and taken over; both
 * languages are confirmed as equal.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Server } from '../../kit/server.ts';
import { expectNoBarrier } from '../axe.ts';
import { compiled, dataAt, serve } from '../demo.ts';
import { expect, test } from '../kit.ts';
import { editorIn, empty, expectSaved, findingsOf, openToWrite, study, editorText } from '../editing-kit.ts';

const base = `${study}/assessments/haidian`;
const section = 'governance';

let server: Server;
let dataDir: string;

test.beforeAll(async () => {
  dataDir = await dataAt('demo');
  server = await serve(dataDir);
});
test.afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const operator = (...text: string[]): string =>
  execFileSync(process.execPath, ['build/app/cli.js', ...text], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, ...compiled() },
    encoding: 'utf8'
  });

async function saveNamedVersion(page: Page, name: string): Promise<void> {
  await page.goto(`${base}/versions?text=findings`);
  await page.locator('input[name="nameEn"]').fill(name);
  await page.getByRole('button', { name: /Keep a version|留存版本/ }).click();
  await expect(page.getByRole('status').filter({ hasText: /is kept|已留存/ })).toBeVisible();
}

async function replaceText(page: Page, language: 'en' | 'zh', text: string): Promise<void> {
  await empty(page, editorIn(page, language));
  await page.keyboard.type(text);
  await expectSaved(page);
}

test('two versions are compared by words and by characters, and an earlier one is restored and undone', async ({
  personAt
}) => {
  const { page } = await personAt(server.origin, 'expert1.eu');
  const path = findingsOf('haidian', section);
  await openToWrite(page, path);
  await replaceText(page, 'en', 'The district council decides on the plan in 2010.');
  await replaceText(page, 'zh', '区议会于2010年审议规划。');
  await saveNamedVersion(page, 'First draft');
  await openToWrite(page, path);
  await replaceText(page, 'en', 'The district council decides on the plan in 2012.');
  await replaceText(page, 'zh', '区议会于2012年审定规划。');
  await saveNamedVersion(page, 'Second draft');

  await test.step('compared', async () => {
    const entry = (name: string) => page.getByRole('listitem').filter({ hasText: name });
    await entry('First draft').locator('input[name="one"]').check();
    await entry('Second draft').locator('input[name="other"]').check();
    const colleague = await personAt(server.origin, 'expert2.eu');
    await saveNamedVersion(colleague.page, 'Third draft');
    await expect(entry('Third draft')).toBeVisible();
    await page.getByRole('button', { name: 'Compare the two' }).click();
    await expect(page.getByText('From Version 1, First draft to Version 2, Second draft')).toBeVisible();
    const changed = page.locator(`section[aria-labelledby="changes-${section}"]`);
    await expect(changed.locator('del').filter({ hasText: '2010' })).toHaveCount(2);
    await expect(changed.locator('ins').filter({ hasText: '2012' })).toHaveCount(2);
    await expect(changed.locator('del', { hasText: '议' })).toHaveCount(1);
    await page.keyboard.press('Alt+ArrowDown');
    await expect(page.getByRole('status').filter({ hasText: '1 of 2' })).toBeVisible();
    await expect(page.locator('[data-change]:focus')).toContainText('2012');
    await expectNoBarrier(page);
    await page.getByRole('link', { name: 'Side by side' }).click();
    await expect(changed.locator('.was').first()).toContainText('2010');
    await expect(changed.locator('.is').first()).toContainText('2012');
    await expectNoBarrier(page);
  });

  await test.step('restored as an edit, and undone', async () => {
    await page.goto(`${base}/versions?text=findings`);
    await page.getByRole('link', { name: 'Version 1, First draft' }).click();
    await page.getByRole('link', { name: 'Show who wrote what' }).click();
    await expect(page.getByRole('region', { name: 'Who wrote what' })).toBeVisible();
    await expectNoBarrier(page);
    const governance = page.locator(`section[aria-labelledby="section-${section}"]`);
    await governance.getByRole('link', { name: 'Restore this section' }).click();
    await expect(page.getByRole('dialog').getByRole('radio').first()).toBeFocused();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect
      .poll(() => editorText(editorIn(page, 'en')))
      .toBe('The district council decides on the plan in 2010.');
    await expect.poll(() => editorText(editorIn(page, 'zh'))).toBe('区议会于2010年审议规划。');
    await expectSaved(page);
    await editorIn(page, 'en').click();
    await page.keyboard.press('ControlOrMeta+Z');
    await expect
      .poll(() => editorText(editorIn(page, 'en')))
      .toBe('The district council decides on the plan in 2012.');
    await expectSaved(page);
    await page.goto(`${study}/activity`);
    await expect(page.getByText(/restored an earlier version/).first()).toBeVisible();
  });
});

test('somebody says that both languages agree, and a change marks the block at once', async ({
  personAt
}) => {
  const { page } = await personAt(server.origin, 'expert1.cn', { locale: 'zh' });
  await openToWrite(page, findingsOf('haidian', 'stakeholders'));
  await replaceText(page, 'en', 'Twelve partners take part.');
  await replaceText(page, 'zh', '十二家单位参与。');
  const state = page.getByRole('region', { name: '中英文对照' });
  await expect(state).toContainText('尚无人确认中英文一致');
  await state.getByRole('button', { name: '确认中英文一致' }).click();
  // A person who goes on typing during the confirmation keeps the caret.
  await editorIn(page, 'en').click();
  await expect(state).toContainText(/由.+确认/);
  await expect(editorIn(page, 'en')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(' Others follow.');
  await expect(state).toContainText('确认后又有改动的段落：1 段');
  await expectSaved(page);
  await expectNoBarrier(page);
  await state.getByRole('button', { name: '细微改动，中英文仍一致' }).click();
  await expect(state).toContainText('（细微改动）');
});

test('an edit made offline before a freeze is shown to those who decide, and taken over', async ({
  personAt
}) => {
  const author = await personAt(server.origin, 'expert2.eu');
  const path = findingsOf('haidian', 'value-assessment');
  await openToWrite(author.page, path);
  await replaceText(author.page, 'en', 'Savings are measured each year.');
  await author.context.setOffline(true);
  await editorIn(author.page, 'en').click();
  await author.page.keyboard.press('ControlOrMeta+End');
  await author.page.keyboard.type(' In 2012 they reached a tenth.');
  operator('document', 'freeze', 'eu-china-2013.haidian.findings@1');
  operator('document', 'reopen', 'eu-china-2013.haidian.findings@1');
  await author.context.setOffline(false);
  await expect(author.page.getByText('Your edit that came after the freeze is kept')).toBeVisible({
    timeout: 30_000
  });

  const decider = await personAt(server.origin, 'expert1.cn', { locale: 'zh' });
  await openToWrite(decider.page, path);
  await editorIn(decider.page, 'en').click();
  await decider.page.keyboard.press('ControlOrMeta+Home');
  await decider.page.keyboard.type('As agreed: ');
  await expectSaved(decider.page);
  await expect(decider.page.getByText('尚待处理的迟到编辑：1')).toBeVisible();
  await decider.page.getByRole('link', { name: '查看' }).click();
  await expect(
    decider.page.locator('ins').filter({ hasText: 'In 2012 they reached a tenth.' })
  ).toBeVisible();
  await expectNoBarrier(decider.page);
  await decider.page.getByRole('link', { name: /^写入/ }).click();
  const dialog = decider.page.getByRole('dialog');
  await expect(dialog.getByRole('checkbox')).toHaveCount(1);
  await expectNoBarrier(decider.page);
  await dialog.getByRole('button', { name: '采纳' }).click();
  await expect
    .poll(() => editorText(editorIn(decider.page, 'en')))
    .toBe('As agreed: Savings are measured each year. In 2012 they reached a tenth.');
  await expectSaved(decider.page);
  await expect(decider.page.getByText('尚待处理的迟到编辑')).toHaveCount(0);
  await decider.page.goto(`${base}/late?text=findings`);
  await expect(decider.page.getByText(/已采纳/)).toBeVisible();
});

test('a half-typed reason stays with the late edit that it is about, the person who decides about that meanwhile', async ({
  personAt
}) => {
  test.slow();
  const path = findingsOf('haidian', 'value-assessment');
  const authors = [
    await personAt(server.origin, 'expert2.eu'),
    await personAt(server.origin, 'expert3.eu')
  ] as const;
  for (const [index, { page, context }] of authors.entries()) {
    await openToWrite(page, path);
    await expectSaved(page);
    await context.setOffline(true);
    await editorIn(page, 'en').click();
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.type(`Late ${index + 1}. `);
  }
  operator('document', 'freeze', 'eu-china-2013.haidian.findings@2');
  operator('document', 'reopen', 'eu-china-2013.haidian.findings@2');
  for (const { page, context } of authors) {
    await context.setOffline(false);
    await expect(page.getByText('Your edit that came after the freeze is kept')).toBeVisible({
      timeout: 30_000
    });
  }

  const [slow, quick] = [
    (await personAt(server.origin, 'expert1.cn')).page,
    (await personAt(server.origin, 'expert4.cn')).page
  ];
  for (const page of [slow, quick]) await page.goto(`${base}/late?text=findings`);
  const dismissal = async (page: Page, text: string): Promise<void> => {
    await page.locator('summary').filter({ hasText: 'Dismiss it' }).click();
    await page.getByRole('group', { name: 'Reason' }).getByLabel('English').fill(text);
  };
  await expect(slow.locator('ins').filter({ hasText: 'Late 1.' })).toBeVisible();
  await dismissal(slow, 'The first says nothing');
  await dismissal(quick, 'Said already.');
  await quick.getByRole('button', { name: 'Dismiss', exact: true }).click();
  await expect(quick.locator('ins').filter({ hasText: 'Late 2.' })).toBeVisible();
  await expect(quick.getByRole('group', { name: 'Reason' }).getByLabel('English')).not.toBeVisible();

  await expect(slow.getByText('Somebody else has decided about it meanwhile.')).toBeVisible();
  await expect(slow.locator('ins').filter({ hasText: 'Late 1.' })).toBeVisible();
  await expect(slow.getByRole('group', { name: 'Reason' }).getByLabel('English')).toHaveValue(
    'The first says nothing'
  );
  await expect(slow.getByRole('button', { name: 'Dismiss', exact: true })).toBeDisabled();
  await expectNoBarrier(slow);

  await slow.getByRole('link', { name: 'Late edit by Aoife Brennan' }).click();
  await expect(slow.locator('ins').filter({ hasText: 'Late 2.' })).toBeVisible();
  await dismissal(slow, 'The second says nothing');
  await dismissal(quick, 'Nor is this new.');
  await quick.getByRole('button', { name: 'Dismiss', exact: true }).click();
  await expect(slow.getByText('Somebody else has decided about it meanwhile.')).toBeVisible();
  await expect(slow.getByRole('group', { name: 'Reason' }).getByLabel('English')).toHaveValue(
    'The second says nothing'
  );
  for (const { page } of authors) await page.goto(`${base}/late?text=findings`);
  await expect(authors[0].page.getByText('Said already.')).toBeVisible();
  await expect(authors[1].page.getByText('Nor is this new.')).toBeVisible();
});

test('words from before a freeze are handed in by the page that has already gone on to the reopened text', async ({
  personAt
}) => {
  test.slow();
  const { page, context } = await personAt(server.origin, 'expert3.eu');
  const path = findingsOf('haidian', 'value-assessment');
  let mayPass = true;
  await page.routeWebSocket(/\/sync\/.*findings@3/, (line) => {
    if (mayPass) line.connectToServer();
    else void line.close({ code: 1012, reason: 'away' });
  });
  await openToWrite(page, path);
  await expectSaved(page);
  mayPass = false;
  await context.setOffline(true);
  await editorIn(page, 'en').click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('Before the third freeze. ');
  operator('document', 'freeze', 'eu-china-2013.haidian.findings@3');
  operator('document', 'reopen', 'eu-china-2013.haidian.findings@3');
  const reopened = page.waitForEvent('websocket', (socket) => socket.url().includes('findings@4'));
  await context.setOffline(false);
  await reopened;
  mayPass = true;
  await expect(page.getByText('Your edit that came after the freeze is kept')).toBeVisible({
    timeout: 30_000
  });
});
