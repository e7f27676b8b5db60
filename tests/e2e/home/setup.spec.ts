/** A new study is set up in the browser, from nothing to a city that is invited and answers. */
import type { Locator, Page } from '@playwright/test';
import { barriers, expectNoBarrier, overflow } from '../axe.ts';
import { editorIn, expectSaved, openToWrite } from '../editing-kit.ts';
import { alive, expect, test } from '../kit.ts';

const base = '/studies/harbours';

async function fillBoth(form: Locator, name: string, en: string, zh: string): Promise<void> {
  await form.locator(`[name="${name}En"]`).fill(en);
  await form.locator(`[name="${name}Zh"]`).fill(zh);
}
const item = (page: Page, name: string): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });

test('an administrator creates a study, the secretariat sets it up, and a city that it invites answers', async ({
  person
}) => {
  test.setTimeout(180_000);
  await test.step('the administrator sees where the study went, and what they may do in it', async () => {
    const { page } = await person('admin');
    await page.goto('/studies/new');
    await alive(page);
    await page.getByLabel('Short name in addresses').fill('harbours');
    await page.getByLabel('First member of the secretariat').fill('observer@demo.local');
    await fillBoth(page.locator('main form'), 'title', 'Smart harbours', '智慧港口');
    await page.getByRole('button', { name: 'Create the study' }).click();
    await expect(page.getByText('The study “Smart harbours” has been created')).toBeVisible();
    await expect(page.getByText('Sofia Marchetti is its secretariat')).toBeVisible();
    const row = page.getByRole('row').filter({ hasText: 'harbours' });
    await expect(row).toContainText('Sofia Marchetti');
    await expect(row).toContainText('None: you cannot open it');
    await expectNoBarrier(page);
  });

  const { page } = await person('observer');
  await test.step('the home leads the secretariat to the checklist', async () => {
    await page.goto(base);
    await expect(page.getByText('This study is not set up yet')).toBeVisible();
    await page.getByRole('link', { name: 'Set up the study' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set up the study');
    await expect(page.getByText('0 of 8 done')).toBeVisible();
    await expectNoBarrier(page);
  });

  await test.step('the framework is copied with its rubric', async () => {
    await page.getByRole('link', { name: 'Open: Framework and rubric' }).click();
    await expect(page.getByLabel('Framework', { exact: true }).locator('option')).toHaveCount(2);
    await page.getByRole('button', { name: 'Use this framework' }).click();
    await expect(page.getByText('9 characteristics, 48 questions')).toBeVisible();
    await page.goto(`${base}/setup`);
    await expect(item(page, 'Framework and rubric')).toContainText('Done');
  });

  await test.step('a city is added', async () => {
    await page.goto(`${base}/cities`);
    await alive(page);
    await page.getByText('Add a pilot').first().click();
    const form = page.locator('form[action="?/add"]');
    await form.locator('[name="id"]').fill('genoa');
    await fillBoth(form, 'name', 'City of Genoa', '热那亚市');
    await fillBoth(form, 'shortName', 'Genoa', '热那亚');
    await fillBoth(form, 'country', 'Italy', '意大利');
    await form.locator('[name="isoCountry"]').fill('IT');
    await form.locator('[name="timeZone"]').fill('Europe/Rome');
    await form.locator('[name="latitude"]').fill('44.41');
    await form.locator('[name="longitude"]').fill('8.93');
    await form.getByRole('button', { name: 'Add a pilot' }).click();
    await expect(page).toHaveURL(`${base}/cities/genoa`);
  });

  await test.step('phases are added, reworded and removed', async () => {
    await page.goto(`${base}/plan`);
    await alive(page);
    const add = page.locator('form[action="?/addPhase"]');
    for (const [en, zh] of [
      ['Survey', '调查'],
      ['Report', '报告']
    ] as const) {
      if (!(await add.isVisible())) await page.getByText('Add a phase').first().click();
      await fillBoth(add, 'name', en, zh);
      await add.getByLabel('Planned from').fill('2013-04');
      await add.getByRole('button', { name: 'Add a phase' }).click();
      await expect(page.getByRole('heading', { level: 3, name: en })).toBeVisible();
    }
    const report = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Report' }) });
    await report.getByText('Reword or remove').click();
    await fillBoth(report.locator('form[action="?/rewordPhase"]'), 'name', 'Joint report', '联合报告');
    await report.getByRole('button', { name: 'Save' }).last().click();
    await expect(page.getByRole('heading', { level: 3, name: 'Joint report' })).toBeVisible();
    const joint = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: 'Joint report' }) });
    await joint.getByText('Remove', { exact: true }).first().click();
    await joint.getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByRole('heading', { level: 3, name: 'Joint report' })).toHaveCount(0);
    await expectNoBarrier(page);
  });

  await test.step('chapters are added and renamed, and can be opened', async () => {
    await page.goto(`${base}/chapters`);
    await alive(page);
    const add = page.locator('form[action="?/add"]');
    await fillBoth(add, 'title', 'Introduction', '引言');
    await add.getByRole('button', { name: 'Add a chapter' }).click();
    await expect(page.getByRole('link', { name: 'Introduction' })).toBeVisible();
    await page.getByText('Rename or remove “Introduction”').click();
    const rename = page.locator('form[action="?/rename"]');
    await fillBoth(rename, 'title', 'Why harbours', '为何研究港口');
    await rename.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Why harbours' }).click();
    await expect(page).toHaveURL(`${base}/chapters/introduction`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Why harbours');
  });

  await test.step('criteria of both sides and a term are added; what is refused keeps what was typed', async () => {
    await page.goto(`${base}/criteria`);
    await alive(page);
    const forms = page.locator('form[action="?/add"]');
    await forms.first().locator('[name="group"]').selectOption({ index: 1 });
    const group = await forms.first().locator('[name="group"]').inputValue();
    await forms.first().getByRole('button', { name: 'Save' }).click();
    await expect(forms.first().locator('[name="textEn"]')).toBeFocused();
    await expect(forms.first().locator('[data-form-answer]').getByRole('alert')).toBeVisible();
    await expect(forms.first().locator('[name="group"]')).toHaveValue(group);
    for (const [at, en] of [
      [0, 'It has a sea port.'],
      [1, 'It wants to take part.']
    ] as const) {
      await forms.nth(at).locator('[name="textEn"]').fill(en);
      await forms.nth(at).getByRole('button', { name: 'Save' }).click();
      await expect(page.getByText(en).first()).toBeVisible();
    }
    await page.goto(`${base}/glossary`);
    await alive(page);
    const term = page.locator('form[action="?/add"]');
    await fillBoth(term, 'term', 'quay', '码头');
    await fillBoth(term, 'definition', 'Where ships are loaded.', '船舶装卸货物之处。');
    await term.getByRole('button', { name: 'Add a term' }).click();
    await expect(page.locator('dt').filter({ hasText: 'quay' })).toBeVisible();
    await page.getByRole('link', { name: 'Change “quay”' }).click();
    const change = page.locator('form[action="?/change"]');
    await change.locator('[name="termEn"]').fill('wharf');
    await change.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('dt').filter({ hasText: 'wharf' })).toBeVisible();
    await expectNoBarrier(page);
  });

  await test.step('the log says what was done, in a sentence', async () => {
    await page.goto(`${base}/activity`);
    await expect(page.getByText('Sofia Marchetti removed the phase Joint report')).toBeVisible();
    await expect(page.getByText('Sofia Marchetti renamed a chapter to Why harbours')).toBeVisible();
    await expect(page.getByText('Sofia Marchetti added the criterion “It has a sea port.”')).toBeVisible();
  });

  let link = '';
  await test.step('the representative of the city is invited', async () => {
    await page.goto(`${base}/people`);
    await alive(page);
    await page.getByText('Invite somebody').click();
    const form = page.locator('form[action="?/invite"]');
    await form.getByLabel('E-mail address').fill('port@genoa.example');
    await form.getByLabel('City', { exact: true }).selectOption('genoa');
    await form.getByRole('button', { name: 'Send invitation' }).click();
    link = new URL(await page.locator('code').filter({ hasText: '/invitation/' }).innerText()).pathname;
  });

  await test.step('the city answers', async () => {
    const city = (await person(null)).page;
    await city.goto(link);
    await city.getByLabel('English', { exact: true }).fill('Ada Ferri');
    await city.getByLabel('Password').fill('a long password 密码');
    await city.getByRole('button', { name: 'Accept', exact: true }).click();
    await expect(city).toHaveURL(new RegExp(`${base}$`));
    await openToWrite(city, `${base}/assessments/genoa/smart-city-strategy?text=response`);
    await editorIn(city, 'en').first().click();
    await city.keyboard.type('The port plans until 2020.');
    await expectSaved(city);
  });

  await test.step('the checklist counts it, in Chinese, dark and on a phone', async () => {
    const { page: phone } = await person('observer', {
      locale: 'zh',
      theme: 'dark',
      width: 360,
      height: 780
    });
    const faults: string[] = [];
    for (const path of ['/setup', '/plan', '/chapters', '/criteria', '/glossary']) {
      await phone.goto(base + path);
      await alive(phone);
      await phone.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
      faults.push(...(await barriers(phone)), ...(await overflow(phone)));
    }
    expect(faults).toEqual([]);
    await phone.goto(`${base}/setup`);
    await expect(item(phone, '遴选标准')).toContainText('已完成');
    await expect(item(phone, '城市')).toContainText('试点城市 1/30');
    await expect(item(phone, '人员')).toContainText('已有代表的城市 1/1');
  });
});

