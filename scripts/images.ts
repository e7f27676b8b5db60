/**
 * Draws the pictures of README.md: two experts of the demo study, one of each side, in the findings on a city, as each of
 * them sees it. `npm run docs:images` writes docs/images/assessment.en.png and assessment.zh.png.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import type { Locale } from '#base/locale.ts';
import { chromiumFile } from '#kit/chromium.ts';
import { signIn, startServer } from '#kit/server.ts';

const place = '/studies/eu-china-2013/assessments/haidian/smart-city-strategy';
const experts = { en: 'expert1.eu', zh: 'expert1.cn' } as const;

const editor = (page: Page, language: Locale) =>
  page.locator(`[data-language="${language}"] .ProseMirror[contenteditable="true"]`);

/** Opens the findings as an expert of the demo study, in their language and with the caret in its text. */
async function openFindings(browser: Browser, origin: string, language: Locale): Promise<Page> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1440, height: 860 },
    locale: language === 'en' ? 'en-GB' : 'zh-CN',
    timezoneId: language === 'en' ? 'Europe/Brussels' : 'Asia/Shanghai',
    reducedMotion: 'reduce'
  });
  const [name = '', value = ''] = (await signIn(origin, `${experts[language]}@demo.local`)).split('=');
  await context.addCookies([
    { name, value, url: origin },
    { name: 'locale', value: language, url: origin }
  ]);
  const page = await context.newPage();
  await page.goto(place);
  await editor(page, language).locator('p').first().click();
  await page.keyboard.press('End');
  return page;
}

const dataDir = mkdtempSync(join(tmpdir(), 'meridian-images-'));
const server = await startServer({ dataDir });
const browser = await chromium.launch({
  executablePath: chromiumFile,
  args: ['--no-sandbox', '--disable-gpu']
});
try {
  const pages = {
    en: await openFindings(browser, server.origin, 'en'),
    zh: await openFindings(browser, server.origin, 'zh')
  };
  for (const [language, page] of Object.entries(pages)) {
    // The caret of the other has arrived, and everything is stored.
    await page.locator('.ProseMirror .caret-flag').first().waitFor();
    await page.screenshot({ path: `docs/images/assessment.${language}.png` });
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
