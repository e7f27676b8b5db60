/**
 * Measures the public pages of a published report of thirty cities, on a server of its own: how large each page is, and
 * when its largest part is painted on a processor that is four times slower. It needs a build:
 * `node tests/bench/public-report.ts [rounds]`.
 */
import type { StudyId } from '#base/ids.ts';
import { chromium } from '@playwright/test';
import { rmSync } from 'node:fs';
import { openStore } from '#server/store/open.ts';
import setUp from '../e2e/global-setup.ts';
import { dataAt, serve } from '../e2e/demo.ts';
import { publishContent } from '#kit/published-report.ts';
import { wholeStudy } from '#kit/report-samples.ts';
import { chromiumFile } from '#kit/chromium.ts';
import { percentile } from './figures.ts';

const rounds = Number(process.argv[2] ?? 5);
const slower = 4;

const tearDown = await setUp();
const dataDir = await dataAt('demo');
const store = openStore({ engine: 'sqlite', file: `${dataDir}/meridian.db` });
const study = await store.db
  .selectFrom('study')
  .select(['id', 'slug'])
  .where('slug', '=', 'eu-china-2013')
  .executeTakeFirstOrThrow();
const { id: userId } = await store.db.selectFrom('user').select('id').executeTakeFirstOrThrow();
const base = await publishContent(store.db, { ...study, id: study.id as StudyId }, userId, {
  ...wholeStudy(),
  status: 'published',
  number: '1'
});
await store.close();
const server = await serve(dataDir);
const browser = await chromium.launch({
  executablePath: chromiumFile,
  args: ['--no-sandbox', '--disable-gpu']
});

/** Opens a page anew, without a cache, and returns when its largest part was painted. */
async function paintedAfter(path: string, locale: 'en' | 'zh'): Promise<number> {
  const context = await browser.newContext({
    baseURL: server.origin,
    viewport: { width: 1280, height: 800 }
  });
  await context.addCookies([{ name: 'locale', value: locale, url: server.origin }]);
  const page = await context.newPage();
  const control = await context.newCDPSession(page);
  await control.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.goto(path, { waitUntil: 'load' });
  const time = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
          type: 'largest-contentful-paint',
          buffered: true
        });
      })
  );
  await context.close();
  return time;
}

try {
  const chapters = ['', '/introduction', '/synopses', '/city-0', '/city-0?view=facing', '/annex-0'];
  for (const path of chapters) {
    const response = await fetch(server.origin + base + path);
    const html = await response.text();
    const drawings = [...html.matchAll(/<svg.*?<\/svg>/gs)].reduce(
      (sum, [svg]) => sum + Buffer.byteLength(svg),
      0
    );
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1)
      for (const locale of ['en', 'zh'] as const) times.push(await paintedAfter(base + path, locale));
    console.log(
      `${(path || '/').padEnd(22)} ${response.status} ${((Buffer.byteLength(html) - drawings) / 1_000).toFixed(0).padStart(4)} kB, ${(drawings / 1_000).toFixed(0)} kB of figures; largest paint p50 ${percentile(times, 0.5).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms (CPU ÷ ${slower})`
    );
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  tearDown();
}