test('the secretariat puts chapters into another order with the keyboard, and the focus goes with them', async ({
  person
}) => {
  const { page } = await person('secretariat', { locale: 'en' });
  await page.goto('/studies/eu-china-2013/chapters');
  await alive(page);
  const order = (): Promise<string[]> =>
    page
      .locator('form.moves')
      .evaluateAll((forms) => forms.map((form) => new FormData(form as HTMLFormElement).get('id') as string));
  const [first = '', second = '', ...rest] = await order();
  const down = page.getByRole('button', { name: /^Move down: / }).first();
  const name = (await down.getAttribute('aria-label')) ?? '';
  await expect(page.getByRole('button', { name: /^Move up: / }).first()).toBeDisabled();
  await down.focus();
  await page.keyboard.press('Enter');
  await expect.poll(order).toEqual([second, first, ...rest]);
  await expect(page.getByRole('button', { name, exact: true })).toBeFocused();
  // At the end of the list the other button has the focus.
  await page.getByRole('button', { name: name.replace('Move down', 'Move up'), exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(order).toEqual([first, second, ...rest]);
  await expect(page.getByRole('button', { name, exact: true })).toBeFocused();
  await expectNoBarrier(page);
  const { page: expert } = await person('expert1.eu');
  await expert.goto('/studies/eu-china-2013/chapters');
  await expect(expert.locator('form.moves')).toHaveCount(0);
});
