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
import { lockStudy } from '../../store/grants.ts';
import { authorizeStudyCommand } from '../study-access.ts';

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

/**
 * Runs one act: `wrong-state` where a second pass forbids it. With a filter, `rows` hold the codings of which it
 * speaks alone; a change that needs to know of others, as the removal of a code, is made without one.
 */
export function runAct<T>(
  tools: CommandDeps,
  actor: Actor,
  studySlug: string,
  make: (context: ActContext) => Promise<Result<MadeAct<T>>> | Result<MadeAct<T>>,
  filter?: CodingFilter
): Promise<Result<T>> {
  return runCommand(tools, async (context) => {
    const { trx, at, appendEvent } = context;
    const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.coding-edit');
    if (!authorized.ok) return authorized;
    const { study, acting } = authorized.value;
    // Codes and codings refer to each other: their changes follow one another.
    await lockStudy(trx, studySlug);
    const rows = await loadBookRows(trx, study.id, filter);
    const tasks = await listTasks(trx, study.id);
    const made = await make({ ...context, study, acting, rows, tasks });
    if (!made.ok) return made;
    const { kind, changes, codeId, result, also } = made.value;
    const forbidden = forbiddenBy(tasks, actor.userId, changes);
    if (forbidden) return { ok: false, refusal: forbidden };
    if (changes.length === 0) return ok(result);
    if (!isSound(applied(rows, changes))) return refuse('in-use');
    await applyChanges(trx, changes);
    const id = tools.newId();
    const label = labelIn(rows, changes, codeId);
    await insertAct(trx, {
      id,
      studyId: study.id,
      kind,
      codeId,
      labelEn: label.en,
      labelZh: label.zh,
      changes: JSON.stringify(changes),
      userId: actor.userId,
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
    return ok(result);
  });
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
