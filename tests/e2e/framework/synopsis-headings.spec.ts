/** The secretariat chooses the headings of a side's synopses, and the pages of its cities follow. Shows R109. */
import { findingsOf, study } from '../editing-kit.ts';
import { alive, expect, test } from '../kit.ts';

test('the findings of one side stand under the parts of the short profile, those of the other do not', async ({
  person
}) => {
  const secretariat = (await person('secretariat', { locale: 'en' })).page;
  const choose = async (headings: string): Promise<void> => {
    await secretariat.goto(`${study}/settings`);
    await alive(secretariat);
    const form = secretariat.locator('form[action="?/headings"]');
    await form.getByRole('combobox', { name: 'Europe' }).selectOption(headings);
    await secretariat.getByRole('button', { name: 'Set these headings' }).click();
    await expect(secretariat.getByText('Saved', { exact: true })).toBeVisible();
  };
  const { page } = await person('expert1.eu', { locale: 'en' });
  const rail = page.getByRole('navigation', { name: 'Characteristics' }).first();
  const partsOf = async (city: string): Promise<string[]> => {
    await page.goto(findingsOf(city, 'governance'));
    await alive(page);
    return (await rail.locator('.part').allInnerTexts()).map((part) => part.trim());
  };
  try {
    await choose('Parts of the short profile');
    expect(await partsOf('florence')).toEqual([
      'Strategy, plan or action',
      'Sharing of ICT infrastructure, information and service platforms',
      'Typical services',
      'Organisation, policy, funding and business model',
      'Further characteristics'
    ]);
    await expect(rail.getByRole('link')).toHaveText([
      /Smart City Strategy/,
      /ICT Infrastructure/,
      /Smart City Services/,
      /Stakeholders/,
      /Governance/,
      /Funding/,
      /Business Models/,
      /Legal and Regulatory/,
      /Value Assessment/
    ]);
    expect(await partsOf('haidian')).toEqual([]);
    await page.goto(`${study}/assessments/florence/versions?text=findings`);
    await alive(page);
    await page.locator('input[name="nameEn"]').fill('Under the profile');
    await page.getByRole('button', { name: 'Keep a version' }).click();
    await page.getByRole('link', { name: /Under the profile/ }).click();
    await expect(page.getByRole('heading', { level: 2, name: 'Typical services' })).toBeVisible();
    await expect(page.getByRole('heading', { level: 3, name: /Smart City Services/ })).toBeVisible();
    await expect(page.getByRole('heading', { level: 2 }).last()).toHaveText('Further characteristics');
  } finally {
    await choose('Characteristics of the framework');
  }
  expect(await partsOf('florence')).toEqual([]);
});
