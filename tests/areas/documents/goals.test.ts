/** Tests which passages serve which goal: of all texts that a reader may read, and of no others. */
import { describe, expect, it } from 'vitest';
import { chapterSection } from '#document/narrative.ts';
import type { Actor } from '#base/permissions.ts';
import type { ContentNode } from '#base/content.ts';
import type { App } from '../../../server/app.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy, testFramework, type PersonInput, type TestStudy } from '#kit/people.ts';
import { writeText } from '#kit/texts.ts';

const goals = [
  { id: 'safer-care', text: { en: 'See where care is safer.', zh: '了解何处更安全。' } },
  { id: 'Less_Paper', text: { en: 'Spare paperwork.', zh: '减少文书。' } },
  { id: 'lessons', text: { en: 'Learn from one another.', zh: '相互借鉴。' } }
];

const taggedBlock = (
  id: string,
  text: string,
  serves: readonly string[],
  counterpart?: string
): ContentNode => ({
  type: 'paragraph',
  attrs: { id, ...(counterpart ? { counterpart } : {}) },
  content: [
    { type: 'text', text: text },
    ...serves.map((goal): ContentNode => ({ type: 'goal', attrs: { goal } }))
  ]
});

const setGoals = (app: App, study: TestStudy, now: typeof goals) =>
  app.store.db
    .updateTable('framework')
    .set({ content: JSON.stringify({ ...testFramework, goals: now }) })
    .where('studyId', '=', study.id)
    .execute();

/** Haidian reads its findings already, Bristol does not yet. */
async function stage(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, {
    cities: [
      { id: 'bristol', side: 'eu', state: 'drafting' },
      { id: 'haidian', side: 'cn', state: 'consultation' }
    ]
  });
  await setGoals(app, study, goals);
  const expert = await signedInAs(app, { role: 'expert', side: 'eu', study });
  const findings = (city: string): string => study.cities.find(({ id }) => id === city)?.findingsId ?? '';
  await writeText(app, findings('haidian'), expert.userId, 'stakeholders', {
    en: [taggedBlock('e1', 'One desk for all. ', ['safer-care']), taggedBlock('e2', 'Nothing.', [])],
    zh: [taggedBlock('z1', '统一窗口。', ['safer-care', 'Less_Paper'], 'e1')]
  });
  await writeText(app, findings('bristol'), expert.userId, 'smart-city-strategy', {
    en: [taggedBlock('b1', 'Bristol keeps a secret. ', ['safer-care'])]
  });
  await writeText(app, study.chapterId, expert.userId, chapterSection, {
    zh: [taggedBlock('c1', '各城市均有进展。', ['Less_Paper'])]
  });
  const as = (input: PersonInput): Promise<Actor> => signedInAs(app, { ...input, study });
  return { app, study, expert, as, findings };
}

async function listed(app: App, actor: Actor, studySlug: string) {
  const found = await app.goals.list(actor, studySlug);
  if (!found.ok) return found.refusal.code;
  return found.value?.map(({ id, isCurrent, passages }) => [
    `${id}${isCurrent ? '' : ' (gone)'}`,
    ...passages.map(({ location, text, taggedIn }) => [
      location.kind === 'chapter' ? location.slug : `${location.city} ${location.characteristic}`,
      text.en,
      text.zh,
      taggedIn.join()
    ])
  ]);
}

const ofHaidian = [
  ['safer-care', ['haidian stakeholders', 'One desk for all.', '统一窗口。', 'en,zh']],
  ['Less_Paper', ['haidian stakeholders', 'One desk for all.', '统一窗口。', 'zh']],
  ['lessons']
];
const ofAll = [
  [
    'safer-care',
    ['bristol smart-city-strategy', 'Bristol keeps a secret.', '', 'en'],
    ['haidian stakeholders', 'One desk for all.', '统一窗口。', 'en,zh']
  ],
  [
    'Less_Paper',
    ['haidian stakeholders', 'One desk for all.', '统一窗口。', 'zh'],
    ['trends', '', '各城市均有进展。', 'zh']
  ],
  ['lessons']
];

