/**
 * A city answers the framework: values, records and text, by several people at once, and what is typed
 * reaches the others and survives a reload.
 */
import { barriers, overflow } from '../axe.ts';
import { expectSaved, openToWrite, study } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

const at = (city: string, characteristic: string): string =>
  `${study}/assessments/${city}/${characteristic}?text=response`;

test('two tabs fill in one table of records at once, cell by cell, and neither writes over the other (R048)', async ({
  person
}) => {
  test.setTimeout(180_000);
  const one = (await person('city.florence', { locale: 'en' })).page;
  const other = (await person('city.florence', { locale: 'zh' })).page;
  const path = at('florence', 'smart-city-services');
  await openToWrite(one, path);
  await openToWrite(other, path);
  const register = one.locator('[data-question="services.register"]');
  const mirrored = other.locator('[data-question="services.register"]');
  await register.getByRole('button', { name: 'Add smart city service' }).click();
  const name = register.getByRole('textbox', { name: 'Name of the service' });
  await expect(name).toBeFocused();
  await one.keyboard.type('Traffic lights that see');
  await one.keyboard.press('Tab');
  await expect(mirrored.getByRole('textbox', { name: '服务名称' })).toHaveAttribute(
    'placeholder',
    'Traffic lights that see'
  );

  // Both in the same row, in different cells.
  await register.getByRole('combobox', { name: 'Category' }).selectOption('health');
  await mirrored.getByRole('textbox', { name: '上线日期' }).fill('2013-04');
  await mirrored.getByRole('textbox', { name: '服务名称' }).fill('能“看”的红绿灯');
  await other.keyboard.press('Enter');
  await expect(register.getByRole('textbox', { name: 'Date of launch' })).toHaveValue('2013-04');
  await expect(mirrored.getByRole('combobox', { name: '类别' })).toHaveValue('health');
  await expectSaved(one);
  await expectSaved(other);

  // An invalid date is reported, and stays in the field until it is corrected.
  await mirrored.getByRole('textbox', { name: '上线日期' }).fill('last spring');
  await other.keyboard.press('Tab');
  await expect(mirrored.getByText('请填写年、月或日')).toBeVisible();
  await mirrored.getByRole('textbox', { name: '上线日期' }).fill('2013');
  await other.keyboard.press('Tab');
  await expect(mirrored.getByText('请填写年、月或日')).toHaveCount(0);

  await one.reload();
  await expect(register.getByRole('textbox', { name: 'Name of the service' })).toHaveValue(
    'Traffic lights that see'
  );
  await expect(register.getByRole('textbox', { name: 'Date of launch' })).toHaveValue('2013');

  // What is taken out by mistake is brought back.
  await register.getByRole('button', { name: 'Remove Traffic lights that see' }).click();
  await expect(mirrored.getByText('暂无记录。')).toBeVisible();
  await expect(register.getByRole('button', { name: 'Bring it back' })).toBeFocused();
  await one.keyboard.press('Enter');
  await expect(name).toBeFocused();
  await expect(mirrored.getByRole('textbox', { name: '服务名称' })).toHaveValue('能“看”的红绿灯');
});

