/**
 * Manages studies: an administrator creates them with their first secretariat, which edits their texts. An
 * administrator has no right inside a study; people of one study learn nothing of another.
 */
import type { StudyId } from '#base/ids.ts';
import { isSlug } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { studyAbilitiesOf, grantsIn, type Actor, type Grant, type Role } from '#base/permissions.ts';
import type { Abilities, StudyAbility } from '#base/abilities.ts';
import { studyTexts, type Study, type StudyText } from '#rules/study/study.ts';
import type { Db } from '#server/store/open.ts';
import {
  findUserIdByEmail,
  insertFirstSecretariat,
  insertFoundingBodies,
  findStudy,
  insertSides,
  insertStudy,
  listInstalledStudies,
  listStudiesOf,
  updateStudyTexts,
  type StudyTextColumns,
  studySubject
} from '#areas/study';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { heldAlone } from '#server/commands/locks.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studiesSubject } from '#areas/people';
import {
  setLengthLimits,
  setQuotaFactor,
  setSynopsisHeadings,
  judgingRules,
  lengthLimits,
  synopsisHeadings,
  quotaFactor
} from './study-settings.ts';

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
  /** The person's own in this study. */
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

const command = commandsOf<CommandDeps>();
const read = readsOf<CommandDeps>();

const edited = { subject: studySubject, needs: 'study.edit' } as const;

const create = command(
  {
    name: 'studies.create',
    subject: studiesSubject,
    needs: 'instance.studies',
    locks: async ({ db }, { secretariat }: NewStudy) => heldAlone([await findUserIdByEmail(db, secretariat)])
  },
  async ({ trx, at, deps, actor, appendEvent, signalAfterCommit }, founding: NewStudy) => {
    const { slug, texts, sides, secretariat } = founding;
    const field = faultOf(founding);
    if (field) throw refused('invalid', { field });
    if (await findStudy(trx, slug)) throw refused('slug-taken');
    const userId = await findUserIdByEmail(trx, secretariat);
    if (!userId) throw refused('no-such-account', { field: 'secretariat' });
    const id = deps.newId() as StudyId;
    await insertStudy(trx, { id, slug, ...columnsOf(texts), isBench: 0, createdAt: at });
    await insertSides(
      trx,
      sides.map((side, position) => sideRow(id, side, position))
    );
    await insertFoundingBodies(trx, id);
    await insertFirstSecretariat(trx, { id: deps.newId(), studyId: id, userId, createdAt: at });
    await appendEvent(id, actor, { kind: 'study.created', needs: 'study.see', payload: { slug } });
    await appendEvent(id, actor, {
      kind: 'grant.given',
      needs: 'study.see',
      payload: { userId, role: 'secretariat', sideId: null, cityId: null }
    });
    signalAfterCommit({ kind: 'rights-changed', userId });
    return { slug };
  }
);

/** A language may be missing. `stale` when another user saved since `version`. */
const edit = command(
  { name: 'studies.edit', ...edited },
  async ({ trx, subject: { study }, append }, version: number, texts: StudyTexts) => {
    if (tooLong(texts)) throw refused('too-large');
    const changed = studyTexts.filter(
      (text) => texts[text].en !== study[text].en || texts[text].zh !== study[text].zh
    );
    if (!(await updateStudyTexts(trx, study.id, version, columnsOf(texts)))) throw refused('stale');
    if (changed.length > 0)
      append({ kind: 'study.changed', needs: 'study.see', payload: { texts: changed.join(' ') } });
    return null;
  }
);

/** With those who run them; for administrators, who learn nothing of what is inside. */
const all = read(
  { name: 'studies.all', subject: studiesSubject },
  async ({ db, actor }): Promise<InstalledStudy[]> =>
    (await listInstalledStudies(db)).map(({ id, ...study }) => ({
      ...study,
      roles: [...new Set(grantsIn(actor, id).map(({ role }) => role))]
    }))
);

const load = read(
  { name: 'studies.load', subject: studySubject },
  ({ subject: { study }, abilities, grants }): Promise<StudyView> =>
    Promise.resolve({ study, abilities, grants })
);

/** Lists the studies in which the person holds a role. */
const listOwn = async (db: Db, actor: Actor): Promise<StudyView[]> =>
  (await listStudiesOf(db, actor.userId)).flatMap((study) => {
    const grants = grantsIn(actor, study.id);
    const abilities = studyAbilitiesOf(grants);
    return abilities.has('study.see') ? { study, abilities, grants } : [];
  });

export type Studies = ReturnType<typeof createStudies>;

export const createStudies = (deps: CommandDeps) => ({
  list: (actor: Actor) => listOwn(deps.store.db, actor),
  ...bind(deps, {
    all,
    load,
    judgingRules,
    lengthLimits,
    setLengthLimits,
    synopsisHeadings,
    setSynopsisHeadings,
    quotaFactor,
    setQuotaFactor,
    create,
    edit
  })
});

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

/** By the name that the field has in the form. */
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
