/**
 * Manages studies: an administrator creates them with their first secretariat, which edits their texts. An
 * administrator has no right inside a study; people of one study learn nothing of another.
 */
import { isDeepStrictEqual } from 'node:util';
import type { QuotaFactor } from '#domain/quota.ts';
import type { StudyId } from '#domain/ids.ts';
import { isSlug } from '#domain/ids.ts';
import { validateLimits, type LengthLimits } from '#domain/length-limit.ts';
import type { Bilingual } from '#domain/locale.ts';
import {
  instanceAbilitiesOf,
  studyAbilitiesOf,
  grantsIn,
  type Abilities,
  type Actor,
  type Grant,
  type Role,
  type StudyAbility
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { studyTexts, type Study, type StudyText } from '#domain/study.ts';
import { headingsOf, validateHeadings, type SynopsisHeadings } from '#domain/synopsis-headings.ts';
import { listAssessments } from '../store/assessments.ts';
import { listCities } from '../store/cities.ts';
import { findFramework } from '../store/frameworks.ts';
import { findUserIdByEmail, insertFirstSecretariat, insertFoundingBodies } from '../store/study-founding.ts';
import {
  findJudgingRules,
  findLengthLimits,
  findStudy,
  findQuotaFactor,
  findSynopsisHeadings,
  insertSides,
  insertStudy,
  listInstalledStudies,
  listStudiesOf,
  updateLengthLimits,
  updateStudyTexts,
  updateQuotaFactor,
  updateSynopsisHeadings,
  type JudgingRules,
  type StudyTextColumns
} from '../store/studies.ts';
import { runCommand, type CommandDeps } from '../commands/run-command.ts';
import { authorizeStudy, authorizeStudyCommand } from './study-access.ts';

export type StudyTexts = Readonly<Record<StudyText, Bilingual>>;

export interface NewSide {
  readonly code: string;
  readonly name: Bilingual;
  readonly counterpart: Bilingual;
  readonly pilotTarget: number;
}

export interface NewStudy {
  readonly slug: string;
  readonly texts: StudyTexts;
  readonly sides: readonly [NewSide, NewSide];
  /** Holds the e-mail address of an existing account. */
  readonly secretariat: string;
}

export interface StudyView {
  readonly study: Study;
  readonly abilities: Abilities<StudyAbility>;
  /** Lists the person's own grants in this study. */
  readonly grants: readonly Grant[];
}

export interface InstalledStudy {
  readonly slug: string;
  readonly title: Bilingual;
  readonly createdAt: string;
  readonly secretariat: readonly Bilingual[];
  /** Lists the roles of the reader in it. */
  readonly roles: readonly Role[];
}

export interface Studies {
  /** Lists the studies in which the person holds a role. */
  list(actor: Actor): Promise<StudyView[]>;
  /**
   * Lists all studies of the installation with those who run them; for administrators, who learn nothing of
   * what is inside.
   */
  all(actor: Actor): Promise<Result<InstalledStudy[]>>;
  load(actor: Actor, studySlug: string): Promise<Result<StudyView>>;
  /** Returns the rules by which the study judges; the secretariat changes them with `panels.rules`. */
  judgingRules(actor: Actor, studySlug: string): Promise<Result<JudgingRules>>;
  /** Returns how long the sections of the study's texts may be. */
  lengthLimits(actor: Actor, studySlug: string): Promise<Result<LengthLimits>>;
  /** Sets these lengths, for all sections at once; `invalid` names the field of a length that is none. */
  setLengthLimits(actor: Actor, studySlug: string, limits: LengthLimits): Promise<Result<null>>;
  /** Returns which headings the synopses of each side's cities have. */
  synopsisHeadings(actor: Actor, studySlug: string): Promise<Result<SynopsisHeadings>>;
  /**
   * Sets them for both sides at once. `text-under-approval` while the chairs sign a synopsis of a side whose
   * headings would change; `invalid` names the field of headings that there are not.
   */
  setSynopsisHeadings(
    actor: Actor,
    studySlug: string,
    headings: Readonly<Record<string, string>>
  ): Promise<Result<null>>;
  /** Returns by how much the personal quotas are raised. */
  quotaFactor(actor: Actor, studySlug: string): Promise<Result<number>>;
  /** Raises the personal quotas of everybody in the study, or lowers them again. */
  setQuotaFactor(actor: Actor, studySlug: string, factor: QuotaFactor): Promise<Result<null>>;
  create(actor: Actor, study: NewStudy): Promise<Result<{ slug: string }>>;
  /** Saves the texts; a language may be missing. `stale` when another user saved since `version`. */
  edit(actor: Actor, studySlug: string, version: number, texts: StudyTexts): Promise<Result<null>>;
}

export function openStudies(tools: CommandDeps): Studies {
  const { db } = tools.store;
  return {
    async list(actor) {
      return (await listStudiesOf(db, actor.userId)).flatMap((study) => {
        const grants = grantsIn(actor, study.id);
        const abilities = studyAbilitiesOf(grants);
        return abilities.has('study.see') ? { study, abilities, grants } : [];
      });
    },

    async all(actor) {
      if (!instanceAbilitiesOf(actor).has('instance.studies')) return refuse('not-found');
      return ok(
        (await listInstalledStudies(db)).map(({ id, ...study }) => ({
          ...study,
          roles: [...new Set(grantsIn(actor, id).map(({ role }) => role))]
        }))
      );
    },

    load: (actor, studySlug) => authorizeStudy(db, actor, studySlug),

    async judgingRules(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      return authorized.ok ? ok(await findJudgingRules(db, authorized.value.study.id)) : authorized;
    },

    async lengthLimits(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      return authorized.ok ? ok(await findLengthLimits(db, authorized.value.study.id)) : authorized;
    },

    setLengthLimits: (actor, studySlug, given) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const limits = validateLimits(given);
        if (!limits.ok) return limits;
        if (isDeepStrictEqual(limits.value, await findLengthLimits(trx, study.id))) return ok(null);
        await updateLengthLimits(trx, study.id, limits.value);
        await appendEvent(study.id, acting, {
          kind: 'lengths.changed',
          needs: 'study.see',
          payload: { sections: Object.keys(limits.value).length }
        });
        return ok(null);
      }),

    async synopsisHeadings(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      return authorized.ok ? ok(await findSynopsisHeadings(db, authorized.value.study.id)) : authorized;
    },

    async quotaFactor(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.edit');
      return authorized.ok ? ok(await findQuotaFactor(db, authorized.value.study.id)) : authorized;
    },

    setQuotaFactor: (actor, studySlug, factor) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        if ((await findQuotaFactor(trx, study.id)) === factor) return ok(null);
        await updateQuotaFactor(trx, study.id, factor);
        await appendEvent(study.id, acting, {
          kind: 'quotas.changed',
          needs: 'study.see',
          payload: { factor }
        });
        return ok(null);
      }),

    setSynopsisHeadings: (actor, studySlug, given) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const sides = study.sides.map(({ id }) => id);
        const framework = await findFramework(trx, study.id);
        const headings = validateHeadings(given, sides, framework?.profile !== undefined);
        if (!headings.ok) return headings;
        const before = await findSynopsisHeadings(trx, study.id);
        const changed = sides.filter((side) => headingsOf(before, side) !== headingsOf(headings.value, side));
        if (changed.length === 0) return ok(null);
        const cities = new Map((await listCities(trx, study.id)).map(({ id, sideId }) => [id, sideId]));
        const isSigned = (await listAssessments(trx, study.id)).some(
          ({ cityId, state }) => state === 'approval' && changed.includes(cities.get(cityId) ?? '')
        );
        if (isSigned) return refuse('text-under-approval');
        await updateSynopsisHeadings(trx, study.id, headings.value);
        await appendEvent(study.id, acting, {
          kind: 'headings.changed',
          needs: 'study.see',
          payload: { sides: changed.join(' ') }
        });
        return ok(null);
      }),

    create: (actor, command) =>
      runCommand(tools, async ({ trx, at, appendEvent, signalAfterCommit }) => {
        if (!instanceAbilitiesOf(actor).has('instance.studies')) return refuse('not-found');
        const fault = faultOf(command);
        if (fault) return refuse('invalid', { field: fault });
        if (await findStudy(trx, command.slug)) return refuse('slug-taken');
        const userId = await findUserIdByEmail(trx, command.secretariat);
        if (!userId) return refuse('no-such-account', { field: 'secretariat' });
        const id = tools.newId() as StudyId;
        await insertStudy(trx, {
          id,
          slug: command.slug,
          ...columnsOf(command.texts),
          isBench: 0,
          createdAt: at
        });
        await insertSides(
          trx,
          command.sides.map((side, position) => sideRow(id, side, position))
        );
        await insertFoundingBodies(trx, id);
        await insertFirstSecretariat(trx, { id: tools.newId(), studyId: id, userId, createdAt: at });
        await appendEvent(id, actor, {
          kind: 'study.created',
          needs: 'study.see',
          payload: { slug: command.slug }
        });
        await appendEvent(id, actor, {
          kind: 'grant.given',
          needs: 'study.see',
          payload: { userId, role: 'secretariat', sideId: null, cityId: null }
        });
        signalAfterCommit({ kind: 'rights-changed', userId });
        return ok({ slug: command.slug });
      }),

    edit: (actor, studySlug, version, texts) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        if (tooLong(texts)) return refuse('too-large');
        const changed = studyTexts.filter(
          (text) => texts[text].en !== study[text].en || texts[text].zh !== study[text].zh
        );
        if (!(await updateStudyTexts(trx, study.id, version, columnsOf(texts)))) return refuse('stale');
        if (changed.length > 0) {
          await appendEvent(study.id, acting, {
            kind: 'study.changed',
            needs: 'study.see',
            payload: { texts: changed.join(' ') }
          });
        }
        return ok(null);
      })
  };
}

