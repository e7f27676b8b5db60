import { chromium } from '@playwright/test';
import setUp from '../e2e/global-setup.ts';
import { beginSession, dataAt, serve } from '../e2e/demo.ts';
const tearDown = await setUp();
const server = await serve(await dataAt('demo'));
const browser = await chromium.launch({ executablePath: '/usr/lib/chromium/chromium-headless-shell', args: ['--no-sandbox', '--disable-gpu'] });
const s = '/studies/eu-china-2013';
async function open(who: string, locale: string, width: number, theme: 'light' | 'dark') {
  const context = await browser.newContext({ baseURL: server.origin, viewport: { width, height: 900 }, colorScheme: theme });
  await context.addCookies([{ name: 'locale', value: locale, url: server.origin }, { name: 'session', value: beginSession(server.origin, who), url: server.origin, httpOnly: true }]);
  const page = await context.newPage();
  page.on('pageerror', (e) => console.log(who, 'pageerror', e.message));
  page.on('console', (m) => m.type() === 'error' && console.log(who, m.text()));
  return page;
}
const eu = await open('expert1.eu', 'en', 1440, 'light');
const post = (path: string, form: Record<string, string>) => eu.request.post(path, { form, headers: { origin: server.origin } });
for (const [en, zh, colour, d] of [['Governance', '治理', 'grey', 'Who decides, and how.'], ['Data silos', '数据孤岛', 'orange', 'Offices keep data that others need. Not for data that the law closes.'], ['One desk', '一站式', 'teal', ''], ['Financing', '资金筹措', 'violet', 'Where the money comes from.']])
  console.log((await post(`${s}/coding?/add`, { labelEn: en!, labelZh: zh!, colour: colour!, definitionEn: d!, definitionZh: '' })).status());
const codes = ((await (await eu.request.get(`${s}/coding/tag`)).json()) as { codes: { id: string; label: { en: string } }[] }).codes;
const id = (en: string) => codes.find((c) => c.label.en === en)?.id ?? '';
console.log((await post(`${s}/coding/${id('Data silos')}?/move`, { parentId: id('Governance') })).status());
await eu.goto(`${s}/assessments/haidian/smart-city-strategy?text=findings`);
await eu.waitForTimeout(6000);
const blocks = await eu.locator('.passage .prose [data-id]').evaluateAll((all) => all.map((b) => b.getAttribute('data-id')));
console.log(blocks.length);
for (const [at, en] of [[0, 'Governance'], [1, 'Data silos'], [2, 'Data silos'], [2, 'One desk'], [3, 'Financing']] as const) {
  const r = await eu.request.post(`${s}/coding/tag?${new URLSearchParams({ code: id(en), kind: 'passage', city: 'haidian', section: 'smart-city-strategy', block: blocks[at] ?? '', quote: '' })}`, { headers: { origin: server.origin } });
  console.log(r.status(), (await r.text()).slice(0, 100));
}
const given = await post(`${s}/coding?/giveTask`, { cityId: 'haidian', section: 'governance', firstCoderId: 'x', secondCoderId: 'y' });
console.log('give', given.status());
const views: [string, string, (p: any) => Promise<void>][] = [
  ['text', `${s}/assessments/haidian/smart-city-strategy?text=findings&panel=codes`, async () => {}],
  ['palette', `${s}/assessments/haidian/smart-city-strategy?text=findings`, async (p) => { await p.locator('.passage .prose [data-id]').nth(1).click(); await p.keyboard.press('Control+Shift+K'); await p.waitForTimeout(1500); await p.keyboard.type('d'); await p.waitForTimeout(500); }],
  ['book', `${s}/coding`, async (p) => { await p.waitForTimeout(300); }],
  ['code', `${s}/coding/${id('Data silos')}`, async (p) => { await p.locator('input[type=checkbox]').first().check(); await p.waitForTimeout(500); }]
];
for (const [locale, width, theme] of [['en', 1440, 'light'], ['zh', 1440, 'dark'], ['zh', 360, 'light'], ['en', 360, 'dark']] as const) {
  const page = await open('expert1.eu', locale, width, theme);
  for (const [name, path, act] of views) {
    await page.goto(path);
    await page.waitForTimeout(4000);
    await act(page).catch((e: Error) => console.log(name, e.message.slice(0, 200)));
    await page.screenshot({ path: `/tmp/Qs-${name}-${locale}-${width}.png`, fullPage: name === 'book' || name === 'code' });
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) console.log('OVERFLOW', name, locale, width);
  }
  await page.context().close();
}
await browser.close();
await server.stop();
tearDown();
