/**
 * Tests every page for the users who see it: complete in both languages, in light and dark, wide and at 360
 * px, without an accessibility violation that axe can find, and without a request to any other host
 * (tests/e2e/kit.ts).
 */
import type { Page, Request } from '@playwright/test';
import { barriers, overflow } from '../axe.ts';
import { alive, expect, goAndSettle, test } from '../kit.ts';

const study = '/studies/eu-china-2013';

// The longest file: its tests only read, so that both workers take part in it.
test.describe.configure({ mode: 'parallel' });

/** Maps pages to a person who sees the most of them. */
const pages: Readonly<Record<string, readonly string[]>> = {
  'expert1.eu': [
    '/studies',
    study,
    `${study}/cities`,
    `${study}/cities/haidian`,
    `${study}/cities/florence`,
    `${study}/framework`,
    `${study}/goals`,
    `${study}/translations`,
    `${study}/criteria`,
    `${study}/plan`,
    `${study}/meetings`,
    `${study}/meetings/ict-dialogue-3`,
    `${study}/next-steps`,
    `${study}/reports/report`,
    `${study}/reports/white-paper`,
    `${study}/practices`,
    `${study}/themes`,
    `${study}/themes/characteristics/stakeholders`,
    `${study}/coding`,
    `${study}/coding/files`,
    `${study}/roadmap`,
    `${study}/people`,
    `${study}/context`,
    `${study}/context/entries/china-ministries-miit-3`,
    `${study}/context/figures`,
    `${study}/context/figures/market-sizes-abi-2018`,
    `${study}/context/tables`,
    `${study}/context/tables/services-three-cities-2012`,
    `${study}/context/sources`,
    `${study}/context/sources/final-report`,
    `${study}/context/topics`,
    `${study}/context/talks`,
    `${study}/context/images`,
    `${study}/glossary`,
    `${study}/glossary/legal-person`,
    `${study}/search?q=city`,
    `${study}/search?q=%E9%9B%B6%E9%9B%B6`,
    `${study}/activity`,
    `${study}/inbox`,
    `${study}/inbox/while-you-slept`,
    `${study}/chapters`,
    `${study}/chapters/introduction`,
    `${study}/assessments/haidian/smart-city-strategy`,
    `${study}/assessments/haidian/smart-city-strategy?text=findings&panel=checks`,
    `${study}/assessments/haidian/smart-city-services`,
    '/account',
    `${study}/assessments/yangzhou/legal-regulatory/panel`,
    `${study}/assessments/pudong/levels`,
    `${study}/assessments/haidian/smart-city-services?text=response`,
    `${study}/assessments/haidian/clarifications`,
    `${study}/assessments/haidian/evidence`,
    `${study}/assessments/haidian/profile`
  ],
  'chair.eu': [
    `${study}/assessments/yangzhou/business-models/panel`,
    `${study}/assessments/binhai/business-models/panel`,
    `${study}/assessments/completeness`,
    `${study}/comparison/services`
  ],
  secretariat: [
    study,
    `${study}/audit`,
    `${study}/inbox`,
    `${study}/settings`,
    `${study}/setup`,
    `${study}/criteria`,
    `${study}/people`,
    `${study}/plan`,
    `${study}/assessments/yangzhou/panel`
  ],
  'city.florence': [
    study,
    `${study}/assessments/florence/files`,
    `${study}/assessments/florence/smart-city-strategy`,
    `${study}/assessments/florence/evidence`,
    `${study}/assessments/florence/departments`,
    `${study}/assessments/florence/confidential`,
    `${study}/assessments/florence/evidence?question=strategy.vision`,
    `${study}/assessments/florence/departments?department=nobody`
  ],
  'city.haidian': [
    `${study}/assessments/haidian/clarifications`,
    `${study}/assessments/haidian/departments`,
    `${study}/assessments/haidian/profile`
  ],
  'city.yangzhou': [`${study}/assessments/yangzhou/consultation`],
  observer: [`${study}/assessments/haidian/smart-city-strategy`],
  admin: ['/admin/users', '/admin/mail', '/studies/new', '/studies']
};
const signedOut = ['/', '/login', '/connection', '/no-such-page'];

