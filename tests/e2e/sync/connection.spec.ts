/**
 * Tests the page that reports which transports work from here, in both languages and on a phone; and writing
 * where WebSockets do not get through.
 */
import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { freePort } from '../../kit/server.ts';
import { expectNoBarrier } from '../axe.ts';
import { dataAt, serve } from '../demo.ts';
import { editorIn, expectSaved, findingsOf, openToWrite, study } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

/** Simulates a proxy that blocks WebSockets: none ever opens. */
const blockSockets = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const Real = window.WebSocket;
    window.WebSocket = class extends Real {
      constructor() {
        // This path does not exist, so the handshake fails as it does behind such a proxy.
        super(`ws://${location.host}/blocked`);
      }
    };
  });

for (const [locale, theme, text] of [
  ['en', 'light', 'Everything works from here.'],
  ['zh', 'dark', '一切正常。']
] as const) {
  test(`at 360 px in ${locale}: what works is told to someone who is not signed in`, async ({ person }) => {
    const { page, context } = await person(null, { locale, theme, width: 360, height: 780 });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/login');
    await page
      .getByRole('main')
      .getByRole('link', { name: locale === 'en' ? 'Check the connection' : '检查连接' })
      .click();
    await expect(page.locator('[data-verdict="good"]')).toContainText(text, { timeout: 20_000 });
    await expect(page.getByRole('row')).toHaveCount(8);
    await expect(page.getByRole('row', { name: /WebSocket/ })).toContainText(
      locale === 'en' ? 'works' : '正常'
    );
    await expect(page.getByRole('row').last()).toContainText(/0\s?% of 20|20 次中的 0%/);
    await page
      .getByRole('button', { name: locale === 'en' ? 'Copy for the help desk' : '复制给技术支持' })
      .click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(text);
    expect(copied).toMatch(/WebSocket: (works|正常)/);
    await page.locator('summary', { hasText: /As text|文本形式/ }).click();
    await expectNoBarrier(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
}

test('where no WebSocket gets through, the detour is named, with what to ask for', async ({ person }) => {
  const { page } = await person(null);
  await blockSockets(page);
  await page.goto('/connection');
  await expect(page.locator('[data-verdict="fallback"]')).toContainText('It works by a detour.', {
    timeout: 20_000
  });
  await expect(page.locator('[data-verdict="fallback"]')).toContainText(
    'allow WebSocket connections to localhost'
  );
  await expectNoBarrier(page);
});

test('where the server is not reached, nothing else is claimed', async ({ person }) => {
  const { page, context } = await person(null, { locale: 'zh' });
  await page.goto('/connection');
  await expect(page.locator('[data-verdict="good"]')).toBeVisible({ timeout: 20_000 });
  await context.setOffline(true);
  await page.getByRole('button', { name: '重新检查' }).click();
  await expect(page.locator('[data-verdict="unreachable"]')).toContainText('无法连接服务器。');
  await expect(page.getByRole('row', { name: /WebSocket/ })).toHaveCount(0);
});

test('where no WebSocket gets through, people write together all the same, and the transport is remembered', async ({
  person
}) => {
  const [behind, other] = [await person('expert4.eu'), await person('expert4.cn')];
  await blockSockets(behind.page);
  const path = findingsOf('haidian', 'smart-city-services');
  await openToWrite(behind.page, path);
  await openToWrite(other.page, path);
  await editorIn(behind.page, 'en').click();
  await behind.page.keyboard.press('ControlOrMeta+End');
  await behind.page.keyboard.type(' Sent by post.');
  await expectSaved(behind.page);
  await expect(editorIn(other.page, 'en')).toContainText('Sent by post.');
  await editorIn(other.page, 'zh').click();
  await other.page.keyboard.press('ControlOrMeta+End');
  await other.page.keyboard.type('收到。');
  await expect(editorIn(behind.page, 'zh')).toContainText('收到。');
  await expect(behind.page.getByRole('list', { name: 'Here now' }).getByRole('listitem')).toHaveCount(2);
  await openToWrite(behind.page, path);
  await expect(editorIn(behind.page, 'en')).toContainText('Sent by post.');
  await expectSaved(behind.page);
  expect(await behind.page.evaluate(() => sessionStorage.getItem('meridian.line'))).toBe('http');
});

test('where no WebSocket gets through, an open page shows all the same what others save, and is caught up when it is seen again', async ({
  person
}) => {
  const reader = await person('expert4.eu');
  await blockSockets(reader.page);
  const stream = reader.page.waitForResponse(/\/live-http\?/);
  await reader.page.goto(`${study}/plan`);
  expect((await stream).headers()['content-type']).toBe('text/event-stream');
  const { page } = await person('secretariat');
  const save = async (title: string): Promise<void> => {
    await page.goto(`${study}/plan`);
    await page.getByText('Add a deliverable').click();
    await page.locator('form[action="?/add"] input[name="titleEn"]').fill(title);
    await page.locator('form[action="?/add"]').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText(title).first()).toBeVisible();
  };
  await save('Minutes by the detour');
  await expect(reader.page.getByText('Minutes by the detour').first()).toBeVisible();
  // A hidden page closes its stream, so that other tabs can use the connection.
  const see = (state: 'hidden' | 'visible'): Promise<void> =>
    reader.page.evaluate((now) => {
      Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  const left = reader.page.waitForEvent('requestfailed', (request) => request.url().includes('/live-http?'));
  await see('hidden');
  await left;
  await save('Minutes that nobody looked at');
  await see('visible');
  await expect(reader.page.getByText('Minutes that nobody looked at').first()).toBeVisible();
});

test('on an origin without https people write together all the same, and are told what a browser withholds', async ({
  personAt
}) => {
  const port = await freePort();
  const at = `http://meridian.test:${port}`;
  const dataDir = await dataAt('demo');
  const server = await serve(dataDir, port, { ORIGIN: at, DEMO: '1' });
  try {
    const reader = await personAt(at, null, { locale: 'zh', theme: 'dark', width: 360, height: 780 });
    await reader.page.goto('/login');
    await expect(reader.page.getByText('此地址未启用 https。')).toBeVisible();
    await expectNoBarrier(reader.page);
    const [eu, cn] = [await personAt(at, 'expert4.eu'), await personAt(at, 'expert4.cn')];
    expect(await eu.page.evaluate(() => isSecureContext)).toBe(false);
    const path = findingsOf('haidian', 'smart-city-services');
    await openToWrite(eu.page, path);
    await openToWrite(cn.page, path);
    await editorIn(eu.page, 'en').click();
    await eu.page.keyboard.press('ControlOrMeta+End');
    await eu.page.keyboard.press('Enter');
    await eu.page.keyboard.type('Sent without https.');
    await expectSaved(eu.page);
    await expect(editorIn(cn.page, 'en')).toContainText('Sent without https.');
    await eu.page.goto('/connection');
    await expect(eu.page.getByText('This address has no https.')).toBeVisible();
    await expect(eu.page.locator('[data-verdict="good"]')).toBeVisible();
    await eu.page.getByRole('button', { name: 'Copy for the help desk' }).click();
    await expect(eu.page.getByText('Copied.')).toBeVisible();
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
