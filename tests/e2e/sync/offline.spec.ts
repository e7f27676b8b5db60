/**
 * Text that could not be sent outlives the page, reaches the server by itself, and is accessible only to its
 * author.
 */
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { encodeTextSize } from '#wire/messages.ts';
import { expectNoBarrier } from '../axe.ts';
import { editorIn, editorText, empty, expectSaved, findingsOf, openToWrite } from '../editing-kit.ts';
import { expect, origin, test, type Person } from '../kit.ts';

interface BrowserStorage {
  /** Names of the databases of copies. */
  readonly databases: readonly string[];
  /** Changes that are not sent. */
  readonly unsent: number;
}

/** Reads the texts that the browser stores, as any person with access to the browser could. */
const browserStorage = (page: Page): Promise<BrowserStorage> =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error('refused'));
      });
    /** Opens a database, or returns undefined if it was deleted since it was listed: opening must not create it anew. */
    const openExisting = (name: string): Promise<IDBDatabase | undefined> => {
      const request = indexedDB.open(name);
      let isGone = false;
      request.onupgradeneeded = () => {
        isGone = true;
        request.transaction?.abort();
      };
      return done(request).catch((error: unknown) => {
        if (isGone) return undefined;
        throw error;
      });
    };
    const names: string[] = [];
    let unsent = 0;
    for (const { name } of await indexedDB.databases()) {
      if (!name?.startsWith('meridian-')) continue;
      const db = await openExisting(name);
      if (db === undefined) continue;
      names.push(name);
      const rows = await done(
        db.transaction('unsent').objectStore('unsent').getAll() as IDBRequest<{ changes: number }[]>
      );
      unsent += rows.reduce((sum, { changes }) => sum + changes, 0);
      db.close();
    }
    return { databases: names, unsent };
  });

async function typeOffline({ context, page }: Person, text: string): Promise<void> {
  await context.setOffline(true);
  await expect(page.locator('[data-save="offline"]')).toBeVisible();
  await editorIn(page, 'en').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(text);
  await expect.poll(async () => (await browserStorage(page)).unsent).toBe(text.length);
}

async function signIn(context: BrowserContext, name: string): Promise<void> {
  const response = await context.request.post('/login', {
    form: { email: `${name}@demo.local`, password: 'meridian' },
    headers: { origin: origin(), accept: 'text/html' },
    maxRedirects: 0
  });
  expect(response.status()).toBe(303);
}

test('words written offline are there after the page was closed, and arrive when it is opened again (R239)', async ({
  person
}) => {
  const [author, other] = [await person('expert4.eu'), await person('expert4.cn')];
  const path = findingsOf('haidian', 'smart-city-services');
  await openToWrite(author.page, path);
  await openToWrite(other.page, path);
  await expectSaved(author.page);
  await typeOffline(author, ' Closed too soon.');
  await author.page.close();
  await author.context.setOffline(false);
  const page = await author.context.newPage();
  await openToWrite(page, path);
  await expect(editorIn(page, 'en')).toContainText('Closed too soon.');
  await expectSaved(page);
  await expect(editorIn(other.page, 'en')).toContainText('Closed too soon.');
  await expect.poll(async () => (await browserStorage(page)).unsent).toBe(0);
});

test('words that were written offline come along to a paragraph that was moved before their author came back', async ({
  person
}) => {
  const [author, other] = [await person('expert4.eu'), await person('expert4.cn')];
  const path = findingsOf('haidian', 'smart-city-services');
  await openToWrite(other.page, path);
  await openToWrite(author.page, path);
  const [own, theirs] = [editorIn(author.page, 'en'), editorIn(other.page, 'en')];
  await empty(other.page, theirs);
  await other.page.keyboard.type('The first paragraph.');
  await other.page.keyboard.press('Enter');
  await other.page.keyboard.type('The second paragraph.');
  await expect(own.getByText('The first paragraph.')).toBeVisible();
  await expect(own.getByText('The second paragraph.')).toBeVisible();
  await expectSaved(author.page);
  await author.context.setOffline(true);
  await expect(author.page.locator('[data-save="offline"]')).toBeVisible();
  await own.getByText('The first paragraph.').click();
  await author.page.keyboard.press('End');
  const words = ' It stays whole.';
  await author.page.keyboard.type(words);
  await expect.poll(async () => (await browserStorage(author.page)).unsent).toBe(words.length);
  await author.page.close();
  await theirs.getByText('The first paragraph.').click();
  await other.page.keyboard.press('Alt+Shift+ArrowDown');
  await expect(theirs.locator('p')).toHaveText(['The second paragraph.', 'The first paragraph.']);
  await expectSaved(other.page);
  await author.context.setOffline(false);
  const page = await author.context.newPage();
  await openToWrite(page, path);
  for (const editor of [editorIn(page, 'en'), theirs])
    await expect
      .poll(() => editorText(editor))
      .toBe('The second paragraph.\nThe first paragraph. It stays whole.');
  await expectSaved(page);
});

