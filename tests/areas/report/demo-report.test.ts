/**
 * The report of the demo study shows what is approved or is marked as draft; the same study gives the same bytes
 * on both engines; and nothing that its readers may not see is in any of them.
 */
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import type { App } from '../../../server/app.ts';
import { openAppOver } from '#kit/app.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { locales } from '#base/locale.ts';
import { findFramework } from '#server/areas/framework/store/frameworks.ts';
import { listChapters } from '#server/areas/assessments/store/assessments.ts';
import { listCities } from '#server/areas/cities/store/cities.ts';
import { demoDatabase } from '#kit/demo-database.ts';
import type { TestStudy } from '#kit/people.ts';
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
  return { app, secretariat, study: { id, slug } as TestStudy };
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

  it('shows each text as draft, and the lists, tables and notes that are made by rule (R046, R187, R191, R192, R197)', async () => {
    const stage = await demo('sqlite');
    await build(stage);
    const content = await contentOf(stage);
    expect(content).toMatchObject({ status: 'draft', number: '0.1', date: '2026-09-02' });
    expect(partOf(content, 'pilots').pairs[0]?.zh[0]).toMatchObject({ kind: 'table' });
    const { db } = stage.app.store;
    // Figure 20 is the framework itself: every characteristic with its purpose and every question of it, in both languages.
    const framework = await findFramework(db, stage.study.id);
    if (!framework) throw new Error('The demo study has a framework');
    const figure20 = partOf(content, 'framework').pairs;
    const printed = {
      en: JSON.stringify(figure20.map(({ en }) => en)),
      zh: JSON.stringify(figure20.map(({ zh }) => zh))
    };
    expect(framework.characteristics).toHaveLength(9);
    for (const { name, purpose, questions } of framework.characteristics)
      for (const text of [
        name,
        purpose,
        ...questions.flatMap(({ parentId, retired, text: asked }) =>
          parentId === null && !retired ? [asked] : []
        )
      ])
        for (const language of locales)
          expect(printed[language]).toContain(JSON.stringify(text[language]).slice(1, -1));
    // Nine chapters stand in the order of the study, and the synopses of each side in the order of the list.
    const chapters = (await listChapters(db, stage.study.id)).filter(({ slug }) => slug !== 'white-paper');
    expect(chapters).toHaveLength(9);
    expect(content.parts.filter(({ numbering }) => numbering === 'chapter').map(({ id }) => id)).toEqual(
      chapters.map(({ slug }) => slug)
    );
    for (const side of ['eu', 'cn']) {
      const listed = await db
        .selectFrom('city')
        .select(['id', 'number'])
        .where('studyId', '=', stage.study.id)
        .where('sideId', '=', side)
        .orderBy('number')
        .execute();
      expect(listed.length).toBeGreaterThan(10);
      expect(partOf(content, `cities-${side}`).parts.map(({ id }) => id)).toEqual(
        listed.map(({ id }) => `cities-${side}-${id}`)
      );
    }
    // Chapter 4 lists the adopted pilots by side, each with its number, name and kind.
    const pilots = partOf(content, 'pilots').pairs.map(({ en }) => JSON.stringify(en));
    expect(pilots).toHaveLength(2);
    for (const { number, name, sideId } of await listCities(db, stage.study.id)) {
      const table = pilots[['eu', 'cn'].indexOf(sideId)] ?? '';
      expect(table).toContain(JSON.stringify(name.en).slice(1, -1));
      expect(table).toContain(`"text":"${number}"`);
    }
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