test('amounts are understood as they are written, sums that differ warn, and a state is told from a zero (R053, R059, R061)', async ({
  person
}) => {
  test.setTimeout(180_000);
  const { page } = await person('city.florence', { locale: 'en' });
  await openToWrite(page, at('florence', 'funding'));
  const required = page.locator('[data-question="funding.required"]');
  await required.getByRole('textbox', { name: /: Amount$/ }).fill('27.85亿');
  await page.keyboard.press('Tab');
  await expect(required.getByRole('status')).toContainText('2,785,000,000');
  await required.getByRole('textbox', { name: /: Amount$/ }).fill('about a lot');
  await page.keyboard.press('Tab');
  await expect(required.getByRole('alert')).toContainText('Not a number');
  // It stays as it was typed, and is called neither understood nor answered.
  await expect(required.getByRole('status')).toHaveCount(0);
  await expect(required.locator('[data-state="incomplete"]')).toBeVisible();
  await expectSaved(page);
  await page.reload();
  await expect(required.getByRole('textbox', { name: /: Amount$/ })).toHaveValue('about a lot');
  await expect(required.locator('[data-state="incomplete"]')).toBeVisible();
  await required.getByRole('textbox', { name: /: Amount$/ }).fill('2785000000');
  // A name of a currency is understood; what is none is said at once, and is not called an answer.
  const currency = required.getByRole('combobox', { name: /: Currency$/ });
  await currency.selectOption({ label: 'Other currency …' });
  await required.getByRole('textbox', { name: 'Currency code' }).fill('gold');
  await page.keyboard.press('Tab');
  await expect(required.getByRole('alert')).toContainText('code of three letters');
  await expect(required.locator('[data-state="incomplete"]')).toBeVisible();
  await required.getByRole('textbox', { name: 'Currency code' }).fill('人民币');
  await page.keyboard.press('Tab');
  await expect(required.getByRole('status')).toContainText('CNY');
  await currency.selectOption('EUR');
  await required.getByRole('textbox', { name: 'Year or period' }).fill('FY 2013');
  await page.keyboard.press('Tab');
  await expect(required.getByRole('textbox', { name: 'Year or period' })).toHaveValue('2013');
  await expect(required.locator('[data-state="answered"]')).toBeVisible();

  const split = page.locator('[data-question="funding.public-private"]');
  await split.getByRole('textbox', { name: /Public$/ }).fill('70');
  await split.getByRole('textbox', { name: /Private$/ }).fill('20');
  await page.keyboard.press('Tab');
  await expect(split.getByText('add up to 90 %')).toBeVisible();
  await split.getByRole('combobox', { name: /per cent or amounts$/ }).selectOption('EUR');
  await expect(split.getByText('add up to 90 %')).toHaveCount(0);

  const duration = page.locator('[data-question="funding.duration"]');
  await duration.getByRole('combobox', { name: /State/ }).selectOption('no-data');
  await expect(duration.getByRole('textbox', { name: /: Value$/ })).toHaveCount(0);
  await expectSaved(page);
  await page.reload();
  await expect(duration.getByRole('combobox', { name: /State/ })).toHaveValue('no-data');
  await expect(required.getByRole('textbox', { name: /: Amount$/ })).toHaveValue('2785000000');

  // An expert sees each change of it, with its author and what stood there before.
  const { page: reader } = await person('expert1.eu', { locale: 'en' });
  await reader.goto(at('florence', 'funding'));
  await reader.getByRole('link', { name: 'Show each change of the answers' }).click();
  const history = reader.getByRole('region', { name: 'Changes of the answers' });
  const dated = history.getByRole('article').filter({ hasText: '(2013)' });
  await expect(dated).toHaveCount(1);
  await expect(dated).toContainText('City representative');
  await expect(history.getByRole('article').filter({ hasText: 'Before: CNY' })).toContainText('Now: EUR');
  expect(await barriers(reader)).toEqual([]);
});

test('an answer in words is written in both languages under its question, and an expert reads it as it is written (R052)', async ({
  person
}) => {
  test.setTimeout(180_000);
  const { page } = await person('city.florence', { locale: 'en' });
  const path = at('florence', 'governance');
  await openToWrite(page, path);
  const question = page.locator('[data-question="governance.cross-department"]');
  await question.getByRole('button', { name: /^Write/ }).click();
  const inEnglish = question.locator('[data-language="en"] .ProseMirror');
  await expect(inEnglish).toBeFocused();
  await page.keyboard.type('A board of six departments.');
  await question.locator('summary').filter({ hasText: 'Source and remark' }).click();
  await expect(question.getByRole('combobox', { name: /^Written first in/ })).toHaveValue('en');
  const inChinese = question.locator('[data-language="zh"] .ProseMirror');
  await inChinese.click();
  await page.keyboard.type('六个部门组成的委员会。');
  await expect(inChinese).toContainText('六个部门组成的委员会。');
  await expectSaved(page);
  await expect(question.locator('[data-state="answered"]')).toBeVisible();

  const reader = (await person('expert1.eu', { locale: 'zh' })).page;
  await reader.goto(path);
  const read = reader.locator('[data-question="governance.cross-department"]');
  await expect(read).toContainText('六个部门组成的委员会。');
  await expect(read.getByText('原文为英文')).toBeVisible();
  await expect(read.getByRole('combobox')).toHaveCount(0);
  await expect(read.getByText('已填写')).toBeVisible();
});

