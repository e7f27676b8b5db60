/** Shows the code book, the codings of a code and of a text, counts, and second passes, to those who may read them. */
import { codesAbove, inBookOrder, type Code, type FoundCode } from '#domain/code-book.ts';
import type { CodeRow, CodingAct } from '#domain/coding-acts.ts';
import {
  countCodings,
  overlap,
  stageOfTask,
  type CodeCount,
  type CodedKind,
  type CountGroup,
  type Coding
} from '#domain/coding.ts';
import type { City } from '#domain/city.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { stateOfSupport, type SupportState } from '#domain/support.ts';
import { spellingsOf } from '#lib/search/names.ts';
import { both } from '../../store/bilingual.ts';
import { listCities } from '../../store/cities.ts';
import { changesOf, listActs, listCodes, listMemos, listTasks, type StoredTask } from '../../store/coding.ts';
import { listFrameworks } from '../../store/frameworks.ts';
import type { Db, Store } from '../../store/open.ts';
import { listSupports } from '../../store/supports.ts';
import { listThemes } from '../../store/themes.ts';
import { namesOfUsers } from '../../store/users.ts';
import { citiesInOrder } from '../cities-in-order.ts';
import { authorizeStudy } from '../study-access.ts';
import type { PresentThings } from '../supports/present-things.ts';
import { areHidden } from './acting.ts';
import { openCodedReader, type CodedReader, type PresentCoded } from './coded-things.ts';
import { viewDisagreements, viewTasks, type ComparedPasses, type TaskView } from './pass-views.ts';
import { listCoders } from './passes.ts';
import { visibleCodings } from './visible-codings.ts';

export interface MemoView {
  readonly id: string;
  readonly text: Bilingual;
  readonly by: Bilingual | null;
  readonly at: string;
  readonly isOwn: boolean;
  readonly version: number;
}

export interface CodeSummary extends Code {
  readonly depth: number;
  readonly counts: CodeCount;
  /** Holds the counts by group, in the order of `groups`. */
  readonly byGroup: readonly CodeCount[];
}

export interface ActView {
  readonly id: string;
  readonly kind: CodingAct;
  readonly label: Bilingual;
  readonly by: Bilingual | null;
  readonly at: string;
  readonly isUndone: boolean;
}

export interface BookView {
  readonly mayWrite: boolean;
  readonly group: CountGroup;
  readonly groups: readonly Bilingual[];
  readonly codes: readonly CodeSummary[];
  readonly tasks: readonly TaskView[];
  readonly acts: readonly ActView[];
  /** Holds what the form for a second pass offers. */
  readonly choices: {
    readonly cities: readonly { readonly id: string; readonly name: Bilingual }[];
    readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
    readonly coders: readonly { readonly id: string; readonly name: Bilingual }[];
    /** Names the reader. */
    readonly self: string;
  };
  /** Says whether codings are left out that an open second pass hides. */
  readonly hidesSome: boolean;
}

export interface CodingView {
  readonly id: string;
  readonly codeId: string;
  readonly kind: CodedKind;
  readonly coder: Bilingual | null;
  readonly isOwn: boolean;
  readonly at: string;
  readonly state: SupportState;
  readonly unit: string;
  readonly title: Bilingual | null;
  readonly city: Bilingual | null;
  readonly href: string | null;
  /** Holds the words as they were tagged, or those of a comment or note; null for an answer. */
  readonly quote: { readonly language: Locale; readonly text: string } | null;
  readonly memos: readonly MemoView[];
  /** Lists the trends and challenges that rest on the same passage or answer. */
  readonly themes: readonly { readonly id: string; readonly statement: Bilingual }[];
  readonly isCitable: boolean;
  readonly version: number;
}

export interface CodeView {
  readonly mayWrite: boolean;
  readonly code: Code;
  readonly above: readonly Code[];
  readonly below: readonly Code[];
  /** Lists all codes of the book in order, for choosing another. */
  readonly codes: readonly (Pick<Code, 'id' | 'label' | 'parentId'> & { readonly depth: number })[];
  readonly codings: readonly CodingView[];
  readonly memos: readonly MemoView[];
  readonly counts: CodeCount;
  readonly hidesSome: boolean;
}

