/**
 * The report of the demo study shows what is approved or is marked as draft; the same study gives the same bytes
 * on both engines; and nothing that its readers may not see is in any of them.
 */
import { describe, expect, it } from 'vitest';
import type { Actor } from '#domain/permissions.ts';
import type { App } from '#server/app.ts';
import { openAppOver } from '#kit/app.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { demoDatabase } from '#kit/demo-database.ts';
import { build, contentOf, must, partOf } from '#kit/reports.ts';

const slug = 'eu-china-2013';

async function demo(engine: Engine) {
  const app = await openAppOver(await demoDatabase(engine), { now: () => new Date('2026-09-02T08:00:00Z') });
  const secretariat = await demoActor(app, 'secretariat');
  const { id } = await app.store.db
    .selectFrom('study')
    .select('id')
    .where('slug', '=', slug)
    .executeTakeFirstOrThrow();
  must(await app.reports.composing.begin(secretariat, slug, 'report'));
  return { app, secretariat, study: { id, slug } as never };
}

async function demoActor(app: App, name: string): Promise<Actor> {
  return must(
    await app.sessions.signIn({ email: `${name}@demo.local`, password: 'meridian', address: '127.0.0.1' })
  ).actor;
}

describe('the report of the demo study', () => {
  it('has the same bytes on both engines', async () => {
    const hashes: (string | null)[][] = [];
    for (const engine of engines) {
      const stage = await demo(engine);
      const built = await build(stage);
      expect(built).toMatchObject({ state: 'done', fault: null });
      hashes.push([built.manifestHash, built.hash, ...built.outputs.map(({ sha256 }) => sha256)]);
    }
    expect(hashes[0]).toEqual(hashes[1]);
  });

  it('shows each text as draft, and the lists, tables and notes that are made by rule', async () => {
    const stage = await demo('sqlite');
    await build(stage);
    const content = await contentOf(stage);
    expect(content).toMatchObject({ status: 'draft', number: '0.1', date: '2026-09-02' });
    expect(partOf(content, 'pilots').pairs[0]?.zh[0]).toMatchObject({ kind: 'table' });
    expect(JSON.stringify(partOf(content, 'framework').pairs)).toContain('不');
    const approved = partOf(content, 'cities-cn').parts.filter(({ approval }) => approval !== null);
    expect(approved.length).toBeGreaterThan(0);
    expect(partOf(content, 'introduction')).toMatchObject({ isDraft: true, approval: null });
    expect(JSON.stringify(partOf(content, 'introduction').pairs)).toContain('smart');
    // Chapters 2 and 3 and the annexes are filled from the registers, each entry with its source.
    const policies = partOf(content, 'policies').pairs;
    expect(JSON.stringify(policies)).toContain('“Broadband China” strategy');
    expect(JSON.stringify(policies)).toContain('“宽带中国”');
    expect(JSON.stringify(policies)).toMatch(/"kind":"cite","sources":\[\d+\]/);
    expect(partOf(content, 'annex-funds').parts.map(({ title }) => title.en)).toEqual([
      'EU funding instruments'
    ]);
    expect(partOf(content, 'annex-platforms').parts.length).toBeGreaterThan(0);
    expect(JSON.stringify(partOf(content, 'figures').pairs)).toContain('Forecast');
    const charts = partOf(content, 'levels').pairs.flatMap(({ en }) =>
      en.filter(({ kind }) => kind === 'figure')
    );
    expect(charts).toMatchObject([{ drawing: { kind: 'svg' } }]);
  });
});
