import { describe, expect, it } from 'vitest';
import type { NextStepInput } from '#rules/meetings/next-step.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { signs } from '#kit/approvals.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { makeStudy } from '#kit/people.ts';
import { openDataRecommendation as recommendation } from '#kit/next-steps.ts';

const valueOf = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};

async function setUp(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  return {
    app,
    study,
    secretariat: await signedInAs(app, { role: 'secretariat', study }),
    eu: await signedInAs(app, { role: 'chair', study, side: 'eu' }),
    cn: await signedInAs(app, { role: 'chair', study, side: 'cn' })
  };
}

// Promise: a recommendation says for whom it holds, is traced, and is approved by both chairs (R178, R183, R184).
describe.each(serviceEngines)('recommendations on %s', (engine) => {
  it('say for whom they hold, and are flagged while they rest on nothing', async () => {
    const { app, study, secretariat } = await setUp(engine);
    for (const scope of [
      { cities: ['nowhere'], characteristics: [] },
      { cities: [], characteristics: ['nothing'] },
      { cities: ['bristol', 'bristol'], characteristics: [] }
    ])
      expect(await app.nextSteps.add(secretariat, study.slug, { ...recommendation, scope })).toEqual({
        ok: false,
        refusal: { code: 'invalid', facts: { field: 'scope' } }
      });
    const { id } = valueOf(await app.nextSteps.add(secretariat, study.slug, recommendation));
    const load = async () => valueOf(await app.nextSteps.list(secretariat, study.slug)).steps[0];
    expect(await load()).toMatchObject({ scope: recommendation.scope, isUnsupported: true });
    const change = (links: NextStepInput['links']) =>
      app.nextSteps.change(secretariat, study.slug, { id, version: 1 }, { ...recommendation, links }, null);
    expect(await change([{ kind: 'step', id: 'gone' }])).toMatchObject({
      refusal: { code: 'invalid', facts: { field: 'links' } }
    });
    expect(await change([{ kind: 'passage', id: 'https://elsewhere.example/' }])).toMatchObject({
      refusal: { code: 'invalid' }
    });
    valueOf(await change([{ kind: 'passage', id: '/chapters/trends#b1' }]));
    expect(await load()).toMatchObject({
      isUnsupported: false,
      links: [{ kind: 'passage', id: '/chapters/trends#b1' }]
    });
  });

  it('are signed by both chairs as one list, and a report of progress does not undo that', async () => {
    const { app, study, secretariat, eu, cn } = await setUp(engine);
    expect(await app.approvals.propose(secretariat, study.slug, 'recommendations')).toMatchObject({
      refusal: { code: 'wrong-state' }
    });
    const { id } = valueOf(await app.nextSteps.add(secretariat, study.slug, recommendation));
    const approval = async () => valueOf(await app.nextSteps.list(eu, study.slug)).approval;
    expect(await approval()).toEqual({ state: 'drafting', isCurrent: false });
    valueOf(await app.approvals.propose(secretariat, study.slug, 'recommendations'));
    expect(await signs(app, eu, study, 'recommendations')).toMatchObject({ value: { isComplete: false } });
    expect(await signs(app, cn, study, 'recommendations')).toMatchObject({ value: { isComplete: true } });
    expect(await approval()).toEqual({ state: 'approved', isCurrent: true });
    const underWay = { ...recommendation, state: 'under-way' as const };
    valueOf(await app.nextSteps.change(secretariat, study.slug, { id, version: 1 }, underWay, null));
    expect(await approval()).toEqual({ state: 'approved', isCurrent: true });
    const reworded = { ...underWay, action: { en: 'Publish all data', zh: '' } };
    valueOf(await app.nextSteps.change(secretariat, study.slug, { id, version: 2 }, reworded, null));
    expect(await approval()).toEqual({ state: 'approved', isCurrent: false });
  });
});
