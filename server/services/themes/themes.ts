/**
 * Manages the trends and challenges of a study: experts and the secretariat write them and cite what they rest
 * on; once an expert of each side has validated one, everyone in the study reads it.
 */
import type { City, Side } from '#domain/city.ts';
import { locales, type Bilingual, type Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { validSides } from '#domain/practice.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
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
import { runCommand, type CommandContext, type CommandDeps } from '../../commands/run-command.ts';
import { listCities } from '../../store/cities.ts';
import { listFrameworks } from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import type { StoredSupport } from '../../store/supports.ts';
import {
  countThemes,
  deleteThemeValidation,
  findTheme,
  insertTheme,
  isPublished,
  listThemes,
  saveThemeValidation,
  themeColumns,
  updateTheme,
  type ThemeRecord
} from '../../store/themes.ts';
import { namesOfUsers } from '../../store/users.ts';
import type { PracticeSummary, Practices, ShownValidation } from '../practices/practices.ts';
import { citiesInOrder } from '../cities-in-order.ts';
import { loadReaderAccess } from '../reader-access.ts';
import { authorizeStudy, authorizeStudyCommand } from '../study-access.ts';
import { withPublication } from '../supports/owners.ts';
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

type ThemeName = Pick<Theme, 'id' | 'version'>;

export interface Themes {
  list(actor: Actor, studySlug: string): Promise<Result<ThemeList>>;
  load(actor: Actor, studySlug: string, id: string): Promise<Result<ThemeView>>;
  ofCharacteristic(
    actor: Actor,
    studySlug: string,
    characteristic: string
  ): Promise<Result<CharacteristicView>>;
  add(actor: Actor, studySlug: string, input: ThemeInput): Promise<Result<{ id: string }>>;
  change(actor: Actor, studySlug: string, theme: ThemeName, input: ThemeInput): Promise<Result<null>>;
  remove(actor: Actor, studySlug: string, theme: ThemeName): Promise<Result<null>>;
  /** Validates a theme for the side of the expert, as it was shown. */
  validate(actor: Actor, studySlug: string, id: string, print: string): Promise<Result<null>>;
  takeBack(actor: Actor, studySlug: string, id: string): Promise<Result<null>>;
}

export interface ThemeTools extends CommandDeps {
  readonly presentThings: PresentThings;
  readonly practices: Practices;
}

export function openThemes(tools: ThemeTools): Themes {
  const { presentThings, practices } = tools;
  const { db } = tools.store;

  const changeTheme = (
    actor: Actor,
    studySlug: string,
    needs: 'study.themes-edit' | 'study.themes-validate',
    id: string,
    change: (
      context: CommandContext & { readonly study: Study; readonly acting: Actor },
      theme: ThemeRecord
    ) => Promise<Result<null>>
  ): Promise<Result<null>> =>
    runCommand(tools, async (context) => {
      const authorized = await authorizeStudyCommand(context.trx, actor, studySlug, needs);
      if (!authorized.ok) return authorized;
      const { study, acting } = authorized.value;
      const theme = await findTheme(context.trx, study.id, id);
      if (!theme) return refuse('not-found');
      return withPublication(context, acting, study, { kind: 'theme', id }, () =>
        change({ ...context, study, acting }, theme)
      );
    });

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
    list,

    load: async (actor, studySlug, id) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants, abilities } = authorized.value;
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
      const own = grants.find(({ role }) => role === 'expert')?.sideId ?? null;
      const mayValidate = abilities.has('study.themes-validate');
      return ok({
        ...(await choicesIn(db, study)),
        mayWrite: abilities.has('study.themes-edit'),
        seesDrafts,
        theme: summary,
        supports: theme.supports.flatMap((one) => views.get(one) ?? []),
        print: seesDrafts ? theme.print : '',
        validations: seesDrafts
          ? sideIds(study).map((sideId): ShownValidation => {
              const validation = theme.validations.find((one) => one.sideId === sideId);
              const holds = summary.validatedBy.includes(sideId);
              return {
                sideId,
                at: validation?.at ?? null,
                by: people.get(validation?.userId ?? '') ?? null,
                holds,
                mayValidate: own === sideId && mayValidate && !holds && summary.lacks.length === 0,
                mayTakeBack: own === sideId && mayValidate && holds
              };
            })
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
    },

    add: (actor, studySlug, input) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.themes-edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const checked = validateTheme(input, await choicesIn(trx, study));
        if (!checked.ok) return checked;
        if ((await countThemes(trx, study.id)) >= mostThemes) return refuse('too-many');
        const id = tools.newId();
        await insertTheme(trx, {
          id,
          studyId: study.id,
          ...themeColumns(checked.value),
          userId: actor.userId,
          at,
          removedAt: null,
          version: 1
        });
        await appendEvent(study.id, acting, {
          kind: 'theme.added',
          needs: 'study.themes',
          payload: { themeId: id, form: input.kind }
        });
        return ok({ id });
      }),

    change: (actor, studySlug, { id, version }, input) =>
      changeTheme(actor, studySlug, 'study.themes-edit', id, async ({ trx, study, acting, appendEvent }) => {
        const checked = validateTheme(input, await choicesIn(trx, study));
        if (!checked.ok) return checked;
        if (!(await updateTheme(trx, { id, version }, checked.value))) return refuse('stale');
        await appendEvent(study.id, acting, {
          kind: 'theme.changed',
          needs: 'study.themes',
          payload: { themeId: id, form: input.kind }
        });
        return ok(null);
      }),

    remove: (actor, studySlug, { id, version }) =>
      changeTheme(
        actor,
        studySlug,
        'study.themes-edit',
        id,
        async ({ trx, at, study, acting, appendEvent }, theme) => {
          if (!(await updateTheme(trx, { id, version }, { removedAt: at }))) return refuse('stale');
          await appendEvent(study.id, acting, {
            kind: 'theme.removed',
            needs: 'study.themes',
            payload: { themeId: id, form: theme.kind }
          });
          return ok(null);
        }
      ),

    validate: async (actor, studySlug, id, print) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.themes-validate');
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      const before = await findTheme(db, study.id, id);
      if (!before) return refuse('not-found');
      const states = await statesOfSupports(presentThings, study, before.supports, actor.userId);
      const { lacks } = summaryOf(before, study, states, await sidesOfCities(db, study));
      return changeTheme(
        actor,
        studySlug,
        'study.themes-validate',
        id,
        async ({ trx, at, acting, appendEvent }, theme) => {
          if (theme.print !== print || before.print !== print) return refuse('content-changed');
          if (lacks.length > 0) return refuse('requirements-open');
          const sideId = acting.grants.find((grant) => grant.sideId !== null)?.sideId;
          if (!sideId) return refuse('side-required');
          await saveThemeValidation(trx, {
            themeId: id,
            studyId: study.id,
            sideId,
            userId: actor.userId,
            at,
            print
          });
          await appendEvent(study.id, acting, {
            kind: 'theme.validated',
            needs: 'study.themes',
            payload: { themeId: id, form: theme.kind, sideId, print }
          });
          return ok(null);
        }
      );
    },

    takeBack: (actor, studySlug, id) =>
      changeTheme(
        actor,
        studySlug,
        'study.themes-validate',
        id,
        async ({ trx, study, acting, appendEvent }, theme) => {
          const sideId = acting.grants.find((grant) => grant.sideId !== null)?.sideId;
          if (!theme.validations.some((one) => one.sideId === sideId)) return refuse('not-found');
          await deleteThemeValidation(trx, id, sideId ?? '');
          await appendEvent(study.id, acting, {
            kind: 'theme.validation-taken-back',
            needs: 'study.themes',
            payload: { themeId: id, form: theme.kind, sideId: sideId ?? '' }
          });
          return ok(null);
        }
      )
  };
}

const sideIds = (study: Study): string[] => study.sides.map(({ id }) => id);

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
