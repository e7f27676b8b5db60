/**
 * An English and a Chinese author work on one section: they pair paragraphs, one changes the source, the other sees it
 * turn stale at once, and both settle it. All of it by the keyboard.
 */
import type { Locator, Page } from '@playwright/test';
import { editorIn, empty, expectSaved, findingsOf, openToWrite, study } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

const path = findingsOf('haidian', 'stakeholders');
const english = [
  'The council met in 2012.',
  'Citizens were heard 14 times.',
  'Nothing is known of the costs.'
];
const chinese = ['2012年召开会议。', '14次听取市民意见。'];

/** Finds the mark of the pair whose text begins with these words. */
const markOf = (page: Page, words: string): Locator =>
  page.locator(`[data-pair][aria-label*="${words.slice(0, 12)}"]`);
const expectState = (page: Page, words: string, state: string): Promise<void> =>
  expect(markOf(page, words)).toHaveAttribute('data-state', state);

async function write(page: Page, language: 'en' | 'zh', lines: readonly string[]): Promise<void> {
  const editor = editorIn(page, language);
  await empty(page, editor);
  for (const [index, line] of lines.entries()) {
    if (index > 0) await page.keyboard.press('Enter');
    await page.keyboard.insertText(line);
  }
  await expectSaved(page);
}

/** Sets the caret at the end of the first paragraph of a text. */
async function toFirst(page: Page, language: 'en' | 'zh'): Promise<void> {
  await editorIn(page, language).focus();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('End');
}

