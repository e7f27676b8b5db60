/**
 * Tests the roadmap: begun from the rubric, written by both sides in both languages at once (R185), and followed
 * by a city, whose ticks nobody else can read (R177, R179).
 */
import { expectNoBarrier } from '../axe.ts';
import { editorIn, editorText, expectSaved, study } from '../editing-kit.ts';
import { expect, goAndFollow, goAndSettle, test } from '../kit.ts';

// Each test reads what the one before it has begun.
test.describe.configure({ mode: 'serial', timeout: 180_000 });

test('two people write one step in both languages at once, and no word is lost', async ({ person }) => {
  const eu = (await person('expert1.eu')).page;
  const cn = (await person('expert1.cn', { locale: 'zh' })).page;
  await goAndFollow(eu, `${study}/roadmap`);
  await eu.getByRole('button', { name: 'Begin from the rubric' }).click();
  await expect(eu.getByRole('table', { name: 'Timeline by horizon' })).toBeVisible();
  await expectNoBarrier(eu);

  const write = eu.getByRole('link', { name: /^Aim, actions and evidence/ }).first();
  const path = (await write.getAttribute('href')) ?? '';
  expect(path).toContain('/chapters/roadmap?section=step-');
  for (const page of [eu, cn]) {
    await page.goto(path);
    await expect(page.locator('.ProseMirror[contenteditable="true"]')).toHaveCount(2);
  }
  await expect(editorIn(eu, 'en')).toContainText('Evidence of completion');
  await expect(editorIn(cn, 'zh')).toContainText('完成佐证');
  // Before there are carets: the name of another writer fades while it is looked at.
  await expectNoBarrier(eu);
  await editorIn(eu, 'en').click();
  await editorIn(cn, 'zh').click();
  for (const page of [eu, cn]) await page.keyboard.press('ControlOrMeta+End');
  // Each in the own language, and then both in one.
  await Promise.all([
    eu.keyboard.type(' A signed plan with dates.', { delay: 8 }),
    cn.keyboard.type('有日期的已签署规划。', { delay: 8 })
  ]);
  await editorIn(cn, 'en').click();
  await cn.keyboard.press('ControlOrMeta+Home');
  await Promise.all([
    eu.keyboard.type(' It is public.', { delay: 8 }),
    cn.keyboard.type('Shared ', { delay: 8 })
  ]);
  for (const page of [eu, cn]) {
    await expect
      .poll(() => editorText(editorIn(page, 'en')))
      .toContain('A signed plan with dates. It is public.');
    await expect.poll(() => editorText(editorIn(page, 'en'))).toContain('Shared ');
    await expect.poll(() => editorText(editorIn(page, 'zh'))).toContain('有日期的已签署规划。');
    await expectSaved(page);
  }
  await cn.goto(`${study}/roadmap`);
  await expect(cn.getByRole('heading', { level: 1 })).toHaveText('路线图');

  // Facts next to the text: a horizon, a way to help, and what must come first.
  await goAndSettle(eu, `${study}/roadmap`);
  const step = eu
    .getByRole('listitem')
    .filter({ has: eu.getByRole('heading', { level: 3 }) })
    .first();
  await step.getByText('Change the facts').click();
  await step.getByLabel('Horizon').selectOption('short');
  await step.getByRole('button', { name: /^Choose from the study/ }).click();
  const picker = eu.getByRole('dialog', { name: 'Choose from the study' });
  await picker.getByRole('searchbox').fill('horizon');
  await expect(picker.getByRole('status')).toHaveText(/^Found: /);
  const offered = picker.getByRole('listitem').first().getByRole('button');
  const chosen = (await offered.textContent())?.replace('Research entry', '').trim() ?? '';
  await offered.click();
  await expect(picker).toHaveCount(0);
  // Choosing saves nothing by itself.
  await expect(eu.getByText('The step is saved.')).toHaveCount(0);
  await step.getByRole('button', { name: 'Save' }).click();
  await expect(eu.getByText('The step is saved.')).toBeVisible();
  await expect(step.getByRole('link', { name: chosen })).toBeVisible();
  await expect(eu.getByRole('table').getByRole('cell').first()).toContainText('Reach the level');
  // The instrument tells in turn which step it helps with.
  await step.getByRole('link', { name: chosen }).click();
  await expect(eu.getByRole('heading', { level: 1 })).toContainText(chosen);
  await expect(eu.getByRole('region', { name: 'What rests on it' })).toContainText('Roadmap step');
});

