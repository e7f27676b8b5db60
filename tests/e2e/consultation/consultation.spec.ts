/** A consultation from the city's first draft to its last answer, by those who take part, each in a browser of their own, in both languages. */
import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Server } from '../../kit/server.ts';
import { barriers, overflow } from '../axe.ts';
import { dataAt, serve } from '../demo.ts';
import { editorIn, expectSaved, openToWrite } from '../editing-kit.ts';
import { alive, expect, test } from '../kit.ts';

const study = '/studies/eu-china-2013';
const path = `${study}/assessments/nantong/consultation`;

// One city's consultation, from test to test.
test.describe.configure({ mode: 'serial' });

let dataDir: string;
let server: Server;
test.beforeAll(async () => {
  dataDir = await dataAt('consulted');
  server = await serve(dataDir);
});
test.afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Returns the accessibility violations of a page, and how much wider it is than the screen. */
const faults = async (page: Page): Promise<string[]> => [
  ...(await barriers(page)),
  ...(await overflow(page))
];

test('a draft is written, changed and deleted without any script', async ({ browser }) => {
  const context = await browser.newContext({
    baseURL: server.origin,
    javaScriptEnabled: false,
    locale: 'en-GB'
  });
  const page = await context.newPage();
  await page.goto(`/login?next=${encodeURIComponent(path)}`);
  await page.getByLabel('E-mail address').fill('staff.nantong@demo.local');
  await page.getByLabel('Password', { exact: true }).fill('meridian');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: '2 Stakeholders' }).click();
  await page.locator('a.say').first().click();
  await page.getByLabel('Wording').check();
  await page.getByLabel('Comment', { exact: true }).last().fill('Not said so in Chinese.');
  await page.getByRole('button', { name: 'Keep as a draft' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The draft is kept' })).toBeVisible();
  await page
    .locator('#drafts')
    .getByRole('link', { name: /^Change/ })
    .click();
  await page.getByLabel('Comment', { exact: true }).last().fill('Not said so in the Chinese text.');
  await page.getByRole('button', { name: 'Keep as a draft' }).click();
  await expect(page.locator('#drafts article')).toContainText('Not said so in the Chinese text.');
  await page
    .locator('#drafts')
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(page.locator('#drafts article')).toHaveCount(0);
  await context.close();
});

