/** The steps of an assessment as its people take them: texts freeze and open, versions are kept, the log tells it. */
import { describe, expect, it } from 'vitest';
import type { House } from '#server/house.ts';
import { openHouse } from '#kit/house.ts';
import { signedInAs } from '#kit/actors.ts';
import { makeStudy } from '#kit/people.ts';
import type { Engine } from '#kit/databases.ts';

const none = { en: '', zh: '' };

async function stage(engine: Engine) {
  const house: House = await openHouse(engine);
  const study = await makeStudy(house, { cities: [{ id: 'haidian', side: 'cn', state: 'collecting' }] });
  const city = await signedInAs(house, { role: 'city', study, city: 'haidian' });
  const secretariat = await signedInAs(house, { role: 'secretariat', study });
  return { house, study, city, secretariat };
}

describe.each<Engine>(['sqlite', 'postgres'])('the way of an assessment on %s', (engine) => {
  it('a city hands in with a reason for its gaps, and its text freezes as a version', async () => {
    const { house, study, city } = await stage(engine);
    const before = await house.way.assessment(city, study.slug, 'haidian');
    if (!before.ok) throw new Error(before.refusal.code);
    expect(before.value.missing?.map(({ kind }) => kind)).toEqual(['no-text', 'no-text']);
    const wish = { step: 'submit', version: before.value.version, reason: none, deadline: null } as const;
    expect(await house.way.takeStep(city, study.slug, 'haidian', wish)).toMatchObject({ refusal: { code: 'reason-required' } });
    const taken = await house.way.takeStep(city, study.slug, 'haidian', { ...wish, reason: { en: 'No data yet', zh: '' } });
    expect(taken).toMatchObject({ ok: true, value: { from: 'collecting', to: 'drafting', version: { kind: 'submission', number: 1 } } });
    const after = await house.way.assessment(city, study.slug, 'haidian');
    expect(after).toMatchObject({ ok: true, value: { state: 'drafting', steps: [{ step: 'submit' }] } });
  });
});
