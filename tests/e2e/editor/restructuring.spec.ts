/**
 * No word is lost or misplaced when a colleague restructures the paragraph in which one writes, on a line of 300 ms or
 * without any.
 */
import { editorIn, editorText, empty, expectSaved, findingsOf, openToWrite, paste } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';
import { expectAlike, restructurings, setCaret, slowLine, writeWhileRestructured } from './restructuring.ts';

test('a sentence stays whole and in its place whatever a colleague does to its paragraph', async ({
  person
}) => {
  const path = findingsOf('haidian', 'governance');
  const [{ page: zhou }, { page: marta }] = [await person('expert1.cn'), await person('expert1.eu')];
  for (const page of [zhou, marta]) {
    await slowLine(page, 150);
    await openToWrite(page, path);
  }
  for (const restructuring of restructurings.filter(({ everyRun }) => everyRun))
    await test.step(`while she ${restructuring.name}`, () =>
      writeWhileRestructured(zhou, marta, [restructuring], ' the district opens its data'));
});

const paragraphs = ['The plan is old.', 'The budget is public.', 'Nobody objected.'];
const sentences = ' It grew by a tenth. It is published each spring.';
/** `…` stands for the sentences; each is an act on the paragraph to which they are added, with the text afterwards. */
const meanwhile = [
  {
    name: 'makes it a heading and a paragraph again',
    keys: ['Control+Alt+1', 'Control+Alt+0'],
    before: 'The plan is old.\nThe budget is public.\nNobody objected.',
    after: 'The plan is old.\nThe budget is public.…\nNobody objected.'
  },
  {
    name: 'joins it with the one before',
    keys: ['Backspace'],
    before: 'The plan is old.The budget is public.\nNobody objected.',
    after: 'The plan is old.The budget is public.…\nNobody objected.'
  },
  {
    name: 'deletes the whole text',
    keys: ['ControlOrMeta+A', 'Delete'],
    before: '',
    after: '…'
  }
];

for (const { name, keys, before, after } of meanwhile)
  test(`two sentences that one adds to a paragraph offline stand there once when a colleague ${name} meanwhile`, async ({
    person
  }) => {
    const [zhou, marta] = [await person('expert1.cn'), await person('expert1.eu')];
    const [his, hers] = [editorIn(zhou.page, 'en'), editorIn(marta.page, 'en')];
    for (const { page } of [zhou, marta]) await openToWrite(page, findingsOf('haidian', 'governance'));
    await empty(marta.page, hers);
    await paste(hers, { 'text/html': paragraphs.map((text) => `<p>${text}</p>`).join('') });
    await expect.poll(() => editorText(his)).toBe(paragraphs.join('\n'));
    for (const { page } of [zhou, marta]) await expectSaved(page);

    await zhou.context.setOffline(true);
    await expect(zhou.page.locator('[data-save="offline"]')).toBeVisible();
    await setCaret(his, ['The budget is public.', 'behind']);
    await zhou.page.keyboard.type(sentences);
    await setCaret(hers, ['The budget', 'before']);
    for (const key of keys) {
      await marta.page.keyboard.press(key);
      if (key === 'Control+Alt+1') await expect(hers.locator('h2')).toHaveText('The budget is public.');
    }
    await expect.poll(() => editorText(hers)).toBe(before);
    await expect(hers.locator('h2')).toHaveCount(0);
    await expectSaved(marta.page);
    await expect(zhou.page.locator('[data-save="offline"]')).toBeVisible();

    await zhou.context.setOffline(false);
    await expect.poll(() => editorText(hers)).toBe(after.replace('…', sentences));
    await expectAlike(his, hers);
    for (const { page } of [zhou, marta]) {
      await expectSaved(page);
      await expect(page.getByText(/late edit|edit that came after/i)).toHaveCount(0);
      await expect(page.locator('.left-over, .restored, .twice')).toHaveCount(0);
    }
    // A third person reads the text that the server holds.
    const { page } = await person('expert2.eu');
    await openToWrite(page, findingsOf('haidian', 'governance'));
    await expect.poll(() => editorText(editorIn(page, 'en'))).toBe(after.replace('…', sentences));
  });
