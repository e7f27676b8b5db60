/** Two experts write one city's findings at once, in both languages, through composition, lost connections and reloads. */
import * as Y from 'yjs';
import { openPassage } from '#document/sequence/roots.ts';
import { writeBlocks } from '#document/sequence/write-passages.ts';
import { expect, test, origin } from '../kit.ts';
import {
  editorIn,
  empty,
  expectSaved,
  findingsOf,
  idsOf,
  openToWrite,
  study,
  editorText
} from '../editing-kit.ts';

test('two experts write both languages at once, see each other, and end with the same texts (R104)', async ({
  person
}) => {
  const [eu, cn] = [await person('expert1.eu'), await person('expert1.cn', { locale: 'zh' })];
  const path = findingsOf('haidian', 'value-assessment');
  await openToWrite(eu.page, path);
  await openToWrite(cn.page, path);

  for (const language of ['en', 'zh'] as const) {
    await empty(eu.page, editorIn(eu.page, language));
    await expect.poll(() => editorText(editorIn(cn.page, language))).toBe('');
  }

  await test.step('each writes in a language of their own (R224)', async () => {
    await editorIn(eu.page, 'en').click();
    await editorIn(cn.page, 'zh').click();
    await Promise.all([
      eu.page.keyboard.type('The district measures its services by use. ', { delay: 5 }),
      cn.page.keyboard.type('# 区政府以使用量衡量各项服务。', { delay: 5 })
    ]);
    await expect(editorIn(eu.page, 'zh')).toContainText('区政府以使用量衡量各项服务。');
    await expect(editorIn(cn.page, 'en')).toContainText('The district measures its services by use.');
  });

  await test.step('both write in the same paragraph, one of them composing Chinese', async () => {
    await editorIn(eu.page, 'zh').click();
    await eu.page.keyboard.press('ControlOrMeta+End');
    await editorIn(cn.page, 'zh').click();
    await cn.page.keyboard.press('ControlOrMeta+End');
    const ime = await cn.context.newCDPSession(cn.page);
    for (const part of ['n', 'ni', 'ni h', 'ni ha', 'ni hao']) {
      await ime.send('Input.imeSetComposition', {
        text: part,
        selectionStart: part.length,
        selectionEnd: part.length
      });
      await eu.page.keyboard.type('A');
    }
    // Nothing half-typed reaches the other, and nothing comes in under the composing hands.
    expect(await editorText(editorIn(eu.page, 'zh'))).not.toContain('ni');
    expect(await editorText(editorIn(cn.page, 'zh'))).toContain('ni hao');
    await ime.send('Input.insertText', { text: '你好' });
    await expect(editorIn(eu.page, 'zh')).toContainText('你好');
    await expect(editorIn(cn.page, 'zh')).toContainText('AAAAA');
    // Undo takes the composition back as a whole, and only one's own.
    await cn.page.keyboard.press('ControlOrMeta+Z');
    await expect(editorIn(cn.page, 'zh')).not.toContainText('你好');
    await expect(editorIn(cn.page, 'zh')).toContainText('AAAAA');
    expect(await editorText(editorIn(cn.page, 'zh'))).not.toMatch(/ni h|hao/);
    await cn.page.keyboard.press('ControlOrMeta+Shift+Z');
    await expect(editorIn(eu.page, 'zh')).toContainText('你好');
  });

  await test.step('each sees the other’s caret and face, with the side (R237)', async () => {
    await expect(editorIn(eu.page, 'zh').locator('.caret.side-1')).toHaveCount(1);
    await expect(editorIn(cn.page, 'zh').locator('.caret.side-0')).toHaveCount(1);
    await expect(eu.page.getByRole('list', { name: 'Here now' }).getByRole('listitem')).toHaveCount(2);
    await expect(cn.page.getByRole('list', { name: '当前在线' }).getByRole('listitem')).toHaveCount(2);
  });

  await test.step('one goes offline, both go on writing, and the texts meet again (R105)', async () => {
    await eu.context.setOffline(true);
    await expect(eu.page.locator('[data-save="offline"]')).toBeVisible();
    await editorIn(eu.page, 'en').click();
    await eu.page.keyboard.press('ControlOrMeta+End');
    await eu.page.keyboard.type('Written offline.');
    await expect(
      eu.page.getByText(/kept in this browser and sent when the connection is back/)
    ).toBeVisible();
    await editorIn(cn.page, 'en').click();
    await cn.page.keyboard.press('ControlOrMeta+Home');
    await cn.page.keyboard.type('Meanwhile. ');
    await eu.context.setOffline(false);
    await expect(editorIn(cn.page, 'en')).toContainText('Written offline.');
    await expect(editorIn(eu.page, 'en')).toContainText('Meanwhile.');
  });

  await test.step('after a reload nothing is lost, and both hold the same blocks', async () => {
    await expectSaved(eu.page);
    await expectSaved(cn.page);
    await expect(eu.page.locator('[data-save="saved"]')).toHaveText(/Saved on the server \d\d:\d\d:\d\d/);
    for (const language of ['en', 'zh'] as const) {
      expect(await editorText(editorIn(eu.page, language))).toBe(
        await editorText(editorIn(cn.page, language))
      );
    }
    const before = {
      en: await editorText(editorIn(eu.page, 'en')),
      zh: await editorText(editorIn(eu.page, 'zh'))
    };
    const ids = await idsOf(editorIn(eu.page, 'zh'));
    expect(ids.length).toBeGreaterThan(0);
    await openToWrite(eu.page, path);
    for (const language of ['en', 'zh'] as const)
      expect(await editorText(editorIn(eu.page, language))).toBe(before[language]);
    expect(await idsOf(editorIn(eu.page, 'zh'))).toEqual(ids);
    expect(await idsOf(editorIn(cn.page, 'zh'))).toEqual(ids);
  });
});