test('a comment that is half typed stays as it is when the language is switched', async ({ personAt }) => {
  const { page } = await personAt(server.origin, 'staff.nantong');
  await page.goto(path);
  await alive(page);
  await page.locator('a.say').first().click();
  await page.getByLabel('Wording').check();
  await page.locator('textarea[name="body"]').fill('The pilot began in 2011, not in 2012.');
  await page.getByRole('button', { name: '中文', exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(page.locator('textarea[name="body"]')).toHaveValue('The pilot began in 2011, not in 2012.');
  await expect(page.locator('select[name="language"]')).toHaveValue('en');
});

test('a city drafts among itself and submits once; experts decide with the change that was made; the city contests (R123)', async ({
  personAt
}) => {
  test.slow();
  const at = (name: string, look = {}) => personAt(server.origin, name, look);
  const found: string[] = [];
  const staff = (await at('staff.nantong', { locale: 'zh' })).page;
  const senior = (await at('city.nantong', { width: 360, height: 780, theme: 'dark' })).page;
  const expert = (await at('expert2.cn')).page;
  const chair = (await at('chair.eu')).page;

  // Staff draft a comment at a paragraph, with only the required fields; the senior representative's open
  // page shows it without a reload.
  await senior.goto(path);
  await staff.goto(path);
  await staff
    .locator('.cell')
    .filter({ has: staff.locator('.prose[lang="en"]') })
    .locator('a.say')
    .first()
    .click();
  await staff.getByLabel('建议修改').check();
  await staff.getByRole('button', { name: '保存草稿' }).click();
  await expect(staff.getByRole('alert')).toBeVisible();
  await staff.getByLabel('事实更正').check();
  await staff.getByLabel('建议改为').fill('南通市于2012年开通19项服务。');
  found.push(...(await faults(staff)));
  await staff.getByLabel('建议改为').press('ControlOrMeta+Enter');
  await expect(staff.getByRole('status').filter({ hasText: '草稿已保存' })).toBeVisible();
  await expect(senior.locator('#drafts').getByText('南通市于2012年开通19项服务。')).toBeVisible();
  await expect(senior.locator('#drafts').getByText('by Xu Lan')).toBeVisible();

  // Half-typed text on one page stays while another person's page reloads its data.
  await senior.getByRole('link', { name: 'On this section as a whole' }).click();
  await senior.getByLabel('Different view').check();
  await senior.getByLabel('Comment', { exact: true }).last().fill('The strategy is judged too early.');
  await staff.getByRole('link', { name: '对整份评估结论' }).click();
  await staff.getByLabel('同意', { exact: true }).check();
  await staff.getByRole('button', { name: '保存草稿' }).click();
  await expect(senior.locator('#drafts article')).toHaveCount(2);
  await expect(senior.getByLabel('Comment', { exact: true }).last()).toHaveValue(
    'The strategy is judged too early.'
  );
  await senior.getByRole('button', { name: 'Keep as a draft' }).click();
  await expect(senior.locator('#drafts article')).toHaveCount(3);
  found.push(...(await faults(senior)));

  // No one outside the city sees any of it; an expert's page is open meanwhile.
  await expert.goto(path);
  await expect(expert.getByText('No comments.')).toBeVisible();
  await expect(expert.getByText('19项')).toHaveCount(0);
  await expect(staff.getByRole('button', { name: /代表城市提交/ })).toHaveCount(0);

  // A person of the city goes on typing during the submission: that text is not discarded.
  await staff.getByRole('link', { name: '对本节整体' }).click();
  await staff.getByLabel('意见', { exact: true }).last().fill('战略期限尚待');
  await senior.getByRole('link', { name: 'Submit for the city' }).click();
  await senior.getByLabel('I have read the list above').check();
  await senior.getByRole('button', { name: 'Submit 3 for the city' }).dblclick();
  await expect(senior.getByRole('status').filter({ hasText: 'Submitted' })).toBeVisible();
  await expect(senior.getByRole('alert')).toHaveCount(0);
  await expect(expert.getByRole('heading', { name: 'Comment 3' })).toBeVisible();
  await expect(staff.getByText('您正在输入的内容未存入草稿')).toBeVisible();
  await expect(staff.getByRole('blockquote').filter({ hasText: '战略期限尚待' })).toBeVisible();

  // The expert changes the paragraph, and points to it.
  await openToWrite(expert, `${study}/assessments/nantong/smart-city-strategy?text=findings`);
  await editorIn(expert, 'en').locator('[data-id]').first().click();
  await expert.keyboard.press('End');
  await expert.keyboard.type(' It opened 19 services in 2012.');
  await expectSaved(expert);
  await expert.goto(`${path}?show=open`);
  const factual = expert.locator('article').filter({ hasText: '南通市于2012年开通19项服务。' });
  await factual.getByRole('link', { name: 'Decide' }).click();
  await factual.getByLabel('Partly accepted').check();
  await factual.getByLabel('English').fill('The number is taken over, the year stays.');
  await expect(factual.getByRole('radio', { name: /It opened 19 services in 2012/ })).toBeChecked();
  await factual.getByRole('button', { name: 'Keep the disposition' }).click();
  await expect(expert.getByRole('alert')).toContainText('in English and in Chinese');
  await expect(factual.getByLabel('English')).toHaveValue('The number is taken over, the year stays.');
  await factual.getByLabel('Chinese').fill('采用该数字，年份不变。');
  found.push(...(await faults(expert)));
  await factual.getByRole('button', { name: 'Keep the disposition' }).click();
  await expect(expert.getByRole('status').filter({ hasText: 'The disposition is kept' })).toBeVisible();
  await expert.goto(path);
  await expect(
    factual.getByRole('blockquote').filter({ hasText: 'It opened 19 services in 2012.' })
  ).toBeVisible();

  // The answer is corrected with the text: the question is opened to the city again, and what it answered is kept.
  await factual.getByText('Ask the city to correct its answer').click();
  await expect(factual.getByLabel('What you ask')).toHaveValue(/you correct a fact: 南通市于2012年/);
  found.push(...(await faults(expert)));
  await factual.getByRole('button', { name: 'Ask, and open the question' }).click();
  await expect(expert.getByRole('status').filter({ hasText: 'The question is open' })).toBeVisible();
  await expect(factual).toContainText('Asked of the city');
  await senior.goto(path.replace('/consultation', '/clarifications'));
  await senior.getByRole('link', { name: 'From a comment of the city' }).click();
  await expect(senior).toHaveURL(/\/consultation\?at=c-/);
  await senior.goto(path.replace('/consultation', '/clarifications'));
  await senior.getByRole('link', { name: 'Answer in the questionnaire' }).click();
  const asked = senior.locator('[id^="question-"]').first();
  await asked.getByRole('button', { name: 'Write' }).click();
  await asked.locator('.ProseMirror[contenteditable="true"]').first().click();
  await senior.keyboard.type('2012年开通19项服务。');
  await expectSaved(senior);
  await senior.goto(path.replace('/consultation', '/clarifications'));
  await senior.getByRole('button', { name: 'Return these answers' }).click();
  await expect(senior.getByRole('status').filter({ hasText: 'The answers are returned' })).toBeVisible();
  await expect(factual).toContainText('The answer has changed');
  await factual.getByRole('link', { name: 'Compare the old answer with the new' }).click();
  await expect(expert.locator('ins').filter({ hasText: '2012年开通19项服务。' }).first()).toBeVisible();
  await senior.goto(path);

  // The city contests it, and a chair has it printed.
  const contested = senior.locator('article').filter({ hasText: '南通市于2012年开通19项服务。' });
  await expect(contested.getByText('Partly accepted')).toBeVisible();
  await contested.getByText('Answer for the city').click();
  await contested.getByLabel('Contested').check();
  await contested.getByLabel('What the city says to it').fill('年份应为2011年。');
  await contested.getByRole('button', { name: 'Keep the answer' }).click();
  await expect(senior.getByRole('status').filter({ hasText: 'The answer is kept' })).toBeVisible();
  await chair.goto(`${path}?show=contested`);
  await chair.getByRole('button', { name: 'Print as the city’s statement' }).click();
  await expect(chair.getByText('Printed in the report as the city’s statement')).toBeVisible();
  found.push(...(await faults(chair)), ...(await faults(senior)), ...(await faults(staff)));

  // What came on paper is entered in bulk, and the matrix goes out as a file.
  const secretariat = (await at('secretariat')).page;
  await secretariat.goto(path);
  await secretariat.getByText('Add comments received by other means').click();
  await secretariat.getByLabel('Where they came from').selectOption('chamber');
  await secretariat.getByLabel('Organisation or person').fill('EU Chamber of Commerce');
  await secretariat.locator('#comments').getByLabel('Side', { exact: true }).selectOption('eu');
  await secretariat.getByLabel('Date').fill('2013-12');
  await secretariat
    .getByLabel('Comments, one a line')
    .fill('More on procurement, please.\n4\tLoans are left out.');
  await secretariat.getByRole('button', { name: 'Enter these comments' }).click();
  await expect(secretariat.getByRole('heading', { name: 'Comment 5' })).toBeVisible();
  const download = secretariat.waitForEvent('download');
  await secretariat.getByRole('link', { name: 'XLSX, both languages' }).click();
  expect((await download).suggestedFilename()).toBe('eu-china-2013-nantong-consultation.xlsx');
  await secretariat.goto(`${study}/consultation`);
  await expect(secretariat.getByRole('row', { name: /Nantong/ })).toContainText(/Submitted.*5.*3.*1/s);
  found.push(...(await faults(secretariat)));
  await secretariat.setViewportSize({ width: 360, height: 780 });
  found.push(...(await faults(secretariat)));
  expect(found).toEqual([]);
});

test('a draft is given to somebody outside, who comments by their link and reads what became of it', async ({
  personAt,
  browser
}) => {
  test.slow();
  const found: string[] = [];
  const secretariat = (await personAt(server.origin, 'secretariat')).page;
  await secretariat.goto(path);
  const given = secretariat.locator('#readings');
  await given.getByText('Share the draft with an external reader').click();
  await given.getByLabel('Name', { exact: true }).fill('Maria Keller');
  await given.getByLabel('Organisation', { exact: true }).fill('Institute of Cities');
  await given.getByLabel('Side', { exact: true }).selectOption('eu');
  await given.getByLabel('Day and time').fill('2099-01-01T12:00');
  found.push(...(await faults(secretariat)));
  await given.getByRole('button', { name: 'Make the link' }).click();
  const link = new URL(await given.locator('code').innerText()).pathname;

  const reader = (
    await personAt(server.origin, null, { locale: 'zh', theme: 'dark', width: 360, height: 780 })
  ).page;
  await reader.goto(link);
  await expect(reader.getByRole('heading', { name: '征求意见稿：南通市' })).toBeVisible();
  await reader.getByRole('link', { name: '4 资金' }).click();
  await expect(reader.getByText('上述内容多为意向').first()).toBeVisible();
  await expect(reader.getByText('Loans are left out')).toHaveCount(0);
  // The reader's language comes first where both are below each other.
  await expect(reader.locator('#text .row .prose').first()).toHaveAttribute('lang', 'zh-Hans');
  await reader.getByLabel('不同看法').check();
  await reader.getByLabel('意见', { exact: true }).fill('资金来源的判断过早。');
  found.push(...(await faults(reader)));
  await reader.getByRole('button', { name: '提交意见' }).dblclick();
  await expect(reader.getByRole('status').filter({ hasText: '意见已提交' })).toBeVisible();
  await expect(reader.getByLabel('意见', { exact: true })).toHaveValue('');
  await expect(reader.locator('#own article')).toHaveText(/资金来源的判断过早。/);

  // Without any script it is said just as well.
  const plain = await browser.newContext({
    baseURL: server.origin,
    javaScriptEnabled: false,
    locale: 'en-GB'
  });
  const page = await plain.newPage();
  await page.goto(link);
  await page.getByLabel('Wording').check();
  await page.getByLabel('Comment', { exact: true }).fill('Say “plans”.');
  await page.getByLabel('On', { exact: true }).selectOption('The findings as a whole');
  await page.getByRole('button', { name: 'Send comment' }).click();
  await expect(page.locator('#own article')).toHaveCount(2);
  await plain.close();

  const expert = (await personAt(server.origin, 'expert2.cn')).page;
  await expert.goto(path);
  const comment = expert.locator('article').filter({ hasText: '资金来源的判断过早。' });
  await expect(comment).toContainText('Institute of Cities · Maria Keller');
  await comment.getByRole('link', { name: 'Decide' }).click();
  await comment.getByLabel('Noted').check();
  await comment.getByLabel('English').fill('The next edition looks at it.');
  await comment.getByLabel('Chinese').fill('下一版再行研究。');
  await comment.getByRole('button', { name: 'Keep the disposition' }).click();
  await expect(expert.getByRole('status').filter({ hasText: 'The disposition is kept' })).toBeVisible();
  await reader.goto(link);
  await expect(reader.locator('#own article').first()).toContainText('下一版再行研究。');
  found.push(...(await faults(reader)));

  await secretariat.goto(path);
  await expect(given.getByRole('listitem').filter({ hasText: 'Maria Keller' })).toContainText(
    /Open.*Comments\s*2/s
  );
  await given.getByRole('button', { name: /^Withdraw/ }).click();
  await expect(given.getByRole('listitem').filter({ hasText: 'Maria Keller' })).toContainText('Withdrawn');
  await reader.reload();
  await expect(reader.getByText('该链接已被撤回')).toBeVisible();
  await expect(reader.getByText('上述内容多为意向')).toHaveCount(0);
  found.push(...(await faults(reader)));
  expect(found).toEqual([]);
});

test('a decision and an answer that are half typed stay when the assessment moves on', async ({
  personAt
}) => {
  const binhai = `${study}/assessments/binhai`;
  const expert = (await personAt(server.origin, 'expert1.cn')).page;
  const city = (await personAt(server.origin, 'city.binhai', { locale: 'zh' })).page;
  const chair = (await personAt(server.origin, 'chair.eu')).page;
  await expert.goto(`${binhai}/consultation`);
  await expert.getByRole('link', { name: 'Revise Comment 1' }).click();
  await expert.getByLabel('English', { exact: true }).fill('The year is now');
  await city.goto(`${binhai}/consultation`);
  const contested = city.locator('article').filter({ has: city.getByRole('heading', { name: '意见4' }) });
  await contested.getByText('修改答复').click();
  await contested.getByLabel('城市的说明').fill('合同安排已于');

  await chair.goto(`${binhai}/progress`);
  await chair.getByText('Return to “Internal review”').first().click();
  await chair
    .getByRole('group', { name: 'Why it goes back' })
    .getByLabel('English')
    .fill('The funding section needs another look.');
  await chair.getByRole('button', { name: 'Return to “Internal review”' }).click();

  await expect(expert.getByText('the assessment has moved on meanwhile')).toBeVisible();
  await expect(expert.getByLabel('English', { exact: true })).toHaveValue('The year is now');
  await expect(expert.getByRole('button', { name: 'Keep the disposition' })).toBeDisabled();
  await expect(city.getByText('评估其间已进入其他阶段')).toBeVisible();
  await expect(contested.getByLabel('城市的说明')).toHaveValue('合同安排已于');
});
