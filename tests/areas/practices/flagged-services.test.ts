/** Shows that a city's own flag stands apart from the experts' cards, and is told to readers of its answers alone. */
import { describe, expect, it } from 'vitest';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { serviceEngines } from '#kit/databases.ts';
import { makeStudy, testFramework } from '#kit/people.ts';
import { valueOf } from '#kit/themes.ts';

const field = (id: string, optionsRef: string | null = null) => ({
  id,
  label: { en: id, zh: id },
  kind: 'short-text' as const,
  required: false,
  requiredIf: null,
  optionsRef,
  options: [],
  recordType: null
});
const framework = {
  ...testFramework,
  optionSets: { serviceCategories: [{ id: 'health', label: { en: 'Health', zh: '医疗' } }] },
  recordTypes: [
    {
      id: 'service',
      label: { en: 'Service', zh: '服务' },
      usedBy: ['stakeholders.who'],
      fields: [
        field('name'),
        field('category', 'serviceCategories'),
        field('bestPractice'),
        field('bestPracticeReason')
      ]
    }
  ],
  characteristics: testFramework.characteristics.map((part) => ({
    ...part,
    questions: part.questions.map((question) => ({
      ...question,
      recordType: question.id === 'stakeholders.who' ? 'service' : null
    }))
  }))
};

describe.each(serviceEngines)('what a city calls best practice on %s', (engine) => {
  it('is listed with its reason and category, and makes no card (R161)', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app, {
      cities: [
        { id: 'bristol', side: 'eu', state: 'collecting' },
        { id: 'haidian', side: 'cn', state: 'drafting' }
      ]
    });
    await app.store.db
      .updateTable('framework')
      .set({ content: JSON.stringify(framework) })
      .where('studyId', '=', study.id)
      .execute();
    for (const [cityId, bestPractice] of [
      ['bristol', 'yes'],
      ['haidian', 'yes'],
      ['haidian', 'no']
    ] as const)
      await app.store.db
        .insertInto('record')
        .values({
          id: `${cityId}-${bestPractice}`,
          studyId: study.id,
          cityId,
          question: 'stakeholders.who',
          recordType: 'service',
          position: 0,
          fields: JSON.stringify({
            name: `Card of ${cityId}`,
            category: 'health',
            bestPractice,
            bestPracticeReason: { en: 'It works.', zh: '成效显著。' }
          }),
          sources: '{}',
          notes: '{}',
          source: '',
          version: 1
        })
        .execute();
    const flaggedFor = async (input: Parameters<typeof signedInAs>[1]) => {
      const list = valueOf(await app.practices.list(await signedInAs(app, { ...input, study }), study.slug));
      expect(list.cards).toEqual([]);
      return list.flagged.map(({ cityId, category, reason }) => [cityId, category, reason.zh]);
    };
    const [bristol, haidian] = [
      ['bristol', 'health', '成效显著。'],
      ['haidian', 'health', '成效显著。']
    ];
    expect(await flaggedFor({ role: 'expert', side: 'eu' })).toEqual([bristol, haidian]);
    // An observer reads answers once they are submitted, a city its own.
    expect(await flaggedFor({ role: 'observer' })).toEqual([haidian]);
    expect(await flaggedFor({ role: 'city', city: 'bristol' })).toEqual([bristol]);
  });
});