test('words of a tab that was closed offline are sent by another that stayed open, and shown there', async ({
  person
}) => {
  const [author, other] = [await person('expert4.eu'), await person('expert4.cn')];
  const path = findingsOf('haidian', 'smart-city-services');
  await openToWrite(other.page, path);
  await openToWrite(author.page, path);
  await expectSaved(author.page);
  const closed = await author.context.newPage();
  await openToWrite(closed, path);
  await expectSaved(closed);
  await typeOffline({ ...author, page: closed }, ' Of the closed tab.');
  const words = ' Of the open tab.';
  await editorIn(author.page, 'en').click();
  await author.page.keyboard.press('ControlOrMeta+End');
  await author.page.keyboard.type(words);
  const written = words.length + ' Of the closed tab.'.length;
  await expect.poll(async () => (await browserStorage(author.page)).unsent).toBe(written);
  await closed.close();
  await author.context.setOffline(false);
  for (const { page } of [author, other])
    for (const typed of ['Of the closed tab.', 'Of the open tab.'])
      await expect(editorIn(page, 'en')).toContainText(typed);
  await expectSaved(author.page);
  await expect.poll(async () => (await browserStorage(author.page)).unsent).toBe(0);
});

test('words of an earlier visit are handed in from any other page, which says so', async ({ person }) => {
  const [author, other] = [await person('expert4.eu'), await person('expert4.cn')];
  const path = findingsOf('haidian', 'smart-city-services');
  await openToWrite(other.page, path);
  await openToWrite(author.page, path);
  await expectSaved(author.page);
  await typeOffline(author, ' From elsewhere.');
  await author.page.close();
  await author.context.setOffline(false);
  const page = await author.context.newPage();
  await page.goto('/studies');
  await expect(
    page.getByText(/Words that you wrote earlier have been sent and saved: Haidian · Findings/)
  ).toBeVisible();
  await expect(editorIn(other.page, 'en')).toContainText('From elsewhere.');
  expect((await browserStorage(page)).unsent).toBe(0);
});

test('signing out clears what the browser keeps, and asks first where something is not sent', async ({
  person
}) => {
  const author = await person('expert4.eu');
  const { context, page } = author;
  await openToWrite(page, findingsOf('haidian', 'smart-city-services'));
  await expectSaved(page);
  await expect.poll(async () => (await browserStorage(page)).databases.length).toBe(1);
  await typeOffline(author, ' Nearly lost.');
  await page.locator('summary').first().click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  const dialog = page.getByRole('dialog', { name: 'Some of your words are not on the server yet' });
  await expect(dialog).toContainText('Haidian · Findings');
  await dialog.getByRole('button', { name: 'Stay signed in' }).click();
  await context.setOffline(false);
  await expectSaved(page);
  await page.locator('summary').first().click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/login/);
  await expect.poll(async () => (await browserStorage(page)).databases).toEqual([]);
});

test('another person in the same browser finds nothing of the first, whose unsent words wait for their return', async ({
  person
}) => {
  const text = ` Mine alone ${test.info().repeatEachIndex}.`;
  const author = await person('expert4.eu');
  const elsewhere = await person('expert4.eu');
  const path = findingsOf('haidian', 'smart-city-services');
  await openToWrite(author.page, path);
  await expectSaved(author.page);
  await typeOffline(author, text);
  await author.page.close();
  await elsewhere.page.goto('/account');
  await elsewhere.page.getByRole('button', { name: 'End all other sessions' }).click();
  await author.context.clearCookies({ name: 'session' });
  await author.context.setOffline(false);

  await signIn(author.context, 'expert3.eu');
  const page = await author.context.newPage();
  await openToWrite(page, path);
  await expectSaved(page);
  await expect(editorIn(page, 'en')).not.toContainText(text.trim());
  // Of the first only what is not sent is left, under a name of its own.
  await expect.poll(async () => (await browserStorage(page)).databases.length).toBe(2);
  await page.goto('/studies');
  expect((await browserStorage(page)).unsent).toBe(text.length);
  await expect(page.getByText('Words that you wrote earlier')).toHaveCount(0);

  await author.context.clearCookies({ name: 'session' });
  await signIn(author.context, 'expert4.eu');
  await openToWrite(page, path);
  await expect(editorIn(page, 'en')).toContainText(text.trim());
  await expectSaved(page);
  // The copy of the other person goes in the background.
  await expect.poll(async () => (await browserStorage(page)).databases.length).toBe(1);
});