test('a city follows the released roadmap and ticks off what nobody else can read', async ({ person }) => {
  const secretariat = (await person('secretariat')).page;
  const city = (await person('city.haidian', { locale: 'zh' })).page;
  const own = `${study}/assessments/haidian/roadmap`;
  await city.goto(own);
  await expect(city.getByText('路线图尚未发布')).toBeVisible();
  await goAndFollow(secretariat, `${study}/roadmap`);
  await secretariat.getByRole('button', { name: 'Release to the cities' }).click();
  await expect(secretariat.getByText('The roadmap is released.')).toBeVisible();
  // Printed, it has no forms and nothing that only opens on a screen.
  await secretariat.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(secretariat.locator('html')).toHaveCSS('color-scheme', 'light');
  await expect(secretariat.getByRole('table', { name: 'Timeline by horizon' })).toBeVisible();
  await expect(secretariat.getByRole('main').locator('summary:visible')).toHaveCount(0);
  await secretariat.emulateMedia({ media: 'screen', colorScheme: null });

  await city.goto(own);
  await expect(city.getByRole('heading', { level: 1 })).toHaveText('海淀区路线图');
  await expectNoBarrier(city);
  await city.getByText('目标、行动与完成佐证').first().click();
  await expect(city.getByText('有日期的已签署规划。')).toBeVisible();
  await city
    .getByRole('button', { name: /^标记完成/ })
    .first()
    .click();
  await expect(city.getByText('已完成 ·').first()).toBeVisible();
  // Who works by keys goes on where they were.
  await expect(city.getByRole('button', { name: /^取消标记/ }).first()).toBeFocused();
  await city
    .getByRole('button', { name: /^本市在此特征上不再追求更高等级/ })
    .last()
    .click();
  await expect(city.getByRole('button', { name: /^继续推进/ })).toBeFocused();
  await city.getByRole('button', { name: '开始新一轮' }).click();
  await expect(city.getByText('第 2 轮')).toBeVisible();
  await city.getByText('第 1 轮', { exact: true }).click();
  await expect(city.getByRole('heading', { name: '已标记完成' })).toBeVisible();
  await expectNoBarrier(city);

  const refused = await secretariat.goto(own);
  expect(refused?.status()).toBe(403);
  await city.goto(`${study}/roadmap`);
  await expect(city.getByRole('table', { name: '按期限排列' })).toBeVisible();
});

test('a recommendation names its scope and its grounds, and is flagged without any (R182)', async ({
  person
}) => {
  const { page } = await person('expert1.eu');
  await goAndFollow(page, `${study}/next-steps`);
  await page.getByText('Add a next step').click();
  const form = page.locator('form[action="?/add"]');
  await form.getByLabel('Kind').first().selectOption('recommendation');
  const action = form.getByRole('group', { name: 'What is to be done' });
  await action.getByLabel('English').fill('Publish open transport data.');
  await form.getByLabel('Florence').check();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The next step is saved.')).toBeVisible();
  const item = page.getByRole('listitem').filter({ hasText: 'Publish open transport data.' });
  await expect(item).toContainText('Rests on nothing named');
  await expect(item).toContainText('Florence');
  await item.getByText('Report or change').click();
  await item.getByRole('textbox', { name: 'Address of a passage' }).fill(`${study}/chapters/trends#b1`);
  await item.getByRole('button', { name: 'Save' }).click();
  await expect(item).not.toContainText('Rests on nothing named');
  await expect(item).toContainText('/chapters/trends#b1');
  await expect(page.getByRole('link', { name: 'Read the framework' })).toBeVisible();
  await expectNoBarrier(page);
});
