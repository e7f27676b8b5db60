/** A study whose experts gather good practices, trends and challenges: texts of two cities, and everyone's actor. */
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import type { SupportTarget } from '#rules/bibliography/support.ts';
import type { ThemeInput } from '#rules/practices/theme.ts';
import type { App } from '#server/app.ts';
import { signedInAs } from './actors.ts';
import { testApp } from './app.ts';
import type { Engine } from './databases.ts';
import { makeStudy, type PersonInput, type TestStudy } from './people.ts';
import { card } from './practice-card.ts';
import { paragraph, writeAnswers, writeText } from './texts.ts';

export const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
/** Returns the code of a refusal; `ok` for none. */
export const outcomeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

export const dataSilosCode = {
  label: { en: 'Data silos', zh: '数据孤岛' },
  definition: { en: '', zh: '' },
  colour: 'teal',
  parentId: null
} as const;

export const challenge: ThemeInput = {
  kind: 'challenge',
  scope: 'common',
  origin: 'cities',
  answer: 'open',
  statement: { en: 'Offices do not share their data.', zh: '部门之间数据不共享。' },
  explanation: { en: '', zh: '' },
  characteristics: ['stakeholders']
};

export const passageOf = (city: string, block: string): SupportTarget => ({
  kind: 'passage',
  place: { city, section: 'stakeholders' },
  block
});

export interface ThemeStage {
  readonly app: App;
  readonly study: TestStudy;
  readonly eu: Actor;
  readonly cn: Actor;
  readonly as: (input: PersonInput) => Promise<Actor>;
  readonly findings: (city: string) => string;
  readonly response: (city: string) => string;
}

/**
 * Makes a study in which both cities have findings in one characteristic, and Haidian has answered a
 * question.
 */
export async function themeStage(engine: Engine = 'sqlite'): Promise<ThemeStage> {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  const as = (input: PersonInput): Promise<Actor> => signedInAs(app, { ...input, study });
  const [eu, cn] = [await as({ role: 'expert', side: 'eu' }), await as({ role: 'expert', side: 'cn' })];
  const cityOf = (id: string) => study.cities.find((city) => city.id === id);
  const findings = (city: string): string => cityOf(city)?.findingsId ?? '';
  const response = (city: string): string => cityOf(city)?.responseId ?? '';
  await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
    en: [paragraph('b1', 'Each office keeps its own files.'), paragraph('b2', 'One desk for all.')]
  });
  await writeText(app, findings('haidian'), cn.userId, 'stakeholders', {
    zh: [paragraph('h1', '各部门数据未打通。')]
  });
  await writeAnswers(app, response('haidian'), cn.userId, { 'stakeholders.who/value': 'yes' });
  return { app, study, eu, cn, as, findings, response };
}

/** Adds a card that rests on a passage, validated by both sides and agreed to in the given languages. */
export async function publishedCard(
  { app, study, eu, cn }: ThemeStage,
  senior: Actor,
  languages: readonly ('en' | 'zh')[] = ['en', 'zh']
): Promise<string> {
  const { id } = valueOf(await app.practices.add(eu, study.slug, card));
  const owner = { kind: 'practice', id } as const;
  valueOf(
    await app.supports.cite(eu, study.slug, { owner, role: 'supports', target: passageOf('bristol', 'b2') })
  );
  for (const expert of [eu, cn]) {
    const { print } = valueOf(await app.practices.load(expert, study.slug, id));
    valueOf(await app.practices.validate(expert, study.slug, id, print));
  }
  for (const language of languages) {
    valueOf(await app.practices.askConsent(eu, study.slug, id, language));
    const { consents } = valueOf(await app.practices.load(senior, study.slug, id));
    const print = consents.find((one) => one.language === language)?.print ?? '';
    valueOf(await app.practices.answerConsent(senior, study.slug, id, { language, state: 'given', print }));
  }
  return id;
}
