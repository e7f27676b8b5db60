/**
 * Counts compositions that break while a colleague edits, pairs and accepts suggestions, in two browsers:
 * `node tests/reliability/compositions.ts --count 1000 --seed 1`. Exits with 1 if any did.
 */
import { parseArgs } from 'node:util';
import { rmSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import usual from '../../playwright.config.ts';
import { composeWhileEdited } from '../e2e/composing.ts';
import { beginSession, dataAt, serve } from '../e2e/demo.ts';
import { findingsOf, openToWrite } from '../e2e/editing-kit.ts';
import setUp from '../e2e/global-setup.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } }
});
const tearDown = await setUp();
const dataDir = await dataAt('demo');
const server = await serve(dataDir);
const browser = await chromium.launch(usual.use?.launchOptions ?? {});
const broken: unknown[] = [];
try {
  const open = async (name: string): Promise<Page> => {
    const context = await browser.newContext({ baseURL: server.origin });
    const of = { url: server.origin };
    await context.addCookies([
      { name: 'locale', value: 'en', ...of },
      { name: 'session', value: beginSession(server.origin, name), httpOnly: true, ...of }
    ]);
    const page = await context.newPage();
    await openToWrite(page, findingsOf('haidian', 'stakeholders'));
    return page;
  };
  const pages = { writer: await open('expert1.cn'), colleague: await open('expert1.eu') };
  broken.push(
    ...(await composeWhileEdited(pages, {
      count: Number(values.count),
      seed: Number(values.seed),
      heard: (done, one) => {
        if (one) console.log(JSON.stringify(one));
        if (done % 20 === 0) console.log(`${done} compositions`);
      }
    }))
  );
  console.log(`${values.count} compositions, ${broken.length} broken`);
} finally {
  await browser.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  tearDown();
}
process.exit(broken.length > 0 ? 1 : 0);
