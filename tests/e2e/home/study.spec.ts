/**
 * Tests a study's own pages in a browser: what each reader sees and may do, and how the secretariat edits
 * them, with and without scripts.
 */
import { expect, goAndFollow, goAndSettle, origin, test } from '../kit.ts';

const study = '/studies/eu-china-2013';

test('the home asks each reader for what is theirs, and counts both sides for those who see them', async ({
  person
}) => {
  const expert = await person('expert1.eu');
  await expert.page.goto(study);
  const tasks = expert.page.getByRole('region', { name: 'Your tasks' });
  await expect(tasks.getByRole('link', { name: /findings.*Haidian/ })).toHaveAttribute(
    'href',
    `${study}/assessments/haidian`
  );
  await expect(tasks.getByRole('link', { name: 'Score Haidian' })).toHaveAttribute(
    'href',
    `${study}/assessments/haidian/panel`
  );
  await expect(expert.page.getByRole('region', { name: 'Progress of each side' })).toContainText('Submitted');

  const city = await person('city.florence', { locale: 'zh' });
  await city.page.goto(study);
  await expect(city.page.getByRole('link', { name: '为佛罗伦萨填报评估框架' })).toBeVisible();
  await expect(city.page.getByText('双方进展')).toHaveCount(0);
});

test('an overdue deliverable shows on the home, in word and not in colour alone (R007)', async ({
  person
}) => {
  const { page } = await person('observer');
  await page.goto(study);
  await expect(page.getByRole('region', { name: 'Deliverables' }).getByText('overdue').first()).toBeVisible();
});

test('badges name a side by its code in English, by one character in Chinese', async ({ person }) => {
  for (const [locale, signs] of [
    ['en', ['EU', 'CN']],
    ['zh', ['欧', '中']]
  ] as const) {
    const { page } = await person('expert1.eu', { locale });
    await page.goto(`${study}/consultation`);
    for (const sign of signs)
      await expect(page.getByRole('main').locator('abbr', { hasText: sign }).first()).toHaveText(sign);
  }
});

test('the founding decision stands in the work plan with place, date, parties and points (R006)', async ({
  person
}) => {
  const { page } = await person('observer');
  await page.goto(`${study}/plan`);
  const record = page.getByRole('region', { name: /ICT dialogue/ });
  await expect(record).toContainText('Chengdu');
  await expect(record).toContainText('2011');
  await expect(record.getByRole('listitem')).toHaveCount(5);
});

test('cities stand by side and then by name in the reader’s language, and follow a filter by state (R043)', async ({
  person
}) => {
  const names = async (locale: 'en' | 'zh', side: string): Promise<string[]> => {
    const { page } = await person('expert2.cn', { locale });
    await page.goto(`${study}/cities`);
    return page.getByRole('region', { name: side }).getByRole('listitem').getByRole('link').allTextContents();
  };
  const english = await names('en', 'China');
  expect(english).toHaveLength(15);
  expect(english).toEqual([...english].sort(new Intl.Collator('en').compare));
  const chinese = await names('zh', '中国');
  expect(chinese.slice(0, 3)).toEqual(['滨海新区', '成都', '海淀区']);

  const { page } = await person('expert2.cn', { locale: 'en' });
  await page.goto(`${study}/cities`);
  await page.getByRole('navigation', { name: 'State' }).getByRole('link', { name: 'Approved' }).click();
  await expect(page.getByRole('main').getByRole('status')).toHaveText('1 of 30 cities');
  await expect(page.getByRole('region', { name: 'China' }).getByRole('listitem')).toHaveCount(1);
});

test('the framework says that it does not rank, in both languages (R028)', async ({ person }) => {
  for (const [locale, sentence] of [
    ['en', 'The framework compares; it does not rank.'],
    ['zh', '本框架用于比较，不用于排名。']
  ] as const) {
    const { page } = await person('expert3.eu', { locale });
    await page.goto(`${study}/framework`);
    await expect(page.getByText(sentence)).toBeVisible();
  }
});

test('the secretariat saves a text with one language missing, sees the gap, and fills it (R001)', async ({
  person
}) => {
  const { page } = await person('secretariat');
  await page.goto(`${study}/settings`);
  const scope = page.locator('textarea[name="scopeZh"]');
  const before = await scope.inputValue();
  await scope.fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Scope: Chinese')).toBeVisible();
  await page.goto(study);
  // It may be among those that a long list folds away.
  await expect(page.getByText('Scope: the Chinese text is missing')).toBeAttached();
  await page.goto(`${study}/settings`);
  await page.locator('textarea[name="scopeZh"]').fill(before);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Scope: Chinese')).toHaveCount(0);
});

