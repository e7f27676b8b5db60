import { beforeAll, it, vi } from 'vitest';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf } from '#kit/people.ts';
import { columnNames, SqliteCompiler } from '#server/store/column-names.ts';
import { writeFileSync } from 'node:fs';

let pages: Pages;
const cookies = new Map<string, string>();
beforeAll(async () => {
  pages = await servePages({ env: { DEMO: '1' } });
  await pages.app.loadDemoWhenEmpty();
  for (const email of ['expert1.eu', 'chair.eu', 'secretariat'])
    cookies.set(email, await cookieOf(pages.app, { id: '' as never, email: `${email}@demo.local`, password: 'meridian' }));
}, 120000);

it('measures', async () => {
  const { db } = pages.app.store;
  const { slug } = await db.selectFrom('study').select('slug').executeTakeFirstOrThrow();
  const chapter = await db.selectFrom('document').select('slug').where('kind', '=', 'chapter').executeTakeFirstOrThrow();
  const paths = [
    `/studies/${slug}`, `/studies/${slug}/assessments`, `/studies/${slug}/assessments/haidian`,
    `/studies/${slug}/assessments/haidian/smart-city-strategy`,
    `/studies/${slug}/assessments/haidian/response`,
    `/studies/${slug}/chapters/${chapter.slug}`, `/studies/${slug}/inbox`, `/studies/${slug}/comparison`,
    `/studies/${slug}/roadmap`, `/studies/${slug}/people`, `/studies/${slug}/panels`, `/studies/${slug}/coding`
  ];
  let log: string[] = [];
  const original = SqliteCompiler.prototype.compileQuery;
  vi.spyOn(SqliteCompiler.prototype, 'compileQuery').mockImplementation(function (this: never, ...args: never) {
    const compiled = (original as Function).apply(this, args);
    log.push(compiled.sql + ' ' + JSON.stringify(compiled.parameters));
    return compiled;
  });
  const lines: string[] = [];
  for (const path of paths) for (const suffix of ['']) {
    await pages.sendRequest(path + suffix, { cookie: cookies.get('expert1.eu') });
    log = [];
    const t = performance.now();
    const answer = await pages.sendRequest(path + suffix, { cookie: cookies.get('expert1.eu') });
    const text = await answer.text();
    const distinct = new Set(log).size;
    const shapes = new Map<string, number>();
    for (const one of log) shapes.set(one, (shapes.get(one) ?? 0) + 1);
    lines.push(`${path} ${answer.status} ${text.length} B: ${log.length} queries, ${distinct} distinct, ${Math.round(performance.now() - t)} ms`);
    for (const [sql, n] of [...shapes].sort((a, b) => b[1] - a[1]).slice(0, 12)) if (n > 1) lines.push(`    ${n} × ${sql.slice(0, 200)}`);
  }
  writeFileSync('/tmp/w-cmd/measure.txt', lines.join('\n'));
}, 120000);
