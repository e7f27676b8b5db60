/** Shows second passes, and where two closed passes differ, to those who may read them. */
import type { City } from '#rules/cities/city.ts';
import { inBookOrder, type Code } from '#rules/coding/code-book.ts';
import { awaitsPass, codedKey, overlap, passOf, stageOfTask, type TaskStage } from '#rules/coding/coding.ts';
import {
  byUnit,
  disagreementsOf,
  type Disagreement,
  type UnitCode,
  type Verdict
} from '#rules/coding/coding-disagreements.ts';
import type { CodeAgreement } from '#rules/coding/coding-agreement.ts';
import { pageOfCount, type ListPage, type PageRequest } from '#base/list-pages.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import type { Study } from '#rules/study/study.ts';
import type { Reading } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import { both } from '#server/store/bilingual.ts';
import { listCities, citiesInOrder } from '#areas/cities';
import { listCodes, listSettlements, listTasks, type StoredTask } from './store/coding.ts';
import type { Db } from '#server/store/open.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { studySubject, type AuthorizedStudy } from '#areas/study';
import { mayCancel } from './passes.ts';
import { characteristicsOf, codedReaderOf, codeFrom, readCodings, type ReadingTools } from './reading.ts';
import { visibleCodings } from './visible-codings.ts';

export interface TaskView {
  readonly id: string;
  readonly stage: TaskStage;
  readonly city: Bilingual | null;
  readonly characteristic: Bilingual | null;
  readonly coders: readonly { readonly name: Bilingual | null; readonly isClosed: boolean }[];
  /** Says whose pass the reader codes; null for who codes neither. */
  readonly own: 'first' | 'second' | null;
  readonly mayClose: boolean;
  readonly mayCancel: boolean;
  readonly at: string;
  /** Counts the units on which the passes differ, and those that are settled; null before both are closed. */
  readonly disagreements: { readonly all: number; readonly settled: number } | null;
}

export interface DisagreementView {
  readonly unit: string;
  readonly title: Bilingual | null;
  readonly city: Bilingual | null;
  readonly href: string | null;
  readonly words: Partial<Readonly<Record<Locale, string>>> | null;
  readonly both: readonly Bilingual[];
  readonly first: readonly Bilingual[];
  readonly second: readonly Bilingual[];
  readonly settled: {
    readonly verdict: Verdict;
    readonly reason: string;
    readonly language: Locale;
    readonly by: Bilingual | null;
    readonly at: string;
  } | null;
}

export interface ComparedPasses {
  readonly mayWrite: boolean;
  readonly task: TaskView;
  readonly disagreements: readonly DisagreementView[];
  readonly page: ListPage;
  /** Says how far both coders agree, for each code that one of them gave; nothing before both have closed. */
  readonly agreement: readonly CodeAgreement[];
  readonly codes: readonly Pick<Code, 'id' | 'label'>[];
}

interface TaskNames {
  readonly cities: readonly City[];
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly names: ReadonlyMap<string, Bilingual>;
}

export const loadTask = readCodings(
  { name: 'coding.task', subject: studySubject, needs: 'study.coding' },
  async (reading, taskId: string, shown: PageRequest | null = null): Promise<ComparedPasses> => {
    const { db, deps, actor, abilities } = reading;
    const { study } = reading.subject;
    const tasks = await listTasks(db, study.id);
    const task = tasks.find(({ id }) => id === taskId);
    if (!task) throw refused('not-found');
    const [rows, names, cities, characteristics] = await Promise.all([
      listCodes(db, study.id),
      namesOfUsers(db, [task.firstCoderId, task.secondCoderId]),
      listCities(db, study.id),
      characteristicsOf(db, study.id)
    ]);
    const codes = rows.map(codeFrom);
    const context = { cities: citiesInOrder(cities, study), characteristics, names };
    const [view] = await viewTasks(db, study, actor, { abilities }, [task], context);
    if (!view) throw refused('not-found');
    // A later second pass over the same part hides what the earlier one has shown, until it is closed.
    const isShown =
      view.stage === 'closed' &&
      !tasks.some((other) => stageOfTask(other) === 'open' && overlap(other, task));
    const inOrder = inBookOrder(codes);
    const differing = isShown && task.passes ? disagreementsOf(task.passes) : [];
    const page = pageOfCount(differing.length, shown);
    return {
      mayWrite: abilities.has('study.coding-edit'),
      task: view,
      disagreements: await viewDisagreements(reading, {
        task,
        codes,
        differing: differing.slice(page.from, page.to)
      }),
      page,
      agreement:
        isShown && task.passes
          ? await deps.workers.agreementOfPasses(
              { passes: task.passes, codes: inOrder.map(({ id }) => id) },
              actor.userId
            )
          : [],
      codes: inOrder.map(({ id, label }) => ({ id, label }))
    };
  }
);

