/**
 * Shows the navigation: each role is offered the pages that it may open and none that it may not, at every
 * width, by keyboard and without scripts; and no page of a study scrolls sideways.
 */
import type { Page } from '@playwright/test';
import { expectNoBarrier, overflow } from '../axe.ts';
import { expect, goAndSettle, origin, test, type Person } from '../kit.ts';

const study = '/studies/eu-china-2013';
const haidian = `${study}/assessments/haidian`;

test.describe.configure({ mode: 'parallel' });

const compared = ['Comparison', 'Good practices', 'Trends and challenges'] as const;
const ofStudy = [
  ...['Framework', 'Selection', 'Work plan', 'Roadmap', 'Meetings', 'Next steps'],
  ...['Research', 'People', 'Glossary']
] as const;
const ofExperts = [
  ...['Home', 'Cities', 'Chapters', 'Translations', 'Report', 'Consultation', 'Approvals'],
  ...compared,
  'Coding',
  ...ofStudy
] as const;

/** For each role, the menu as it is read from top to bottom, every group opened. */
const menus = {
  'chair.eu': [...ofExperts, 'Activity', 'Audit'],
  'expert1.cn': [...ofExperts, 'Activity'],
  secretariat: [...ofExperts, 'Activity', 'Audit', 'Settings'],
  observer: ['Home', 'Cities', 'Chapters', 'Approvals', ...compared, ...ofStudy, 'Activity'],
  'city.florence': [
    ...['Home', 'Questionnaire', 'Evidence', 'Departments', 'Clarifications', 'Consultation', 'Levels'],
    ...['Our roadmap', 'Cities', ...compared, 'Framework', 'Selection', 'Work plan', 'Roadmap'],
    ...['Research', 'People', 'Glossary', 'Activity']
  ]
} as const;

/** What a phone shows at once. */
const inReach = {
  'chair.eu': ['Home', 'Approvals', 'Cities', 'Comparison'],
  'expert1.cn': ['Home', 'Cities', 'Chapters', 'Comparison'],
  secretariat: ['Home', 'Cities', 'Consultation', 'Approvals'],
  observer: ['Home', 'Cities', 'Comparison', 'Chapters'],
  'city.florence': ['Home', 'Questionnaire', 'Evidence', 'Departments']
} as const;

/** Some role may not open these pages of the study. */
const limited = ['consultation', 'approvals', 'meetings', 'next-steps', 'audit', 'settings'];

const menuOf = (page: Page) => page.getByRole('navigation', { name: 'Study', exact: true });

/** Opens every group of the menu, and returns the labels of its links. */
async function wholeMenu(page: Page): Promise<string[]> {
  const menu = menuOf(page);
  const closed = menu.locator('details:not([open]) > summary');
  while ((await closed.count()) > 0) await closed.first().click();
  const labels = await menu.getByRole('link').allTextContents();
  return labels.map((label) => label.trim()).filter((label) => label !== 'Close');
}

const statusOf = async ({ context }: Person, path: string): Promise<number> =>
  (await context.request.get(path, { headers: { accept: 'text/html' }, maxRedirects: 5 })).status();

for (const [name, menu] of Object.entries(menus) as [keyof typeof menus, readonly string[]][]) {
  test(`${name} is offered what they may open, at every width, and nothing else (R241)`, async ({
    person
  }) => {
    const somebody = await person(name, { width: 1280 });
    const { page } = somebody;
    await goAndSettle(page, study);
    expect(await wholeMenu(page)).toEqual(menu);

    const links = await menuOf(page)
      .getByRole('listitem')
      .getByRole('link')
      .evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
    for (const href of links) expect(await statusOf(somebody, href), href).toBe(200);
    for (const end of limited)
      if (!links.includes(`${study}/${end}`))
        expect(await statusOf(somebody, `${study}/${end}`), `${end} is not offered`).toBe(403);

    // Between a phone and a wide screen the menu is behind its button; the drawer is the same menu.
    await page.setViewportSize({ width: 900, height: 800 });
    await expect(menuOf(page)).toHaveCount(0);
    await page.getByRole('button', { name: 'Menu' }).click();
    expect(await wholeMenu(page)).toEqual(menu);
    await page.getByRole('button', { name: 'Close' }).click();
    await expect(menuOf(page)).toHaveCount(0);

    await page.setViewportSize({ width: 360, height: 780 });
    const bar = page.getByRole('navigation', { name: 'Main pages' });
    expect((await bar.getByRole('link').allTextContents()).map((label) => label.trim())).toEqual(
      inReach[name]
    );
    await bar.getByRole('button', { name: 'More' }).click();
    expect(await wholeMenu(page)).toEqual(menu);
  });
}

