/**
 * Manages second passes: a task names two coders of one part of the study. Neither sees the other's codings until
 * both have closed their pass; then the units on which they differ are listed, and settled one by one.
 */
import { added, removeCodings, type SettlementRow } from '#domain/coding-acts.ts';
import {
  covers,
  disagreementsOf,
  longestSettlementReason,
  overlap,
  passOf,
  removedBy,
  stageOfTask,
  validateTask,
  type ClosedPasses,
  type CodingScope,
  type CodingTask,
  type UnitCode,
  type Verdict
} from '#domain/coding.ts';
import { isWellFormed } from '#domain/bad-characters.ts';
import type { Locale } from '#domain/locale.ts';
import { studyAbilitiesOf, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { listCities } from '../../store/cities.ts';
import {
  insertTask,
  listCodings,
  listSettlements,
  listTasks,
  updateTask,
  type StoredTask
} from '../../store/coding.ts';
import { listFrameworks } from '../../store/frameworks.ts';
import { listGrantsInStudy, listGrantsOfUsers } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import type { Study } from '#domain/study.ts';
import { authorizeInLockedStudy, authorizeStudy, type AuthorizedStudy } from '../study-access.ts';
import type { PresentThings } from '../supports/present-things.ts';
import { runAct } from './acting.ts';
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

export interface Passes {
  giveTask(actor: Actor, studySlug: string, input: TaskInput): Promise<Result<{ readonly id: string }>>;
  /** Closes the own pass; the second to close shows both of them to everyone who reads codings. */
  closePass(actor: Actor, studySlug: string, taskId: string): Promise<Result<null>>;
  /** Cancels a second pass that is open; `forbidden` for its coders, who would see each other’s codings. */
  cancelTask(actor: Actor, studySlug: string, taskId: string): Promise<Result<null>>;
  settle(actor: Actor, studySlug: string, taskId: string, input: SettlementInput): Promise<Result<null>>;
}

export interface PassTools extends CommandDeps {
  readonly presentThings: PresentThings;
}

export function openPasses(tools: PassTools): Passes {
  const { presentThings } = tools;
  const { db } = tools.store;

  return {
    giveTask: (actor, studySlug, input) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeInLockedStudy(trx, actor, studySlug, 'study.coding-edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const checked = validateTask(input, {
          cities: (await listCities(trx, study.id)).map(({ id }) => id),
          sections: await listSections(trx, study),
          coders: await listCoders(trx, study),
          tasks: await listTasks(trx, study.id)
        });
        if (!checked.ok) return checked;
        const id = tools.newId();
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
        await appendEvent(study.id, acting, {
          kind: 'coding.pass-given',
          needs: 'study.coding',
          payload: { taskId: id }
        });
        return ok({ id });
      }),

    closePass: async (actor, studySlug, taskId) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.coding-edit');
      if (!authorized.ok) return authorized;
      const before = (await listTasks(db, authorized.value.study.id)).find(({ id }) => id === taskId);
      if (!before) return refuse('not-found');
      const { study } = authorized.value;
      const units = await readUnitsOf(db, presentThings, actor, authorized.value, before);
      return runCommand(tools, async ({ trx, at, appendEvent }) => {
        const now = await authorizeInLockedStudy(trx, actor, studySlug, 'study.coding-edit');
        if (!now.ok) return now;
        const task = (await listTasks(trx, study.id)).find(({ id }) => id === taskId);
        if (!task) return refuse('not-found');
        if (stageOfTask(task) !== 'open') return refuse('wrong-state');
        const own = passOf(task, actor.userId);
        if (own === null) return refuse('forbidden');
        if (task[`${own}ClosedAt`] !== null) return refuse('stale');
        const isLast = task[own === 'first' ? 'secondClosedAt' : 'firstClosedAt'] !== null;
        const passes = isLast ? await comparePasses(trx, study, task, units) : null;
        const change = own === 'first' ? ({ firstClosedAt: at } as const) : ({ secondClosedAt: at } as const);
        const saved = await updateTask(trx, task, {
          ...change,
          ...(passes ? { passes: JSON.stringify(passes) } : {})
        });
        if (!saved) return refuse('stale');
        await appendEvent(study.id, now.value.acting, {
          kind: 'coding.pass-closed',
          needs: 'study.coding',
          payload: { taskId }
        });
        if (isLast)
          await appendEvent(study.id, now.value.acting, {
            kind: 'coding.passes-compared',
            needs: 'study.coding',
            payload: { taskId }
          });
        return ok(null);
      });
    },

    cancelTask: (actor, studySlug, taskId) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeInLockedStudy(trx, actor, studySlug, 'study.coding-edit');
        if (!authorized.ok) return authorized;
        const { study, acting, abilities } = authorized.value;
        const task = (await listTasks(trx, study.id)).find(({ id }) => id === taskId);
        if (!task) return refuse('not-found');
        if (!mayCancel(task, actor.userId, abilities.has('study.edit'))) return refuse('forbidden');
        if (stageOfTask(task) !== 'open') return refuse('wrong-state');
        if (!(await updateTask(trx, task, { cancelledAt: at }))) return refuse('stale');
        await appendEvent(study.id, acting, {
          kind: 'coding.pass-cancelled',
          needs: 'study.coding',
          payload: { taskId }
        });
        return ok(null);
      }),

    settle: (actor, studySlug, taskId, { unit, verdict, reason, language }) =>
      runAct<null>(tools, actor, studySlug, async ({ trx, study, rows, tasks, at }) => {
        const task = tasks.find(({ id }) => id === taskId);
        if (!task) return refuse('not-found');
        if (!task.passes || stageOfTask(task) !== 'closed') return refuse('wrong-state');
        if (reason.trim() === '') return refuse('reason-required', { field: 'reason' });
        if (!isWellFormed(reason)) return refuse('invalid', { field: 'reason' });
        if (reason.length > longestSettlementReason) return refuse('too-large', { field: 'reason' });
        const disagreement = disagreementsOf(task.passes).find((one) => one.unit === unit);
        if (!disagreement) return refuse('not-found');
        if ((await listSettlements(trx, study.id, taskId)).some((one) => one.unit === unit))
          return refuse('conflict');
        // Codings of this part are hidden anew while another second pass over it is open.
        if (tasks.some((other) => stageOfTask(other) === 'open' && overlap(other, task)))
          return refuse('wrong-state');
        const settlement: SettlementRow = {
          id: tools.newId(),
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
        return ok({ kind: 'settled', changes, codeId, result: null });
      })
  };
}

/**
 * Checks whether a person may cancel a second pass, which shows its codings: who gave the task, and who runs the
 * study, unless they are a coder of it themselves.
 */
export const mayCancel = (task: CodingTask, userId: string, runsStudy: boolean): boolean =>
  passOf(task, userId) === null && (task.userId === userId || runsStudy);

/** Lists the people who may code in a study. */
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
  presentThings: PresentThings,
  actor: Actor,
  authorized: AuthorizedStudy,
  task: StoredTask
): Promise<UnitsOfTask> {
  const { study } = authorized;
  const reader: CodedReader = await openCodedReader(db, presentThings, { actor, ...authorized });
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
