/**
 * A city holds an answer back as confidential: it is asked first, can take it back, and names a reader; an
 * expert who was not named sees the mark and nothing else (R242).
 */
import { expectNoBarrier } from '../axe.ts';
import { expectSaved, openToWrite, study } from '../editing-kit.ts';
import { alive, expect, goAndSettle, test } from '../kit.ts';

const base = `${study}/assessments/florence`;
const path = `${base}/governance?text=response`;
const secret = 'Negotiations with the operator';

test('a city holds an answer back, takes it back, and names who reads it; others see the mark alone', async ({
  person
}) => {
  test.setTimeout(180_000);
  const { page } = await person('city.florence', { locale: 'en' });
  const question = page.locator('[data-question="governance.cross-department"]');
  const state = question.getByRole('combobox', { name: /^State of the answer/ });
  const reader = (await person('expert1.eu', { locale: 'en' })).page;
  const seen = reader.locator('[data-question="governance.cross-department"]');

  await test.step('an answer is written openly, and an expert reads it', async () => {
    await openToWrite(page, path);
    await question.getByRole('button', { name: /^Write/ }).click();
    await expect(question.locator('[data-language="en"] .ProseMirror')).toBeFocused();
    await page.keyboard.type(secret);
    await expectSaved(page);
    await reader.goto(path);
    await alive(reader);
    await expect(seen).toContainText(secret);
  });

  await test.step('nothing moves before the city has confirmed', async () => {
    await state.selectOption('confidential');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Hold back the answer to');
    await expectNoBarrier(page);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(state).toHaveValue('');
    await expect(question).toContainText(secret);
  });

  await test.step('then the answer leaves the response, also on the expert’s open page', async () => {
    await state.selectOption('confidential');
    await page.getByRole('dialog').getByRole('button', { name: 'Hold back' }).click();
    await expect(question.getByText('Not disclosed (internal)')).toBeVisible();
    await expect(question).not.toContainText(secret);
    await expect(seen.getByText('Not disclosed (internal)')).toBeVisible();
    await expect(seen).not.toContainText(secret);
    await goAndSettle(reader, path);
    expect(await reader.content()).not.toContain(secret);
    await expect(seen.getByRole('link', { name: /Open the confidential answer/ })).toHaveCount(0);
    const files = await reader.request.get(`${base}/files/answers.json`);
    expect(await files.text()).not.toContain(secret);
    expect((await reader.request.get(`${base}/confidential`)).status()).toBe(404);
    expect((await reader.request.get(`${base}/files/answers.json?confidential`)).status()).toBe(404);
  });

  await test.step('the city takes it back, and holds it back again', async () => {
    await expectSaved(page);
    await question.getByRole('button', { name: /^Take back/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await expect(question).toContainText(secret);
    await expect(seen).toContainText(secret);
    await expectSaved(page);
    await state.selectOption('confidential');
    await page.getByRole('dialog').getByRole('button', { name: 'Hold back' }).click();
    await expect(question.getByText('Not disclosed (internal)')).toBeVisible();
  });

  await test.step('the city writes on in its confidential answers, and adds a note', async () => {
    await question.getByRole('link', { name: /Open the confidential answer/ }).click();
    await expect(page).toHaveURL(new RegExp(`${base}/confidential`));
    await expect(question).toContainText(secret);
    await question.getByRole('button', { name: /^Write/ }).click();
    await expect(question.locator('[data-language="en"] .ProseMirror')).toBeVisible();
    await question.locator('[data-language="en"] .ProseMirror').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' until June');
    await expectSaved(page);
    await page.getByRole('button', { name: /^Confidential note.*Governance/ }).click();
    const note = page
      .getByRole('region', { name: /Governance/ })
      .locator('[data-language="en"] .ProseMirror')
      .last();
    await note.click();
    await page.keyboard.type('Not before the council has voted.');
    await expectSaved(page);
    await expectNoBarrier(page);
  });

  await test.step('a named reader opens them, until the city removes them', async () => {
    await page.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'Marta Oliveira (Expert)' });
    await page.getByRole('button', { name: 'Allow reading' }).click();
    const readers = page.getByRole('region', { name: 'Who can read them' });
    await expect(readers.getByRole('listitem').filter({ hasText: 'Marta Oliveira' })).toBeVisible();
    await goAndSettle(reader, `${base}/confidential`);
    await expect(seen).toContainText(`${secret} until June`);
    await expect(reader.getByText('Not before the council has voted.')).toBeVisible();
    await expect(reader.getByRole('region', { name: 'Who can read them' })).toHaveCount(0);
    await readers.getByRole('button', { name: 'Remove Marta Oliveira from the readers' }).click();
    await expect(readers).toContainText('Nobody else is named');
    expect((await reader.request.get(`${base}/confidential`)).status()).toBe(404);
  });
});
