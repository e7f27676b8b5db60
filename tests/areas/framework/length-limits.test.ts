/** The secretariat sets how long sections may be, and everybody in the study sees it. Shows R118. */
import { describe, expect, it } from 'vitest';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { serviceEngines } from '#kit/databases.ts';
import { makeStudy } from '#kit/people.ts';

describe.each(serviceEngines)('the lengths of sections on %s', (engine) => {
  it('are set by the secretariat, seen by the study, and logged when they change', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const [secretariat, expert] = [
      await signedInAs(app, { role: 'secretariat', study }),
      await signedInAs(app, { role: 'expert', side: 'cn', study })
    ];
    const { studies } = app;
    const limits = { stakeholders: { en: 400, zh: 700 }, 'chapter:trends': { en: null, zh: 5000 } };
    expect(await studies.lengthLimits(expert, study.slug)).toEqual({ ok: true, value: {} });
    expect(await studies.setLengthLimits(expert, study.slug, limits)).toMatchObject({
      refusal: { code: 'forbidden' }
    });
    for (let times = 0; times < 2; times++)
      expect(await studies.setLengthLimits(secretariat, study.slug, limits)).toEqual({
        ok: true,
        value: null
      });
    expect(await studies.lengthLimits(expert, study.slug)).toEqual({ ok: true, value: limits });
    expect(
      await studies.setLengthLimits(secretariat, study.slug, { stakeholders: { en: 0, zh: null } })
    ).toMatchObject({ refusal: { code: 'invalid', facts: { field: 'en:stakeholders' } } });
    const other = await makeStudy(app, { slug: 'other-study' });
    expect(await studies.lengthLimits(expert, other.slug)).toMatchObject({ refusal: { code: 'not-found' } });
    expect(
      await app.store.db.selectFrom('event').select('kind').where('studyId', '=', study.id).execute()
    ).toEqual([{ kind: 'lengths.changed' }]);
  });
});