describe.each(serviceEngines)('findings by goal on %s', (engine) => {
  it('are told to those who read all texts under each goal of the framework, in its order (R029)', async () => {
    const { app, study, expert, as } = await stage(engine);
    for (const reader of [
      expert,
      await as({ role: 'secretariat' }),
      await as({ role: 'chair', side: 'cn' })
    ]) {
      expect(await listed(app, reader, study.slug)).toEqual(ofAll);
    }
  });

  it('are of those texts alone that the reader may read, and of no others even a number', async () => {
    const { app, study, expert, as } = await stage(engine);
    // A reader of all texts is first: what is cached for them may not be returned to another reader.
    expect(await listed(app, expert, study.slug)).toEqual(ofAll);
    expect(await listed(app, await as({ role: 'city', city: 'haidian' }), study.slug)).toEqual(ofHaidian);
    const bristol = await as({ role: 'city', city: 'bristol' });
    expect(await listed(app, bristol, study.slug)).toEqual([['safer-care'], ['Less_Paper'], ['lessons']]);
    const whole = await app.goals.list(bristol, study.slug);
    expect(JSON.stringify(whole)).not.toMatch(/secret|desk|窗口|haidian/);
  });

  it('are not there for strangers, administrators among them', async () => {
    const { app, study } = await stage(engine);
    const other = await makeStudy(app, { slug: 'other-study' });
    for (const actor of [
      await signedInAs(app, { administrator: true }),
      await signedInAs(app, { role: 'expert', side: 'eu', study: other })
    ]) {
      expect(await listed(app, actor, study.slug)).toBe('not-found');
    }
  });

  it('follow the texts: what is taken out or put in is told with the next look', async () => {
    const { app, study, expert, findings } = await stage(engine);
    expect(await listed(app, expert, study.slug)).toEqual(ofAll);
    await writeText(app, findings('bristol'), expert.userId, 'smart-city-strategy', {
      en: [taggedBlock('b1', 'Bristol learns. ', ['lessons'])]
    });
    expect(await listed(app, expert, study.slug)).toEqual([
      ofHaidian[0],
      ofAll[1],
      ['lessons', ['bristol smart-city-strategy', 'Bristol learns.', '', 'en']]
    ]);
  });

  it('stay under a goal that the framework has no more, and say so', async () => {
    const { app, study, expert } = await stage(engine);
    await setGoals(
      app,
      study,
      goals.filter(({ id }) => id !== 'Less_Paper')
    );
    const list = await listed(app, expert, study.slug);
    expect(list).toEqual([ofAll[0], ofAll[2], ['Less_Paper (gone)', ...(ofAll[1]?.slice(1) ?? [])]]);
  });
});

describe('the goals that chips name', () => {
  it('are those of the framework in which the text is written', async () => {
    const { app, study, expert } = await stage('sqlite');
    const location = { kind: 'findings', city: 'haidian' } as const;
    const live = await app.levelChips.ofText(expert, study.slug, location);
    expect(live.ok && live.value.names.goals).toEqual(goals.map(({ id, text }) => ({ id, name: text })));
    const next = {
      ...testFramework,
      version: '2',
      goals: [{ id: 'new', text: { en: 'Newer.', zh: '更新。' } }]
    };
    await app.store.db
      .insertInto('framework')
      .values({ studyId: study.id, id: next.id, version: '2', content: JSON.stringify(next), position: 2 })
      .execute();
    await app.store.db
      .updateTable('assessment')
      .set({ frameworkVersion: '1' })
      .where('studyId', '=', study.id)
      .execute();
    const after = await app.levelChips.ofText(expert, study.slug, location);
    expect(after.ok && after.value.names.goals.map(({ id }) => id)).toEqual([
      'safer-care',
      'Less_Paper',
      'lessons'
    ]);
    const chapter = await app.levelChips.ofText(expert, study.slug, { kind: 'chapter', slug: 'trends' });
    expect(chapter.ok && chapter.value.names.goals.map(({ id }) => id)).toEqual(['new']);
    for (const [version, ids] of [
      ['1', ['safer-care', 'Less_Paper', 'lessons']],
      ['2', ['new']],
      [undefined, ['new']]
    ] as const) {
      const names = await app.levelChips.names(expert, study.slug, version);
      expect(names.ok && names.value.goals.map(({ id }) => id)).toEqual(ids);
    }
  });
});
