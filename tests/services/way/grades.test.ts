/** The levels that a text names: live and released while it is open, what its version holds once it is frozen, and nowhere in the text itself. */
import { describe, expect, it } from 'vitest';
import type { ContentNode } from '#domain/version.ts';
import { resultOf } from '#domain/grade.ts';
import { chapterSection } from '#document/narrative.ts';
import type { House } from '#server/house.ts';
import type { TextPlace } from '#server/services/way/text-door.ts';
import { signedInAs } from '#kit/actors.ts';
import { consult } from '#kit/consultation.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { openHouse } from '#kit/house.ts';
import { insertJudged, insertRubric } from '#kit/judged.ts';
import { makeStudy } from '#kit/people.ts';
import { writeText } from '#kit/texts.ts';

const findings: TextPlace = { kind: 'findings', city: 'haidian' };
const strategy = { characteristic: 'smart-city-strategy', city: null };
const stakeholders = { characteristic: 'stakeholders', city: null };

const must = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const release = (house: House, panelId: string) =>
  house.store.db
    .updateTable('panel')
    .set((eb) => ({ releasedId: eb.ref('resultId') }))
    .where('id', '=', panelId)
    .execute();
const change = (house: House, panelId: string, level: string) =>
  house.store.db.updateTable('panelResult').set({ level }).where('panelId', '=', panelId).execute();

/** Haidian's panels have judged both characteristics; the level of one has been released. */
async function stage(engine: Engine) {
  const house = await openHouse(engine);
  const study = await makeStudy(house, {
    cities: [
      { id: 'haidian', side: 'cn', state: 'internal-review' },
      { id: 'bristol', side: 'eu', state: 'internal-review' }
    ]
  });
  const secretariat = await signedInAs(house, { role: 'secretariat', study });
  const expert = await signedInAs(house, { role: 'expert', side: 'eu', study });
  const city = await signedInAs(house, { role: 'city', study, city: 'haidian' });
  await insertRubric(house, study.id);
  const judges = [{ userId: expert.userId, sideId: 'eu' }];
  const panel = await insertJudged(house, study.id, judges, {
    cityId: 'haidian',
    characteristic: 'smart-city-strategy',
    rounds: [['leading']],
    result: 'leading'
  });
  await insertJudged(house, study.id, judges, {
    cityId: 'haidian',
    characteristic: 'stakeholders',
    rounds: [['more-advanced']],
    result: 'more-advanced'
  });
  await release(house, panel);
  return { house, study, slug: study.slug, secretariat, expert, city, panel };
}

describe.each(engines)('levels named in texts on %s', (engine) => {
  it('are those that have been released, and follow them while the text is open', async () => {
    const { house, slug, expert, city, panel } = await stage(engine);
    const grades = must(await house.grades.ofText(expert, slug, findings));
    expect(grades).toMatchObject({
      city: 'haidian',
      names: { levels: [{ id: 'basic' }, { id: 'more-advanced' }, { id: 'leading', name: { zh: '领先' } }] }
    });
    expect(resultOf(grades, strategy)).toMatchObject({ outcome: 'level', level: 'leading' });
    expect(resultOf(grades, stakeholders)).toBeNull();
    await change(house, panel, 'basic');
    expect(resultOf(must(await house.grades.ofText(expert, slug, findings)), strategy)).toMatchObject({
      level: 'basic'
    });
    expect(await house.grades.ofText(city, slug, findings)).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
  });

  it('stay what they were when the text was frozen, for its writers and for the city that is asked', async () => {
    const { house, study, slug, secretariat, expert, city, panel } = await stage(engine);
    await consult(house, study, 'haidian', secretariat);
    await change(house, panel, 'basic');
    for (const reader of [expert, city]) {
      const grades = must(await house.grades.ofText(reader, slug, findings));
      expect(resultOf(grades, strategy)).toMatchObject({ level: 'leading' });
      expect(resultOf(grades, stakeholders)).toBeNull();
    }
    const [version] = must(await house.versions.list(city, slug, findings)).versions;
    const { levels } = must(await house.versions.load(city, slug, findings, version?.id ?? ''));
    expect(levels).toEqual([
      { characteristic: 'smart-city-strategy', level: 'leading' },
      { characteristic: 'stakeholders', level: null }
    ]);
    const { bytes } = must(await house.versions.bytes(city, slug, findings, version?.id ?? ''));
    expect(new TextDecoder().decode(bytes)).not.toMatch(/more-advanced|basic/);
  });

  it('are in no bytes and no HTML of the text', async () => {
    const { house, study, slug, expert } = await stage(engine);
    const chip = (characteristic: string, city?: string): ContentNode => ({
      type: 'grade',
      attrs: { characteristic, ...(city ? { city } : {}) }
    });
    const words: ContentNode[] = [
      {
        type: 'paragraph',
        attrs: { id: 'p' },
        content: [chip('smart-city-strategy'), chip('stakeholders'), chip('smart-city-strategy', 'bristol')]
      }
    ];
    const id = study.cities.find((one) => one.id === 'haidian')?.findingsId ?? '';
    await writeText(house, id, expert.userId, 'smart-city-strategy', { en: words, zh: words });
    const html = must(await house.documents.html(expert, id, 'smart-city-strategy'));
    expect(html.zh).toContain('data-characteristic="stakeholders"');
    const bytes = new TextDecoder('latin1').decode(must(await house.documents.read(expert, id)));
    expect(bytes).toContain('stakeholders');
    expect(`${bytes}${html.en}${html.zh}`).not.toMatch(/leading|advanced|basic|领先|较先进|基础/i);
    expect(must(await house.grades.ofText(expert, slug, findings)).known).toHaveLength(1);
  });

  it('are held by a version of a chapter for the cells that it names, and for no others', async () => {
    const { house, study, slug, expert } = await stage(engine);
    const chapter: TextPlace = { kind: 'chapter', slug: 'trends' };
    const content = (['smart-city-strategy', 'stakeholders'] as const).map((characteristic): ContentNode => ({
      type: 'grade',
      attrs: { characteristic, city: 'haidian' }
    }));
    await writeText(house, study.chapterId, expert.userId, chapterSection, {
      en: [{ type: 'paragraph', attrs: { id: 'p' }, content }]
    });
    const { id } = must(await house.versions.keep(expert, slug, chapter, { en: 'Draft', zh: '' }));
    const { levels } = must(await house.versions.load(expert, slug, chapter, id));
    expect(levels).toEqual([
      { characteristic: 'smart-city-strategy', city: 'haidian', level: 'leading' },
      { characteristic: 'stakeholders', city: 'haidian', level: null }
    ]);
  });
});
