/**
 * Manages the trends and challenges of a study: experts and the secretariat write them and cite what they rest
 * on; once an expert of each side has validated one, everyone in the study reads it.
 */
import type { City } from '#rules/cities/city.ts';
import { sideIds, type Study, type Side } from '#rules/study/study.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import { validSides } from '#rules/practices/practice.ts';
import { ok, refuse } from '#base/refusal.ts';
import type { SupportState } from '#rules/bibliography/support.ts';
import {
  isAbout,
  lacksOf,
  mostThemes,
  validateTheme,
  type CountedSupport,
  type Theme,
  type ThemeInput,
  type ThemeLack,
  type ThemeStage
} from '#rules/practices/theme.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf, type Reading } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { listCities, citiesInOrder } from '#areas/cities';
import { listFrameworks } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import type { StoredSupport } from '../store/supports.ts';
import {
  findTheme,
  insertTheme,
  isPublished,
  listThemes,
  themeColumns,
  updateTheme,
  type ThemeRecord
} from '../store/themes.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import type { PracticeSummary } from '../practice-views.ts';
import type { Practices } from '../practices.ts';
import { loadReaderAccess } from '#areas/evidence';
import { shownValidations, type ShownValidation } from '../statements/shown-validations.ts';
import { statementCommands } from '../statements/statement-commands.ts';
import { studySubject } from '#areas/study';
import type { PresentBlock, CitedContent } from '../supports/cited-content.ts';
import { statesOfSupports, viewSupports, type SupportView } from '../supports/support-views.ts';

export interface ThemeChoices {
  readonly sides: readonly [Side, Side];
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
}

export interface ThemeSummary extends Theme {
  readonly stage: ThemeStage;
  /** Empty for a reader who is not told. */
  readonly lacks: readonly ThemeLack[];
  readonly validatedBy: readonly string[];
  readonly counts: { readonly supports: number; readonly counters: number; readonly answers: number };
}

export interface ThemeList extends ThemeChoices {
  readonly mayWrite: boolean;
  readonly seesDrafts: boolean;
  readonly themes: readonly ThemeSummary[];
}

export interface ThemeView extends ThemeChoices {
  readonly mayWrite: boolean;
  readonly seesDrafts: boolean;
  readonly theme: ThemeSummary;
  readonly supports: readonly SupportView[];
  readonly validations: readonly ShownValidation[];
  /** Fingerprint of the theme and what it rests on, which a validation is about. */
  readonly print: string;
}

export interface FindingOpening {
  readonly city: Pick<City, 'id' | 'shortName' | 'sideId'>;
  /** Empty where there are none. */
  readonly text: Bilingual;
}

export interface CharacteristicView extends ThemeChoices {
  readonly characteristic: { readonly id: string; readonly name: Bilingual };
  readonly themes: readonly ThemeSummary[];
  readonly practices: readonly PracticeSummary[];
  /** Those of the cities whose findings the reader may read, in the order of the study. */
  readonly findings: readonly FindingOpening[];
}

export interface ThemeTools extends CommandDeps {
  readonly citedContent: CitedContent;
  readonly practices: Practices;
}

const writing = statementCommands<ThemeInput, ThemeRecord>({
  owner: 'theme',
  most: mostThemes,
  find: (of, study, id) => findTheme(of, study.id, id),
  validate: async (trx, study, input) => validateTheme(input, await choicesIn(trx, study)),
  insert: (trx, added, input) =>
    insertTheme(trx, { ...themeColumns(input), ...added, removedAt: null, version: 1 }),
  update: async (trx, { id }, version, input) =>
    (await updateTheme(trx, { id, version }, input)) ? ok(null) : refuse('stale'),
  lacks: async ({ db, citedContent }, study, theme, requester) => {
    const states = await statesOfSupports(citedContent, study, theme.supports, requester);
    return summaryOf(theme, study, states, await sidesOfCities(db, study)).lacks;
  },
  facts: {
    edited: (act, themeId, { kind: form }) => ({ kind: `theme.${act}`, payload: { themeId, form } }),
    validated: (themeId, { kind: form }, by) => ({
      kind: 'theme.validated',
      payload: { themeId, form, ...by }
    }),
    takenBack: (themeId, { kind: form }, by) => ({
      kind: 'theme.validation-taken-back',
      payload: { themeId, form, ...by }
    })
  }
});

const read = readsOf<ThemeTools>();

async function listFor({
  db,
  deps,
  actor,
  abilities,
  subject: { study }
}: Reading<ThemeTools, typeof studySubject>): Promise<ThemeList> {
  const sides = sideIds(study);
  const seesDrafts = abilities.has('study.themes');
  const shown = (await listThemes(db, study.id)).filter((one) => seesDrafts || isPublished(one, sides));
  const states = seesDrafts
    ? await statesOfSupports(
        deps.citedContent,
        study,
        shown.flatMap(({ supports }) => supports),
        actor.userId
      )
    : null;
  const sideOf = await sidesOfCities(db, study);
  return {
    ...(await choicesIn(db, study)),
    mayWrite: abilities.has('study.themes-edit'),
    seesDrafts,
    themes: shown.map((theme) => summaryOf(theme, study, states, sideOf))
  };
}

