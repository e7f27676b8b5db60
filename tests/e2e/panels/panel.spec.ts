/**
 * A panel of four assessors a side judges one characteristic of one city, one assessor a side in a browser: alone,
 * revealed, discussed, judged again, agreed with dissent, released. Another browser, of each other role in turn,
 * requests what is about the panel and every live connection, and finds none of it.
 */
import type { Page } from '@playwright/test';
import { listRoutes } from '../../routes/scan.ts';
import { editorIn, empty, findingsOf, openToWrite, study } from '../editing-kit.ts';
import { expect, goAndSettle, origin, test, type Person } from '../kit.ts';

const city = 'haidian';
const section = 'governance';
const panelPage = `${study}/assessments/${city}/${section}/panel`;
const canary = (at: number, round: number): string => `canary-${round}-${at}-不可见`;

const sides = ['eu', 'cn'] as const;
const assessors = sides.flatMap((side) =>
  [1, 2, 3, 4].map((n) => ({
    name: `expert${n}.${side}`,
    locale: side === 'eu' ? ('en' as const) : ('zh' as const)
  }))
);
const labels = {
  en: {
    basic: 'Basic',
    advanced: 'More advanced',
    rationale: 'Rationale',
    sure: 'Fairly',
    seal: 'Seal the score',
    sealed: 'Your score is sealed',
    kept: 'Your draft is kept.'
  },
  zh: {
    basic: '基础',
    advanced: '较先进',
    rationale: '理由',
    sure: '一般',
    seal: '提交并封存',
    sealed: '您的评分已封存',
    kept: '草稿已保存'
  }
};

async function fillScore(
  page: Page,
  locale: 'en' | 'zh',
  level: 'basic' | 'advanced',
  rationale: string
): Promise<void> {
  const own = labels[locale];
  const choice = page.getByRole('radio', { name: own[level], exact: false }).first();
  await expect(choice, 'what the level means is next to it').toHaveAccessibleDescription(/\S/);
  await choice.check();
  await page.getByRole('textbox', { name: new RegExp(`^${own.rationale}`) }).fill(rationale);
  await page.getByRole('radio', { name: own.sure }).check();
  await page.locator('input[name="cited"]').first().check();
  const rating = page.locator('select[name^="rating."]').first();
  if ((await rating.count()) > 0) await rating.selectOption('yes');
}

async function seal(page: Page, locale: 'en' | 'zh'): Promise<void> {
  await page.getByRole('button', { name: labels[locale].seal }).click();
  await expect(page.getByRole('heading', { name: labels[locale].sealed })).toBeVisible();
}

/** The assessors who have the page open; the others send the form that it would send. */
const inBrowsers = [0, 4];

interface ScoreFields {
  readonly levels: Readonly<Record<'basic' | 'advanced', string>>;
  readonly cited: string;
  readonly indicator: string;
}

/** Reads what the form of a page, which is in English, sends. */
async function fieldsOf(page: Page): Promise<ScoreFields> {
  const level = (name: string) => page.getByRole('radio', { name, exact: false }).first().inputValue();
  return {
    levels: { basic: await level(labels.en.basic), advanced: await level(labels.en.advanced) },
    cited: await page.locator('input[name="cited"]').first().inputValue(),
    indicator: (await page.locator('select[name^="rating."]').first().getAttribute('name')) ?? ''
  };
}

async function sendScore(
  { context }: Person,
  { levels, cited, indicator }: ScoreFields,
  { level, rationale, round }: { level: 'basic' | 'advanced'; rationale: string; round: number }
): Promise<void> {
  const response = await context.request.post(`${panelPage}?/seal`, {
    form: {
      ...{ choice: levels[level], rationale, cited, [indicator]: 'yes', confidence: 'medium' },
      ...{ version: 0, round }
    },
    headers: { origin: origin(), accept: 'text/html' },
    maxRedirects: 0
  });
  expect(response.status(), rationale).toBe(303);
}