test('two authors pair, change, confirm and correct with the keyboard alone', async ({ person }) => {
  const { page: marta } = await person('expert1.eu');
  const { page: zhou } = await person('expert1.cn', { locale: 'zh' });
  const [first = '', second = '', third = ''] = english;
  await Promise.all([openToWrite(marta, path), openToWrite(zhou, path)]);
  await write(marta, 'en', english);
  await write(zhou, 'zh', chinese);

  await test.step('what seems to say the same is proposed in both browsers, and what is not translated is open', async () => {
    for (const page of [marta, zhou]) {
      await expectState(page, first, 'draft');
      await expect(markOf(page, first)).toHaveClass(/proposed/);
      await expectState(page, third, 'missing');
    }
  });

  await test.step('she pairs the paragraph at her caret with the nearest one of the other text', async () => {
    await toFirst(marta, 'en');
    await marta.keyboard.press('ControlOrMeta+Alt+KeyP');
    await expect(marta.getByRole('dialog')).toContainText('Which Chinese paragraph says the same?');
    await expect(marta.getByRole('dialog').getByRole('button', { name: chinese[0] ?? '' })).toBeFocused();
    await marta.keyboard.press('Enter');
    for (const page of [marta, zhou]) await expect(markOf(page, first)).not.toHaveClass(/proposed/);
  });

  await test.step('undo parts them again, as a step of its own', async () => {
    await editorIn(marta, 'en').focus();
    await marta.keyboard.press('ControlOrMeta+Z');
    await expect(markOf(zhou, first)).toHaveClass(/proposed/);
    await expect(editorIn(marta, 'en')).toContainText(third);
    await marta.keyboard.press('ControlOrMeta+Shift+Z');
    await expect(markOf(zhou, first)).not.toHaveClass(/proposed/);
  });

  await test.step('the rest is proposed, and accepted with one key', async () => {
    await marta.getByRole('button', { name: 'Propose pairs' }).press('Enter');
    await expect(marta.getByRole('dialog')).toContainText(second);
    await expect(marta.getByRole('button', { name: 'Accept 1 pair' })).toBeVisible();
    await marta.getByRole('button', { name: 'Accept 1 pair' }).press('Enter');
    await expect(markOf(zhou, second)).not.toHaveClass(/proposed/);
    await expectState(zhou, third, 'missing');
    await expect(marta.getByText('1 pair accepted. Ctrl+Z undoes it.')).toBeVisible();
  });

  const openCard = async (page: Page, language: 'en' | 'zh'): Promise<Locator> => {
    await toFirst(page, language);
    await expectSaved(page);
    await page.keyboard.press('ControlOrMeta+Alt+KeyO');
    await expect(page.getByRole('dialog')).toBeVisible();
    return page.getByRole('dialog');
  };

  await test.step('he says that both say the same', async () => {
    const card = await openCard(zhou, 'zh');
    await expect(card.getByRole('button', { name: '确认，下一处' })).toBeFocused();
    await card.getByRole('button', { name: '确认中英文一致' }).press('Enter');
    for (const page of [marta, zhou]) await expectState(page, first, 'current');
  });

  await test.step('the pair is stale in his browser as soon as she changes the English text', async () => {
    await toFirst(marta, 'en');
    await marta.keyboard.type(' It has nine members.');
    await expect(marta.getByText(/Ctrl\+Z undoes it/)).toHaveCount(0);
    await expectState(zhou, first, 'stale');
    await expectSaved(marta);
  });

  await test.step('the contents count it as stale, in her browser as well', async () => {
    for (const page of [marta, zhou])
      await expect(page.locator('[data-characteristic="stakeholders"] [data-pairs-to-do]')).toHaveAttribute(
        'data-pairs-to-do',
        '3'
      );
    await expect(marta.locator('[data-characteristic="stakeholders"] [data-pairs-to-do]')).toHaveAttribute(
      'title',
      /Stale: 1/
    );
  });

  const { page: chair } = await person('chair.eu');
  const expectCounted = async (stale: number): Promise<void> => {
    await chair.goto(`${study}/cities`);
    await expect(chair.locator('[data-pairs-of="haidian"]')).toHaveText(
      new RegExp(`^Translation: ${stale} stale, [1-9]\\d* missing$`)
    );
  };
  await test.step('the list of cities counts it as well', () => expectCounted(1));

  await test.step('he reads what changed, and confirms over the contradiction only with a reason', async () => {
    const card = await openCard(zhou, 'zh');
    await expect(card.locator('ins')).toContainText('nine members');
    await expect(card.locator('[data-finding]')).toContainText('nine');
    await card.getByRole('textbox', { name: '为何仍可认定一致' }).fill('中文另见附件。');
    await card.getByRole('button', { name: '细微改动，中英文仍一致' }).press('Enter');
    for (const page of [marta, zhou]) await expectState(page, first, 'current');
    await expectCounted(0);
  });

  await test.step('she checks it as a second reader', async () => {
    await expect(await openCard(marta, 'en')).toContainText('中文另见附件。');
    await marta.getByRole('button', { name: 'Checked: both say the same' }).press('Enter');
    for (const page of [marta, zhou]) await expectState(page, first, 'checked');
  });

  await test.step('both have changed when both write', async () => {
    await toFirst(marta, 'en');
    await marta.keyboard.type(' It meets monthly.');
    await toFirst(zhou, 'zh');
    await zhou.keyboard.insertText('每季度开会。');
    for (const page of [marta, zhou]) await expectState(page, first, 'both-changed');
  });

  await test.step('the key for what is next goes from pair to pair', async () => {
    await toFirst(marta, 'en');
    await marta.keyboard.press('ControlOrMeta+Alt+KeyN');
    await expect(marta.locator('.mark.at')).toHaveAttribute('data-state', 'draft');
    await marta.keyboard.press('ControlOrMeta+Alt+KeyN');
    await expect(marta.locator('.mark.at')).toHaveAttribute('data-state', 'missing');
  });

  await test.step('pressed twice before the page is drawn anew it goes two pairs on', async () => {
    await toFirst(marta, 'en');
    await marta.evaluate(() => {
      const key = { key: 'n', code: 'KeyN', ctrlKey: true, altKey: true, bubbles: true, cancelable: true };
      for (let time = 0; time < 2; time++)
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', key));
    });
    await expect(marta.locator('.mark.at')).toHaveAttribute('data-state', 'missing');
  });

  await test.step('the tops of the pairs stand on one line (R106)', async () => {
    const apart = (): Promise<number> =>
      marta.evaluate(() => {
        const [one, other] = ['en', 'zh'].map((language) =>
          [...document.querySelectorAll(`[data-language="${language}"] .ProseMirror > *`)].map(
            (block) =>
              block.getBoundingClientRect().top + Number.parseFloat(getComputedStyle(block).paddingTop)
          )
        );
        return Math.max(...[0, 1].map((at) => Math.abs((one?.[at] ?? 0) - (other?.[at] ?? Infinity))));
      });
    await expect.poll(apart).toBeLessThan(1);
  });
});