test('an answer whose languages differ in a figure shows it at its question, until the city says why it is right', async ({
  person
}) => {
  test.setTimeout(180_000);
  const { page } = await person('city.florence', { locale: 'en' });
  const path = at('florence', 'stakeholders');
  await openToWrite(page, path);
  const question = page.locator('[data-question="stakeholders.citizen-engagement"]');
  await question.getByRole('button', { name: /^Write/ }).click();
  await expect(question.locator('[data-language="en"] .ProseMirror')).toBeFocused();
  await page.keyboard.type('The fund holds 30 million euro. We are proud of it.');
  await question.locator('[data-language="zh"] .ProseMirror').click();
  await page.keyboard.type('该基金规模为300万欧元。');
  const checks = question.getByRole('region', { name: /^Checks: / });
  await expect(checks.getByRole('heading', { name: 'Different numbers' })).toBeVisible();
  await expect(checks.getByRole('heading')).toHaveCount(1);
  await expect(checks.getByRole('status')).toHaveText('1 finding to look at');
  await expect(page.getByRole('region', { name: /^Checks: / })).toHaveCount(1);
  await expectSaved(page);

  const reader = (await person('expert1.eu', { locale: 'zh' })).page;
  await reader.goto(path);
  const read = reader
    .locator('[data-question="stakeholders.citizen-engagement"]')
    .getByRole('region', { name: /^检查/ });
  await expect(read.getByRole('heading', { name: '数值不一致' })).toBeVisible();
  await expect(read.getByRole('button', { name: '说明理由后认可' })).toHaveCount(0);

  const begin = checks.getByRole('button', { name: 'Accept with a reason' });
  const reason = checks.getByRole('textbox', { name: 'Why it is right as it is' });
  await begin.press('Enter');
  await expect(reason).toBeFocused();
  await checks.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(begin).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(reason).toBeFocused();
  await page.keyboard.type('Two phases against one.');
  await checks.getByRole('button', { name: 'Accept', exact: true }).press('Enter');
  await expect(checks.getByRole('status')).toHaveCount(0);
  await expect(checks.locator('summary')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(checks.getByText('Two phases against one.')).toBeVisible();
  await expect(read.getByText('Two phases against one.')).toBeAttached();

  await question.locator('[data-language="zh"] .ProseMirror').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('属实。');
  await expect(checks.getByRole('button', { name: 'Accept with a reason' })).toBeVisible();
});

test('one topic of a question is said not to apply, and the others are written (R020)', async ({
  person
}) => {
  const { page } = await person('city.florence', { locale: 'en' });
  await openToWrite(page, at('florence', 'smart-city-strategy'));
  const question = page.locator('[data-question="strategy.vision-by-topic"]');
  await question
    .getByRole('combobox', { name: 'State of the answer: 1.1a Energy' })
    .selectOption('not-applicable');
  await expect(question.getByRole('button', { name: 'Write: Energy' })).toHaveCount(0);
  await question.getByRole('button', { name: 'Write: Transport' }).click();
  await expect(question.locator('[data-language="en"] .ProseMirror').first()).toBeFocused();
  await page.keyboard.type('Fewer cars.');
  await expectSaved(page);

  const reader = (await person('expert1.eu', { locale: 'zh' })).page;
  await reader.goto(at('florence', 'smart-city-strategy'));
  const read = reader.locator('[data-question="strategy.vision-by-topic"]');
  await expect(read).toContainText('不适用');
  await expect(read).toContainText('Fewer cars.');
});

test('who is at a field shows the others so, by name, and what was pasted with damaged signs is told before it is kept', async ({
  person
}) => {
  test.setTimeout(180_000);
  const one = (await person('city.barcelona', { locale: 'en' })).page;
  const reader = (await person('expert1.eu', { locale: 'zh' })).page;
  const path = at('barcelona', 'smart-city-services');
  await openToWrite(one, path);
  const register = one.locator('[data-question="services.register"]');
  await register.getByRole('button', { name: 'Add smart city service' }).click();
  await expect(register.getByRole('textbox', { name: 'Name of the service' })).toBeFocused();
  await reader.goto(path);
  const row = reader.locator('[data-question="services.register"] tr[data-record]');
  const there = row.locator('td').first().getByRole('note');
  await expect(there).toContainText('正在填写此项');
  await one.keyboard.press('Tab');
  await expect(row.locator('td').nth(1).getByRole('note')).toContainText('正在填写此项');
  await expect(there).toHaveCount(0);
  await one.locator('#questionnaire').click();
  await expect(row.getByRole('note')).toHaveCount(0);

  const name = register.getByRole('textbox', { name: 'Name of the service' });
  await name.fill('Smart\u200b city\ufffd');
  await expect(register.getByRole('status').filter({ hasText: 'U+200B U+FFFD' })).toBeVisible();
  await name.fill('Smart city');
  await one.keyboard.press('Tab');
  await expect(register.getByText('U+FFFD')).toHaveCount(0);
  await expectSaved(one);
});

for (const [width, locale, names] of [
  [1280, 'en', { add: 'Add smart city service', name: 'Name of the service', all: /^All fields of/ }],
  [1440, 'zh', { add: '添加智慧城市服务', name: '服务名称', all: /全部字段$/ }],
  [360, 'en', { add: 'Add smart city service', name: 'Name of the service', all: /^All fields of/ }]
] as const)
  test(`all fields of a record open below the table in full sight, at ${width} px, in ${locale}`, async ({
    person
  }) => {
    const { page } = await person('city.lyon', { locale, width, height: 800 });
    await openToWrite(page, at('lyon', 'smart-city-services'));
    const question = page.locator('[data-question="services.register"]');
    await question.getByRole('button', { name: names.add }).click();
    const name = question.getByRole('textbox', { name: names.name }).first();
    await name.fill(`Bus 速 ${width}`);
    // What a row shows is in sight at the width of a phone.
    if (width === 360) await expect(name).toBeInViewport({ ratio: 1 });
    const open = question.getByRole('button', { name: names.all });
    await open.last().click();
    const form = question.getByRole('region', { name: names.all });
    await expect(form.getByRole('heading', { name: names.all })).toBeFocused();
    expect(await form.locator('[data-cell]').count()).toBeGreaterThan(20);
    const outside = await form.evaluate(
      (section) =>
        [...section.querySelectorAll('input, select, textarea, button, [data-cell]')].filter((control) => {
          const { left, right } = control.getBoundingClientRect();
          return left < 0 || right > document.documentElement.clientWidth;
        }).length
    );
    expect(outside).toBe(0);
    expect([...(await barriers(page)), ...(await overflow(page))]).toEqual([]);
    await form.getByRole('button', { name: locale === 'en' ? 'Close' : '关闭' }).click();
    await expect(form).toHaveCount(0);
    await expect(open.last()).toBeFocused();
    await expectSaved(page);
  });

test('an amount that was written with 亿 is understood and shown with it to a Chinese reader (R059, R223)', async ({
  person
}) => {
  const { page } = await person('city.florence', { locale: 'zh' });
  await openToWrite(page, at('florence', 'funding'));
  const required = page.locator('[data-question="funding.required"]');
  const amount = required.getByRole('textbox', { name: /[:：]\s*金额$/ });
  await amount.fill('3.5亿');
  await page.keyboard.press('Tab');
  await expect(required.getByRole('status')).toContainText('识别为 3.5亿');
  await expect(amount).toHaveValue('3.5亿');
  await expectSaved(page);
});
