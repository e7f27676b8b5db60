/**
 * Manages the trends and challenges of a study: experts and the secretariat write them and cite what they rest
 * on; once an expert of each side has validated one, everyone in the study reads it.
 */
import type { City, Side } from '#domain/city.ts';
import { locales, type Bilingual, type Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { validSides } from '#domain/practice.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { sideIds, type Study } from '#domain/study.ts';
import type { SupportState } from '#domain/support.ts';
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
} from '#domain/theme.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import { listCities } from '../../store/cities.ts';
import { listFrameworks } from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import type { StoredSupport } from '../../store/supports.ts';
import {
  findTheme,
  insertTheme,
  isPublished,
  listThemes,
  themeColumns,
  updateTheme,
  type ThemeRecord
} from '../../store/themes.ts';
import { namesOfUsers } from '../../store/users.ts';
import { citiesInOrder } from '../cities-in-order.ts';
import type { PracticeSummary } from '../practices/practice-views.ts';
import type { Practices } from '../practices/practices.ts';
import { loadReaderAccess } from '../reader-access.ts';
import { shownValidations, type ShownValidation } from '../statements/shown-validations.ts';
import {
  statementCommands,
  type StatementCommands,
  type StatementKind
} from '../statements/statement-commands.ts';
import { authorizeStudy } from '../study-access.ts';
import type { PresentBlock, PresentThings } from '../supports/present-things.ts';
import { statesOfSupports, viewSupports, type SupportView } from '../supports/support-views.ts';

/** Holds what the forms and filters of themes offer to choose from. */
export interface ThemeChoices {
  readonly sides: readonly [Side, Side];
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
}

export interface ThemeSummary extends Theme {
  readonly stage: ThemeStage;
  /** Lists what the theme lacks; empty for a reader who is not told. */
  readonly lacks: readonly ThemeLack[];
  readonly validatedBy: readonly string[];
  /** Counts the supports, the counter-examples and what answers the theme. */
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
  /** Holds the fingerprint of the theme and what it rests on, which a validation is about. */
  readonly print: string;
}

/** Shows what a city's findings begin with in a characteristic. */
export interface FindingOpening {
  readonly city: Pick<City, 'id' | 'shortName' | 'sideId'>;
  /** Holds the first words in each language; empty where there are none. */
  readonly text: Bilingual;
}

/** Gathers what the study says of one characteristic. */
export interface CharacteristicView extends ThemeChoices {
  readonly characteristic: { readonly id: string; readonly name: Bilingual };
  readonly themes: readonly ThemeSummary[];
  readonly practices: readonly PracticeSummary[];
  /** Lists the cities whose findings the reader may read, in the order of the study. */
  readonly findings: readonly FindingOpening[];
}

export interface Themes extends StatementCommands<ThemeInput> {
  list(actor: Actor, studySlug: string): Promise<Result<ThemeList>>;
  load(actor: Actor, studySlug: string, id: string): Promise<Result<ThemeView>>;
  ofCharacteristic(
    actor: Actor,
    studySlug: string,
    characteristic: string
  ): Promise<Result<CharacteristicView>>;
}

export interface ThemeTools extends CommandDeps {
  readonly presentThings: PresentThings;
  readonly practices: Practices;
}

export function openThemes(tools: ThemeTools): Themes {
  const { presentThings, practices } = tools;
  const { db } = tools.store;

  const kind: StatementKind<ThemeInput, ThemeRecord> = {
    owner: 'theme',
    most: mostThemes,
    find: (of, study, id) => findTheme(of, study.id, id),
    validate: async (trx, study, input) => validateTheme(input, await choicesIn(trx, study)),
    insert: (trx, added, input) =>
      insertTheme(trx, { ...themeColumns(input), ...added, removedAt: null, version: 1 }),
    update: async (trx, { id }, version, input) =>
      (await updateTheme(trx, { id, version }, input)) ? ok(null) : refuse('stale'),
    lacks: async (study, theme, requester) => {
      const states = await statesOfSupports(presentThings, study, theme.supports, requester);
      return summaryOf(theme, study, states, await sidesOfCities(db, study)).lacks;
    },
    facts: ({ kind: form }) => ({ form })
  };

  async function list(actor: Actor, studySlug: string): Promise<Result<ThemeList>> {
    const authorized = await authorizeStudy(db, actor, studySlug);
    if (!authorized.ok) return authorized;
    const { study, abilities } = authorized.value;
    const sides = sideIds(study);
    const seesDrafts = abilities.has('study.themes');
    const shown = (await listThemes(db, study.id)).filter((one) => seesDrafts || isPublished(one, sides));
    const states = seesDrafts
      ? await statesOfSupports(
          presentThings,
          study,
          shown.flatMap(({ supports }) => supports),
          actor.userId
        )
      : null;
    const sideOf = await sidesOfCities(db, study);
    return ok({
      ...(await choicesIn(db, study)),
      mayWrite: abilities.has('study.themes-edit'),
      seesDrafts,
      themes: shown.map((theme) => summaryOf(theme, study, states, sideOf))
    });
  }

  return {
    ...statementCommands(tools, kind),
    list,

    load: async (actor, studySlug, id) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      const theme = await findTheme(db, study.id, id);
      const seesDrafts = abilities.has('study.themes');
      if (!theme || (!seesDrafts && !isPublished(theme, sideIds(study)))) return refuse('not-found');
      const states = seesDrafts
        ? await statesOfSupports(presentThings, study, theme.supports, actor.userId)
        : null;
      const summary = summaryOf(theme, study, states, await sidesOfCities(db, study));
      const views = await viewSupports(db, presentThings, { actor, ...authorized.value }, theme.supports);
      const people = await namesOfUsers(
        db,
        theme.validations.map(({ userId }) => userId)
      );
      return ok({
        ...(await choicesIn(db, study)),
        mayWrite: abilities.has('study.themes-edit'),
        seesDrafts,
        theme: summary,
        supports: theme.supports.flatMap((one) => views.get(one) ?? []),
        print: seesDrafts ? theme.print : '',
        validations: seesDrafts
          ? shownValidations(theme, authorized.value, people, summary.lacks.length === 0)
          : []
      });
    },

    ofCharacteristic: async (actor, studySlug, id) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const choices = await choicesIn(db, study);
      const characteristic = choices.characteristics.find((one) => one.id === id);
      if (!characteristic) return refuse('not-found');
      const [themes, cards] = [await list(actor, studySlug), await practices.list(actor, studySlug)];
      if (!themes.ok) return themes;
      if (!cards.ok) return cards;
      const access = await loadReaderAccess(db, actor, study.id, grants);
      const cities = citiesInOrder(await listCities(db, study.id), study).filter((city) =>
        access.ofCity(city.id).has('findings.read')
      );
      const findings: FindingOpening[] = [];
      for (const { id: city, shortName, sideId } of cities) {
        const blocks = await presentThings.listBlocks(study, { city, section: id }, actor.userId);
        const text = { en: firstWords(blocks, 'en'), zh: firstWords(blocks, 'zh') };
        if (locales.some((locale) => text[locale] !== ''))
          findings.push({ city: { id: city, shortName, sideId }, text });
      }
      return ok({
        ...choices,
        characteristic,
        themes: themes.value.themes.filter((theme) => isAbout(theme, id)),
        practices: cards.value.cards.filter((card) => card.characteristic === id),
        findings
      });
    }
  };
}

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