test('compositions that follow one another without a pause end in the same text for both (R221)', async ({
  person
}) => {
  const [eu, cn] = [await person('expert3.eu'), await person('expert3.cn')];
  const path = findingsOf('haidian', 'funding');
  await openToWrite(eu.page, path);
  await openToWrite(cn.page, path);
  await empty(cn.page, editorIn(cn.page, 'zh'));
  await expect.poll(() => editorText(editorIn(eu.page, 'zh'))).toBe('');
  await editorIn(eu.page, 'zh').click();
  await editorIn(cn.page, 'zh').click();
  const ime = await cn.context.newCDPSession(cn.page);
  const composed = ['智慧', '城市', '建设', '评估', '框架', '资金', '来源', '说明'];
  for (const [index, typed] of composed.entries()) {
    for (const part of ['z', 'zh', 'zhi']) {
      await ime.send('Input.imeSetComposition', {
        text: part,
        selectionStart: part.length,
        selectionEnd: part.length
      });
      await eu.page.keyboard.type(String(index));
    }
    await ime.send('Input.insertText', { text: typed });
  }
  await expectSaved(cn.page);
  await expectSaved(eu.page);
  await expect.poll(() => editorText(editorIn(eu.page, 'zh'))).toContain('说明');
  await expect
    .poll(
      async () => (await editorText(editorIn(cn.page, 'zh'))) === (await editorText(editorIn(eu.page, 'zh')))
    )
    .toBe(true);
  const text = await editorText(editorIn(cn.page, 'zh'));
  expect(text).not.toContain('z');
  for (const typed of composed) expect(text.replace(/\d/g, '')).toContain(typed);
  expect(text.replace(/\D/g, '')).toHaveLength(composed.length * 3);
});

test('undo takes back only one’s own words, and never a paragraph in which somebody else has written', async ({
  person
}) => {
  const [eu, cn] = [await person('expert2.eu'), await person('expert2.cn')];
  const path = findingsOf('haidian', 'business-models');
  await openToWrite(eu.page, path);
  await openToWrite(cn.page, path);
  await empty(eu.page, editorIn(eu.page, 'en'));
  await eu.page.keyboard.type('First.');
  await eu.page.keyboard.press('Enter');
  await eu.page.keyboard.type('Second.');
  await expect(editorIn(cn.page, 'en')).toContainText('Second.');
  await editorIn(cn.page, 'en').getByText('Second.').click();
  await cn.page.keyboard.press('End');
  await cn.page.keyboard.type(' Mine.');
  await expect(editorIn(eu.page, 'en')).toContainText('Second. Mine.');
  for (let n = 0; n < 6; n++) await eu.page.keyboard.press('ControlOrMeta+Z');
  await expect(editorIn(eu.page, 'en')).not.toContainText('Second.');
  await expect(editorIn(eu.page, 'en')).toContainText('Mine.');
  await expect(editorIn(cn.page, 'en')).toContainText('Mine.');
});

