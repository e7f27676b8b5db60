/** Shows the code book with counts, second passes, and the history. */
import type { City } from '#rules/cities/city.ts';
import { inBookOrder, pathsIn, selfAndAbove, type Code, type FoundCode } from '#rules/coding/code-book.ts';
import type { CodingAct } from '#rules/coding/coding-acts.ts';
import type { Coding } from '#rules/coding/coding.ts';
import { countCodings, type CodeCount, type CountGroup } from '#rules/coding/coding-counts.ts';
import { pageOfCount, type ListPage, type PageRequest } from '#base/list-pages.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import type { Study } from '#rules/study/study.ts';
import { spellingsOf } from '#lib/areas/search/names.ts';
import { both } from '#server/store/bilingual.ts';
import { listCities, citiesInOrder } from '#areas/cities';
import { changesOf, listActs, listCodes, listTasks, type StoredTask } from './store/coding.ts';
import type { Db } from '#server/store/open.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { studySubject } from '#areas/study';
import { areHidden } from './acting.ts';
import { viewTasks, type TaskView } from './pass-views.ts';
import { listCoders } from './passes.ts';
import { characteristicsOf, codedReaderOf, codeFrom, hidesSome, readCodings } from './reading.ts';
import { visibleCodings } from './visible-codings.ts';

export interface CodeSummary extends Code {
  readonly depth: number;
  readonly counts: CodeCount;
  /** In the order of `groups`. */
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
  /** Says whether the counts of a code include those of the codes below it. */
  readonly isWithBelow: boolean;
  readonly groups: readonly Bilingual[];
  readonly codes: readonly CodeSummary[];
  /** A page of them, the newest first. */
  readonly tasks: readonly TaskView[];
  readonly taskPage: ListPage;
  readonly taskCount: number;
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

const mostShownActs = 50;

/** With `isWithBelow`, what is tagged with the codes below a code counts for it as well. */
export const loadBook = readCodings(
  { name: 'coding.book', subject: studySubject, needs: 'study.coding' },
  async (
    reading,
    group: CountGroup,
    isWithBelow: boolean = false,
    shownTasks: PageRequest | null = null
  ): Promise<BookView> => {
    const { db, actor, abilities } = reading;
    const { study } = reading.subject;
    const reader = await codedReaderOf(reading);
    const [rows, tasks, codings, listed, characteristics, coderIds] = await Promise.all([
      listCodes(db, study.id),
      listTasks(db, study.id),
      visibleCodings(db, study, actor.userId, reader),
      listCities(db, study.id),
      characteristicsOf(db, study.id),
      listCoders(db, study)
    ]);
    const codes = rows.map(codeFrom);
    const present = await reader.read(codings.map(({ thing }) => thing));
    const cities = citiesInOrder(listed, study);
    const { groups, groupOf } = groupsOf(group, study, cities, characteristics);
    const countsFor = isWithBelow ? selfAndAbove(codes) : (id: string) => [id];
    const counts = countCodings(
      codings.flatMap((coding) => {
        const now = present.get(coding.key);
        // A coding whose passage is gone is not counted.
        if (!now) return [];
        const counted = { unit: now.unit, cityId: coding.cityId, group: groupOf(coding) };
        return countsFor(coding.codeId).map((codeId) => ({ codeId, ...counted }));
      })
    );
    const none: CodeCount = { passages: 0, cities: 0 };
    const taskPage = pageOfCount(tasks.length, shownTasks);
    const ofPage = tasks.toReversed().slice(taskPage.from, taskPage.to).toReversed();
    const names = await namesOfUsers(db, [
      ...coderIds,
      ...tasks.flatMap((task) => [task.firstCoderId, task.secondCoderId])
    ]);
    return {
      mayWrite: abilities.has('study.coding-edit'),
      group,
      isWithBelow,
      groups: groups.map(({ name }) => name),
      codes: inBookOrder(codes).map((code) => ({
        ...code,
        counts: counts.get(code.id)?.get(null) ?? none,
        byGroup: groups.map(({ id }) => counts.get(code.id)?.get(id) ?? none)
      })),
      tasks: await viewTasks(db, study, actor, { abilities }, ofPage, { cities, characteristics, names }),
      taskPage,
      taskCount: tasks.length,
      acts: await viewActs(db, study, actor, tasks),
      choices: {
        cities: cities.map(({ id, shortName }) => ({ id, name: shortName })),
        characteristics,
        coders: coderIds.map((id) => ({ id, name: names.get(id) ?? both('', '') })),
        self: actor.userId
      },
      hidesSome: hidesSome(tasks)
    };
  }
);

/** Lists the codes with the spellings by which they are found. */
export const listPalette = readCodings(
  { name: 'coding.palette', subject: studySubject, needs: 'study.coding' },
  async ({ db, subject: { study } }): Promise<readonly FoundCode[]> => {
    const codes = (await listCodes(db, study.id)).map(codeFrom);
    const above = pathsIn(codes);
    return inBookOrder(codes).map((code) => ({
      id: code.id,
      label: code.label,
      definition: code.definition,
      colour: code.colour,
      above: above(code.id).map(({ label }) => label),
      spellings: spellingsOf(code.label)
    }));
  }
);

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
