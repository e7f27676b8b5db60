/** What tests of the editor share. */
import { expect, type Locator, type Page } from '@playwright/test';

export const study = '/studies/eu-china-2013';
export const findingsOf = (city: string, characteristic: string): string =>
  `${study}/assessments/${city}/${characteristic}?text=findings`;

export const editorIn = (page: Page, language: 'en' | 'zh'): Locator =>
  page.locator(`[data-language="${language}"] .ProseMirror`);

/** Opens a page and waits until both texts can be written. */
export async function openToWrite(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator('.ProseMirror[contenteditable="true"]')).toHaveCount(2);
}

/** Waits until everything that the page has written is committed on the server. */
export const expectSaved = (page: Page): Promise<void> =>
  expect(page.locator('[data-save="saved"]')).toBeVisible();

/** Without carets and placeholders. */
export const editorText = (editor: Locator): Promise<string> =>
  editor.evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement;
    copy
      .querySelectorAll('.caret, .ProseMirror-trailingBreak, .ProseMirror-separator')
      .forEach((found) => found.remove());
    return [...copy.children].map((block) => block.textContent.replaceAll('\u2060', '')).join('\n');
  });

export const idsOf = (editor: Locator): Promise<string[]> =>
  editor
    .locator('[data-id]')
    .evaluateAll((blocks) => blocks.map((block) => block.getAttribute('data-id') ?? ''));

/** Empties a text and leaves the caret in it. */
export async function empty(page: Page, editor: Locator): Promise<void> {
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await expect.poll(() => editorText(editor)).toBe('');
}

/** Puts HTML or text on the clipboard as another program would, and pastes it. */
export async function paste(editor: Locator, data: Readonly<Record<string, string>>): Promise<void> {
  await editor.focus();
  await editor.evaluate((element, entries) => {
    const transfer = new DataTransfer();
    for (const [type, value] of Object.entries(entries)) transfer.setData(type, value);
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
    );
  }, data);
}