test('what happens elsewhere in the study takes nobody’s caret, nor what can be undone', async ({
  person
}) => {
  const { page } = await person('expert3.eu');
  await openToWrite(page, findingsOf('haidian', 'legal-regulatory'));
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  await page.keyboard.type('One ');
  await expectSaved(page);
  const secretariat = await person('secretariat');
  await secretariat.page.goto(`${study}/plan`);
  await secretariat.page.getByText('Add a deliverable').click();
  await secretariat.page.locator('form[action="?/add"] input[name="titleEn"]').fill('Notes of a caret');
  const reloaded = page.waitForResponse(/__data\.json/);
  await secretariat.page.locator('form[action="?/add"]').getByRole('button', { name: 'Save' }).click();
  await reloaded;
  // The page has its new data once it has been rendered again.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  );
  await page.keyboard.type('two');
  expect(await editorText(editor)).toBe('One two');
  for (let n = 0; n < 4; n++) await page.keyboard.press('ControlOrMeta+Z');
  await expect.poll(() => editorText(editor)).not.toContain('One');
});

test('Ctrl+Home and an arrow key count just after the focus came', async ({ person }) => {
  const { page } = await person('expert1.eu');
  const path = findingsOf('haidian', 'business-models');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  await page.keyboard.insertText('Fees are fixed.');
  await expectSaved(page);
  // On a page without a click: one would say that the caret is where the person wants it.
  await openToWrite(page, path);
  await editor.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await editor.evaluate((element: HTMLElement) => {
    const press = (key: string, ...how: readonly [string, string, string]): void => {
      element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      getSelection()?.modify(...how);
    };
    element.blur();
    element.focus();
    press('Home', 'move', 'backward', 'documentboundary');
    press('ArrowRight', 'move', 'forward', 'character');
  });
  await page.keyboard.type('-');
  expect(await editorText(editor)).toBe('F-ees are fixed.');
});

test('a caret that is moved just after the focus came stays where it was moved, on a machine that is slow', async ({
  person
}) => {
  const { page } = await person('expert1.eu');
  const path = findingsOf('haidian', 'business-models');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  await page.keyboard.insertText('Fees are fixed.');
  await expectSaved(page);
  // On a page without a click: one would say that the caret is where the person wants it.
  await openToWrite(page, path);
  // The calls that the editor puts off by milliseconds precede the browser's report that the caret was moved; the key
  // comes before all of them, or between them.
  for (const [callsBeforeKey, typed] of ['fixed ', 'all ', 'Nearly '].entries()) {
    await editor.evaluate((element: HTMLElement, callsBeforeKey) => {
      const late: (() => void)[] = [];
      const { setTimeout: own } = window;
      element.blur();
      getSelection()?.removeAllRanges();
      Object.assign(window, { setTimeout: (call: () => void) => late.push(call) });
      element.focus();
      Object.assign(window, { setTimeout: own });
      for (const call of late.slice(0, callsBeforeKey)) call();
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true, cancelable: true }));
      getSelection()?.modify('move', 'backward', 'documentboundary');
      for (const call of late.slice(callsBeforeKey)) call();
    }, callsBeforeKey);
    await page.keyboard.type(typed);
  }
  expect(await editorText(editor)).toBe('Nearly all fixed Fees are fixed.');
});

test('a split keeps the id with the first part, and what is pasted or turned into a heading keeps to its own', async ({
  person
}) => {
  const { page } = await person('expert1.eu');
  await openToWrite(page, findingsOf('haidian', 'legal-regulatory'));
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  await page.keyboard.type('# One two');
  const [first] = await idsOf(editor);
  for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowLeft');
  // The browser reports a moved caret with its next frame; no person presses Enter within that.
  const caretIsSent = () =>
    page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    );
  await expect.poll(() => page.evaluate(() => getSelection()?.anchorOffset)).toBe(4);
  await caretIsSent();
  await page.keyboard.press('Enter');
  const split = await idsOf(editor);
  expect(split).toHaveLength(2);
  expect(split[0]).toBe(first);
  await page.keyboard.press('Home');
  await page.keyboard.type('## ');
  await expect(editor.locator('h3')).toHaveText('two');
  expect(await idsOf(editor)).toEqual(split);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+C');
  await page.keyboard.press('ControlOrMeta+End');
  await expect.poll(() => page.evaluate(() => getSelection()?.isCollapsed)).toBe(true);
  await caretIsSent();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ControlOrMeta+V');
  const pasted = await idsOf(editor);
  expect(new Set(pasted).size).toBe(pasted.length);
  expect(pasted.slice(0, 2)).toEqual(split);
  await expectSaved(page);
});

