/**
 * Measures the editor in a browser, on a server of its own with the demo study: how long a key takes until it is
 * painted, in a short and a long text and in one of 400 pairs, how long pastes hold up the page, and how long it takes
 * until the pairs are level after a change. Keys are also typed in pages that hold the same paragraphs in ProseMirror
 * alone and without an editor: what remains is the product's. It needs a build: `node tests/bench/editor.ts [keys|pairs|paste …]`.
 */
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { rmSync } from 'node:fs';
import { rolldown } from 'rolldown';
import setUp from '../e2e/global-setup.ts';
import { beginSession, dataAt, serve } from '../e2e/demo.ts';
import { editorIn, findingsOf, paste } from '../e2e/editing-kit.ts';
import { chromiumFile } from '#kit/chromium.ts';
import { percentile } from './figures.ts';

const sentence = 'The old town lies by the river. ';
const paragraph = sentence.repeat(4).trim();
const text = (count: number): string => Array.from({ length: count }, () => paragraph).join('\n');
const html = (count: number): string =>
  Array.from({ length: count }, () => `<p>${paragraph.replaceAll('old town', '<b>old town</b>')}</p>`).join(
    '\n'
  );

/** Wakes the page's tasks as soon as a frame is painted, not at the next refresh of a screen. */
const frames = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];
const viewport = { width: 1440, height: 900 };
const letters = 120;
const pairCount = 400;
const patience = 120_000;
const only = process.argv.slice(2);
const isMeant = (part: string): boolean => only.length === 0 || only.includes(part);

const tearDown = await setUp();
const dataDir = await dataAt('demo');
const server = await serve(dataDir);
const browser = await chromium.launch({
  executablePath: chromiumFile,
  args: ['--no-sandbox', '--disable-gpu', ...frames]
});
try {
  if (isMeant('keys')) await keys();
  if (isMeant('pairs')) await pairs();
  if (isMeant('paste')) await pastes();
} finally {
  await browser.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  tearDown();
}

async function open(name: string, path: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.origin,
    viewport
  });
  await context.addCookies([
    { name: 'locale', value: 'en', url: server.origin },
    { name: 'session', value: beginSession(server.origin, name), url: server.origin, httpOnly: true }
  ]);
  const page = await context.newPage();
  await page.goto(path, { timeout: patience });
  await page.waitForFunction(
    () => document.querySelectorAll('.ProseMirror[contenteditable="true"]').length === 2,
    undefined,
    { timeout: patience }
  );
  return page;
}

async function replaceText(
  page: Page,
  data: Readonly<Record<string, string>>,
  blocks: number,
  language: 'en' | 'zh' = 'en'
): Promise<void> {
  const editor = editorIn(page, language);
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await paste(editor, data);
  if (blocks === 0) {
    await page.locator('.notice').waitFor();
    await page.locator('.notice button').click();
    return;
  }
  await page.waitForFunction(
    ([count, shown]) =>
      (document.querySelector(`[data-language="${shown}"] .ProseMirror`)?.children.length ?? 0) >= count,
    [blocks, language] as const,
    { timeout: patience }
  );
  await page.waitForFunction(() => document.querySelector('[data-save="saved"]') !== null, undefined, {
    timeout: patience
  });
}

async function keys(): Promise<void> {
  const page = await open('expert4.eu', findingsOf('haidian', 'ict-infrastructure'));
  for (const blocks of [10, 1_000]) {
    await replaceText(page, { 'text/plain': text(blocks) }, blocks);
    await editorIn(page, 'en')
      .locator(`> :nth-child(${Math.ceil(blocks / 2)})`)
      .click();
    await measureKeys(page, `${blocks} paragraphs`);
    await bareKeys(blocks, `${blocks} paragraphs in ProseMirror alone`, await plainEditor());
    await bareKeys(blocks, `${blocks} paragraphs without an editor`, null);
  }
  await page.context().close();
}

/** Types into paragraphs in a page that holds nothing else: by the browser itself, or by a script that takes them over. */
async function bareKeys(blocks: number, what: string, script: string | null): Promise<void> {
  const page = await (await browser.newContext({ viewport })).newPage();
  const paragraphs = `<p>${paragraph}</p>`.repeat(blocks);
  if (script === null)
    await page.setContent(`<div contenteditable style="white-space: break-spaces">${paragraphs}</div>`);
  else {
    await page.setContent(
      `<style>.ProseMirror { white-space: break-spaces }</style><div id="source">${paragraphs}</div>`
    );
    await page.addScriptTag({ content: script, type: 'module' });
  }
  await page.locator(`[contenteditable] > :nth-child(${Math.ceil(blocks / 2)})`).click();
  await measureKeys(page, what);
  await page.context().close();
}

