/**
 * Takes one city through the whole workflow, from its first answers to two signatures, by eight people in
 * eight browsers, in both languages.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import type { Server } from '../../kit/server.ts';
import { dataAt, serve } from '../demo.ts';
import { editorIn, expectSaved, findingsOf, openToWrite, study, editorText } from '../editing-kit.ts';
import { expect, test, watchRequests } from '../kit.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const base = `${study}/assessments/yantai`;
const [workflowPath, consultation, approval] = [
  `${base}/progress`,
  `${base}/consultation`,
  `${base}/approval`
];
const run = promisify(execFile);

/** An open page shows what another one did without being loaded again: at once, on a machine that has much else to do as well. */

const states = {
  collecting: /(Questionnaire open|填报中)/,
  drafting: /(Drafting|起草中)/,
  review: /(Internal review|内部审阅)/,
  consultation: /(Consultation|征求意见)/,
  revision: /(Revision|修改中)/,
  approval: /(Awaiting signatures|待签署)/,
  approved: /(Approved|已批准)/
};

/** Each of these pages, which stay open, shows the city's current state. */
const expectState = (state: keyof typeof states, ...pages: readonly Page[]): Promise<unknown> =>
  Promise.all(
    pages.map((page) => {
      const present = page
        .getByRole('list', { name: /^(States of the workflow|流程各阶段)$/ })
        .locator('[aria-current="step"]');
      return expect(present).toContainText(states[state]);
    })
  );

const missing = (page: Page, content: string | RegExp): Locator =>
  page.getByRole('region', { name: /^(The next step|下一步)$/ }).getByRole('link', { name: content });

/** Expects that a text is open for writing, or was opened again under an open page. */
const expectOpen = (page: Page): Promise<void> =>
  expect(page.locator('.ProseMirror[contenteditable="true"]')).toHaveCount(2);

async function typeAtEnd(page: Page, language: 'en' | 'zh', content: string): Promise<void> {
  await editorIn(page, language).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(content);
}

const unfold = (within: Page | Locator, content: string): Promise<void> =>
  within.locator('summary').filter({ hasText: content }).click();

/** Confirms that both languages of the open section are equal, in the Chinese interface. */
async function confirmBoth(page: Page): Promise<void> {
  const translation = page.getByRole('region', { name: '中英文对照' });
  await translation.getByRole('button', { name: '确认中英文一致' }).click();
  await expect(translation).toContainText('由林若溪确认');
}

const hashOn = async (page: Page): Promise<string> =>
  (
    await page
      .getByRole('region', { name: /^(Version \d+|第 \d+ 版)$/ })
      .locator('.hash code')
      .innerText()
  ).replace(/\s/g, '');

/** The senior representative names their post and says that they speak for the city, in the Chinese interface. */
async function handIn(page: Page): Promise<void> {
  await page.getByLabel('您的职务', { exact: true }).fill('副市长');
  await page.getByRole('checkbox', { name: '本人经授权代表本市提交。' }).check();
  await page.getByText('核对并提交', { exact: true }).click();
  await page.getByRole('button', { name: '提交答复' }).click();
}

const english = {
  read: 'I have read both language versions.',
  password: 'Your password',
  sign: 'Sign this version'
};
const chinese = { read: '我已阅读中英文两个文本。', password: '您的密码', sign: '签署此版本' };
async function sign(page: Page, content: typeof english, password = 'meridian'): Promise<void> {
  await page.getByRole('checkbox', { name: content.read }).check();
  await page.getByLabel(content.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: content.sign }).click();
}