test('an administrator is offered the pages of the installation, anybody else outside a study no menu', async ({
  person
}) => {
  const { page } = await person('admin', { width: 900 });
  await goAndSettle(page, '/admin/users');
  await page.getByRole('button', { name: 'Menu' }).click();
  const menu = page.getByRole('navigation', { name: 'Installation' });
  await expect(menu.getByRole('link')).toHaveText(['Studies', 'Accounts', 'Outbox']);
  await menu.getByRole('link', { name: 'Outbox' }).click();
  await expect(page).toHaveURL('/admin/mail');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  const expert = await person('expert1.eu', { width: 900 });
  await goAndSettle(expert.page, '/studies');
  await expect(expert.page.getByRole('button', { name: 'Menu' })).toHaveCount(0);
});

test('the drawer opens, holds the focus, closes and gives the focus back by keyboard alone (R245)', async ({
  person
}) => {
  const { page } = await person('secretariat', { width: 900, height: 800 });
  await goAndSettle(page, `${study}/people`);
  const button = page.getByRole('button', { name: 'Menu' });
  await button.focus();
  for (const key of ['Enter', ' ']) {
    await page.keyboard.press(key);
    const drawer = page.getByRole('dialog', { name: 'Menu' });
    await expect(drawer).toBeVisible();
    // More steps than the drawer has places: the focus never comes to the page below.
    for (let step = 0; step < 20; step++) {
      await page.keyboard.press('Tab');
      const place = await page.evaluate(() => {
        const { activeElement } = document;
        return activeElement === document.body || activeElement?.closest('dialog') !== null;
      });
      expect(place, `step ${step}`).toBe(true);
    }
    await expectNoBarrier(page);
    await page.keyboard.press('Escape');
    await expect(drawer).toBeHidden();
    await expect(button).toBeFocused();
  }
});

test('a group of the menu stays open on other pages until it is closed', async ({ person }) => {
  const { page } = await person('secretariat', { width: 1440 });
  await goAndSettle(page, `${study}/people`);
  const menu = menuOf(page);
  const people = menu.getByRole('link', { name: 'People' });
  await expect(people).toBeVisible();
  await menu.getByRole('link', { name: 'Home' }).click();
  await expect(page).toHaveURL(study);
  await expect(people).toBeVisible();
  await menu.getByText('Study', { exact: true }).click();
  await menu.getByRole('link', { name: 'Cities' }).click();
  await expect(page).toHaveURL(`${study}/cities`);
  await expect(people).toBeHidden();
});

test('the menu folds to icons that keep their names, and stays folded', async ({ person }) => {
  const { page } = await person('expert1.eu', { width: 1280 });
  await goAndSettle(page, `${study}/plan`);
  const column = menuOf(page);
  const width = async (): Promise<number> => (await column.boundingBox())?.width ?? 0;
  expect(await width()).toBeGreaterThan(150);
  await page.getByRole('button', { name: 'Fold the menu to icons' }).click();
  expect(await width()).toBeLessThan(80);
  await expect(column.getByRole('link', { name: 'Work plan' })).toHaveAttribute('aria-current', 'page');
  await goAndSettle(page, `${study}/glossary`);
  expect(await width()).toBeLessThan(80);
  await page.getByRole('button', { name: 'Show the labels of the menu' }).click();
  expect(await width()).toBeGreaterThan(150);
});