/** Shows a coding next to the text that it is about. */
export interface TextCoding {
  readonly id: string;
  readonly code: Pick<Code, 'id' | 'label' | 'colour'>;
  readonly coder: Bilingual | null;
  readonly isOwn: boolean;
  readonly state: SupportState;
  /** Names the language and block in which the words were tagged; null for what is not a passage. */
  readonly tagged: { readonly language: Locale; readonly block: string; readonly quote: string } | null;
  /** Names the block of each language that the coding is shown at. */
  readonly blocks: Partial<Readonly<Record<Locale, string>>>;
  readonly thing: { readonly kind: CodedKind; readonly id: string };
}

export interface CodingsOnText {
  readonly mayWrite: boolean;
  readonly codings: readonly TextCoding[];
}

/** Names the text whose codings are shown. */
export type CodedText =
  | { readonly kind: 'findings'; readonly city: string; readonly section: string }
  | { readonly kind: 'response'; readonly city: string; readonly questions: readonly string[] }
  | { readonly kind: 'chapter'; readonly chapter: string; readonly section: string }
  | { readonly kind: 'notes' };

export interface CodingViews {
  /** Lists the codes with the spellings by which they are found. */
  palette(actor: Actor, studySlug: string): Promise<Result<readonly FoundCode[]>>;
  load(actor: Actor, studySlug: string, group: CountGroup): Promise<Result<BookView>>;
  loadCode(actor: Actor, studySlug: string, id: string): Promise<Result<CodeView>>;
  /** Lists the codings of a text; null for a reader who reads none. */
  onText(actor: Actor, studySlug: string, text: CodedText): Promise<Result<CodingsOnText | null>>;
  loadTask(actor: Actor, studySlug: string, taskId: string): Promise<Result<ComparedPasses>>;
}

/** Limits how much of the history is shown. */
const mostShownActs = 50;