test('what is next to do begins with the first paragraph, and goes on with the next section', async ({
  person
}) => {
  for (const [name, look] of [
    ['expert2.eu', { locale: 'en', width: 1440, height: 900 }],
    ['expert1.eu', { locale: 'zh', width: 360, height: 740 }]
  ] as const) {
    const { page } = await person(name, look);
    await openToWrite(page, findingsOf('haidian', 'governance'));
    const next = page.getByRole('button', { name: look.locale === 'en' ? 'Next to do' : '下一处待处理' });
    const marks = page.locator('[data-pair]');
    await expect(marks.first()).toBeVisible();
    const keys = await marks.evaluateAll((all) => all.map((mark) => mark.getAttribute('data-pair') ?? ''));
    for (const key of keys) {
      await next.click();
      await expect(page.locator('.mark.at')).toHaveAttribute('data-pair', key);
      await expect(page.locator('.ProseMirror:focus')).toBeVisible();
    }
    await next.click();
    await expect(page).toHaveURL(/#pair-/);
    await expect(page.locator('.mark.at')).toBeInViewport();
    await expect(page.locator('.ProseMirror:focus')).toBeVisible();
  }
});

test('a mark is dragged onto the paragraph that says the same, and onto another one', async ({ person }) => {
  const { page } = await person('expert1.eu');
  await openToWrite(page, findingsOf('haidian', 'governance'));
  const [first = '', second = ''] = english;
  await write(page, 'en', [first, second]);
  await write(page, 'zh', ['末段。', ...chinese]);
  const blockOf = (language: 'en' | 'zh', words: string): Locator =>
    editorIn(page, language).locator('> *').filter({ hasText: words });
  const idOf = async (block: Locator): Promise<string> => (await block.getAttribute('data-id')) ?? '';
  // Waits until both stand still: the columns are levelled after each pair.
  const drag = (words: string, onto: Locator): Promise<void> => markOf(page, words).dragTo(onto);
  const expectPair = async (words: string, partner: Locator): Promise<void> => {
    const ids = [await idOf(blockOf('en', words)), await idOf(partner)];
    await expect(markOf(page, words)).toHaveAttribute('data-pair', ids.join(' '));
  };

  await drag(first, blockOf('zh', '2012'));
  await expectPair(first, blockOf('zh', '2012'));
  await expectState(page, first, 'draft');
  await expect(markOf(page, first)).not.toHaveClass(/proposed/);
  await expectState(page, '末段', 'missing');
  await drag(second, blockOf('zh', '14'));
  await expectPair(second, blockOf('zh', '14'));
  await drag(first, blockOf('zh', '末段'));
  await expectPair(first, blockOf('zh', '末段'));
  await expectState(page, '2012年', 'missing');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('two authors write a section: its pairs stay, the gap is written in, and one is confirmed after the other', async ({
  person
}) => {
  const { page: marta } = await person('expert1.eu');
  const { page: zhou } = await person('expert1.cn', { locale: 'zh' });
  const funding = findingsOf('haidian', 'funding');
  await Promise.all([openToWrite(marta, funding), openToWrite(zhou, funding)]);
  const lines = {
    en: ['The state pays for the network.', 'Firms pay for their own services.', 'Citizens pay nothing.'],
    zh: ['网络由国家出资。', '企业自行承担服务费用。', '市民无需付费。']
  };
  await write(marta, 'en', lines.en);
  await write(zhou, 'zh', lines.zh);
  const at = (words: string): Locator => markOf(marta, words);
  const keyOf = (words: string): Promise<string | null> => at(words).getAttribute('data-pair');
  for (const words of lines.en) await expect(at(words)).toHaveAttribute('data-state', 'draft');
  await expect(at(lines.en[2] ?? '')).toHaveClass(/proposed/);
  const keys = await Promise.all(lines.en.map(keyOf));

  await test.step('a new paragraph moves no pair, and is open without alarm', async () => {
    await toFirst(marta, 'en');
    await marta.keyboard.press('Enter');
    await marta.keyboard.type('Firms pay a fee for the use of it.');
    for (const page of [marta, zhou]) await expectState(page, 'Firms pay a fee', 'missing');
    expect(await Promise.all(lines.en.map(keyOf))).toEqual(keys);
    for (const page of [marta, zhou])
      await expect(page.locator('[data-pairs-to-do]').last()).toHaveAttribute('data-pairs-to-do', '4');
    await expectSaved(marta);
  });

  await test.step('he clicks into the room next to it and writes, already paired', async () => {
    const source = editorIn(zhou, 'en').locator('> *').filter({ hasText: 'Firms pay a fee' });
    const other = editorIn(zhou, 'zh').locator('> *').first();
    const [box, column] = [await source.boundingBox(), await other.boundingBox()];
    if (!box || !column) throw new Error('both are shown');
    await zhou.mouse.click(column.x + 40, box.y + box.height / 2);
    await zhou.keyboard.insertText('企业须缴纳使用费。');
    await expect(markOf(marta, 'Firms pay a fee')).toHaveAttribute('data-state', 'draft');
    await expect(markOf(marta, 'Firms pay a fee')).not.toHaveClass(/proposed/);
    await expect(editorIn(zhou, 'zh').locator('> *').nth(1)).toHaveText('企业须缴纳使用费。');
    await expectSaved(zhou);
  });

  await test.step('from the card of the last, which nobody has translated, as well', async () => {
    await editorIn(marta, 'en').focus();
    await marta.keyboard.press('ControlOrMeta+End');
    await marta.keyboard.press('Enter');
    await marta.keyboard.type('Nobody pays twice.');
    await expectSaved(marta);
    await markOf(zhou, 'Nobody pays').click();
    await zhou.getByRole('dialog').getByRole('button', { name: '在此撰写' }).click();
    await expect(editorIn(zhou, 'zh')).toBeFocused();
    await zhou.keyboard.insertText('无人重复付费。');
    await expectState(zhou, 'Nobody pays', 'draft');
    await expectSaved(zhou);
  });

  await test.step('“confirm, next” goes through the pairs, and only what was confirmed can differ', async () => {
    const rail = zhou.locator('[data-characteristic="funding"] [data-pairs-to-do]');
    await markOf(zhou, lines.en[0] ?? '').click();
    for (const words of [lines.zh[0], '企业须缴纳使用费。', lines.zh[1]]) {
      const card = zhou.getByRole('dialog').filter({ hasText: words ?? '' });
      await card.getByRole('button', { name: '确认，下一处' }).click();
      await expect(card).toHaveCount(0);
    }
    await expect(zhou.getByRole('dialog')).toContainText(lines.zh[2] ?? '');
    await zhou.keyboard.press('Escape');
    await expect(rail).toHaveAttribute('data-pairs-to-do', '2');
    await expect(rail).not.toContainText('≠');
    await expect(zhou.getByText('尚未确认的段落：2 段')).toBeVisible();
    await toFirst(marta, 'en');
    await marta.keyboard.type(' It always did.');
    await expectState(zhou, lines.en[0] ?? '', 'stale');
    await expect(rail).toContainText('≠1');
    await expect(zhou.getByText('确认后又有改动的段落：1 段')).toBeVisible();
  });
});
