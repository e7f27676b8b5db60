/**
 * Florence answers the whole framework from nothing, four people at once, and receives one more question
 * about one answer.
 */
import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { pdf } from '../../kit/evidence-files.ts';
import type { Server } from '../../kit/server.ts';
import { dataAt, serve } from '../demo.ts';
import { editorIn, expectSaved, openToWrite, study } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

const base = `${study}/assessments/florence`;
const characteristics = [
  ['smart-city-strategy', 'stakeholders', 'governance'],
  ['funding', 'value-assessment', 'business-models'],
  ['ict-infrastructure', 'smart-city-services', 'legal-regulatory']
] as const;

let dataDir: string;
let server: Server;
test.beforeAll(async () => {
  dataDir = await dataAt('staffed');
  server = await serve(dataDir);
});
test.afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const at = (characteristic: string): string => `${base}/${characteristic}?text=response`;

async function type(page: Page, language: 'en' | 'zh', text: string): Promise<void> {
  await editorIn(page, language).click();
  await page.keyboard.type(text);
}

test('three contributors and the representative fill all nine characteristics, one of them offline for a while; a changed answer marks the findings', async ({
  personAt
}) => {
  test.setTimeout(300_000);
  const staff = await Promise.all(
    [1, 2, 3].map((n) => personAt(server.origin, `staff${n}.florence`, { locale: n === 2 ? 'zh' : 'en' }))
  );
  const senior = (await personAt(server.origin, 'city.florence', { locale: 'en' })).page;

  await test.step('each writes three characteristics, next to the others', async () => {
    const brings = async (): Promise<void> => {
      await senior.goto(`${base}/evidence`);
      await senior.getByText('Add a file', { exact: true }).click();
      const form = senior.locator('form[action="?/file"]');
      await form.getByLabel('File', { exact: true }).setInputFiles({
        name: 'piano.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from(pdf('Piano strategico'))
      });
      await form.getByLabel('English').first().fill('Strategic plan');
      await form.getByLabel('Language of the original').selectOption({ label: 'Italian' });
      await form.getByRole('button', { name: 'Add' }).click();
      await expect(senior.getByRole('heading', { name: 'Strategic plan' })).toBeVisible();
      await senior.getByRole('button', { name: 'Cite it in an answer' }).click();
      await expect(senior.getByText('The answer now cites the piece.')).toBeVisible();
    };
    const writes = async (
      { page, context }: (typeof staff)[number],
      own: readonly string[]
    ): Promise<void> => {
      for (const characteristic of own) {
        await openToWrite(page, at(characteristic));
        await expectSaved(page);
        const isAway = characteristic === 'value-assessment';
        if (isAway) await context.setOffline(true);
        await type(page, 'en', `Florence on ${characteristic}.`);
        await type(page, 'zh', `佛罗伦萨论${characteristic}。`);
        if (isAway) {
          await expect(page.locator('[data-save="offline"]')).toBeVisible();
          await context.setOffline(false);
        }
        if (characteristic === 'funding') {
          const required = page.locator('[data-question="funding.required"]');
          await required.getByRole('textbox', { name: /金额$/ }).fill('2000万元');
          await page.keyboard.press('Tab');
          await expect(required.getByRole('status')).toContainText('识别为 2000万');
        }
        await expectSaved(page);
      }
    };
    await Promise.all([brings(), ...staff.map((one, n) => writes(one, characteristics[n] ?? []))]);
  });

  await test.step('the representative reads all of it, and hands it in', async () => {
    for (const characteristic of characteristics.flat()) {
      await senior.goto(at(characteristic));
      await expect(editorIn(senior, 'en')).toContainText(`Florence on ${characteristic}.`);
      await expect(editorIn(senior, 'zh')).toContainText(`佛罗伦萨论${characteristic}。`);
    }
    await senior.goto(`${base}/progress`);
    await senior.getByLabel('Your position', { exact: true }).fill('Deputy mayor');
    await senior.getByRole('checkbox', { name: 'I am authorised to submit on behalf of the city.' }).check();
    await senior.getByText('Check and submit', { exact: true }).click();
    await senior.getByRole('button', { name: 'Submit the answers' }).dblclick();
    await expect(
      senior.getByRole('list', { name: 'States of the workflow' }).locator('[aria-current="step"]')
    ).toContainText('Drafting');
    await expect(senior.getByRole('alert')).toHaveCount(0);
  });

  const expert = (await personAt(server.origin, 'expert1.cn', { locale: 'zh' })).page;
  await test.step('an expert of the other side asks about the sum; it is open again, and nothing else', async () => {
    await expert.goto(`${base}/clarifications`);
    const askForm = expert.locator('form[action^="?/ask"]');
    await askForm.getByRole('combobox').first().selectOption('funding.required');
    await askForm.getByRole('textbox').fill('此数额是否含国家补助？');
    await askForm.getByRole('button').click();
    await expect(expert.getByText('此数额是否含国家补助？')).toBeVisible();

    const { page } = staff[1] ?? staff[0] ?? { page: senior };
    await page.goto(at('funding'));
    const required = page.locator('[data-question="funding.required"]');
    await required.getByRole('textbox', { name: /金额$/ }).fill('3000万');
    await page.keyboard.press('Tab');
    await expect(required.getByRole('status')).toContainText('识别为 3000万');
    await expectSaved(page);
    await expect(page.locator('.ProseMirror[contenteditable="true"]')).toHaveCount(0);
  });

  await test.step('the representative returns it; old and new stand side by side, and the findings are marked', async () => {
    await senior.goto(`${base}/clarifications`);
    await senior.getByRole('button', { name: 'Return these answers' }).click();
    await expect(senior.getByText('The answer has changed')).toBeVisible();
    await expert.goto(`${base}/clarifications`);
    await expect(expert.getByText('评估结论待复核').first()).toBeVisible();
    await expert.goto(at('funding'));
    // As a Chinese reader reads it: 20 and 30 million.
    const questionCard = expert.locator('[data-question="funding.required"]');
    await expect(questionCard).toContainText('2000万');
    await expect(questionCard).toContainText('3000万');
  });
});