export function openCodingViews({
  store,
  presentThings
}: {
  readonly store: Store;
  readonly presentThings: PresentThings;
}): CodingViews {
  const { db } = store;

  async function begin(actor: Actor, studySlug: string) {
    const authorized = await authorizeStudy(db, actor, studySlug, 'study.coding');
    if (!authorized.ok) return authorized;
    const reader = await openCodedReader(db, presentThings, { actor, ...authorized.value });
    return ok({ ...authorized.value, reader });
  }

  return {
    palette: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.coding');
      if (!authorized.ok) return authorized;
      const codes = (await listCodes(db, authorized.value.study.id)).map(codeFrom);
      return ok(
        inBookOrder(codes).map((code) => ({
          id: code.id,
          label: code.label,
          definition: code.definition,
          colour: code.colour,
          above: codesAbove(codes, code.id).map(({ label }) => label),
          spellings: spellingsOf(code.label)
        }))
      );
    },

    load: async (actor, studySlug, group) => {
      const begun = await begin(actor, studySlug);
      if (!begun.ok) return begun;
      const { study, abilities, reader } = begun.value;
      const codes = (await listCodes(db, study.id)).map(codeFrom);
      const tasks = await listTasks(db, study.id);
      const codings = await visibleCodings(db, study, actor.userId, reader);
      const present = await reader.read(codings.map(({ thing }) => thing));
      const cities = citiesInOrder(await listCities(db, study.id), study);
      const characteristics = await characteristicsOf(db, study.id);
      const { groups, groupOf } = groupsOf(group, study, cities, characteristics);
      const counts = countCodings(
        codings.flatMap((coding) => {
          const now = present.get(coding.key);
          // A coding whose passage is gone is not counted.
          return now
            ? [{ codeId: coding.codeId, unit: now.unit, cityId: coding.cityId, group: groupOf(coding) }]
            : [];
        })
      );
      const none: CodeCount = { passages: 0, cities: 0 };
      const coderIds = await listCoders(db, study);
      const names = await namesOfUsers(db, [
        ...coderIds,
        ...tasks.flatMap((task) => [task.firstCoderId, task.secondCoderId])
      ]);
      return ok({
        mayWrite: abilities.has('study.coding-edit'),
        group,
        groups: groups.map(({ name }) => name),
        codes: inBookOrder(codes).map((code) => ({
          ...code,
          counts: counts.get(code.id)?.get(null) ?? none,
          byGroup: groups.map(({ id }) => counts.get(code.id)?.get(id) ?? none)
        })),
        tasks: await viewTasks(db, study, actor, begun.value, tasks, { cities, characteristics, names }),
        acts: await viewActs(db, study, actor, tasks),
        choices: {
          cities: cities.map(({ id, shortName }) => ({ id, name: shortName })),
          characteristics,
          coders: coderIds.map((id) => ({ id, name: names.get(id) ?? both('', '') })),
          self: actor.userId
        },
        hidesSome: hidesSome(tasks)
      });
    },

    loadCode: async (actor, studySlug, id) => {
      const begun = await begin(actor, studySlug);
      if (!begun.ok) return begun;
      const { study, abilities, reader } = begun.value;
      const codes = (await listCodes(db, study.id)).map(codeFrom);
      const code = codes.find((one) => one.id === id);
      if (!code) return refuse('not-found');
      const codings = await visibleCodings(db, study, actor.userId, reader, { codeId: id });
      const present = await reader.read(codings.map(({ thing }) => thing));
      const memos = await viewMemos(db, study, actor);
      const themes = await themesByKey(db, study.id);
      const names = await namesOfUsers(
        db,
        codings.map(({ coderId }) => coderId)
      );
      const counts = countCodings(
        codings.flatMap(({ codeId, key, cityId }) => {
          const now = present.get(key);
          return now ? [{ codeId, unit: now.unit, cityId, group: null }] : [];
        })
      );
      const views: CodingView[] = [];
      for (const coding of codings)
        views.push({
          ...(await viewCoding(coding, present, reader)),
          coder: names.get(coding.coderId) ?? null,
          isOwn: coding.coderId === actor.userId,
          memos: memos.get(coding.id) ?? [],
          themes: themes.get(coding.key) ?? []
        });
      return ok({
        mayWrite: abilities.has('study.coding-edit'),
        code,
        above: codesAbove(codes, id),
        below: inBookOrder(codes).filter(({ parentId }) => parentId === id),
        codes: inBookOrder(codes).map(({ id: other, label, parentId, depth }) => ({
          id: other,
          label,
          parentId,
          depth
        })),
        codings: views,
        memos: memos.get(id) ?? [],
        counts: counts.get(id)?.get(null) ?? { passages: 0, cities: 0 },
        hidesSome: hidesSome(await listTasks(db, study.id))
      });
    },

    onText: async (actor, studySlug, text) => {
      const seen = await authorizeStudy(db, actor, studySlug);
      if (!seen.ok) return seen;
      if (!seen.value.abilities.has('study.coding')) return ok(null);
      const { study, abilities } = seen.value;
      const reader = await openCodedReader(db, presentThings, { actor, ...seen.value });
      const codings = (
        await visibleCodings(
          db,
          study,
          actor.userId,
          reader,
          { cityId: 'city' in text ? text.city : null },
          ({ key }) => mayBeIn(key, text)
        )
      ).filter((coding) => isIn(coding, text));
      const codes = new Map((await listCodes(db, study.id)).map((row) => [row.id, codeFrom(row)]));
      const present = await reader.read(codings.map(({ thing }) => thing));
      const names = await namesOfUsers(
        db,
        codings.map(({ coderId }) => coderId)
      );
      return ok({
        mayWrite: abilities.has('study.coding-edit'),
        codings: codings.flatMap(({ id, codeId, coderId, thing, key }): TextCoding[] => {
          const code = codes.get(codeId);
          const now = present.get(key);
          if (!code) return [];
          return [
            {
              id,
              code: { id: codeId, label: code.label, colour: code.colour },
              coder: names.get(coderId) ?? null,
              isOwn: coderId === actor.userId,
              state: stateOfSupport(thing, now),
              tagged:
                thing.kind === 'passage'
                  ? { language: thing.language, block: thing.block, quote: thing.quote }
                  : null,
              blocks: now?.blocks ?? {},
              thing: {
                kind: thing.kind,
                id:
                  thing.kind === 'passage' ? thing.block : thing.kind === 'answer' ? thing.question : thing.id
              }
            }
          ];
        })
      });
    },

    loadTask: async (actor, studySlug, taskId) => {
      const begun = await begin(actor, studySlug);
      if (!begun.ok) return begun;
      const { study, abilities, reader } = begun.value;
      const tasks = await listTasks(db, study.id);
      const task = tasks.find(({ id }) => id === taskId);
      if (!task) return refuse('not-found');
      const codes = (await listCodes(db, study.id)).map(codeFrom);
      const names = await namesOfUsers(db, [task.firstCoderId, task.secondCoderId]);
      const context = {
        cities: citiesInOrder(await listCities(db, study.id), study),
        characteristics: await characteristicsOf(db, study.id),
        names
      };
      const [view] = await viewTasks(db, study, actor, begun.value, [task], context);
      if (!view) return refuse('not-found');
      // A later second pass over the same part hides what the earlier one has shown, until it is closed.
      const isShown =
        view.stage === 'closed' &&
        !tasks.some((other) => stageOfTask(other) === 'open' && overlap(other, task));
      return ok({
        mayWrite: abilities.has('study.coding-edit'),
        task: view,
        disagreements: isShown ? await viewDisagreements(db, study, actor, task, codes, reader) : [],
        passes: isShown ? task.passes : null,
        codes: inBookOrder(codes).map(({ id, label }) => ({ id, label }))
      });
    }
  };
}