test('without scripts the menu and its groups open as links', async ({ browser, person }) => {
  const { context } = await person('secretariat');
  const plain = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 900, height: 800 },
    storageState: await context.storageState(),
    baseURL: origin()
  });
  const page = await plain.newPage();
  await page.goto(`${haidian}/evidence`);
  await expect(menuOf(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Menu' }).click();
  expect(await wholeMenu(page)).toEqual(menus.secretariat);
  await menuOf(page).getByRole('link', { name: 'Close' }).click();
  await expect(menuOf(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Menu' }).click();
  // The groups are still open.
  await menuOf(page).getByRole('link', { name: 'Glossary' }).click();
  await expect(page).toHaveURL(`${study}/glossary`);
  // On a phone the tabs of a city are a list that opens by itself.
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto(`${haidian}/evidence`);
  const tabs = page.getByRole('navigation', { name: 'Pages of Haidian' });
  await tabs.locator('summary').click();
  await tabs.getByRole('link', { name: 'Files' }).click();
  await expect(page).toHaveURL(`${haidian}/files`);
  await plain.close();
});

test('every page of a city has the same tabs, each opens, and the present one is marked', async ({
  person
}) => {
  test.setTimeout(180_000);
  const expected: Readonly<Record<string, readonly string[]>> = {
    'expert1.cn': [
      ...['About the city', 'Progress', 'City’s response', 'Findings', 'Evidence', 'Clarifications'],
      ...['Scoring', 'Levels', 'Files', 'Versions']
    ],
    observer: [
      ...['About the city', 'Progress', 'City’s response', 'Findings', 'Evidence', 'Levels'],
      ...['Files', 'Versions']
    ],
    'city.haidian': [
      ...['About the city', 'Progress', 'City’s response', 'Evidence', 'Departments'],
      ...['Confidential answers', 'Clarifications', 'Levels', 'Our roadmap', 'Files', 'Versions']
    ]
  };
  for (const [name, labels] of Object.entries(expected)) {
    const { page } = await person(name, { width: 1280 });
    await goAndSettle(page, `${haidian}/governance`);
    const tabs = page.getByRole('navigation', { name: 'Pages of Haidian' });
    for (const label of labels) {
      await expect(tabs.getByRole('link')).toHaveText(labels);
      await tabs.getByRole('link', { name: label, exact: true }).click();
      await expect(tabs.locator('[aria-current]'), `${name}: ${label}`).toHaveText(label);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      await expect(page.getByText('Not found')).toHaveCount(0);
    }
  }
});

test('the tabs of a city are one list on a phone, and keep the characteristic', async ({ person }) => {
  const { page } = await person('expert1.cn', { width: 360, height: 780, locale: 'zh' });
  await goAndSettle(page, `${haidian}/governance`);
  const tabs = page.getByRole('navigation', { name: '海淀区的页面' });
  const list = tabs.locator('summary');
  await expect(list).toContainText('评估结论');
  await list.click();
  await tabs.getByRole('link', { name: '城市答复' }).click();
  await expect(page).toHaveURL(`${haidian}/governance?text=response`);
  await expect(tabs.getByRole('link')).toHaveCount(0);
  await list.click();
  await tabs.getByRole('link', { name: '评分' }).click();
  await expect(page).toHaveURL(`${haidian}/governance/panel`);
});

test('breadcrumbs say what a page belongs to, and lead there', async ({ person }) => {
  const { page } = await person('secretariat', { width: 1280 });
  const trail = page.getByRole('navigation', { name: 'Breadcrumbs' });
  const trails: readonly [path: string, crumbs: readonly string[]][] = [
    [`${study}/cities/haidian`, ['Cities', 'Haidian']],
    [`${haidian}/governance`, ['Cities', 'Haidian', 'Governance']],
    [`${haidian}/governance/panel`, ['Cities', 'Haidian', 'Scoring', 'Governance']],
    [`${haidian}/versions/compare`, ['Cities', 'Haidian', 'Versions', 'What changed']],
    [`${study}/chapters/introduction/progress`, ['Chapters', 'Introduction', 'Progress']],
    [`${study}/meetings/ict-dialogue-3`, ['Meetings', 'Third EU-China ICT Dialogue']],
    [`${study}/framework/versions`, ['Framework', 'Versions of the framework']],
    [`${study}/comparison/levels`, ['Comparison', 'Levels']],
    [`${study}/setup`, ['Settings', 'Set up the study']]
  ];
  test.setTimeout(30_000 + 10_000 * trails.length);
  for (const [path, crumbs] of trails) {
    await goAndSettle(page, path);
    await expect(trail.getByRole('link')).toHaveText(crumbs);
    await expect(trail.locator('[aria-current="page"]')).toHaveText(crumbs.at(-1) ?? '');
  }
  await goAndSettle(page, `${haidian}/evidence`);
  await trail.getByRole('link', { name: 'Haidian' }).click();
  await expect(page).toHaveURL(`${study}/cities/haidian`);
  // A page directly below the study belongs to nothing else.
  await goAndSettle(page, `${study}/people`);
  await expect(trail).toHaveCount(0);
});

const pagesOfStudy = [
  ...['', '/inbox', '/cities', '/cities/haidian', '/framework', '/framework/versions', '/criteria', '/plan'],
  ...['/consultation', '/comparison', '/comparison/levels', '/comparison/map', '/chapters', '/meetings'],
  ...['/chapters/introduction', '/next-steps', '/approvals', '/people', '/glossary', '/activity', '/goals'],
  ...['/practices', '/themes', '/themes/characteristics/stakeholders'],
  ...['/assessments/haidian/governance', '/assessments/haidian/governance?text=response'],
  ...['/assessments/haidian/progress', '/assessments/haidian/evidence', '/assessments/haidian/versions'],
  ...['/assessments/haidian/governance/panel', '/assessments/haidian/clarifications'],
  ...['/assessments/haidian/files', '/assessments/haidian/levels', '/assessments/completeness']
];
for (const locale of ['en', 'zh'] as const)
  test(`no page of a study scrolls sideways or hides its menu in ${locale}`, async ({ person }) => {
    test.setTimeout(180_000);
    const { page } = await person('expert1.eu', { locale, width: 1280 });
    const faults: string[] = [];
    // Each page in one language: its neighbour in the list is seen in the other.
    for (const path of pagesOfStudy.filter((_, index) => (index % 2 === 0) === (locale === 'en'))) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await goAndSettle(page, study + path);
      for (const width of [1280, 1024, 900, 360, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        // A chart follows the width a frame later.
        const fits = await expect
          .poll(() => overflow(page))
          .toEqual([])
          .then(
            () => true,
            () => false
          );
        if (!fits) faults.push(...(await overflow(page)).map((fault) => `${width}: ${fault}`));
        faults.push(
          ...(await page.evaluate((at) => {
            const ends = [...document.querySelectorAll('.masthead a, .masthead button, nav[aria-label] a')]
              .filter((link) => link.checkVisibility() && !link.matches('.skip, .rail a'))
              .map((link) => [link.textContent.trim(), link.getBoundingClientRect()] as const)
              .filter(([, box]) => box.left < -1 || box.right > innerWidth + 1);
            return ends.map(([label]) => `${at}: “${label}” is out of sight`);
          }, `${width} ${path}`))
        );
      }
    }
    expect(faults).toEqual([]);
  });

test('on a phone everything of the navigation is large enough to touch', async ({ person }) => {
  const { page } = await person('city.florence', { width: 360, height: 780 });
  await goAndSettle(page, `${study}/assessments/florence/evidence`);
  await page.getByRole('button', { name: 'More' }).click();
  const small = await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        '.masthead :is(a, button, summary), .bottom-bar a, dialog :is(a, button, summary)'
      )
    ]
      .filter((target) => target.checkVisibility() && !target.matches('.skip'))
      .map((target) => [target.textContent.trim(), target.getBoundingClientRect()] as const)
      .filter(([, box]) => box.height < 44 || box.width < 44)
      .map(([label, box]) => `${label}: ${box.width} × ${box.height}`)
  );
  expect(small).toEqual([]);
});