const longestText = 20_000;
const tooLong = (texts: StudyTexts): boolean =>
  studyTexts.some((text) => texts[text].en.length > longestText || texts[text].zh.length > longestText);

const isBlank = (text: Bilingual): boolean => text.en.trim() === '' && text.zh.trim() === '';

/** Returns the first invalid field; a title is required in one language at least. */
function faultOf({ slug, texts, sides }: NewStudy): string | undefined {
  // A room's name holds the study's slug, and the slug of the load test's study is reserved.
  if (!isSlug(slug) || slug === 'bench' || slug === 'new') return 'slug';
  if (isBlank(texts.title)) return 'title';
  if (tooLong(texts)) return 'purpose';
  const [first, second] = sides;
  const ofSide = faultOfSide(first, 'first') ?? faultOfSide(second, 'second');
  if (ofSide) return ofSide;
  return sameCode(sides) ? 'secondCode' : undefined;
}

/** Returns the first invalid field of a side, by the name that it has in the form. */
function faultOfSide(side: NewSide, which: 'first' | 'second'): string | undefined {
  if (!/^[A-Za-z0-9-]{1,8}$/.test(side.code)) return `${which}Code`;
  if (isBlank(side.name)) return `${which}Name`;
  const { pilotTarget } = side;
  return Number.isInteger(pilotTarget) && pilotTarget >= 0 && pilotTarget <= 500
    ? undefined
    : `${which}Target`;
}

const sameCode = ([first, second]: NewStudy['sides']): boolean =>
  first.code.toLowerCase() === second.code.toLowerCase();

const sideRow = (studyId: string, side: NewSide, position: number) => ({
  studyId,
  id: side.code.toLowerCase(),
  position,
  code: side.code.toUpperCase(),
  nameEn: side.name.en,
  nameZh: side.name.zh,
  counterpartEn: side.counterpart.en,
  counterpartZh: side.counterpart.zh,
  pilotTarget: side.pilotTarget
});

const columnsOf = (texts: StudyTexts): StudyTextColumns => ({
  titleEn: texts.title.en,
  titleZh: texts.title.zh,
  shortTitleEn: texts.shortTitle.en,
  shortTitleZh: texts.shortTitle.zh,
  programmeEn: texts.programme.en,
  programmeZh: texts.programme.zh,
  purposeEn: texts.purpose.en,
  purposeZh: texts.purpose.zh,
  scopeEn: texts.scope.en,
  scopeZh: texts.scope.zh
});