export const codeFrom = (row: CodeRow): Code => ({
  id: row.id,
  parentId: row.parentId,
  position: row.position,
  label: both(row.labelEn, row.labelZh),
  definition: both(row.definitionEn, row.definitionZh),
  colour: row.colour,
  version: row.version
});

const hidesSome = (tasks: readonly StoredTask[]): boolean =>
  tasks.some((task) => stageOfTask(task) === 'open');

const characteristicsOf = async (
  db: Db,
  studyId: StudyId
): Promise<{ readonly id: string; readonly name: Bilingual }[]> =>
  ((await listFrameworks(db, studyId))[0]?.characteristics ?? []).map(({ id, name }) => ({ id, name }));

interface Group {
  readonly id: string;
  readonly name: Bilingual;
}

/** Returns the groups by which codings are counted, in the order of the study, and the group of a coding. */
function groupsOf(
  by: CountGroup,
  study: Study,
  cities: readonly City[],
  characteristics: readonly Group[]
): { readonly groups: readonly Group[]; readonly groupOf: (coding: Coding) => string | null } {
  const cityOf = new Map(cities.map((city) => [city.id as string, city]));
  if (by === 'characteristic') return { groups: characteristics, groupOf: ({ section }) => section };
  if (by === 'side')
    return {
      groups: study.sides.map(({ id, name }) => ({ id, name })),
      groupOf: ({ cityId }) => cityOf.get(cityId ?? '')?.sideId ?? null
    };
  const regionOf = ({ parent, parentLevel, country }: City): Group => {
    const name = parent && parentLevel !== 'country' ? parent : country;
    return { id: `${name.en} ${name.zh}`, name };
  };
  const regions = new Map(cities.map(regionOf).map((region) => [region.id, region]));
  return {
    groups: [...regions.values()],
    groupOf: ({ cityId }) => {
      const city = cityOf.get(cityId ?? '');
      return city ? regionOf(city).id : null;
    }
  };
}

