/** Tests what counts as open, thin or contradictory in a city's answers, and who may see it. */
import { describe, expect, it } from 'vitest';
import { groupOf } from '#rules/answers/completeness.ts';
import type { Actor } from '#base/permissions.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy, type PersonInput } from '#kit/people.ts';
import { paragraph, writeAnswers, writeText } from '#kit/texts.ts';

const inputs = [
  { id: 'lyon', side: 'eu', state: 'collecting' },
  { id: 'haidian', side: 'cn', state: 'drafting' }
] as const;

async function setUp(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, { cities: inputs });
  const as = (input: PersonInput): Promise<Actor> => signedInAs(app, { ...input, study });
  const lacksFor = async (actor: Actor) => {
    const view = await app.completeness.list(actor, study.slug);
    return view.ok
      ? Object.fromEntries(
          view.value.cities.map(({ city, lacks }) => [
            city.id,
            lacks.map((lack) => [groupOf(lack), lack.kind, lack.question])
          ])
        )
      : view.refusal.code;
  };
  return { app, study, as, lacksFor };
}

const figure = (id: string, value: object) =>
  ({
    [`figures/${id}/$`]: 0,
    [`figures/${id}/label.en`]: id,
    [`figures/${id}/value`]: value,
    [`figures/${id}/section`]: 'general'
  }) as Record<string, string>;

describe.each(serviceEngines)('what answers lack on %s', (engine) => {
  it('is told of the cities whose answers a person may read, and of no other (R074)', async () => {
    const { as, lacksFor } = await setUp(engine);
    expect(Object.keys(await lacksFor(await as({ role: 'expert', side: 'eu' })))).toEqual([
      'lyon',
      'haidian'
    ]);
    // Before a city has submitted, its answers are none of an observer's business, nor what they lack.
    expect(Object.keys(await lacksFor(await as({ role: 'observer' })))).toEqual(['haidian']);
    expect(Object.keys(await lacksFor(await as({ role: 'city', city: 'lyon' })))).toEqual(['lyon']);
    expect(Object.keys(await lacksFor(await as({ role: 'city', city: 'haidian' })))).toEqual(['haidian']);
  });

  it('follows what is written, in words and in figures', async () => {
    const { app, study, as, lacksFor } = await setUp(engine);
    const city = study.cities.find(({ id }) => id === 'haidian');
    const [senior, expert] = [
      await as({ role: 'city', city: 'haidian' }),
      await as({ role: 'expert', side: 'eu' })
    ];
    const before = await lacksFor(expert);
    expect(before).toMatchObject({
      haidian: expect.arrayContaining([['open', 'unanswered', 'strategy.vision']]) as unknown
    });
    await writeText(app, city?.responseId ?? '', senior.userId, 'answer:strategy.vision', {
      en: [paragraph('a', 'A city that sees and hears, and asks first.')]
    });
    await writeAnswers(app, city?.responseId ?? '', senior.userId, {
      ...figure('gdp', { value: 100e9, currency: 'CNY', unit: 'currency' }),
      ...figure('population', { value: 1e6, unit: 'persons' }),
      ...figure('gdp-per-capita', { value: 50_000, currency: 'CNY', unit: 'currency' })
    });
    const after = await lacksFor(expert);
    expect(after).toMatchObject({
      haidian: expect.arrayContaining([
        ['thin', 'one-language', 'strategy.vision'],
        ['contradictory', 'gdp-differs', 'figures']
      ]) as unknown
    });
    expect(after).not.toMatchObject({
      haidian: expect.arrayContaining([['open', 'unanswered', 'strategy.vision']]) as unknown
    });
  });
});