/** Lists how a page may be loaded; its theme depends on its place in the list. */
const looks = [
  { locale: 'en', width: 1280, height: 900 },
  { locale: 'zh', width: 1280, height: 900 },
  { locale: 'en', width: 360, height: 780 },
  { locale: 'zh', width: 360, height: 780 }
] as const;
type Look = (typeof looks)[number];
interface Loaded {
  readonly path: string;
  readonly theme: 'light' | 'dark';
}

/**
 * Returns the pages of a list that are loaded in this look. Each page is loaded twice: wide in one language and
 * theme, narrow in the others. Four neighbours in the list are together loaded in all eight ways.
 */
const pagesIn = ({ locale, width }: Look, paths: readonly string[]): Loaded[] =>
  paths
    .map((path, index) => ({
      path,
      isHere: ((locale === 'en') === (width === 1280)) === (index % 2 === 0),
      theme: (width === 1280) === index % 4 < 2 ? ('light' as const) : ('dark' as const)
    }))
    .filter(({ isHere }) => isHere);

/** Looks at a page by all rules where it is wide, and narrow by those of looks alone. */
async function look(page: Page, { path, theme }: Loaded, { locale, width }: Look): Promise<string[]> {
  await page.emulateMedia({ colorScheme: theme });
  await goAndSettle(page, path);
  const facts = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    headings: document.querySelectorAll('h1').length,
    title: document.title
  }));
  const faults: string[] = [];
  if (facts.lang !== (locale === 'zh' ? 'zh-Hans' : 'en'))
    faults.push(`${path}: the page says lang=${facts.lang}`);
  if (facts.headings !== 1) faults.push(`${path}: ${facts.headings} main headings`);
  if (!facts.title.includes('Meridian')) faults.push(`${path}: titled “${facts.title}”`);
  const rules = width === 1280 ? 'promised' : 'look';
  faults.push(...(await overflow(page)), ...(await barriers(page, { rules })));
  return faults;
}

for (const the of looks) {
  const { locale, width, height } = the;
  test.describe(`${locale}, ${width} px`, () => {
    test('pages of somebody who is not signed in', async ({ person }) => {
      const { page } = await person(null, { locale, width, height });
      const faults: string[] = [];
      for (const one of pagesIn(the, signedOut)) faults.push(...(await look(page, one, the)));
      expect(faults).toEqual([]);
    });

    for (const [name, all] of Object.entries(pages)) {
      const loaded = pagesIn(the, all);
      if (loaded.length === 0) continue;
      test(`pages of ${name} (R244, R245)`, async ({ person }) => {
        // By how much there is to look at, on whatever machine.
        test.setTimeout(30_000 + 10_000 * loaded.length);
        const { page } = await person(name, { locale, width, height });
        const faults: string[] = [];
        for (const one of loaded) faults.push(...(await look(page, one, the)));
        expect(faults).toEqual([]);
      });
    }
  });
}