test('words that could not be sent for two minutes can be saved in a file', async ({ person }) => {
  const author = await person('expert4.eu', { locale: 'zh' });
  const { context, page } = author;
  await page.clock.install();
  await openToWrite(page, findingsOf('haidian', 'smart-city-services'));
  await expectSaved(page);
  await typeOffline(author, ' For the file.');
  const save = page.getByRole('button', { name: '另存一份' });
  await expect(save).toHaveCount(0);
  await page.clock.fastForward('02:05');
  await expect(save).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
  expect(download.suggestedFilename()).toMatch(
    /^meridian-eu-china-2013\.haidian\.findings@1-\d{4}-\d\d-\d\dT\d{6}Z\.json$/
  );
  const file = JSON.parse(readFileSync(await download.path(), 'utf8')) as {
    format: string;
    text: Record<string, { en?: string }>;
    update: string;
  };
  expect(file).toMatchObject({
    format: 'meridian-rescue-1',
    generation: 1,
    room: 'eu-china-2013.haidian.findings@1'
  });
  expect(file.text['smart-city-services']?.en).toContain('For the file.');
  expect(file.update.length).toBeLessThan(4_000);
  await context.setOffline(false);
  await page.clock.runFor(10_000);
  await expectSaved(page);
});

test('text that the server refuses for good is offered as a file, and no connection is opened again', async ({
  person
}) => {
  const { page } = await person('expert4.eu');
  let lines = 0;
  let refuses = false;
  await page.routeWebSocket(/\/sync\//, (line) => {
    lines += 1;
    const server = line.connectToServer();
    line.onMessage((message) => {
      // A change, as its first bytes say: the server finds it too large.
      if (refuses && typeof message !== 'string' && message[0] === 0 && message[1] === 2)
        void line.close({ code: 4413, reason: 'too large' });
      else server.send(message);
    });
  });
  const path = findingsOf('haidian', 'smart-city-services');
  await openToWrite(page, path);
  await expectSaved(page);
  refuses = true;
  await editorIn(page, 'en').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText(' Refused words.');
  const dialog = page.getByRole('dialog', { name: 'Your last changes were not taken' });
  await expect(dialog).toContainText('The last change was too large for the server.');
  // It opens while the user types: the keys that follow press nothing.
  await expect(dialog.getByRole('heading')).toBeFocused();
  await expectNoBarrier(page, { within: '[role="dialog"]', rules: 'every' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save a copy' }).click()
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toContain('Refused words.');
  const before = lines;
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(page.locator('[data-save="refused"]')).toBeVisible();
  expect(lines).toBe(before);
  refuses = false;
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await expectSaved(page);
  await expect(editorIn(page, 'en')).not.toContainText('Refused words.');
  expect((await browserStorage(page)).unsent).toBe(0);
});

for (const [locale, near, reached, refusal, save] of [
  [
    'en',
    'You have used 81% of what one person may write in this text',
    'You have written as much as one person may in this text until it is frozen: 160 MB',
    'Your last changes were not taken',
    'Save a copy'
  ],
  ['zh', '您的写入量已达个人上限的 81%', '您的写入量已达个人上限（160 MB', '最近的修改未被接收', '另存一份']
] as const) {
  test(`a quota of writing is told in ${locale} before it is used up, and then the words stay`, async ({
    person
  }) => {
    // The narrowest window that shows three panes.
    const { page } = await person('expert4.eu', { locale, width: 1280 });
    const limit = 160 * 2 ** 20;
    const usage = (share: number): Buffer =>
      Buffer.from(encodeTextSize({ size: Math.ceil(limit * share), limit, of: 'written' }));
    let say: (message: Buffer) => void = () => undefined;
    let refuses = false;
    await page.routeWebSocket(/\/sync\//, (line) => {
      const server = line.connectToServer();
      say = (message) => line.send(message);
      line.onMessage((message) => {
        if (!refuses || typeof message === 'string' || message[0] !== 0 || message[1] !== 2)
          return server.send(message);
        line.send(usage(1.01));
        void line.close({ code: 4413, reason: 'log quota reached' });
      });
    });
    await openToWrite(page, findingsOf('haidian', 'smart-city-services'));
    await expectSaved(page);
    say(usage(0.815));
    await expect(page.getByText(near)).toBeVisible();
    const [banner, evidence] = await Promise.all([
      page.locator('.save-banner').boundingBox(),
      page.locator('#evidence').boundingBox()
    ]);
    expect((banner?.x ?? 0) + (banner?.width ?? 0)).toBeLessThan(evidence?.x ?? 0);
    refuses = true;
    await editorIn(page, 'en').click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.insertText(' Words beyond the quota.');
    const dialog = page.getByRole('dialog', { name: refusal });
    await expect(dialog).toContainText(reached);
    await expect(page.getByText(near)).toHaveCount(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: save }).click()
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toContain('Words beyond the quota.');
  });
}

