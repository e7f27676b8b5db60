/**
 * Manages second passes: a task names two coders of one part of the study. Neither sees the other's codings until
 * both have closed their pass; then the units on which they differ are listed, and settled one by one.
 */
import { added, removeCodings } from '#rules/coding/coding-acts.ts';
import type { SettlementRow } from '#rules/coding/coding-rows.ts';
import {
  covers,
  overlap,
  passOf,
  stageOfTask,
  validateTask,
  type CodingScope,
  type CodingTask
} from '#rules/coding/coding.ts';
import {
  disagreementsOf,
  longestSettlementReason,
  removedBy,
  type ClosedPasses,
  type UnitCode,
  type Verdict
} from '#rules/coding/coding-disagreements.ts';
import { isWellFormed } from '#base/bad-characters.ts';
import type { Locale } from '#base/locale.ts';
import { studyAbilitiesOf, type Actor } from '#base/permissions.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import { listCities } from '#areas/cities';
import {
  insertTask,
  listCodings,
  listSettlements,
  listTasks,
  updateTask,
  type StoredTask
} from './store/coding.ts';
import { listFrameworks } from '#areas/framework';
import { listGrantsInStudy, listGrantsOfUsers } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import type { Study } from '#rules/study/study.ts';
import { type AuthorizedStudy, studySubject } from '#areas/study';
import type { CitedContent } from '#areas/practices';
import { act, type CodingTools, type MadeAct } from './acting.ts';
import { openCodedReader, type CodedReader } from './coded-things.ts';
import { thingOf } from './visible-codings.ts';

export interface TaskInput extends CodingScope {
  readonly firstCoderId: string;
  readonly secondCoderId: string;
}

export interface SettlementInput {
  readonly unit: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly language: Locale;
}

const command = commandsOf<CodingTools>();

export const giveTask = command(
  { name: 'coding.give-task', subject: studySubject, needs: 'study.coding-edit', locks: ['study'] },
  async ({ trx, at, deps, subject: { study }, actor, append }, input: TaskInput) => {
    take(
      validateTask(input, {
        cities: (await listCities(trx, study.id)).map(({ id }) => id),
        sections: await listSections(trx, study),
        coders: await listCoders(trx, study),
        tasks: await listTasks(trx, study.id)
      })
    );
    const id = deps.newId();
    const { cityId, section, firstCoderId, secondCoderId } = input;
    await insertTask(trx, {
      id,
      studyId: study.id,
      cityId,
      section,
      firstCoderId,
      secondCoderId,
      firstClosedAt: null,
      secondClosedAt: null,
      cancelledAt: null,
      passes: null,
      userId: actor.userId,
      at,
      version: 1
    });
    append({ kind: 'coding.pass-given', needs: 'study.coding', payload: { taskId: id } });
    return { id };
  }
);

const taskIn = async (db: Db, study: Study, taskId: string): Promise<StoredTask> => {
  const task = (await listTasks(db, study.id)).find(({ id }) => id === taskId);
  if (!task) throw refused('not-found');
  return task;
};

/** The second to close shows both of them to everyone who reads codings. */
export const closePass = command(
  {
    name: 'coding.close-pass',
    subject: studySubject,
    needs: 'study.coding-edit',
    locks: ['study'],
    prepare: async ({ db, deps, subject, actor, grants, abilities }, taskId: string) =>
      readUnitsOf(
        db,
        deps.citedContent,
        actor,
        { ...subject, grants, abilities },
        await taskIn(db, subject.study, taskId)
      )
  },
  async ({ trx, at, subject: { study }, actor, append, prepared: units }, taskId: string) => {
    const task = await taskIn(trx, study, taskId);
    if (stageOfTask(task) !== 'open') throw refused('wrong-state');
    const own = passOf(task, actor.userId);
    if (own === null) throw refused('forbidden');
    if (task[`${own}ClosedAt`] !== null) throw refused('stale');
    const isLast = task[own === 'first' ? 'secondClosedAt' : 'firstClosedAt'] !== null;
    const passes = isLast ? await comparePasses(trx, study, task, units) : null;
    const change = own === 'first' ? ({ firstClosedAt: at } as const) : ({ secondClosedAt: at } as const);
    const saved = await updateTask(trx, task, {
      ...change,
      ...(passes ? { passes: JSON.stringify(passes) } : {})
    });
    if (!saved) throw refused('stale');
    append({ kind: 'coding.pass-closed', needs: 'study.coding', payload: { taskId } });
    if (isLast) append({ kind: 'coding.passes-compared', needs: 'study.coding', payload: { taskId } });
    return null;
  }
);

/** Only one that is open; `forbidden` for its coders, who would see each other’s codings. */
export const cancelTask = command(
  { name: 'coding.cancel-task', subject: studySubject, needs: 'study.coding-edit', locks: ['study'] },
  async ({ trx, at, subject: { study }, actor, abilities, append }, taskId: string) => {
    const task = await taskIn(trx, study, taskId);
    if (!mayCancel(task, actor.userId, abilities.has('study.edit'))) throw refused('forbidden');
    if (stageOfTask(task) !== 'open') throw refused('wrong-state');
    if (!(await updateTask(trx, task, { cancelledAt: at }))) throw refused('stale');
    append({ kind: 'coding.pass-cancelled', needs: 'study.coding', payload: { taskId } });
    return null;
  }
);

