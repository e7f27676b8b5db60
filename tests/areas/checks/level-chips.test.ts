/** The levels that a text names: live and released while it is open, what its version holds once it is frozen, and nowhere in the text itself. */
import { describe, expect, it } from 'vitest';
import type { ContentNode } from '#base/content.ts';
import { resultOf } from '#rules/panels/level-chip.ts';
import { chapterSection } from '#document/narrative.ts';
import type { App } from '../../../server/app.ts';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import { signedInAs } from '#kit/actors.ts';
import { consult } from '#kit/consultation.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { insertJudged, insertRubric } from '#kit/judged.ts';
import { makeStudy } from '#kit/people.ts';
import { writeText } from '#kit/texts.ts';

const findings: TextLocation = { kind: 'findings', city: 'haidian' };
const strategy = { characteristic: 'smart-city-strategy', city: null };
const stakeholders = { characteristic: 'stakeholders', city: null };

const must = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const release = (app: App, panelId: string) =>
  app.store.db
    .updateTable('panel')
    .set((eb) => ({ releasedId: eb.ref('resultId') }))
    .where('id', '=', panelId)
    .execute();
const change = (app: App, panelId: string, level: string) =>
  app.store.db.updateTable('panelResult').set({ level }).where('panelId', '=', panelId).execute();

/** Haidian's panels are closed for both characteristics; the level of one has been released. */
async function stage(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, {
    cities: [
      { id: 'haidian', side: 'cn', state: 'internal-review' },
      { id: 'bristol', side: 'eu', state: 'internal-review' }
    ]
  });
  const secretariat = await signedInAs(app, { role: 'secretariat', study });
  const expert = await signedInAs(app, { role: 'expert', side: 'eu', study });
  const city = await signedInAs(app, { role: 'city', study, city: 'haidian' });
  await insertRubric(app, study.id);
  const judges = [{ userId: expert.userId, sideId: 'eu' }];
  const panel = await insertJudged(app, study.id, judges, {
    cityId: 'haidian',
    characteristic: 'smart-city-strategy',
    rounds: [['leading']],
    result: 'leading'
  });
  await insertJudged(app, study.id, judges, {
    cityId: 'haidian',
    characteristic: 'stakeholders',
    rounds: [['more-advanced']],
    result: 'more-advanced'
  });
  await release(app, panel);
  return { app, study, slug: study.slug, secretariat, expert, city, panel };
}

describe.each(serviceEngines)('levels named in texts on %s', (engine) => {
  it('are those that have been released, and follow them while the text is open', async () => {
    const { app, slug, expert, city, panel } = await stage(engine);
    const levelChips = must(await app.levelChips.ofText(expert, slug, findings));
    expect(levelChips).toMatchObject({
      city: 'haidian',
      names: { levels: [{ id: 'basic' }, { id: 'more-advanced' }, { id: 'leading', name: { zh: '领先' } }] }
    });
    expect(resultOf(levelChips, strategy)).toMatchObject({ outcome: 'level', level: 'leading' });
    expect(resultOf(levelChips, stakeholders)).toBeNull();
    await change(app, panel, 'basic');
    expect(resultOf(must(await app.levelChips.ofText(expert, slug, findings)), strategy)).toMatchObject({
      level: 'basic'
    });
    expect(await app.levelChips.ofText(city, slug, findings)).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
  });

  it('stay what they were when the text was frozen, for its writers and for the city that is asked', async () => {
    const { app, study, slug, secretariat, expert, city, panel } = await stage(engine);
    await consult(app, study, 'haidian', secretariat);
    await change(app, panel, 'basic');
    for (const reader of [expert, city]) {
      const levelChips = must(await app.levelChips.ofText(reader, slug, findings));
      expect(resultOf(levelChips, strategy)).toMatchObject({ level: 'leading' });
      expect(resultOf(levelChips, stakeholders)).toBeNull();
    }
    const [version] = must(await app.versions.list(city, slug, findings)).versions;
    const { levels } = must(await app.versions.load(city, slug, findings, version?.id ?? ''));
    expect(levels).toEqual([
      { characteristic: 'smart-city-strategy', level: 'leading' },
      { characteristic: 'stakeholders', level: null }
    ]);
    const { bytes } = must(await app.versions.bytes(city, slug, findings, version?.id ?? ''));
    expect(new TextDecoder().decode(bytes)).not.toMatch(/more-advanced|basic/);
  });

  it('are in no bytes and no HTML of the text', async () => {
    const { app, study, slug, expert } = await stage(engine);
    const chip = (characteristic: string, city?: string): ContentNode => ({
      type: 'grade',
      attrs: { characteristic, ...(city ? { city } : {}) }
    });
    const text: ContentNode[] = [
      {
        type: 'paragraph',
        attrs: { id: 'p' },
        content: [chip('smart-city-strategy'), chip('stakeholders'), chip('smart-city-strategy', 'bristol')]
      }
    ];
    const id = study.cities.find((one) => one.id === 'haidian')?.findingsId ?? '';
    await writeText(app, id, expert.userId, 'smart-city-strategy', { en: text, zh: text });
    const html = must(await app.documents.html(expert, id, 'smart-city-strategy'));
    expect(html.zh).toContain('data-characteristic="stakeholders"');
    const bytes = new TextDecoder('latin1').decode(must(await app.documents.read(expert, id)));
    expect(bytes).toContain('stakeholders');
    expect(`${bytes}${html.en}${html.zh}`).not.toMatch(/leading|advanced|basic|领先|较先进|基础/i);
    expect(must(await app.levelChips.ofText(expert, slug, findings)).known).toHaveLength(1);
  });

  it('are held by a version of a chapter for the cells that it names, and for no others', async () => {
    const { app, study, slug, expert } = await stage(engine);
    const chapter: TextLocation = { kind: 'chapter', slug: 'trends' };
    const content = (['smart-city-strategy', 'stakeholders'] as const).map((characteristic): ContentNode => ({
      type: 'grade',
      attrs: { characteristic, city: 'haidian' }
    }));
    await writeText(app, study.chapterId, expert.userId, chapterSection, {
      en: [{ type: 'paragraph', attrs: { id: 'p' }, content }]
    });
    const { id } = must(await app.versions.keep(expert, slug, chapter, { en: 'Draft', zh: '' }));
    const { levels } = must(await app.versions.load(expert, slug, chapter, id));
    expect(levels).toEqual([
      { characteristic: 'smart-city-strategy', city: 'haidian', level: 'leading' },
      { characteristic: 'stakeholders', city: 'haidian', level: null }
    ]);
  });
});