let dataDir: string;
let server: Server;
test.beforeAll(async () => {
  dataDir = await dataAt('collected');
  server = await serve(dataDir);
});
test.afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('one city is taken from its first answers to two signatures, with two returns, a late edit and a comment in dispute', async ({
  personAt
}) => {
  // Eight browsers share one machine, which may have much else to do.
  test.setTimeout(300_000);
  const at = async (name: string, locale: 'en' | 'zh') => personAt(server.origin, name, { locale });
  const late = await at('expert2.eu', 'en');
  const [secretariat, lead, reviewer, senior, staff, eu, cn, observer] = [
    (await at('secretariat', 'en')).page,
    (await at('expert2.cn', 'zh')).page,
    late.page,
    (await at('city.yantai', 'zh')).page,
    (await at('staff.yantai', 'zh')).page,
    (await at('chair.eu', 'en')).page,
    (await at('chair.cn', 'zh')).page,
    (await at('observer', 'en')).page
  ];

  await test.step('the city’s people see which answer is missing, follow the link and write it together', async () => {
    for (const page of [observer, eu, senior]) await page.goto(workflowPath);
    await expectState('collecting', observer, eu, senior);
    await expect(senior.getByText('说明理由后可不填')).toHaveCount(1);
    await missing(senior, '资金：尚无文字').click();
    await expect(senior).toHaveURL(/\/funding\?text=response$/);
    await expectOpen(senior);
    await openToWrite(staff, `${base}/funding?text=response`);
    await typeAtEnd(staff, 'zh', '市财政出资二亿元。');
    await typeAtEnd(senior, 'en', 'The city pays CNY 200 million.');
    await expect.poll(() => editorText(editorIn(senior, 'zh'))).toBe('市财政出资二亿元。');
    await expectSaved(staff);
    await expectSaved(senior);
    await senior.goto(workflowPath);
    await expect(senior.getByRole('heading', { name: '尚缺事项' })).toHaveCount(0);
    await handIn(senior);
    await expectState('drafting', senior, observer, eu);
    await expect(staff.locator('.ProseMirror[contenteditable="true"]')).toHaveCount(0);
  });

  await test.step('who writes the findings returns the answers with a reason; what a chair has half typed meanwhile stays', async () => {
    await unfold(eu, 'Return to “Questionnaire open”');
    const half = eu.getByRole('group', { name: 'Why it goes back' }).getByLabel('English');
    await half.fill('The sum has no');
    await lead.goto(workflowPath);
    await unfold(lead, '退回至“填报中”');
    await lead.getByRole('button', { name: '退回至“填报中”' }).click();
    await expect(lead.getByRole('alert')).toContainText('理由');
    await lead.getByRole('group', { name: '退回理由' }).getByLabel('中文').fill('资金一节请注明年份。');
    await lead.getByRole('button', { name: '退回至“填报中”' }).click();
    await expectState('collecting', lead, senior, observer, eu);
    await expect(senior.getByText('资金一节请注明年份。')).toBeVisible();
    await expect(half).toHaveValue('The sum has no');
    await expect(eu.getByText('It has moved on to “Questionnaire open” meanwhile.')).toBeVisible();
    await expect(eu.getByRole('button', { name: 'Return to “Questionnaire open”' })).toBeDisabled();
  });

  // A text that stays frozen does not change: the page that has it open requests it with the events of the
  // study, not continuously.
  let requests = 0;
  await test.step('the page of the city’s staff, open since, can be written again; the answers are handed in anew', async () => {
    await expectOpen(staff);
    await typeAtEnd(staff, 'zh', '年份为2012年。');
    await typeAtEnd(staff, 'en', ' The year is 2012.');
    await expectSaved(staff);
    await handIn(senior);
    await expectState('drafting', senior, lead, observer);
    staff.on('request', (request) => (requests += Number(request.url().includes('__data.json'))));
  });

  await test.step('two experts, each in their own language, write what is missing of the findings', async () => {
    await expect(missing(lead, '资金：尚无文字')).toHaveCount(1);
    await expect(lead.getByRole('button', { name: '提请审阅' })).toHaveCount(0);
    await missing(lead, '资金：尚无文字').click();
    await expect(lead).toHaveURL(/\/funding\?text=findings$/);
    await expectOpen(lead);
    await openToWrite(reviewer, findingsOf('yantai', 'funding'));
    await typeAtEnd(lead, 'zh', '市财政2012年出资二亿元。');
    await typeAtEnd(reviewer, 'en', 'The city paid CNY 200 million in 2012.');
    await expect.poll(() => editorText(editorIn(lead, 'en'))).toBe('The city paid CNY 200 million in 2012.');
    await expectSaved(reviewer);
    await expectSaved(lead);
    await lead.goto(workflowPath);
    await lead.getByRole('button', { name: '提请审阅' }).click();
    await expectState('review', lead, observer);
    expect(requests).toBeLessThan(20);
  });

  await test.step('a comment and a translation that nobody has confirmed hold the consultation up, and are settled', async () => {
    await secretariat.goto(workflowPath);
    await reviewer.goto(`${findingsOf('yantai', 'funding')}&panel=comments`);
    await reviewer.getByRole('button', { name: 'Comment on the section' }).click();
    await reviewer.getByLabel('New comment').fill('Does the sum include loans?');
    await reviewer.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(missing(secretariat, 'Funding: a comment thread is open')).toBeVisible();
    await expect(
      missing(secretariat, /^Funding: passages of which the two languages have not been confirmed to agree/)
    ).toBeVisible();
    await expect(secretariat.getByRole('button', { name: 'Open the consultation' })).toHaveCount(0);
    await missing(lead, '资金：有一处批注讨论尚未解决').click();
    await expect(lead).toHaveURL(/\/funding\?.*thread=/);
    await lead.getByRole('button', { name: '标为已解决' }).click();
    await confirmBoth(lead);
    await expect(
      missing(secretariat, 'The reviewer of the other side has not reviewed the text')
    ).toBeVisible();
    await reviewer.goto(workflowPath);
    await reviewer.getByRole('button', { name: 'Reviewed by the other side' }).click();
    await expect(reviewer.getByRole('button', { name: 'Reviewed again' })).toBeVisible();
    await expect(secretariat.getByRole('heading', { name: 'Still missing' })).toHaveCount(0);
  });

  await test.step('an expert writes without a network while the findings are frozen for the city', async () => {
    await lead.goto(findingsOf('yantai', 'governance'));
    const settled = watchRequests(reviewer);
    await reviewer.goto(findingsOf('yantai', 'governance'));
    await reviewer.getByRole('button', { name: 'Write', exact: true }).click();
    await expectOpen(reviewer);
    await expectSaved(reviewer);
    // The data for all earlier events is loaded by then.
    await settled();
    await late.context.setOffline(true);
    await typeAtEnd(reviewer, 'en', ' The mayor leads it.');
    await expect(reviewer.locator('[data-save="offline"]')).toBeVisible();
    await secretariat.getByRole('button', { name: 'Open the consultation' }).click();
    await expectState('consultation', secretariat, observer);
    await late.context.setOffline(false);
    await expect(reviewer.getByText('Your edit that came after the freeze is kept')).toBeVisible({
      timeout: 30_000
    });
    await reviewer.getByRole('link', { name: 'Look at them' }).click();
    await expect(reviewer.locator('ins').filter({ hasText: 'The mayor leads it.' })).toBeVisible();
    await expect(reviewer.getByText('It can be decided about when the text is open again.')).toBeVisible();
  });

  await test.step('the city reads what was frozen, drafts and submits two comments', async () => {
    await staff.goto(`${consultation}?section=governance`);
    await senior.goto(`${consultation}?section=funding`);
    await expect(staff.getByText('The mayor leads it.')).toHaveCount(0);
    await staff.getByRole('link', { name: /^同意、提出意见或建议修改.*就governance的答复完整/ }).click();
    await staff.getByLabel('建议修改').check();
    await staff.getByLabel('事实更正').check();
    await staff.getByLabel('建议改为').fill('就governance的答复完整，由副市长牵头。');
    await staff.getByRole('button', { name: '保存草稿' }).click();
    await expect(senior.locator('#drafts')).toContainText('由副市长牵头');
    await senior.getByRole('link', { name: '对本节整体' }).click();
    await senior.getByLabel('不同看法').check();
    await senior.getByLabel('意见', { exact: true }).last().fill('贷款不应计入。');
    await senior.getByRole('button', { name: '保存草稿' }).click();
    await expect(senior.getByRole('article').filter({ hasText: '贷款不应计入。' }).first()).toBeVisible();
    await lead.goto(consultation);
    await expect(lead.getByText('贷款不应计入。')).toHaveCount(0);
    await senior.getByLabel('我已核对以上清单').check();
    await senior.getByRole('button', { name: '代表城市提交（2条）' }).click();
    await expect(lead.getByRole('article').filter({ hasText: '贷款不应计入。' })).toBeVisible();
    await expectState('revision', secretariat, observer);
    await expect(missing(secretariat, /a comment of the city has no disposition yet/)).toHaveCount(2);
  });

  await test.step('the late words are shown next to the text and taken over; the Chinese follows', async () => {
    await openToWrite(lead, findingsOf('yantai', 'governance'));
    await expect(lead.getByText('尚待处理的迟到编辑：1')).toBeVisible();
    await lead.getByRole('link', { name: '查看' }).click();
    await expect(lead.locator('ins').filter({ hasText: 'The mayor leads it.' })).toBeVisible();
    await lead.getByRole('link', { name: /^写入/ }).click();
    await lead.getByRole('dialog').getByRole('button', { name: '采纳' }).click();
    await expect
      .poll(() => editorText(editorIn(lead, 'en')))
      .toBe('The answer on governance is complete. The mayor leads it.');
    await expectSaved(lead);
    await expect(
      missing(
        secretariat,
        /^Governance: passages of which the two languages have not been confirmed to agree/
      )
    ).toBeVisible();
    await typeAtEnd(lead, 'zh', '由市长牵头。');
    await expectSaved(lead);
    await confirmBoth(lead);
    await expect(reviewer.getByText('Taken over by Lin Ruoxi')).toBeVisible();
  });

  await test.step('experts decide on both comments with reasons in both languages', async () => {
    await lead.goto(workflowPath);
    await missing(lead, /^治理：有一条城市意见尚未作出处理/).click();
    await expect(lead).toHaveURL(/\/consultation\?at=c-/);
    const proposed = lead.getByRole('article').filter({ hasText: '由副市长牵头' });
    await proposed.getByRole('link', { name: /^处理/ }).click();
    await proposed.getByLabel('部分采纳').check();
    await proposed.getByLabel('英文').fill('The text now says who leads; the city’s answer names the mayor.');
    await proposed.getByLabel('中文').fill('文中已说明由谁牵头；答复所载为市长。');
    await proposed.getByRole('radio', { name: /由市长牵头/ }).check();
    await proposed.getByRole('button', { name: '保存处理结果' }).click();
    await expect(lead.getByText('处理结果已保存，城市可见。')).toBeVisible();
    await reviewer.goto(consultation);
    const differing = reviewer.getByRole('article').filter({ hasText: '贷款不应计入。' });
    await differing.getByRole('link', { name: /^Decide/ }).click();
    await differing.getByLabel('Not accepted').check();
    await differing.getByLabel('English').fill('The answer counts no loans.');
    await differing.getByLabel('Chinese').fill('答复未将贷款计入。');
    await differing.getByRole('button', { name: 'Keep the disposition' }).click();
    await expect(reviewer.getByText('The disposition is kept. The city sees it.')).toBeVisible();
    await expect(secretariat.getByRole('heading', { name: 'Still missing' })).toHaveCount(0);
  });

  await test.step('the city takes note of one, contests the other, and a chair has it printed as the city’s statement', async () => {
    const answer = async (content: string, choice: string, text: string): Promise<void> => {
      const row = senior.locator('#comments').getByRole('article').filter({ hasText: content });
      await unfold(row, '代表城市答复');
      await row.getByLabel(choice).check();
      await row.getByLabel('城市的说明').fill(text);
      await row.getByRole('button', { name: '保存答复' }).click();
      await expect(row.getByText(choice, { exact: true }).first()).toBeVisible();
      await expect(senior.getByText('答复已保存。')).toBeVisible();
    };
    await answer('由副市长牵头', '已知悉', '');
    await cn.goto(`${consultation}?show=contested`);
    await expect(cn.getByRole('article')).toHaveCount(0);
    await answer('贷款不应计入。', '有异议', '表三所列金额含贷款。');
    await cn
      .getByRole('article')
      .filter({ hasText: '表三所列金额含贷款。' })
      .getByRole('button', { name: '作为城市声明刊出' })
      .click();
    for (const page of [cn, senior]) await expect(page.getByText('将作为城市声明刊入报告')).toBeVisible();
    await expect(reviewer.getByText('Printed in the report as the city’s statement')).toBeVisible();
  });

  await test.step('put before the chairs, one signs; the other’s half-typed reason outlives that, and sends it back', async () => {
    await secretariat.getByRole('button', { name: 'Put before the chairs' }).click();
    await expectState('approval', secretariat, observer);
    for (const page of [eu, cn]) await page.goto(approval);
    await unfold(cn, '附理由退回');
    const half = cn.getByRole('group', { name: '理由' }).getByLabel('中文');
    await half.fill('治理一节须注明');
    await sign(eu, english);
    await expect(eu.getByText('You have signed. The approval waits for the other side.')).toBeVisible();
    await expect(cn.getByText('签署摘要：')).toBeVisible();
    await expect(half).toHaveValue('治理一节须注明');
    await half.press('ControlOrMeta+End');
    await half.pressSequentially('年份。');
    await cn.getByRole('button', { name: '附理由退回' }).click();
    await expect(cn.getByText('已退回。其上的签署已失效。')).toBeVisible();
    await expect(eu.getByText('治理一节须注明年份。').first()).toBeVisible();
    await expect(eu.getByText('void since')).toBeVisible();
    await expectState('revision', secretariat, observer);
  });

  await test.step('who writes the findings reads why, mends both languages and asks anew', async () => {
    await lead.goto(workflowPath);
    await expect(lead.getByText('治理一节须注明年份。')).toBeVisible();
    await openToWrite(lead, findingsOf('yantai', 'governance'));
    await typeAtEnd(lead, 'en', ' Since 2012.');
    await typeAtEnd(lead, 'zh', '始于2012年。');
    await expectSaved(lead);
    await confirmBoth(lead);
    await lead.goto(workflowPath);
    await lead.getByRole('button', { name: '提请主席签署' }).click();
    await expectState('approval', lead, secretariat, observer);
  });

  const hash = await test.step('both chairs sign the same hash, each with their password', async () => {
    await expect(eu.getByText(/^New since version \d+, which you have seen$/)).toBeVisible();
    await expect(eu.locator('ins').filter({ hasText: 'Since 2012.' })).toBeVisible();
    const signed = await hashOn(eu);
    expect(signed).toMatch(/^[0-9a-f]{64}$/);
    await expect.poll(() => hashOn(cn)).toBe(signed);
    await sign(cn, chinese, 'not my password');
    await expect(cn.getByRole('alert').first()).toBeVisible();
    await sign(cn, chinese);
    await expect(cn.getByText('您已签署。正在等待另一方签署。')).toBeVisible();
    await expectState('approval', observer);
    await sign(eu, english);
    await expect(eu.getByText('You have signed. Both sides have now approved this version.')).toBeVisible();
    await expectState('approved', observer, secretariat, lead);
    return signed;
  });

  await test.step('the city reads what was approved, and anybody verifies it by its hash', async () => {
    await senior.goto(findingsOf('yantai', 'governance'));
    await expect(senior.getByText('就governance的答复完整。由市长牵头。始于2012年。')).toBeVisible();
    for (const [page, field, check, verdict] of [
      [observer, 'Hash (SHA-256)', 'Check', 'Approved by both sides; content, signatures and log match'],
      [staff, '哈希值（SHA-256）', '核验', '已由双方批准；内容、签署与日志一致']
    ] as const) {
      await page.goto('/verify');
      await page.getByLabel(field).fill(hash);
      await page.getByRole('button', { name: check, exact: true }).click();
      await expect(page.getByText(verdict)).toBeVisible();
    }
    await expect(observer.getByText('Henrik Vandamme')).toBeVisible();
    await expect(observer.getByText('Shen Jingzhi')).toBeVisible();
  });

  await test.step('a copy of the database, away from the server, says the same', async () => {
    await server.stop();
    const copy = join(dataDir, 'copy');
    mkdirSync(copy);
    for (const name of readdirSync(dataDir).filter((one) => one.startsWith('meridian.db')))
      cpSync(join(dataDir, name), join(copy, name));
    const cli = (...content: string[]) =>
      run(process.execPath, ['build/app/cli.js', ...content], {
        cwd: root,
        env: { PATH: process.env['PATH'], TZ: 'UTC', DATA_DIR: copy, LOG_LEVEL: 'warn' }
      });
    const verified = await cli('approval', 'verify', '--study', 'eu-china-2013', '--hash', hash);
    expect(verified.stderr).toBe('');
    expect(verified.stdout).toMatch(/^eu-china-2013: \d+ versions and \d+ signatures, whole$/m);
    expect(verified.stdout).toMatch(/: eu-china-2013, version \d+ of findings:yantai$/m);
    expect(verified.stdout).toMatch(/^ {2}eu: Henrik Vandamme \/ 亨里克·范达默, [\dT:.-]+Z$/m);
    expect(verified.stdout).toMatch(/^ {2}cn: Shen Jingzhi \/ 沈敬之, [\dT:.-]+Z$/m);
    const audited = await cli('audit', 'verify');
    expect(audited.stderr).toBe('');
    expect(audited.stdout).toMatch(/^eu-china-2013: \d+ events, whole/m);
  });
});
