/**
 * Tests a city's work around its response: departments with a deadline, questions from experts after
 * submission, and the submitted response, of which one answer is returned.
 */
import { rmSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import type { Server } from '../../kit/server.ts';
import { expectNoBarrier } from '../axe.ts';
import { dataAt, serve } from '../demo.ts';
import { expectSaved, openToWrite, study } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

const at = (city: string, page: string): string => `${study}/assessments/${city}/${page}`;

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

const question = (page: Page, id: string): Locator => page.locator(`[data-question="${id}"]`);

test('departments get questions and a whole characteristic with days, say how far they have come, and the inbox tells what is due (R049)', async ({
  personAt
}) => {
  const { page } = await personAt(server.origin, 'city.florence');
  const path = at('florence', 'departments');
  const row = (code: string): Locator =>
    page
      .getByRole('region', { name: 'Questions and their departments' })
      .getByRole('listitem')
      .filter({ has: page.getByText(code, { exact: true }) });
  const department = (name: string): Locator =>
    page
      .getByRole('region', { name: 'The city’s departments' })
      .getByRole('listitem')
      .filter({ hasText: name });
  const due = page.getByRole('link', { name: /Florence: .* due from the departments/ });

  await test.step('two departments are added, one in both languages', async () => {
    await page.goto(path);
    const name = page.getByRole('group', { name: 'Name of the department' }).last();
    await name.getByLabel('English').fill('Planning Bureau');
    await name.getByLabel('Chinese').fill('规划局');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(department('Planning Bureau')).toContainText('Nothing assigned yet');
    await page.getByText('Add a department', { exact: true }).click();
    await name.getByLabel('English').fill('Mobility Office');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(department('Mobility Office')).toBeVisible();
  });

  await test.step('one is renamed, and its form keeps both names', async () => {
    await page.goto(path);
    const bureau = department('Planning Bureau');
    await bureau.locator('summary').click();
    for (const name of ['City Planning Bureau', 'Planning Bureau']) {
      await bureau.getByLabel('English').fill(name);
      await bureau.getByRole('button', { name: 'Rename', exact: true }).click();
      await expect(bureau.getByRole('link', { name, exact: true })).toBeVisible();
      await expect(bureau.getByLabel('English')).toHaveValue(name);
      await expect(bureau.getByLabel('Chinese')).toHaveValue('规划局');
    }
  });

  await test.step('what is assigned without a tick is told so; two questions and a characteristic go out, with days', async () => {
    const assign = page.getByRole('form', { name: 'Assign what is ticked' });
    await assign.getByLabel('Assign to').selectOption({ label: 'Planning Bureau' });
    await assign.getByRole('button', { name: 'Assign' }).click();
    await expect(page.getByRole('alert')).toContainText('Nothing is ticked yet');
    for (const code of ['1.1', '1.2'])
      await page.getByRole('checkbox', { name: new RegExp(`^Assign: ${code} `) }).check();
    await assign.getByLabel('Due on').fill('2013-09-20');
    await assign.getByRole('button', { name: 'Assign' }).click();
    await expect(page.getByRole('status').filter({ hasText: '2 assigned.' })).toBeVisible();
    await expect(row('1.1')).toContainText('due 20 September 2013 · Overdue');
    await page.getByRole('checkbox', { name: 'Assign: 4 Funding' }).check();
    await assign.getByLabel('Assign to').selectOption({ label: 'Mobility Office' });
    await assign.getByLabel('Due on').fill('2099-01-05');
    await assign.getByRole('button', { name: 'Assign' }).click();
    await expect(row('4.2')).toContainText('Mobility Office');
    await expect(row('4.2')).toContainText('with its characteristic');
    await expect(row('4')).not.toContainText('Overdue');
    await expect(department('Planning Bureau')).toContainText('0 of 2 checked · 2 overdue');
  });

  await test.step('the inbox tells two things, and one when the other is checked', async () => {
    await page.goto(`${study}/inbox`);
    await expect(due).toContainText('2 things are due');
    await due.click();
    await row('1.1').getByRole('button', { name: 'Drafted' }).click();
    await expect(row('1.1').getByRole('button', { name: 'Drafted' })).toHaveAttribute('aria-pressed', 'true');
    await expect(department('Planning Bureau')).toContainText('0 of 2 checked · 1 drafted · 2 overdue');
    await row('1.1').getByRole('button', { name: 'Checked' }).click();
    await expect(row('1.1')).not.toContainText('Overdue');
    await expect(department('Planning Bureau')).toContainText('1 of 2 checked · 1 overdue');
    await expectNoBarrier(page);
    await page.goto(`${study}/inbox`);
    await expect(due).toContainText('one thing is due');
  });

  await test.step('a colleague reads in Chinese whose question it is, and what is left; an expert learns of none of it', async () => {
    const colleague = (await personAt(server.origin, 'staff2.florence', { locale: 'zh' })).page;
    await colleague.goto(at('florence', 'smart-city-strategy?text=response'));
    await expect(question(colleague, 'strategy.vision')).toContainText('规划局');
    await expect(question(colleague, 'strategy.vision')).toContainText('已核对');
    await expect(question(colleague, 'strategy.kpis')).toContainText('2013年9月20日前 · 已逾期');
    await colleague.goto(path);
    await colleague.getByLabel('部门', { exact: true }).selectOption({ label: '规划局' });
    await colleague.getByLabel('进展', { exact: true }).selectOption({ label: '待办' });
    await colleague.getByRole('button', { name: '显示' }).click();
    await expect(colleague.getByRole('region', { name: '问题与部门' }).getByRole('listitem')).toHaveCount(1);
    await expectNoBarrier(colleague);
    const expert = (await personAt(server.origin, 'expert1.eu')).page;
    expect((await expert.goto(path))?.status()).toBe(404);
    await expert.goto(at('florence', 'smart-city-strategy?text=response'));
    await expect(question(expert, 'strategy.vision')).toBeVisible();
    await expect(expert.getByText('Planning Bureau')).toHaveCount(0);
  });
});

test('an expert asks at a question, the city answers it in Chinese and returns it, and the findings are marked until somebody has looked (R055)', async ({
  personAt
}) => {
  const expert = (await personAt(server.origin, 'expert1.eu')).page;
  const city = (await personAt(server.origin, 'city.haidian', { locale: 'zh' })).page;
  const funding = at('haidian', 'funding?text=response');

  await test.step('asked', async () => {
    await expert.goto(funding);
    const questionCard = question(expert, 'funding.required');
    await questionCard.getByText('Ask the city about this question').click();
    await questionCard.getByLabel('What you ask').fill('What did the whole programme cost?');
    await questionCard.getByRole('button', { name: 'Ask, and open the question' }).click();
    await expect(questionCard.getByText('The question is open to the city.')).toBeVisible();
    await expect(questionCard).toContainText('What did the whole programme cost?');
  });

  await test.step('answered by the city, which may write nothing else, and returned with a note', async () => {
    await city.goto(`${study}/inbox`);
    await city.getByRole('link', { name: '海淀区：就专家的1个提问作答' }).click();
    await expect(city.getByText('这些问题已重新开放')).toBeVisible();
    await expectNoBarrier(city);
    await city.getByRole('link', { name: '在问卷中答复' }).click();
    const open = question(city, 'funding.required');
    await expect(open).toBeInViewport();
    await open.getByRole('textbox', { name: /金额$/ }).fill('12亿');
    await city.keyboard.press('Tab');
    await expect(open.getByRole('status')).toContainText('12亿');
    await expectSaved(city);
    await expect(question(city, 'funding.duration').getByRole('textbox')).toHaveCount(0);
    await open.getByLabel('对答复的说明').fill('含两期工程。');
    await open.getByRole('button', { name: '提交本答复' }).click();
    await expect(open.getByText('答复已修改')).toBeVisible();
    await expect(open.getByRole('textbox')).toHaveCount(0);
  });

  await test.step('the findings say that they are to be looked at, with old and new a link away', async () => {
    await expert.goto(at('haidian', 'funding?text=findings'));
    const mark = expert.getByText('The city has changed its answer to this question.');
    await expect(mark).toBeVisible();
    await expectNoBarrier(expert);
    await expert.getByRole('link', { name: 'See the old answer and the new' }).click();
    const questionCard = question(expert, 'funding.required');
    await expect(questionCard).toBeInViewport();
    await expect(questionCard.getByText('含两期工程。')).toHaveAttribute('lang', 'zh-Hans');
    await expect(
      questionCard
        .locator('section')
        .filter({ has: expert.getByText('As it was returned') })
        .last()
    ).toContainText('1.2 billion');
    await expert.goto(at('haidian', 'clarifications'));
    await expect(expert.getByText('Findings to be looked at')).toBeVisible();
    await expectNoBarrier(expert);
    await expert.goto(at('haidian', 'funding?text=findings'));
    await expert.getByRole('button', { name: 'I have looked at the findings' }).click();
    await expect(mark).toHaveCount(0);
    await city.goto(at('haidian', 'clarifications'));
    await expect(city.getByText('评估结论复核人：')).toBeVisible();
  });
});

test('what a city handed in is compared with what it writes now, and one answer becomes what it was while a colleague writes another, whose words stay', async ({
  personAt
}) => {
  const { page } = await personAt(server.origin, 'city.jiaxing');
  const services = at('jiaxing', 'smart-city-services?text=response');
  const register = question(page, 'services.register');
  const changed = (code: string): Locator => page.getByRole('article', { name: new RegExp(`^${code} ?\\D`) });

  await test.step('the response is opened again, and two answers change', async () => {
    const secretariat = (await personAt(server.origin, 'secretariat')).page;
    await secretariat.goto(at('jiaxing', 'progress'));
    await secretariat.locator('summary').filter({ hasText: 'Return to “Questionnaire open”' }).click();
    await secretariat
      .getByRole('group', { name: 'Why it goes back' })
      .getByLabel('English')
      .fill('The list of services is to be completed.');
    await secretariat.getByRole('button', { name: 'Return to “Questionnaire open”' }).click();
    await expect(
      secretariat.getByRole('list', { name: 'States of the workflow' }).locator('[aria-current="step"]')
    ).toContainText('Questionnaire open');
    await openToWrite(page, services);
    await register.getByRole('button', { name: 'Remove Smart grid' }).click();
    await question(page, 'services.best-practice')
      .getByRole('button', { name: /^Write/ })
      .click();
    await question(page, 'services.best-practice').locator('[data-language="en"] .ProseMirror').click();
    await page.keyboard.type('The grid pilot in the city centre.');
    await expectSaved(page);
  });

  await test.step('compared row by row, and side by side', async () => {
    await page.goto(at('jiaxing', 'versions?text=response'));
    await page.getByRole('button', { name: 'Compare the two' }).click();
    await expect(changed('8.1')).toContainText('Smart grid removed');
    await expect(changed('8.2').locator('ins')).toHaveText('The grid pilot in the city centre.');
    await expect(page.getByRole('article')).toHaveCount(2);
    await expectNoBarrier(page);
    await page.getByRole('link', { name: 'Side by side' }).click();
    await expect(changed('8.2').locator('.words.is')).toContainText('The grid pilot');
    await expectNoBarrier(page);
  });

  await test.step('one answer is restored while a colleague writes the other, and taken back', async () => {
    const colleague = (await personAt(server.origin, 'staff.jiaxing', { locale: 'zh' })).page;
    await openToWrite(colleague, services);
    await changed('8.1').getByRole('link', { name: 'Restore what stood before' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('radio', { name: /^This answer alone: 8\.1 / })).toBeChecked();
    await expect(dialog.getByRole('button', { name: 'Restore' })).toBeEnabled();
    await expectNoBarrier(page);
    await question(colleague, 'services.best-practice').getByRole('button', { name: /^撰写/ }).click();
    const zhEditor = question(colleague, 'services.best-practice').locator(
      '[data-language="zh"] .ProseMirror'
    );
    await zhEditor.click();
    await colleague.keyboard.type('市中心的');
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await colleague.keyboard.type('电网试点。');
    await expect(page.getByText('Restored from version 1.')).toBeVisible();
    await expect(register).toBeInViewport();
    await expect(register.getByRole('button', { name: 'Remove Smart grid' })).toBeVisible();
    await expect(
      question(colleague, 'services.register').getByRole('button', { name: '删除智能电网' })
    ).toBeVisible();
    await expect(zhEditor).toHaveText('市中心的电网试点。');
    await expect(question(page, 'services.best-practice')).toContainText(
      'The grid pilot in the city centre.'
    );
    await expect(question(page, 'services.best-practice')).toContainText('市中心的电网试点。');
    await expectSaved(page);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await expect(register.getByRole('button', { name: 'Remove Smart grid' })).toHaveCount(0);
    await expect(zhEditor).toHaveText('市中心的电网试点。');
    await expectSaved(page);
    await expectSaved(colleague);
  });

  await test.step('all of it is restored from the version itself', async () => {
    await page.goto(at('jiaxing', 'versions?text=response'));
    await page.getByRole('link', { name: /^Version 1/ }).click();
    await page
      .getByRole('region', { name: /^8 / })
      .getByRole('link', { name: /^Restore this answer ?: 8\.1$/ })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'The whole response' }).check();
    await expect(dialog.getByRole('heading')).toContainText('The whole response');
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await expect(register.getByRole('button', { name: 'Remove Smart grid' })).toBeVisible();
    await expect(question(page, 'services.best-practice')).not.toContainText('市中心的电网试点。');
    await expectSaved(page);
  });
});
