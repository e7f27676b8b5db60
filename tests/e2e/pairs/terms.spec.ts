/** A term from its proposal to its use: the other side agrees, both texts show it, a wrong one is found, and accepted with a reason. */
import { editorIn, empty, expectSaved, findingsOf, openToWrite, study } from '../editing-kit.ts';
import { expectNoBarrier } from '../axe.ts';
import { expect, goAndFollow, test } from '../kit.ts';

const path = findingsOf('haidian', 'stakeholders');

test('an expert proposes a term, the other side agrees, a wrong word is found beside the text and accepted (R217, R218)', async ({
  person
}) => {
  const european = (await person('expert1.eu', { locale: 'en', width: 1440 })).page;
  const chinese = (await person('expert1.cn', { locale: 'zh', width: 1440 })).page;

  // The list is long: what is agreed is looked for by its name.
  await goAndFollow(european, `${study}/glossary?q=sponge`);
  await european.getByText('Propose a term').click();
  const form = european.locator('form[action="?/propose"]');
  const field = (name: string) => form.locator(`[name="${name}"]`);
  await field('termEn').fill('sponge city');
  await field('termZh').fill('海绵城市');
  await field('definitionEn').fill('A city that takes up and gives back rain water.');
  await field('word0Language').selectOption('zh');
  await field('word0Text').fill('吸水城市');
  await field('word0Use').selectOption('forbidden');
  await field('word0ReasonEn').fill('Not the term of the national programme.');
  await form.getByRole('button', { name: 'Propose' }).click();
  await expect(european.getByRole('article', { name: 'sponge city' })).toContainText('Still to agree: China');

  await goAndFollow(chinese, `${study}/glossary`);
  await chinese
    .getByRole('article', { name: '海绵城市' })
    .getByRole('button', { name: '同意', exact: true })
    .click();
  await expect(european.getByRole('article', { name: 'sponge city' })).toHaveCount(0);
  await expect(european.getByRole('listitem').filter({ hasText: '海绵城市' })).toContainText(
    'agreed by both sides'
  );

  await openToWrite(european, path);
  const [en, zh] = [editorIn(european, 'en'), editorIn(european, 'zh')];
  await empty(european, en);
  await european.keyboard.type('Two sponge cities were planned.');
  await empty(european, zh);
  await european.keyboard.insertText('规划了两座吸水城市。');
  const painted = (name: string): Promise<string[]> =>
    european.evaluate(
      (one) => [...(CSS.highlights.get(one) ?? [])].map((range) => (range as Range).toString()),
      name
    );
  await expect.poll(() => painted('meridian-term')).toEqual(['sponge cities']);
  await expect.poll(() => painted('meridian-wrong')).toEqual(['吸水城市']);

  const checks = european.getByRole('complementary').filter({ hasText: 'Checks' });
  await checks.getByRole('link', { name: /Checks/ }).click();
  const finding = checks.getByRole('listitem').filter({ hasText: 'Word that is not to be used' });
  await expect(finding).toContainText('Not the term of the national programme.');
  await finding.getByRole('button', { name: /吸水城市/ }).click();
  await expect.poll(() => painted('meridian-place')).toEqual(['吸水城市']);

  // The right word is offered by keyboard where the other language uses the term.
  await zh.press('End');
  await european.keyboard.press('ControlOrMeta+Alt+G');
  await expect(european.getByRole('option', { name: /海绵城市/ })).toHaveAttribute('aria-selected', 'true');
  await european.keyboard.press('Escape');

  await expectSaved(european);
  await finding.getByRole('button', { name: 'Accept with a reason' }).click();
  await finding.getByLabel('Why it is right as it is').fill('A quotation from the plan');
  await finding.getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(checks).toContainText('1 accepted');
  await expect(finding).toHaveCount(0);

  // A change of either passage ends the acceptance.
  await en.press('End');
  await european.keyboard.type(' Again.');
  await expect(finding).toBeVisible();
});