for (const [locale, cannotSave, late] of [
  ['en', 'The server cannot save', 'Others may see them late'],
  ['zh', '服务器暂时无法保存', '其他人可能稍后才能看到']
] as const) {
  test(`trouble at the server is told truthfully in ${locale}, and taken back when it is over`, async ({
    person
  }) => {
    const { page } = await person('expert4.eu', { locale });
    let say: (word: string) => void = () => undefined;
    await page.routeWebSocket(/\/sync\//, (line) => {
      line.connectToServer();
      say = (word) => line.send(Buffer.from([103, word.length, ...Buffer.from(word)]));
    });
    await openToWrite(page, findingsOf('haidian', 'smart-city-services'));
    await expectSaved(page);
    say('saving');
    await expect(page.locator('[data-save="trouble"]')).toHaveText(cannotSave);
    // Screen readers announce it as well.
    await expect(page.getByRole('status').filter({ hasText: cannotSave })).toHaveCount(1);
    await expectNoBarrier(page);
    say('nodes');
    await expectSaved(page);
    await expect(page.getByRole('status').filter({ hasText: cannotSave })).toHaveCount(0);
    await expect(page.getByText(late)).toBeVisible();
    say('none');
    await expect(page.getByText(late)).toHaveCount(0);
    await expectSaved(page);
  });
}

test('a link to a passage brings it into sight without a connection, from the page and from what this browser holds', async ({
  person
}) => {
  for (const look of [
    { locale: 'en', width: 1440, height: 500 },
    { locale: 'zh', width: 360, height: 640 }
  ] as const) {
    const { page, context } = await person('expert2.eu', look);
    await openToWrite(page, findingsOf('haidian', 'governance'));
    await expectSaved(page);
    const paragraph = page.locator('.ProseMirror:visible').first().locator('p[data-id]').last();
    const id = (await paragraph.getAttribute('data-id')) ?? '';
    const expectInSight = async (at: Page): Promise<void> => {
      await at.goto(`${findingsOf('haidian', 'governance')}#pair-${id}`);
      await expect(at.locator(`[data-read] [data-id="${id}"]`)).toBeInViewport({ ratio: 0.5 });
      await expect(at.locator('.ProseMirror')).toHaveCount(0);
    };
    const cut = async (at: Page): Promise<void> => {
      await at.routeWebSocket(/\/sync\//, (line) => line.close());
      await at.route(/\/sync(-http)?\//, (route) => route.abort());
    };
    const reader = await context.newPage();
    await cut(reader);
    await expectInSight(reader);
    await reader.close();

    await context.setOffline(true);
    await expect(page.locator('[data-save="offline"]')).toBeVisible();
    await paragraph.click();
    await page.keyboard.press('End');
    await page.keyboard.type(' Later.');
    await expect.poll(async () => (await browserStorage(page)).unsent).toBe(' Later.'.length);
    await page.close();
    await context.setOffline(false);
    const again = await context.newPage();
    await cut(again);
    await expectInSight(again);
    await expect(again.locator(`[data-read] [data-id="${id}"]`)).toContainText('Later.');
  }
});
