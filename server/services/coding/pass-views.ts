/** Shows second passes, and where two closed passes differ, to those who may read them. */
import type { City } from '#domain/city.ts';
import { inBookOrder, type Code } from '#domain/code-book.ts';
import {
  awaitsPass,
  byUnit,
  codedKey,
  disagreementsOf,
  overlap,
  passOf,
  stageOfTask,
  type TaskStage,
  type UnitCode,
  type Verdict
} from '#domain/coding.ts';
import type { CodeAgreement } from '#domain/coding-agreement.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { both } from '../../store/bilingual.ts';
import { listCities } from '../../store/cities.ts';
import { listCodes, listSettlements, listTasks, type StoredTask } from '../../store/coding.ts';
import type { Db } from '../../store/open.ts';
import { namesOfUsers } from '../../store/users.ts';
import { citiesInOrder } from '../cities-in-order.ts';
import type { AuthorizedStudy } from '../study-access.ts';
import type { CodedReader } from './coded-things.ts';
import { mayCancel } from './passes.ts';
import { characteristicsOf, codeFrom, openReading, type ReadingTools } from './reading.ts';
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
  /** Says how far both coders agree, for each code that one of them gave; nothing before both have closed. */
  readonly agreement: readonly CodeAgreement[];
  readonly codes: readonly Pick<Code, 'id' | 'label'>[];
}

interface TaskNames {
  readonly cities: readonly City[];
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly names: ReadonlyMap<string, Bilingual>;
}

export async function loadTask(
  tools: ReadingTools,
  actor: Actor,
  studySlug: string,
  taskId: string
): Promise<Result<ComparedPasses>> {
  const begun = await openReading(tools, actor, studySlug);
  if (!begun.ok) return begun;
  const { db } = tools;
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
    view.stage === 'closed' && !tasks.some((other) => stageOfTask(other) === 'open' && overlap(other, task));
  const inOrder = inBookOrder(codes);
  return ok({
    mayWrite: abilities.has('study.coding-edit'),
    task: view,
    disagreements: isShown ? await viewDisagreements(db, study, actor, task, codes, reader) : [],
    agreement:
      isShown && task.passes
        ? await tools.workers.agreementOfPasses(
            { passes: task.passes, codes: inOrder.map(({ id }) => id) },
            actor.userId
          )
        : [],
    codes: inOrder.map(({ id, label }) => ({ id, label }))
  });
}

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
  for (const task of tasks.toReversed()) {
    const stage = stageOfTask(task);
    const own = passOf(task, actor.userId);
    const settled = task.passes ? (await listSettlements(db, study.id, task.id)).length : 0;
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

async function viewDisagreements(
  db: Db,
  study: Study,
  actor: Actor,
  task: StoredTask,
  codes: readonly Code[],
  reader: CodedReader
): Promise<DisagreementView[]> {
  if (!task.passes) return [];
  const codings = await visibleCodings(db, study, actor.userId, reader);
  const byId = new Map(codings.map((coding) => [coding.id, coding]));
  const settlements = await listSettlements(db, study.id, task.id);
  const names = await namesOfUsers(
    db,
    settlements.map(({ userId }) => userId)
  );
  const labels = (ids: readonly string[]): Bilingual[] =>
    ids.map((id) => codes.find((code) => code.id === id)?.label ?? both('', ''));
  const codeIds = (units: readonly UnitCode[]): string[] => units.map(({ codeId }) => codeId);
  const codesBy = byUnit([...task.passes.first, ...task.passes.second]);
  const views: DisagreementView[] = [];
  for (const { unit, both: shared, firstOnly, secondOnly } of disagreementsOf(task.passes)) {
    const coding = (codesBy.get(unit) ?? [])
      .flatMap(({ codingIds }) => codingIds)
      .map((id) => byId.get(id))
      .find((found) => found !== undefined);
    const place = coding ? await reader.placeOf(coding.thing) : { title: null, city: null, href: null };
    const now = coding && (await reader.read([coding.thing])).get(codedKey(coding.thing));
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