/** Returns ProseMirror with a schema of paragraphs as one script. */
async function plainEditor(): Promise<string> {
  const bundle = await rolldown({ input: `${import.meta.dirname}/plain-editor.ts` });
  const { output } = await bundle.generate({ format: 'es', minify: true });
  return output[0].code;
}

/** Types at full and at a quarter of the speed of the processor, and prints the times. */
async function measureKeys(page: Page, what: string): Promise<void> {
  const control = await page.context().newCDPSession(page);
  await control.send('Performance.enable', { timeDomain: 'threadTicks' });
  for (const rate of [1, 4]) {
    await control.send('Emulation.setCPUThrottlingRate', { rate });
    const before = await cpuOf(control);
    const times = await type(page);
    const cpu = ((await cpuOf(control)) - before) / letters;
    console.log(
      `key to paint, ${what}, CPU ÷ ${rate}: p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms; CPU of the page ${cpu.toFixed(1)} ms a key`
    );
  }
  await control.send('Emulation.setCPUThrottlingRate', { rate: 1 });
}

/** Types into 400 paragraphs next to 400 others in a page that holds nothing else: what the browser itself takes. */
async function bareColumns(lines: readonly string[]): Promise<void> {
  const page = await (await browser.newContext({ viewport })).newPage();
  const column = (paragraphs: readonly string[]): string =>
    `<div contenteditable style="white-space: break-spaces">${paragraphs.map((one) => `<p>${one}</p>`).join('')}</div>`;
  await page.setContent(
    `<div style="display: grid; grid-template-columns: 1fr 1fr">${column(text(pairCount).split('\n'))}${column(lines)}</div>`
  );
  await page.locator(`[contenteditable] >> nth=0 >> > :nth-child(${pairCount / 2})`).click();
  await measureKeys(page, `${pairCount} paragraphs next to others without an editor`);
  await page.context().close();
}

/** Types into a text of 400 blocks, first without partners, then with; the texts differ in nothing else. */
async function pairs(): Promise<void> {
  const page = await open('expert4.eu', findingsOf('haidian', 'funding'));
  const control = await page.context().newCDPSession(page);
  await control.send('Performance.enable', { timeDomain: 'threadTicks' });
  const chinese = Array.from({ length: pairCount }, () => '老城位于河畔，历史悠久，街巷保存完好。'.repeat(2));
  await bareColumns(chinese);
  const measured: Record<string, { p50: number; p95: number; p99: number; cpu: number }> = {};
  for (const [name, lines] of [
    ['without partners', [...chinese, '末段']],
    ['paired', chinese]
  ] as const) {
    await replaceText(page, { 'text/plain': text(pairCount) }, pairCount);
    await replaceText(page, { 'text/plain': lines.join('\n') }, lines.length, 'zh');
    await page.locator('[data-pair][data-state="missing"]').first().waitFor({ timeout: patience });
    if (name === 'paired') await pairAll(page);
    await editorIn(page, 'en')
      .locator(`> :nth-child(${pairCount / 2})`)
      .click();
    const before = await cpuOf(control);
    const times = await type(page);
    measured[name] = {
      p50: percentile(times, 0.5),
      p95: percentile(times, 0.95),
      p99: percentile(times, 0.99),
      cpu: ((await cpuOf(control)) - before) / letters
    };
  }
  const { 'without partners': alone, paired } = measured;
  if (!alone || !paired) return;
  for (const figure of ['p50', 'p95', 'p99', 'cpu'] as const)
    console.log(
      `key to paint, ${pairCount} blocks, ${figure}: ${alone[figure].toFixed(1)} ms without partners, ${paired[figure].toFixed(1)} ms paired, ratio ${(paired[figure] / alone[figure]).toFixed(2)}`
    );
  const levelled: number[] = [];
  for (let n = 0; n < 10; n++) {
    await editorIn(page, 'en').locator('> :nth-child(2)').click();
    levelled.push(await timeUntilLevel(page));
  }
  console.log(
    `${pairCount} pairs level within 1 px after a change: p50 ${percentile(levelled, 0.5).toFixed(0)} ms, worst ${Math.max(...levelled).toFixed(0)} ms`
  );
  await stale(page);
  await page.context().close();
}

async function pairAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Propose pairs' }).click();
  await page.getByRole('button', { name: /^Accept \d+ pairs?$/ }).click({ timeout: patience });
  await page.waitForFunction(
    (count) => document.querySelectorAll('[data-pair][data-state="draft"]').length === count,
    pairCount,
    { timeout: patience }
  );
}

