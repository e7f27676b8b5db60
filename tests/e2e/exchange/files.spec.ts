/** A response goes out as a file and comes in again: seen before it is written, written while a colleague types, and taken back. */
import { expectSaved, openToWrite, study } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

const base = `${study}/assessments/barcelona`;

test('a file is looked at, taken over in part, and taken back', async ({ person }) => {
  test.setTimeout(180_000);
  const { page } = await person('city.barcelona', { locale: 'en' });
  const colleague = (await person('city.barcelona', { locale: 'zh' })).page;
  const answers = {
    'funding.required': {
      value: { amount: 2785000000, currency: 'EUR', year: '2013' },
      source: 'Budget 2013'
    },
    'funding.sources': {
      records: [{ id: 'a', position: 0, fields: { name: { en: 'City budget', zh: '市级财政' } } }]
    },
    'funding.nothing': {}
  };
  const account = {
    en: [{ type: 'paragraph', content: [{ type: 'text', text: 'The city pays half.' }] }],
    zh: []
  };
  const file = {
    name: 'barcelona.json',
    mimeType: 'application/json',
    buffer: Buffer.from(
      JSON.stringify({
        format: 'meridian.answers/1',
        study: 'eu-china-2013',
        city: 'barcelona',
        accounts: { funding: account },
        answers
      })
    )
  };

  await openToWrite(colleague, `${base}/funding?text=response`);
  await page.goto(`${base}/files`);
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"format":') });
  await page.getByRole('button', { name: 'See what would change' }).click();
  await expect(page.getByRole('alert')).toContainText('damaged');
  await expect(page.getByRole('alert')).toContainText('Nothing was written.');

  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'See what would change' }).click();
  const plan = page.getByRole('region', { name: 'What “barcelona.json” would change' });
  await expect(plan.getByText('3 new, 0 changed, 0 removed')).toBeVisible();
  await expect(plan.getByText('answers.funding.nothing')).toBeVisible();
  await plan.getByRole('checkbox', { name: /^Apply: .* · City budget$/ }).uncheck();
  await plan.getByRole('button', { name: 'Apply 2 changes' }).click();
  await expect(page.getByText('2 changes were applied from the file.')).toBeVisible();

  // A colleague has it at once, in the page that is open there.
  await expect(
    colleague.locator('[data-question="funding.required"]').getByRole('textbox', { name: /金额$/ })
  ).toHaveValue('27.85亿');
  await expect(colleague.locator('[data-question="funding.sources"]').getByText('City budget')).toHaveCount(
    0
  );
  await colleague
    .locator('[data-question="funding.required"]')
    .getByRole('textbox', { name: /金额$/ })
    .fill('3000000000');
  await colleague.keyboard.press('Tab');
  await expectSaved(colleague);

  // Taking it back leaves what the colleague has changed since, and says so.
  await page.goto(`${base}/files`);
  await page
    .getByRole('region', { name: 'Imports so far' })
    .getByRole('link', { name: 'Undo import' })
    .click();
  const undo = page.getByRole('region', { name: 'What undoing the import would change' });
  await expect(undo.getByText('Changed since, and left as it is')).toBeVisible();
  await undo.getByRole('button', { name: 'Undo 2 changes' }).click();
  await expect(page.getByText('The import was undone.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Imports so far' }).getByText('undone')).toBeVisible();
  await page.reload();
  await expect(
    colleague.locator('[data-question="funding.required"]').getByRole('textbox', { name: /金额$/ })
  ).toHaveValue('30亿');
  await expect(colleague.locator('[data-question="funding.required"]').getByText('Budget 2013')).toHaveCount(
    0
  );
});