test('a refused proposal leads to the field that is wrong, and a new one and its agreement are shown and said', async ({
  person
}) => {
  const european = (await person('expert1.eu', { locale: 'en', width: 1440 })).page;
  const chinese = (await person('expert1.cn', { locale: 'zh', width: 360 })).page;

  await goAndFollow(european, `${study}/glossary`);
  await european.getByText('Propose a term').click();
  const form = european.locator('form[action="?/propose"]');
  const propose = form.getByRole('button', { name: 'Propose' });
  const english = form.getByRole('group', { name: 'Term', exact: true }).getByLabel('English');
  await propose.click();
  await expect(english).toBeFocused();
  await expect(english).toBeInViewport();
  await expect(english).toHaveAccessibleDescription('Enter the term in at least one language.');
  await expect(form.locator('[aria-invalid="true"]')).toHaveCount(2);
  await expectNoBarrier(european);

  // A word that may not be used needs a reason, at its own row.
  await english.fill('heat island');
  await form.locator('[name="termZh"]').fill('热岛效应');
  await form.getByRole('button', { name: 'Add another word' }).click();
  await form.locator('[name="word1Text"]').fill('hot island');
  await form.locator('[name="word1Use"]').selectOption('forbidden');
  await propose.click();
  const reason = form.locator('[name="word1ReasonEn"]');
  await expect(reason).toBeFocused();
  await expect(reason).toHaveAccessibleDescription('Give the reason in at least one language.');
  await expect(form.locator('[aria-invalid="true"]')).toHaveCount(2);

  await reason.fill('Not idiomatic.');
  await propose.click();
  const proposal = european.getByRole('article', { name: 'heat island' });
  await expect(proposal).toBeFocused();
  await expect(proposal).toBeInViewport();
  await expect(european.getByRole('status').filter({ hasText: 'heat island' })).toContainText(
    'has been proposed. It holds once somebody of each side agrees.'
  );

  await goAndFollow(chinese, `${study}/glossary`);
  await chinese
    .getByRole('article', { name: '热岛效应' })
    .getByRole('button', { name: '同意', exact: true })
    .click();
  const outcome = chinese.getByRole('status').filter({ hasText: '热岛效应' });
  await expect(outcome).toHaveText('双方已商定，术语“热岛效应”现已收入术语表。');
  await expect(outcome).toBeInViewport();
});

test('a reader reaches the terms of a section by keys: a list with arrows, and the card at the term’s place', async ({
  person
}) => {
  const { page } = await person('chair.eu', { locale: 'en', width: 1440 });
  await goAndFollow(page, findingsOf('haidian', 'smart-city-strategy'));
  const read = page.getByRole('button', { name: 'Read', exact: true });
  if (await read.isVisible()) await read.click();
  const opener = page.getByRole('button', { name: /^Terms in these texts: \d+$/ });
  await opener.focus();
  await page.keyboard.press('Enter');
  const list = page.getByRole('list', { name: /^Terms in these texts/ });
  const items = list.getByRole('button');
  await expect(items.first()).toBeFocused();
  await expectNoBarrier(page);
  // The list is one stop of the Tab key.
  expect(await items.evaluateAll((all) => all.filter(({ tabIndex }) => tabIndex === 0).length)).toBe(1);
  await page.keyboard.press('End');
  await expect(items.last()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(items.first()).toBeFocused();
  const [english = '', chinese = ''] = await items.first().locator('span').allTextContents();
  await page.keyboard.press('Enter');

  const card = page.getByRole('group', { name: english });
  await expect(card).toContainText(chinese);
  await expect(card.getByRole('link', { name: 'Open in the glossary' })).toBeFocused();
  await expect(list).toHaveCount(0);
  await expectNoBarrier(page);
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  await expect(opener).toBeFocused();

  // The same keys that offer terms to a writer open the list for a reader.
  await page.keyboard.press('ControlOrMeta+Alt+G');
  await expect(items.first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(opener).toBeFocused();
});

test('a pair names its terms, and which text lacks one, where it is translated', async ({ person }) => {
  const { page } = await person('expert2.eu', { locale: 'en', width: 1440 });
  await openToWrite(page, findingsOf('haidian', 'governance'));
  const [en, zh] = [editorIn(page, 'en'), editorIn(page, 'zh')];
  await empty(page, en);
  await page.keyboard.type('The smart city needs a legal person.');
  await empty(page, zh);
  await page.keyboard.insertText('智慧城市需要一个主体。');
  await zh.press('ControlOrMeta+Alt+O');
  const card = page.getByRole('dialog');
  await expect(card.getByRole('listitem').filter({ hasText: '法人' })).toContainText(
    'not yet in the Chinese text'
  );
  await expect(card.getByRole('listitem').filter({ hasText: '智慧城市' })).not.toContainText('not yet');
  await expectNoBarrier(page);
});

test('a link to a term beyond the first page of the glossary opens its page', async ({ person }) => {
  const { page } = await person('observer', { locale: 'en', width: 1280 });
  await page.goto(`${study}/glossary#wireless-city`);
  await expect(page.locator('#wireless-city')).toBeInViewport();
  await expect(page.getByRole('navigation', { name: 'Glossary', exact: true })).toContainText(
    /–195 of 195$|of \d+/
  );
});