/** Shows a coding as it is now. */
async function viewCoding(
  { id, codeId, thing, key, at, version }: Coding,
  present: ReadonlyMap<string, PresentCoded>,
  reader: CodedReader
): Promise<Omit<CodingView, 'coder' | 'isOwn' | 'memos' | 'themes'>> {
  const now = present.get(key);
  const [language, text] = (Object.entries(now?.words ?? {})[0] ?? ['en', '']) as [Locale, string];
  return {
    id,
    codeId,
    kind: thing.kind,
    at,
    version,
    state: stateOfSupport(thing, now),
    unit: now?.unit ?? key,
    ...(await reader.placeOf(thing)),
    quote:
      thing.kind === 'passage'
        ? { language: thing.language, text: thing.quote }
        : text === ''
          ? null
          : { language, text },
    isCitable: (thing.kind === 'passage' || thing.kind === 'answer') && now !== undefined
  };
}

/** Returns the memos of a study by what they are about. */
async function viewMemos(db: Db, study: Study, actor: Actor): Promise<Map<string, MemoView[]>> {
  const rows = await listMemos(db, study.id);
  const names = await namesOfUsers(
    db,
    rows.map(({ userId }) => userId)
  );
  const views = new Map<string, MemoView[]>();
  for (const { id, aboutId, textEn, textZh, userId, at, version } of rows) {
    const view: MemoView = {
      id,
      text: both(textEn, textZh),
      by: names.get(userId) ?? null,
      at,
      isOwn: userId === actor.userId,
      version
    };
    views.set(aboutId, [...(views.get(aboutId) ?? []), view]);
  }
  return views;
}

/** Returns the trends and challenges that rest on each thing, by what is cited. */
async function themesByKey(
  db: Db,
  studyId: StudyId
): Promise<Map<string, { readonly id: string; readonly statement: Bilingual }[]>> {
  const themes = new Map((await listThemes(db, studyId)).map((theme) => [theme.id, theme]));
  const byKey = new Map<string, { readonly id: string; readonly statement: Bilingual }[]>();
  for (const { key, ownerKind, ownerId } of await listSupports(db, studyId)) {
    const theme = ownerKind === 'theme' ? themes.get(ownerId) : undefined;
    if (theme) byKey.set(key, [...(byKey.get(key) ?? []), { id: theme.id, statement: theme.statement }]);
  }
  return byKey;
}

async function viewActs(
  db: Db,
  study: Study,
  actor: Actor,
  tasks: readonly StoredTask[]
): Promise<ActView[]> {
  const acts = (await listActs(db, study.id, mostShownActs)).filter(
    (act) => !areHidden(actor.userId, changesOf(act), tasks)
  );
  const names = await namesOfUsers(
    db,
    acts.map(({ userId }) => userId)
  );
  return acts.map(({ id, kind, labelEn, labelZh, userId, at, undoneBy }) => ({
    id,
    kind,
    label: both(labelEn, labelZh),
    by: names.get(userId) ?? null,
    at,
    isUndone: undoneBy !== null
  }));
}

/** Tells apart quickly what cannot be in a text, by the key alone. */
const mayBeIn = (key: string, text: CodedText): boolean =>
  text.kind === 'notes' ? key.startsWith('note ') : key.startsWith('comment ') || isAboutText(key, text);

const isAboutText = (key: string, text: Exclude<CodedText, { readonly kind: 'notes' }>): boolean =>
  text.kind === 'chapter'
    ? key.startsWith(`passage chapter ${text.chapter} `)
    : text.kind === 'findings'
      ? key.startsWith(`passage city ${text.city} ${text.section} `) || key.startsWith(`answer ${text.city} `)
      : key.startsWith(`answer ${text.city} `);

const isIn = ({ thing, cityId }: Pick<Coding, 'thing' | 'cityId'>, text: CodedText): boolean => {
  switch (thing.kind) {
    case 'passage':
      return text.kind === 'chapter'
        ? 'chapter' in thing.place && thing.place.section === text.section
        : text.kind === 'findings';
    case 'answer':
      return (
        text.kind === 'findings' || (text.kind === 'response' && text.questions.includes(thing.question))
      );
    case 'comment':
      return cityId === ('city' in text ? text.city : null);
    case 'note':
      return text.kind === 'notes';
  }
};