test('a city’s representative finds no findings of another city, nor the live draft of its own', async ({
  person
}) => {
  const { page } = await person('city.haidian');
  expect((await page.goto(`/studies/eu-china-2013/assessments/jiaxing/funding`))?.status()).toBe(404);
  await page.goto(`/studies/eu-china-2013/assessments/haidian/funding?text=findings`);
  await expect(page.getByRole('link', { name: 'Findings' })).toHaveCount(0);
  await expect(page.locator('.ProseMirror')).toHaveCount(0);
});

test('an observer reads live, is told why not more, and the server takes no byte of theirs', async ({
  person
}) => {
  const [observer, expert] = [await person('observer'), await person('expert3.eu')];
  const path = findingsOf('haidian', 'stakeholders');
  await observer.page.goto(path);
  await expect(
    observer.page.getByText('You read here as an observer: observers write nowhere.')
  ).toBeVisible();
  await expect(observer.page.locator('[data-save="read-only"]')).toBeVisible();
  await openToWrite(expert.page, path);
  await editorIn(expert.page, 'en').click();
  await expert.page.keyboard.type('Seen live. ');
  await expect(observer.page.locator('[data-language="en"] .prose').first()).toContainText('Seen live.');
  await expect(observer.page.locator('.ProseMirror')).toHaveCount(0);

  // What a client that ignores the page would send: text under a client id of its own.
  const doc = new Y.Doc();
  writeBlocks(
    doc,
    openPassage(doc, 'stakeholders', 'en'),
    [{ kind: 'paragraph', text: 'Smuggled.' }],
    () => 'smuggled'
  );
  const update = [...Y.encodeStateAsUpdate(doc)];
  const room = 'eu-china-2013.haidian.findings@1';
  const answer = await observer.page.evaluate(
    async ({ address, bytes }) => {
      const socket = new WebSocket(address);
      socket.binaryType = 'arraybuffer';
      await new Promise((resolve) => (socket.onopen = resolve));
      const length =
        bytes.length < 128 ? [bytes.length] : [(bytes.length % 128) + 128, Math.floor(bytes.length / 128)];
      socket.send(new Uint8Array([0, 2, ...length, ...bytes]));
      return new Promise<string>((resolve) => {
        socket.onmessage = (event: MessageEvent<ArrayBuffer>) => {
          if (new Uint8Array(event.data)[0] === 2) resolve('denied');
        };
        socket.onclose = (event) => resolve(`closed ${event.code}`);
      });
    },
    { address: `${origin().replace('http', 'ws')}/sync/${room}`, bytes: update }
  );
  expect(answer).toBe('denied');
  await expect(editorIn(expert.page, 'en')).not.toContainText('Smuggled.');
  await openToWrite(expert.page, path);
  await expect(editorIn(expert.page, 'en')).not.toContainText('Smuggled.');
});

test('nothing around the text comes and goes while somebody types, and what they confirm waits for their words', async ({
  person
}) => {
  const { page, context } = await person('expert4.eu');
  await openToWrite(page, findingsOf('haidian', 'funding'));
  await editorIn(page, 'en').click();
  await page.keyboard.type('Seen. ');
  await expectSaved(page);
  // The first check of a text shows its terms and the number of findings; later ones change the number alone.
  await expect(page.getByRole('button', { name: /^Terms in these texts: \d+$/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Checks\s*\d+/ })).toBeVisible();
  await page.evaluate(() => {
    const changes: string[] = [];
    const watch = new MutationObserver((records) => {
      for (const { type, target } of records) {
        const place = target instanceof Element ? target : target.parentElement;
        if (place && !place.closest('.ProseMirror, [data-save]'))
          changes.push(`${type} in ${place.tagName} ${place.textContent}`);
      }
    });
    for (const place of document.querySelectorAll('main, aside'))
      watch.observe(place, { childList: true, attributeFilter: ['disabled'], subtree: true });
    Object.assign(window, { changes });
  });
  for (const key of 'abc') {
    await page.keyboard.press(key);
    await expectSaved(page);
  }
  expect(await page.evaluate(() => (window as unknown as { changes: string[] }).changes)).toEqual([]);

  await context.setOffline(true);
  await page.keyboard.type('Still in this browser.');
  // The checks find figures in one version alone: the user who confirms over them says why.
  await page.getByLabel('Why they agree all the same').fill('The figures are those of one table.');
  await page.getByRole('button', { name: 'Confirm that the versions agree' }).click();
  await expect(page.getByText('Can be confirmed once your words are saved.')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('status').filter({ hasText: 'Both versions agree.' })).toBeVisible();
  await expect(page.getByText('Can be confirmed once your words are saved.')).toHaveCount(0);
});