const list = read({ name: 'theme.list', subject: studySubject }, listFor);

const load = read(
  { name: 'theme.load', subject: studySubject },
  async ({ db, deps, actor, grants, abilities, subject: { study } }, id: string): Promise<ThemeView> => {
    const { citedContent } = deps;
    const theme = await findTheme(db, study.id, id);
    const seesDrafts = abilities.has('study.themes');
    if (!theme || (!seesDrafts && !isPublished(theme, sideIds(study)))) throw refused('not-found');
    const states = seesDrafts
      ? await statesOfSupports(citedContent, study, theme.supports, actor.userId)
      : null;
    const summary = summaryOf(theme, study, states, await sidesOfCities(db, study));
    const authorized = { study, grants, abilities };
    const views = await viewSupports(db, citedContent, { actor, ...authorized }, theme.supports);
    const people = await namesOfUsers(
      db,
      theme.validations.map(({ userId }) => userId)
    );
    return {
      ...(await choicesIn(db, study)),
      mayWrite: abilities.has('study.themes-edit'),
      seesDrafts,
      theme: summary,
      supports: theme.supports.flatMap((one) => views.get(one) ?? []),
      print: seesDrafts ? theme.print : '',
      validations: seesDrafts ? shownValidations(theme, authorized, people, summary.lacks.length === 0) : []
    };
  }
);

const ofCharacteristic = read(
  { name: 'theme.of-characteristic', subject: studySubject },
  async (reading, id: string): Promise<CharacteristicView> => {
    const { db, deps, actor, grants, subject } = reading;
    const { study } = subject;
    const choices = await choicesIn(db, study);
    const characteristic = choices.characteristics.find((one) => one.id === id);
    if (!characteristic) throw refused('not-found');
    const themes = await listFor(reading);
    const practices = take(await deps.practices.list(actor, study.slug));
    const access = await loadReaderAccess(db, actor, study.id, grants);
    const cities = citiesInOrder(await listCities(db, study.id), study).filter((city) =>
      access.ofCity(city.id).has('findings.read')
    );
    const findings: FindingOpening[] = [];
    for (const { id: city, shortName, sideId } of cities) {
      const blocks = await deps.citedContent.listBlocks(study, { city, section: id }, actor.userId);
      const text = { en: firstWords(blocks, 'en'), zh: firstWords(blocks, 'zh') };
      if (locales.some((locale) => text[locale] !== ''))
        findings.push({ city: { id: city, shortName, sideId }, text });
    }
    return {
      ...choices,
      characteristic,
      themes: themes.themes.filter((theme) => isAbout(theme, id)),
      practices: practices.cards.filter((card) => card.characteristic === id),
      findings
    };
  }
);

export type Themes = ReturnType<typeof createThemes>;

export const createThemes = (tools: ThemeTools) => bind(tools, { ...writing, list, load, ofCharacteristic });

const choicesIn = async (db: Db, study: Study): Promise<ThemeChoices> => ({
  sides: study.sides,
  characteristics: ((await listFrameworks(db, study.id))[0]?.characteristics ?? []).map(({ id, name }) => ({
    id,
    name
  }))
});

const sidesOfCities = async (db: Db, study: Study): Promise<ReadonlyMap<string, string>> =>
  new Map((await listCities(db, study.id)).map(({ id, sideId }) => [id as string, sideId]));

function summaryOf(
  record: ThemeRecord,
  study: Study,
  states: ReadonlyMap<StoredSupport, SupportState> | null,
  sideOf: ReadonlyMap<string, string>
): ThemeSummary {
  const { validations, supports, print, ...theme } = record;
  const counted = supports.map((one): CountedSupport => ({
    role: one.role,
    kind: one.support.kind,
    state: states?.get(one) ?? 'holds',
    cityId: one.cityId,
    sideId: sideOf.get(one.cityId ?? '') ?? null
  }));
  const count = (role: CountedSupport['role']): number => counted.filter((one) => one.role === role).length;
  return {
    ...theme,
    stage: isPublished(record, sideIds(study)) ? 'published' : 'draft',
    lacks: states ? lacksOf(theme, counted, sideIds(study)) : [],
    validatedBy: states ? validSides(validations, print) : [],
    counts: { supports: count('supports'), counters: count('counters'), answers: count('answers') }
  };
}

/** Returns the first paragraph of a text; the first block of any kind where it has none. */
function firstWords(blocks: readonly PresentBlock[], language: Locale): string {
  return blocks.find((block) => block.language === language && block.text !== '')?.text.slice(0, 600) ?? '';
}