test('switching the language keeps the place', async ({ person }) => {
  const { page } = await person('expert2.eu', { byForm: true });
  await page.goto(`${study}/glossary?q=smart`);
  await page.getByRole('button', { name: '中文', exact: true }).click();
  await expect(page).toHaveURL(/\/glossary\?q=smart$/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
});

test('no link of a page leads nowhere', async ({ person }) => {
  test.setTimeout(180_000);
  const { page, context } = await person('secretariat');
  const seen = new Set<string>();
  const dead: string[] = [];
  const queue = ['/studies'];
  for (let path = queue.shift(); path !== undefined && seen.size < 150; path = queue.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const response = await context.request.get(path, { headers: { accept: 'text/html' } });
    if (response.status() !== 200) {
      dead.push(`${path}: ${response.status()}`);
      continue;
    }
    // Read, not shown: only what the server sent is followed, and no script runs.
    const links = await page.evaluate(
      (html) =>
        [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('a[href^="/"]')].map(
          (link) => link.getAttribute('href') ?? ''
        ),
      await response.text()
    );
    queue.push(...links.map((href) => href.split('#')[0] ?? '').filter((href) => !seen.has(href)));
  }
  expect(dead).toEqual([]);
  expect(seen.size).toBeGreaterThan(30);
});

/** Keeps the scripts of the next page away until the returned function is called. */
async function holdScripts(page: Page): Promise<() => void> {
  let come: () => void = () => undefined;
  const waited = new Promise<void>((resolve) => (come = resolve));
  await page.route('**/_app/**/*.js', async (route) => {
    await waited;
    await route.continue();
  });
  return come;
}

test('what is opened and typed before the scripts have come stays when they do', async ({ person }) => {
  const { page } = await person('expert1.cn');
  const come = await holdScripts(page);
  await page.goto(`${study}/assessments/haidian/progress`, { waitUntil: 'commit' });
  await page.locator('summary').filter({ hasText: 'Return to “Questionnaire open”' }).click();
  const reason = page.getByRole('group', { name: 'Why it goes back' }).getByLabel('English');
  await reason.fill('The year is missing.');
  await page.locator('summary').filter({ hasText: 'Set a deadline' }).last().click();
  const zone = page.getByLabel('Time zone').last();
  await zone.selectOption('Europe/Brussels');
  // The page is alive when it follows its study.
  const following = page.waitForEvent('websocket');
  come();
  await following;
  await expect(reason).toBeVisible();
  await expect(reason).toHaveValue('The year is missing.');
  await expect(zone).toHaveValue('Europe/Brussels');
});

test('what is selected in a field before the scripts have come is what a key then deletes', async ({
  person
}) => {
  const { context } = await person('secretariat');
  for (const field of ['textarea[name="scopeZh"]', 'input[name="programmeZh"]']) {
    const page = await context.newPage();
    const come = await holdScripts(page);
    const following = page.waitForEvent('websocket');
    await page.goto(`${study}/settings`, { waitUntil: 'commit' });
    await page.locator(field).selectText();
    come();
    await following;
    await alive(page);
    await page.keyboard.press('Delete');
    await expect(page.locator(field)).toHaveValue('');
  }
});

test('a button that is pressed before the scripts have come does its work when they do', async ({
  person
}) => {
  const chair = await person('chair.cn', { locale: 'zh' });
  const come = await holdScripts(chair.page);
  await chair.page.goto(`${study}/assessments/yangzhou/business-models/panel`, { waitUntil: 'commit' });
  const start = chair.page.getByRole('button', { name: '从此页开始主持' });
  await start.click();
  // A person who sees nothing happen presses again, and means it once.
  await start.click();
  come();
  await chair.page.getByRole('button', { name: '结束会议模式' }).click();
  await expect(start).toBeVisible();
});

test('a first page comes in few files', async ({ person }) => {
  const { page } = await person('expert1.eu');
  const filesOf = async (path: string): Promise<number> => {
    const files = new Set<string>();
    const add = (request: Request): void => void files.add(new URL(request.url()).pathname);
    page.on('request', add);
    await goAndSettle(page, path);
    page.off('request', add);
    return [...files].filter((file) => file.startsWith('/_app/')).length;
  };
  // Each costs a round trip of a sixth of a slow line where a proxy does not bundle them (scripts/join-files.ts).
  expect(await filesOf(study)).toBeLessThanOrEqual(54);
  expect(await filesOf(`${study}/assessments/haidian/smart-city-strategy?text=findings`)).toBeLessThanOrEqual(
    110
  );
});