export async function viewTasks(
  db: Db,
  study: Study,
  actor: Actor,
  { abilities }: Pick<AuthorizedStudy, 'abilities'>,
  tasks: readonly StoredTask[],
  { cities, characteristics, names }: TaskNames
): Promise<TaskView[]> {
  const views: TaskView[] = [];
  const mayWrite = abilities.has('study.coding-edit');
  const settlements = await listSettlements(
    db,
    study.id,
    tasks.filter(({ passes }) => passes).map(({ id }) => id)
  );
  for (const task of tasks.toReversed()) {
    const stage = stageOfTask(task);
    const own = passOf(task, actor.userId);
    const settled = settlements.filter(({ taskId }) => taskId === task.id).length;
    views.push({
      id: task.id,
      stage,
      city: cities.find(({ id }) => id === task.cityId)?.shortName ?? null,
      characteristic: characteristics.find(({ id }) => id === task.section)?.name ?? null,
      coders: [
        { name: names.get(task.firstCoderId) ?? null, isClosed: task.firstClosedAt !== null },
        { name: names.get(task.secondCoderId) ?? null, isClosed: task.secondClosedAt !== null }
      ],
      own,
      mayClose: mayWrite && awaitsPass(task, actor.userId),
      mayCancel: mayWrite && stage === 'open' && mayCancel(task, actor.userId, abilities.has('study.edit')),
      at: task.at,
      disagreements:
        stage === 'closed' && task.passes ? { all: disagreementsOf(task.passes).length, settled } : null
    });
  }
  return views;
}

interface Differing {
  readonly task: StoredTask;
  readonly codes: readonly Code[];
  readonly differing: readonly Disagreement[];
}

async function viewDisagreements(
  reading: Reading<ReadingTools, typeof studySubject>,
  { task, codes, differing: shown }: Differing
): Promise<DisagreementView[]> {
  if (!task.passes || shown.length === 0) return [];
  const { db, actor } = reading;
  const { study } = reading.subject;
  const reader = await codedReaderOf(reading);
  const [codings, settlements] = await Promise.all([
    visibleCodings(db, study, actor.userId, reader),
    listSettlements(db, study.id, [task.id])
  ]);
  const byId = new Map(codings.map((coding) => [coding.id, coding]));
  const names = await namesOfUsers(
    db,
    settlements.map(({ userId }) => userId)
  );
  const labels = (ids: readonly string[]): Bilingual[] =>
    ids.map((id) => codes.find((code) => code.id === id)?.label ?? both('', ''));
  const codeIds = (units: readonly UnitCode[]): string[] => units.map(({ codeId }) => codeId);
  const codesBy = byUnit([...task.passes.first, ...task.passes.second]);
  const differing = shown.map((one) => ({
    ...one,
    coding: (codesBy.get(one.unit) ?? [])
      .flatMap(({ codingIds }) => codingIds)
      .map((id) => byId.get(id))
      .find((found) => found !== undefined)
  }));
  const present = await reader.read(differing.flatMap(({ coding }) => coding?.thing ?? []));
  const views: DisagreementView[] = [];
  for (const { unit, both: shared, firstOnly, secondOnly, coding } of differing) {
    const place = coding ? await reader.placeOf(coding.thing) : { title: null, city: null, href: null };
    const now = coding && present.get(codedKey(coding.thing));
    const settled = settlements.find((one) => one.unit === unit);
    views.push({
      unit,
      ...place,
      words: now?.words ?? null,
      both: labels(shared),
      first: labels(codeIds(firstOnly)),
      second: labels(codeIds(secondOnly)),
      settled: settled
        ? {
            verdict: settled.verdict,
            reason: settled.reason,
            language: settled.language,
            by: names.get(settled.userId) ?? null,
            at: settled.at
          }
        : null
    });
  }
  return views;
}