export const settle = act(
  { name: 'settle' },
  async (
    { trx, subject: { study }, rows, tasks, at, actor, deps },
    taskId: string,
    { unit, verdict, reason, language }: SettlementInput
  ): Promise<MadeAct<null>> => {
    const task = tasks.find(({ id }) => id === taskId);
    if (!task) throw refused('not-found');
    if (!task.passes || stageOfTask(task) !== 'closed') throw refused('wrong-state');
    if (reason.trim() === '') throw refused('reason-required', { field: 'reason' });
    if (!isWellFormed(reason)) throw refused('invalid', { field: 'reason' });
    if (reason.length > longestSettlementReason) throw refused('too-large', { field: 'reason' });
    const disagreement = disagreementsOf(task.passes).find((one) => one.unit === unit);
    if (!disagreement) throw refused('not-found');
    if ((await listSettlements(trx, study.id, [taskId])).some((one) => one.unit === unit))
      throw refused('conflict');
    // Codings of this part are hidden anew while another second pass over it is open.
    if (tasks.some((other) => stageOfTask(other) === 'open' && overlap(other, task)))
      throw refused('wrong-state');
    const settlement: SettlementRow = {
      id: deps.newId(),
      studyId: study.id,
      taskId,
      unit,
      verdict,
      reason,
      language,
      userId: actor.userId,
      at,
      version: 1
    };
    const changes = [
      ...removeCodings(rows, removedBy(verdict, disagreement)),
      added('codingSettlement', settlement)
    ];
    const codeId = [...disagreement.firstOnly, ...disagreement.secondOnly][0]?.codeId ?? null;
    return { kind: 'settled', changes, codeId, result: null };
  }
);

/**
 * Checks whether a person may cancel a second pass, which shows its codings: who gave the task, and who runs the
 * study, unless they are a coder of it themselves.
 */
export const mayCancel = (task: CodingTask, userId: string, runsStudy: boolean): boolean =>
  passOf(task, userId) === null && (task.userId === userId || runsStudy);

export async function listCoders(db: Db, study: Study): Promise<string[]> {
  const users = [...new Set((await listGrantsInStudy(db, study.id)).map(({ userId }) => userId))];
  const grants = await listGrantsOfUsers(db, users);
  return users.filter((userId) =>
    studyAbilitiesOf((grants.get(userId) ?? []).filter(({ studyId }) => studyId === study.id)).has(
      'study.coding-edit'
    )
  );
}

const listSections = async (db: Db, study: Study): Promise<string[]> => [
  ...new Set(
    (await listFrameworks(db, study.id)).flatMap(({ characteristics }) => characteristics.map(({ id }) => id))
  )
];

/** Holds the units of the findings that a task covers, and the unit of each thing that is coded there. */
interface UnitsOfTask {
  readonly units: readonly string[];
  readonly unitOf: ReadonlyMap<string, string>;
}

async function readUnitsOf(
  db: Db,
  citedContent: CitedContent,
  actor: Actor,
  authorized: AuthorizedStudy,
  task: StoredTask
): Promise<UnitsOfTask> {
  const { study } = authorized;
  const reader: CodedReader = await openCodedReader(db, citedContent, { actor, ...authorized });
  const cities = (await listCities(db, study.id)).filter(
    ({ id }) => task.cityId === null || id === task.cityId
  );
  const sections = (await listSections(db, study)).filter(
    (id) => task.section === null || id === task.section
  );
  const units: string[] = [];
  for (const { id: city } of cities)
    for (const section of sections) units.push(...(await reader.unitsOf({ city, section })));
  const things = (await listCodings(db, study.id)).filter((one) => covers(task, one)).flatMap(thingOf);
  const present = await reader.read(things);
  return { units, unitOf: new Map([...present].map(([key, { unit }]) => [key, unit])) };
}

/** Returns both passes as they are, with what was coded besides the findings as units of their own. */
async function comparePasses(
  trx: Db,
  study: Study,
  task: StoredTask,
  { units, unitOf }: UnitsOfTask
): Promise<ClosedPasses> {
  const codings = (await listCodings(trx, study.id)).filter((one) => covers(task, one));
  const passBy = (userId: string): UnitCode[] => {
    const codes = new Map<string, UnitCode>();
    for (const { id, key, codeId, userId: coder } of codings) {
      if (coder !== userId) continue;
      const unit = unitOf.get(key) ?? key;
      const known = codes.get(`${codeId} ${unit}`);
      codes.set(`${codeId} ${unit}`, { unit, codeId, codingIds: [...(known?.codingIds ?? []), id] });
    }
    return [...codes.values()];
  };
  const [first, second] = [passBy(task.firstCoderId), passBy(task.secondCoderId)];
  return { units: [...new Set([...units, ...[...first, ...second].map(({ unit }) => unit)])], first, second };
}
