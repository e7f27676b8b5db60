/**
 * A passage is cited in a challenge with two clicks, each leads to the other, and a good practice is in the
 * catalogue exactly as long as both sides and its city say so.
 */
import type { Page } from '@playwright/test';
import { editorIn, empty, expectSaved, findingsOf, openToWrite } from '../editing-kit.ts';
import { expect, goAndFollow, goAndSettle, test } from '../kit.ts';

const study = '/studies/eu-china-2013';

async function addChallenge(page: Page, english: string, chinese: string): Promise<void> {
  await goAndSettle(page, `${study}/themes`);
  await page.getByText('Write a trend or challenge', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Kind' }).first().selectOption('challenge');
  const statement = page.getByRole('group', { name: 'Statement' });
  await statement.getByRole('textbox', { name: 'English' }).fill(english);
  await statement.getByRole('textbox', { name: 'Chinese' }).fill(chinese);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(english);
}

test('a passage is cited in a challenge, the challenge leads to the passage, and the text to the challenge (R168)', async ({
  person
}) => {
  const { page } = await person('expert1.eu', { locale: 'en' });
  const statement = 'Offices do not share their data.';
  await addChallenge(page, statement, '部门之间数据不共享。');
  const challenge = page.url();

  await openToWrite(page, findingsOf('haidian', 'governance'));
  const text = editorIn(page, 'en');
  await empty(page, text);
  await text.click();
  await page.keyboard.type('One office runs it.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Nobody reads the files of 𠮷野 next door.');
  await expectSaved(page);
  await page.keyboard.press('Shift+Home');
  await page.getByRole('group', { name: 'Format' }).getByRole('button', { name: 'Cite' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cite it in …' });
  await dialog.getByRole('button', { name: statement }).click();
  await expect(dialog).toHaveCount(0);

  const cited = page.getByRole('complementary').getByRole('link', { name: /^Cited by/ });
  await expect(cited).toContainText('1');
  await cited.click();
  await page.locator('.cited').getByRole('link', { name: statement }).click();
  await expect(page).toHaveURL(challenge);
  const support = page.getByRole('region', { name: 'What it rests on' }).getByRole('listitem');
  await expect(support).toContainText('Nobody reads the files of 𠮷野 next door.');
  await expect(page.getByText('Fewer than two cities bear it out.')).toBeVisible();

  await support.getByRole('link', { name: 'Open the place' }).click();
  await expect(page).toHaveURL(/haidian\/governance\?text=findings#block-/);
  await expect(editorIn(page, 'en')).toContainText('Nobody reads');

  // A change of the words flags the challenge for those who write it.
  const other = (await person('expert1.cn', { locale: 'zh' })).page;
  await goAndFollow(other, challenge);
  await expect(other.getByRole('main')).not.toContainText('引用后有变动');
  await editorIn(page, 'en').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(' They do now.');
  await expectSaved(page);
  await other.reload();
  await expect(other.getByRole('region', { name: '依据' })).toContainText('引用后有变动');
  await other.getByRole('button', { name: '已复核，按现有内容引用' }).click();
  await expect(other.getByRole('region', { name: '依据' })).toContainText('They do now.');
});

test('a card is in the catalogue once both sides and its city agree, and is gone when the city withdraws', async ({
  person
}) => {
  const [eu, cn, city, observer] = [
    (await person('expert1.eu', { locale: 'en' })).page,
    (await person('expert1.cn', { locale: 'en' })).page,
    (await person('city.haidian', { locale: 'en' })).page,
    (await person('observer', { locale: 'en' })).page
  ];
  await goAndSettle(eu, `${study}/practices`);
  await eu.getByText('Write a card', { exact: true }).click();
  const form = eu.locator('form[action="?/add"]');
  await form.getByRole('combobox', { name: 'City' }).selectOption('haidian');
  await form.getByRole('combobox', { name: 'Characteristic' }).selectOption('governance');
  for (const name of [
    'Title',
    'Problem',
    'Solution',
    'Results, with evidence',
    'What another city needs to copy it'
  ]) {
    const group = form.getByRole('group', { name, exact: true });
    await group.getByRole('textbox', { name: 'English' }).fill(`${name} of one desk`);
    await group.getByRole('textbox', { name: 'Chinese' }).fill('一站式服务窗口');
  }
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(eu.getByRole('heading', { level: 1 })).toHaveText('Title of one desk');
  const card = eu.url();
  expect((await city.goto(card))?.status()).toBe(404);

  await eu
    .getByRole('textbox', { name: 'Address of a place' })
    .fill(`${new URL(card).origin}${study}/chapters/trends#nothing`);
  await eu.getByRole('button', { name: 'Cite', exact: true }).click();
  await expect(eu.getByRole('alert')).toBeVisible();
  await addChallenge(eu, 'Too many desks.', '窗口过多。');
  const challenge = eu.url();
  await goAndFollow(eu, card);
  await eu.getByRole('textbox', { name: 'Address of a place' }).fill(challenge);
  await eu.getByRole('button', { name: 'Cite', exact: true }).click();
  await expect(eu.getByRole('region', { name: 'What it rests on' })).toContainText('Too many desks.');
  await eu.getByRole('button', { name: /^Validate for/ }).click();
  await goAndFollow(cn, card);
  await cn.getByRole('button', { name: /^Validate for/ }).click();
  await eu.getByRole('button', { name: 'Ask the city to agree (English)' }).click();

  await goAndFollow(observer, `${study}/practices`);
  await expect(observer.getByRole('main')).not.toContainText('one desk');
  await goAndFollow(city, card);
  await expect(city.getByRole('main')).not.toContainText('一站式服务窗口');
  await city.getByRole('button', { name: 'Agree to publish it' }).click();
  await expect(observer.getByRole('link', { name: 'Title of one desk' })).toBeVisible();

  await city.getByRole('button', { name: 'Withdraw the consent' }).click();
  await expect(observer.getByRole('link', { name: 'Title of one desk' })).toHaveCount(0);
  expect((await observer.goto(card))?.status()).toBe(404);

  // A change of the card voids what both sides have said of it.
  await eu.getByText('Change the card', { exact: true }).click();
  await eu
    .getByRole('group', { name: 'Resources' })
    .getByRole('textbox', { name: 'English' })
    .fill('Four people.');
  await eu.locator('form[action="?/change"]').getByRole('button', { name: 'Save' }).click();
  await expect(eu.getByText(/^Void: changed since/)).toHaveCount(2);
});

test('an expert cites an answer on the city’s own response, and the answer names the challenge; the city cites nothing', async ({
  person
}) => {
  const response = `${study}/assessments/haidian/stakeholders?text=response`;
  const { page } = await person('expert2.eu', { locale: 'en' });
  const statement = 'Decisions are still made on paper.';
  await addChallenge(page, statement, '决策仍以纸质流转。');
  const challenge = page.url();
  await goAndFollow(page, response);
  const cards = page.locator('[data-question]');
  const citable = cards.filter({ has: page.getByRole('button', { name: /^Cite/ }) });
  await expect(citable.first()).toBeVisible();
  // A question without an answer is nothing to cite.
  expect(await citable.count()).toBeLessThan(await cards.count());
  const id = (await citable.first().getAttribute('data-question')) ?? '';
  const card = page.locator(`[data-question="${id}"]`);
  await card.getByRole('button', { name: /^Cite/ }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: statement }).click();
  await card.getByRole('link', { name: statement }).click();
  await expect(page).toHaveURL(challenge);
  await page.getByRole('listitem').getByRole('link', { name: 'Open the place' }).click();
  await expect(page).toHaveURL(new RegExp(`text=response#question-${id.replaceAll('.', '\\.')}$`));

  const city = (await person('city.haidian', { locale: 'en' })).page;
  await goAndFollow(city, response);
  await expect(city.locator(`[data-question="${id}"]`)).toBeVisible();
  await expect(city.getByRole('button', { name: /^Cite/ })).toHaveCount(0);
  await expect(city.getByRole('link', { name: statement })).toHaveCount(0);
});
