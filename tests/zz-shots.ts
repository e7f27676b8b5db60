import { chromium } from '@playwright/test';
const origin = process.env['SHOT_ORIGIN']!;
const browser = await chromium.launch({ executablePath: '/usr/lib/chromium/chromium-headless-shell', args: ['--no-sandbox', '--disable-gpu'] });
const out = '/tmp/terms-shots/';
async function open(email: string, locale: 'en'|'zh', theme: 'light'|'dark', width: number, height = 900) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: locale === 'zh' ? 'zh-CN' : 'en-GB' });
  const page = await context.newPage();
  page.on('console', (m) => { if (m.type() === 'error') console.log('console', m.text()); });
  page.on('pageerror', (e) => console.log('pageerror', e.message));
  await page.goto(origin + '/login');
  await page.fill('input[name=email]', email); await page.fill('input[name=password]', 'meridian'); 
  await Promise.all([page.waitForURL((u) => !u.pathname.startsWith('/login')), page.press('input[name=password]', 'Enter')]);
  return page;
}
const S = '/studies/eu-china-2013';
const which = process.argv.slice(2);
for (const [locale, theme, width] of [['en','light',1440],['zh','dark',1280],['en','dark',360],['zh','light',360]] as const) {
  if (which.length && !which.includes(`${locale}-${theme}-${width}`)) continue;
  const name = `${locale}-${theme}-${width}`;
  const page = await open('expert1.eu@demo.local', locale, theme, width);
  await page.context().addCookies([{ name: 'locale', value: locale, url: origin }]);
  await page.goto(origin + S + '/assessments/haidian/funding?text=findings&panel=checks'); await page.waitForTimeout(5000);
  if (width < 1280) { await page.screenshot({ path: `${out}${name}-text.png` }); await page.locator('button.evidence').click(); }
  await page.waitForTimeout(300);
  const acc = page.locator('.checks button.link').first(); if (await acc.count()) await acc.click();
  await page.screenshot({ path: `${out}${name}-checks.png` });
  if (width >= 1280) {
    const box = await page.evaluate(() => { const [r] = [...(CSS.highlights.get('meridian-term') ?? [])] as Range[]; const b = r?.getBoundingClientRect(); return b && { x: b.x + 5, y: b.y + b.height / 2, n: CSS.highlights.get('meridian-term')!.size }; });
    console.log(name, JSON.stringify(box));
    if (box) { await page.mouse.move(box.x - 40, box.y); await page.mouse.move(box.x, box.y, { steps: 3 }); await page.waitForTimeout(700); await page.screenshot({ path: `${out}${name}-card.png` }); }
    await page.mouse.move(5, 5);
    const editor = page.locator('[data-language="zh"] .ProseMirror p').first();
    if (await editor.count()) { await editor.click(); await page.keyboard.press('End'); await page.keyboard.press('Control+Alt+G'); await page.waitForTimeout(400); await page.screenshot({ path: `${out}${name}-menu.png` }); }
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  console.log(name, 'overflow', wide);
  await page.context().close();
}
await browser.close();