/** Changes an English block in one browser, and prints how long it takes until another one shows its pair as stale. */
async function stale(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('[data-save="saved"]') !== null, undefined, {
    timeout: patience
  });
  await page.getByRole('button', { name: 'Confirm that the versions agree' }).first().click();
  const other = await open('expert1.cn', findingsOf('haidian', 'funding'));
  for (const one of [page, other])
    await one.locator('[data-pair][data-state="current"]').first().waitFor({ timeout: patience });
  const block = editorIn(page, 'en').locator('> :nth-child(3)');
  const id = await block.getAttribute('data-id');
  await block.click();
  await page.keyboard.press('End');
  const times: number[] = [];
  for (let n = 0; n < 40; n++) {
    const shown = other.evaluate(
      ([of, state]) =>
        new Promise<number>((done) => {
          const isShown = (): boolean =>
            document.querySelector(`[data-pair^="${of} "]`)?.getAttribute('data-state') === state;
          const observer = new MutationObserver(() => {
            if (!isShown()) return;
            observer.disconnect();
            done(Date.now());
          });
          observer.observe(document.body, { subtree: true, attributes: true, childList: true });
        }),
      [id, n % 2 === 0 ? 'stale' : 'current'] as const
    );
    await other.evaluate(() => undefined);
    const began = Date.now();
    await page.keyboard.press(n % 2 === 0 ? 'x' : 'Backspace');
    times.push((await shown) - began);
    await page.waitForTimeout(300);
  }
  console.log(
    `state of a pair in another browser, ${pairCount} pairs: p50 ${percentile(times, 0.5).toFixed(0)} ms, p95 ${percentile(times, 0.95).toFixed(0)} ms`
  );
  await other.context().close();
}

/** Makes the block at the caret some lines longer, and returns the milliseconds until all tops are on one line again. */
function timeUntilLevel(page: Page): Promise<number> {
  return page.evaluate(async (words) => {
    const topsIn = (language: string): number[] =>
      [...document.querySelectorAll(`.texts > [data-language="${language}"] .ProseMirror > *`)].map(
        (block) => block.getBoundingClientRect().top + Number.parseFloat(getComputedStyle(block).paddingTop)
      );
    const isLevel = (): boolean => {
      const other = topsIn('zh');
      return topsIn('en').every((top, index) => Math.abs(top - (other[index] ?? Infinity)) < 1);
    };
    // oxlint-disable-next-line typescript/no-deprecated -- inserts as a key does, without the time of a key
    document.execCommand('insertText', false, words);
    const began = performance.now();
    do await new Promise((done) => setTimeout(done));
    while (!isLevel() && performance.now() - began < 10_000);
    return performance.now() - began;
  }, sentence.repeat(3));
}

/** In milliseconds; a busy machine does not lengthen it. */
async function cpuOf(control: CDPSession): Promise<number> {
  const { metrics } = await control.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
}

/** Types letters, and returns the time from each key to the first task after it was painted. */
async function type(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { times });
    const channel = new MessageChannel();
    let began = 0;
    channel.port1.onmessage = () => times.push(performance.now() - began);
    document.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        began = timeStamp;
        requestAnimationFrame(() => channel.port2.postMessage(null));
      },
      { capture: true, signal: Object.assign(globalThis, { stop: new AbortController() }).stop.signal }
    );
  });
  for (let n = 0; n < letters; n++) {
    await page.keyboard.press('abcdefgh'.charAt(n % 8));
    await page.waitForTimeout(100);
  }
  return page.evaluate(() => {
    const { times, stop } = globalThis as unknown as { times: number[]; stop: AbortController };
    stop.abort();
    return times.slice(20);
  });
}

async function pastes(): Promise<void> {
  const page = await open('expert4.eu', findingsOf('haidian', 'governance'));
  const inAll = Math.ceil(1_400_000 / (paragraph.length + 1));
  const fitting = Math.floor(490_000 / (paragraph.length + 1));
  for (const [name, data, blocks] of [
    ['1,400,000 characters as text', { 'text/plain': text(inAll) }, 0],
    ['1,400,000 characters as HTML', { 'text/html': html(inAll), 'text/plain': text(inAll) }, 0],
    ['490,000 characters as text', { 'text/plain': text(fitting) }, fitting],
    ['490,000 characters as HTML', { 'text/html': html(fitting), 'text/plain': text(fitting) }, fitting]
  ] as const) {
    await page.evaluate(() => {
      const tasks: number[] = [];
      const observer = new PerformanceObserver((list) =>
        tasks.push(...list.getEntries().map(({ duration }) => duration))
      );
      observer.observe({ type: 'longtask' });
      Object.assign(globalThis, { tasks, observer });
    });
    const began = performance.now();
    await replaceText(page, data, blocks);
    const took = performance.now() - began;
    await page.waitForTimeout(500);
    const tasks = await page.evaluate(() => {
      const kept = globalThis as unknown as { tasks: number[]; observer: PerformanceObserver };
      kept.observer.disconnect();
      return kept.tasks;
    });
    console.log(
      `paste of ${name}: ${took.toFixed(0)} ms in all, longest task ${Math.max(0, ...tasks).toFixed(0)} ms, tasks ${tasks.map((one) => one.toFixed(0)).join(' ')}`
    );
  }
  await page.context().close();
}
