/**
 * Runs changes of the code book and of codings. Each is one act of the history, which can be undone; what an open
 * second pass covers is changed by its own coder alone, and told to nobody else.
 */
import {
  applied,
  isSound,
  removesCodes,
  type BookRows,
  type Change,
  type CodingAct,
  type CodingRow
} from '#domain/coding-acts.ts';
import { covers, isClosedFor, isHiddenFrom, stageOfTask } from '#domain/coding.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Refusal, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { runCommand, type CommandContext, type CommandDeps } from '../../commands/run-command.ts';
import {
  applyChanges,
  insertAct,
  listTasks,
  loadBookRows,
  type CodingFilter,
  type StoredTask
} from '../../store/coding.ts';
import { authorizeInLockedStudy } from '../study-access.ts';

export interface ActContext extends CommandContext {
  readonly study: Study;
  readonly acting: Actor;
  readonly rows: BookRows;
  readonly tasks: readonly StoredTask[];
}

export interface MadeAct<T> {
  readonly kind: CodingAct;
  readonly changes: readonly Change[];
  /** Names the code that the act is about. */
  readonly codeId: string | null;
  readonly result: T;
  /** Says what the act does besides changing rows, with its own id. */
  readonly also?: (actId: string) => Promise<void>;
}

type Makes<Made> = (context: ActContext) => Promise<Result<Made>> | Result<Made>;

/**
 * Runs one act: `wrong-state` where a second pass forbids it. With a filter, `rows` hold the codings of which it
 * speaks alone; a change that needs to know of others, as the removal of a code, is made without one.
 */
export function runAct<T>(
  tools: CommandDeps,
  actor: Actor,
  studySlug: string,
  make: Makes<MadeAct<T>>,
  filter?: CodingFilter
): Promise<Result<T>> {
  const alone: Makes<readonly [MadeAct<T>]> = async (context) => {
    const made = await make(context);
    return made.ok ? ok([made.value]) : made;
  };
  return runActs(tools, actor, studySlug, alone, filter);
}

/** Runs acts of which each is undone by itself, all of them or none. Returns what the last one results in. */
export function runActs<T>(
  tools: CommandDeps,
  actor: Actor,
  studySlug: string,
  make: Makes<readonly [...MadeAct<unknown>[], MadeAct<T>]>,
  filter?: CodingFilter
): Promise<Result<T>> {
  return runCommand(tools, async (context) => {
    // Codes and codings refer to each other: their changes follow one another.
    const authorized = await authorizeInLockedStudy(context.trx, actor, studySlug, 'study.coding-edit');
    if (!authorized.ok) return authorized;
    const { study, acting } = authorized.value;
    let rows = await loadBookRows(context.trx, study.id, filter);
    const tasks = await listTasks(context.trx, study.id);
    const made = await make({ ...context, study, acting, rows, tasks });
    if (!made.ok) return made;
    for (const act of made.value) {
      const stored = await storeAct(tools, actor, { ...context, study, acting, rows, tasks }, act);
      if (!stored.ok) return stored;
      rows = stored.value;
    }
    return ok((made.value.at(-1) as MadeAct<T>).result);
  });
}

/** Stores one act, and tells of it. Returns the rows as they are then. */
async function storeAct(
  { newId }: CommandDeps,
  { userId }: Actor,
  { trx, at, appendEvent, study, acting, rows, tasks }: ActContext,
  { kind, changes, codeId, also }: MadeAct<unknown>
): Promise<Result<BookRows>> {
  const forbidden = forbiddenBy(tasks, userId, changes);
  if (forbidden) return { ok: false, refusal: forbidden };
  if (changes.length === 0) return ok(rows);
  const after = applied(rows, changes);
  if (!isSound(after)) return refuse('in-use');
  await applyChanges(trx, changes);
  const id = newId();
  const label = labelIn(rows, changes, codeId);
  await insertAct(trx, {
    id,
    studyId: study.id,
    kind,
    codeId,
    labelEn: label.en,
    labelZh: label.zh,
    changes: JSON.stringify(changes),
    userId,
    at,
    undoneBy: null
  });
  await also?.(id);
  // That somebody codes what an open second pass covers is not told either.
  if (!codingsIn(changes).some((coding) => isInOpenPass(coding, tasks)))
    await appendEvent(study.id, acting, {
      kind: changes.some(({ table }) => table === 'code') ? 'codes.changed' : 'codings.changed',
      needs: 'study.coding',
      payload: { act: kind }
    });
  return ok(after);
}

export const isInOpenPass = (
  place: Pick<CodingRow, 'cityId' | 'section'>,
  tasks: readonly StoredTask[]
): boolean => tasks.some((task) => stageOfTask(task) === 'open' && covers(task, place));

/** Lists the codings that changes are about, before and after. */
export const codingsIn = (changes: readonly Change[]): CodingRow[] =>
  changes.flatMap((change) =>
    change.table === 'coding' ? [change.before, change.after].filter((row) => row !== null) : []
  );

/** Checks whether a reader may not learn of changes: some are of codings that an open second pass hides from them. */
export const areHidden = (
  readerId: string,
  changes: readonly Change[],
  tasks: readonly StoredTask[]
): boolean =>
  codingsIn(changes).some((coding) => isHiddenFrom(readerId, { ...coding, coderId: coding.userId }, tasks));

function forbiddenBy(
  tasks: readonly StoredTask[],
  actorId: string,
  changes: readonly Change[]
): Refusal | null {
  const isOpen = tasks.some((task) => stageOfTask(task) === 'open');
  if (isOpen && removesCodes(changes)) return { code: 'wrong-state' };
  if (areHidden(actorId, changes, tasks)) return { code: 'not-found' };
  return codingsIn(changes).some((coding) => isClosedFor(coding.userId, coding, tasks))
    ? { code: 'wrong-state' }
    : null;
}

function labelIn({ codes }: BookRows, changes: readonly Change[], codeId: string | null): Bilingual {
  const made = changes.flatMap(({ table, after }) => (table === 'code' && after ? [after] : []));
  const code = codes.find(({ id }) => id === codeId) ?? made.find(({ id }) => id === codeId);
  return { en: code?.labelEn ?? '', zh: code?.labelZh ?? '' };
}