/** Lists every address that can be read, with values for its parameters. */
const known: Readonly<Record<string, readonly string[]>> = {
  study: ['eu-china-2013'],
  city: [city],
  characteristic: [section],
  chapter: ['trends'],
  meeting: ['ict-dialogue-3'],
  version: ['none'],
  thread: ['none'],
  seal: ['none'],
  proposal: ['none'],
  token: ['none'],
  record: ['framework']
};
function addresses(): string[] {
  const routes = listRoutes()
    .filter((route) => route.startsWith('GET ') && !route.includes('[...path]'))
    .map((route) => route.slice(4));
  return routes.flatMap((route) =>
    [...route.matchAll(/\[(\w+)(?:=\w+)?\]/g)].reduce<string[]>(
      (paths, [slot, name = '']) =>
        paths.flatMap((path) => (known[name] ?? ['none']).map((value) => path.replace(slot, value))),
      [route]
    )
  );
}

/**
 * Subscribes to the study's live events and the city's rooms for as long as the page is open; the returned
 * function gives what was received, as text.
 */
async function listen(page: Page): Promise<() => Promise<string>> {
  await page.goto('/studies');
  await page.evaluate((studySlug) => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/live?study=${studySlug}&after=0`);
    socket.onmessage = ({ data }) => heard.push(String(data));
  }, 'eu-china-2013');
  return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard.join('\n'));
}

/** Tells whether a page or call is about the city, the comparison or what happened in the study. */
const isAboutPanel = (path: string): boolean =>
  /\/haidian|\/comparison|\/activity|\/search|\/events|\/approvals|^\/studies\/[^/]+$/.test(path);
const aboutPanel = addresses().filter(isAboutPanel);

/**
 * Checks that nothing about the panel that this person can read holds a word of what the assessors wrote.
 * `tests/routes/leak.test.ts` compares every address for every role.
 */
async function findsNothing({ context }: Person, hidden: readonly string[]): Promise<void> {
  const found: string[] = [];
  for (const path of aboutPanel) {
    const response = await context.request.get(path, {
      maxRedirects: 0,
      headers: { accept: 'text/html,application/json' }
    });
    const body = await response.text();
    for (const word of hidden) if (body.includes(word)) found.push(`${path}: ${word}`);
  }
  expect(found).toEqual([]);
}

test('eight judge alone and agree in the open, while nobody else finds a trace (R136)', async ({
  person
}) => {
  test.setTimeout(900_000);
  const chair = await person('chair.eu');
  const chairCn = await person('chair.cn', { locale: 'zh' });
  const people = await Promise.all(assessors.map(({ name, locale }) => person(name, { locale })));
  const ears = await Promise.all(
    ['observer', 'city.haidian', 'chair.cn', 'secretariat'].map(async (name) => ({
      name,
      who: await person(name)
    }))
  );
  const heard = await Promise.all(ears.map(({ who }) => listen(who.page)));

  const shown = inBrowsers.flatMap((at) => {
    const [who, assessor] = [people[at], assessors[at]];
    return who && assessor ? [{ at, page: who.page, locale: assessor.locale }] : [];
  });
  const unseen = [...people.entries()].filter(([at]) => !inBrowsers.includes(at));
  let fields: ScoreFields | undefined;

  const progress = chair.page.locator('.middle > .state');
  await test.step('each judges alone; who watches sees a number (R135)', async () => {
    await chair.page.goto(panelPage);
    await expect(progress).toContainText('0 of 8 have scored');
    for (const { at, page, locale } of shown) {
      await page.goto(panelPage);
      await fillScore(page, locale, 'advanced', canary(at, 1));
      if (locale === 'en') fields = await fieldsOf(page);
      await expect(page.getByText(labels[locale].kept)).toBeVisible();
    }
    await expect(progress).toContainText('0 of 8 have scored');
    for (const { page, locale } of shown) await seal(page, locale);
    if (!fields) throw new Error('no form');
    for (const [at, who] of unseen) {
      const level = at % 2 === 0 ? 'advanced' : 'basic';
      await sendScore(who, fields, { level, rationale: canary(at, 1), round: 1 });
    }
    await expect(progress).toContainText('8 of 8 have scored');
    // What they rated and cited stays in their own sight.
    const own = people[0]?.page.locator('section[aria-labelledby="own"]') ?? chair.page.locator('nothing');
    await expect(own.locator('dd').first()).toHaveText('Yes');
    await expect(own.getByText('What it rests on')).toBeVisible();
    await expect(own.getByRole('listitem')).toHaveCount(1);
  });

  const others = ['secretariat', 'chair.cn', 'city.haidian', 'city.yangzhou', 'admin', 'observer'];
  const firstRound = assessors.map((_, index) => canary(index, 1));
  await test.step('no one finds a score: not by any page, call or export, nor in the live events', async () => {
    for (const name of others) await findsNothing(await person(name), firstRound);
    // Of the panel too, each has their own alone.
    const [own] = people;
    if (own) await findsNothing(own, firstRound.slice(1));
    for (const hear of heard) for (const word of firstRound) expect(await hear()).not.toContain(word);
  });

  await test.step('revealed to the panel, in open pages, and to nobody outside', async () => {
    await chair.page.locator('summary').filter({ hasText: 'Reveal this round' }).click();
    await chair.page.getByRole('button', { name: 'Reveal to the panel' }).click();
    for (const { page } of [...shown, chair])
      await expect(page.getByRole('table').getByRole('row')).toHaveCount(9);
    await expect(people[0]?.page.getByText(canary(7, 1)) ?? chair.page.locator('nothing')).toBeVisible();
    const first = chair.page.locator('.rationales article').filter({ hasText: canary(0, 1) });
    await first.getByText('Indicators and sources').click();
    await expect(first.locator('dd').first()).toHaveText('Yes');
    await expect(first.getByRole('listitem')).toHaveCount(1);
    // What is listed is not counted below the list again.
    await expect(first.locator('p').last()).toHaveText('What it rests on');
    await findsNothing(await person('city.haidian'), firstRound);
  });

  await test.step('talked over, and judged again with the first round in sight', async () => {
    const [speaker, hearer] = [people[0], people[4]];
    if (!speaker || !hearer) throw new Error('no assessor');
    await speaker.page.getByRole('button', { name: 'Say something about the level' }).click();
    await speaker.page.locator('#new-thread textarea').fill('The service office shows more than a plan.');
    await speaker.page.locator('#new-thread').getByRole('button', { name: 'Send', exact: true }).click();
    await expect(hearer.page.getByText('The service office shows more than a plan.')).toBeVisible();
    await chair.page.locator('summary').filter({ hasText: 'A further round' }).click();
    const again = chair.page.locator('form[action="?/again"]');
    await again.locator('textarea[name="reasonEn"]').fill('After the talk.');
    // The browser takes a space for a text; the server does not.
    await again.locator('textarea[name="reasonZh"]').fill(' ');
    await again.getByRole('button', { name: 'Open round 2' }).click();
    // Refused for its Chinese: it is said at this form, and no other of the chair's forms holds its words.
    await expect(again.locator('textarea[name="reasonZh"]')).toHaveAttribute('aria-invalid', 'true');
    await expect(again.getByRole('alert')).toBeInViewport();
    await expect(chair.page.locator('form[action="?/record"] textarea[name="reasonEn"]')).toHaveValue('');
    await again.locator('textarea[name="reasonZh"]').fill('讨论之后。');
    await again.getByRole('button', { name: 'Open round 2' }).click();
    for (const { at, page, locale } of shown) {
      await expect(page.getByRole('button', { name: labels[locale].seal })).toBeVisible();
      await expect(page.locator('.earlier blockquote').first()).toHaveText(canary(at, 1));
      await fillScore(page, locale, 'advanced', canary(at, 2));
      await seal(page, locale);
    }
    for (const [at, who] of unseen) {
      const level = at === 7 ? 'basic' : 'advanced';
      if (fields) await sendScore(who, fields, { level, rationale: canary(at, 2), round: 2 });
    }
    const secondRound = assessors.map((_, index) => canary(index, 2));
    await findsNothing(await person('secretariat'), secondRound);
    await chair.page.locator('summary').filter({ hasText: 'Reveal this round' }).click();
    await chair.page.getByRole('button', { name: 'Reveal to the panel' }).click();
    await expect(chair.page.getByText('stood here before').first()).toBeAttached();
  });

  await test.step('agreed, with the dissent of one, and closed', async () => {
    const form = chair.page.locator('form[action="?/record"]');
    await form.getByRole('radio', { name: 'More advanced' }).check();
    await form.locator('textarea[name="reasonEn"]').fill('Several departments work under one office.');
    await form.locator('textarea[name="reasonZh"]').fill('多个部门由一个办公室统筹。');
    await form.getByRole('button', { name: 'Add a dissenting opinion' }).click();
    await form.locator('select[name="voice.0.who"]').selectOption({ label: 'China, as a side' });
    await form.locator('select[name="voice.0.level"]').selectOption({ label: 'Basic' });
    await form
      .locator('textarea[name="voice.0.opinionEn"]')
      .fill('The office has no part in appraisals yet.');
    await form.locator('textarea[name="voice.0.opinionZh"]').fill('办公室尚无考核职能。');
    await form.getByRole('button', { name: 'Record', exact: true }).click();
    await chairCn.page.goto(panelPage);
    await expect(
      chairCn.page.getByRole('paragraph').filter({ hasText: '办公室尚无考核职能。' })
    ).toBeVisible();
    // Both languages of a dissent are shown, as those of the reason.
    await expect(
      chairCn.page.getByRole('paragraph').filter({ hasText: 'The office has no part in appraisals yet.' })
    ).toBeVisible();
    await expect(
      people[4]?.page.getByText('多个部门由一个办公室统筹。') ?? chair.page.locator('nothing')
    ).toBeVisible();
    await findsNothing(await person('observer'), ['多个部门由一个办公室统筹', '尚无考核职能']);
    await chairCn.page.getByRole('button', { name: '结束评分' }).click();
    await expect(chairCn.page.getByText('评分已结束。')).toBeVisible();
  });

  await test.step('released: the matrix and the city show it at once, another city does not (R146)', async () => {
    const reader = await person('observer');
    await reader.page.goto(`${study}/comparison`);
    const cell = reader.page.getByRole('row', { name: /Haidian/ }).locator(`a[href*="${section}"]`);
    await expect(cell).toHaveCount(0);
    const writer = (await person('expert1.eu')).page;
    await openToWrite(writer, findingsOf(city, section));
    await empty(writer, editorIn(writer, 'en'));
    await writer.keyboard.type('/level');
    await writer.keyboard.press('Enter');
    await writer.getByRole('button', { name: 'Insert level' }).click();
    const chip = editorIn(writer, 'en').locator('.grade');
    await expect(chip).toContainText('Governance: no level released yet');
    const owner = await person('city.haidian', { locale: 'zh' });
    await owner.page.goto(`${study}/assessments/${city}/levels`);
    await expect(owner.page.getByText('尚未公布等级')).toBeVisible();
    const secretariat = await person('secretariat');
    await secretariat.page.goto(`${study}/assessments/${city}/panel`);
    await secretariat.page.getByRole('button', { name: 'Release the levels' }).click();
    await expect(owner.page.getByText('多个部门由一个办公室统筹。')).toBeVisible();
    await expect(owner.page.getByText('办公室尚无考核职能。')).toBeVisible();
    await expect(cell).toContainText('More advanced');
    await expect(chip).toContainText('Governance: More advanced');
    await findsNothing(await person('city.yangzhou'), ['多个部门由一个办公室统筹', '尚无考核职能']);
    for (const [index, hear] of heard.entries())
      for (const word of firstRound)
        expect([ears[index]?.name, (await hear()).includes(word)]).toEqual([ears[index]?.name, false]);
  });
});

test('the response next to a score has room between its paragraphs and headings', async ({ person }) => {
  const { page } = await person('expert1.eu');
  await page.goto(`${study}/assessments/haidian/smart-city-strategy/panel`);
  const heading = page.getByRole('complementary').getByRole('heading', { name: 'Vision', exact: true });
  const below = page.getByRole('complementary').getByText('Smart Haidian joins local strengths');
  const above = page.getByRole('complementary').getByText('Divisions: 22 sub-districts');
  const [before, middle, after] = await Promise.all(
    [above, heading, below].map(async (one) => {
      const box = await one.boundingBox();
      return { top: box?.y ?? 0, bottom: (box?.y ?? 0) + (box?.height ?? 0) };
    })
  );
  expect((middle?.top ?? 0) - (before?.bottom ?? 0)).toBeGreaterThanOrEqual(12);
  expect((after?.top ?? 0) - (middle?.bottom ?? 0)).toBeGreaterThanOrEqual(6);
});

test('another characteristic begins at the top of its page, wherever the reader left this one', async ({
  person
}) => {
  const { page } = await person('chair.eu', { height: 500 });
  await goAndSettle(page, `${study}/assessments/haidian/smart-city-strategy/panel`);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await expect(page.getByRole('heading', { level: 1 })).not.toBeInViewport();
  await page
    .getByRole('navigation', { name: 'All panels of the city' })
    .getByRole('link', { name: /Governance/ })
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Governance');
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport();
});

test('others follow the chair through the panels, each in their own language', async ({ person }) => {
  const chair = await person('chair.cn', { locale: 'zh' });
  const follower = await person('expert1.eu');
  await follower.page.goto(study);
  await chair.page.goto(`${study}/assessments/yangzhou/business-models/panel`);
  await chair.page.getByRole('button', { name: '从此页开始主持' }).click();
  await follower.page.getByRole('button', { name: 'Follow' }).click();
  await expect(follower.page).toHaveURL(/\/yangzhou\/business-models\/panel$/);
  await chair.page.getByRole('navigation', { name: '该市全部评分小组' }).getByRole('link').nth(6).click();
  await expect(follower.page).toHaveURL(/\/yangzhou\/ict-infrastructure\/panel$/);
  await expect(
    follower.page.getByRole('heading', { name: 'Scoring panel: ICT Infrastructure' })
  ).toBeVisible();
  const city = await person('city.yangzhou');
  await city.page.goto(study);
  await expect(city.page.getByText('leads a meeting')).toHaveCount(0);
  await chair.page.getByRole('button', { name: '结束会议模式' }).click();
  await expect(follower.page.getByRole('button', { name: 'Stop following' })).toHaveCount(0);
});

test('a draft outlives a network that goes, and the page says so', async ({ person }) => {
  const { page, context } = await person('expert3.cn');
  await page.goto(`${study}/assessments/haidian/funding/panel`);
  const rationale = page.getByRole('textbox', { name: /^Rationale/ });
  await rationale.fill('先写一半');
  await expect(page.getByText('Your draft is kept.')).toBeVisible();
  await context.setOffline(true);
  await rationale.fill('先写一半，断网时再写一半');
  await expect(page.getByText('Your draft is not kept yet.')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('Your draft is kept.')).toBeVisible({ timeout: 20_000 });
  await page.reload();
  await expect(page.getByRole('textbox', { name: /^Rationale/ })).toHaveValue('先写一半，断网时再写一半');
});