test('a form in which somebody types is not overwritten, and is refused when another saved meanwhile', async ({
  person
}) => {
  const { page, context } = await person('secretariat');
  const other = await context.newPage();
  for (const each of [page, other]) await each.goto(`${study}/settings`);
  // Typing begins before the other saves.
  await page.locator('input[name="programmeZh"]').fill('另一种写法');
  await other.locator('input[name="programmeZh"]').fill('中欧政策对话支持项目二期');
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(other.getByText('Saved', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('[data-conflict]')).toContainText('中欧政策对话支持项目二期');
  await expect(page.locator('input[name="programmeZh"]')).toHaveValue('另一种写法');
  await page.getByLabel('Mine', { exact: true }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
});

test('an open page shows what another saved, by itself', async ({ person }) => {
  const reader = await person('expert4.eu');
  await goAndFollow(reader.page, `${study}/plan`);
  const { page } = await person('secretariat');
  await page.goto(`${study}/plan`);
  await page.getByText('Add a deliverable').click();
  await page.locator('form[action="?/add"] input[name="titleEn"]').fill('Notes of the spring meeting');
  await page.locator('form[action="?/add"]').getByRole('button', { name: 'Save' }).click();
  await expect(reader.page.getByText('Notes of the spring meeting').first()).toBeVisible();
});

test('an open text is loaded again for its own city, once for what happens together, and not for another city', async ({
  person
}) => {
  const { page } = await person('expert1.eu');
  let send = (_kind: string, _cityId: string): void => undefined;
  let follow = (): void => undefined;
  const follows = new Promise<void>((resolve) => (follow = resolve));
  await page.routeWebSocket(/\/live\?/, (line) => {
    let number = Date.now();
    send = (kind, cityId) => {
      const facts = { study: 'eu-china-2013', number: ++number, at: '', documentId: null, payload: {} };
      line.send(JSON.stringify({ type: 'event', kind, cityId, ...facts }));
    };
    follow();
  });
  await goAndSettle(page, `${study}/assessments/haidian/funding?text=findings`);
  await follows;
  const requests: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('__data.json')) requests.push(request.url());
  });
  const loaded = (): Promise<unknown> =>
    page.waitForResponse((response) => response.url().includes('__data.json'));

  // A freeze is followed at once: were it of this page, it would be asked for before the next.
  const own = loaded();
  send('document.frozen', 'tampere');
  send('panel.settled', 'tampere');
  send('panel.settled', 'haidian');
  await own;
  expect(requests).toHaveLength(1);

  const burst = loaded();
  send('evidence.added', 'haidian');
  send('thread.resolved', 'haidian');
  send('evidence.cited', 'haidian');
  await burst;
  const last = loaded();
  send('document.reopened', 'haidian');
  await last;
  expect(requests).toHaveLength(3);
});

test('an open page whose network goes while it asks what was saved stays as it is, and shows it once it is back', async ({
  person
}) => {
  const reader = await person('expert4.eu');
  await goAndFollow(reader.page, `${study}/plan`);
  await reader.page.evaluate(() => document.body.setAttribute('data-same-page', ''));
  let tries = 0;
  await reader.page.route('**/__data.json*', (route) =>
    ++tries <= 2 ? route.abort('internetdisconnected') : route.continue()
  );
  const { page } = await person('secretariat');
  await page.goto(`${study}/plan`);
  await page.getByText('Add a deliverable').click();
  await page.locator('form[action="?/add"] input[name="titleEn"]').fill('Notes of the summer meeting');
  await page.locator('form[action="?/add"]').getByRole('button', { name: 'Save' }).click();
  await expect(reader.page.getByText('Notes of the summer meeting').first()).toBeVisible();
  expect(tries).toBeGreaterThan(2);
  await expect(reader.page.locator('body[data-same-page]')).toBeAttached();
});

test('forms work in a browser without scripts', async ({ person, browser }) => {
  const signedIn = await person('secretariat');
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await signedIn.context.storageState()
  });
  const page = await context.newPage();
  await page.goto(`${origin()}${study}/plan`);
  await page.getByText('Add a deliverable').click();
  const form = page.locator('form[action="?/add"]');
  await form.locator('input[name="titleEn"]').fill('Summary for ministers');
  await form.locator('input[name="dueOn"]').fill('2014-13');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.locator('form[action="?/add"] input[name="titleEn"]')).toHaveValue(
    'Summary for ministers'
  );
  await page.locator('form[action="?/add"] input[name="dueOn"]').fill('2014-22');
  await page.locator('form[action="?/add"]').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Summary for ministers' }).first()).toContainText(
    'summer 2014'
  );
  await context.close();
});
