/**
 * Runs changes of the code book and of codings. Each is one act of the history, which can be undone; what an open
 * second pass covers is changed by its own coder alone, and told to nobody else.
 */
import { applied, isSound, removesCodes, type CodingAct } from '#rules/coding/coding-acts.ts';
import type { BookRows, Change, CodingRow } from '#rules/coding/coding-rows.ts';
import { covers, isClosedFor, isHiddenFrom, stageOfTask } from '#rules/coding/coding.ts';
import type { Bilingual } from '#base/locale.ts';
import type { RefusalCode } from '#base/refusal.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Command, Decision, Preparation } from '#server/commands/command-spec.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { QdaFiles } from './qda-files.ts';
import {
  applyChanges,
  insertAct,
  listTasks,
  loadBookRows,
  type CodingFilter,
  type StoredTask
} from './store/coding.ts';
import { studySubject } from '#areas/study';
import type { QdaTextTools } from './qda-texts.ts';

export interface CodingTools extends CommandDeps, Omit<QdaTextTools, 'db'> {
  readonly qdaFiles: QdaFiles;
}

const command = commandsOf<CodingTools>();

/** Is what an act decides on: the rows of the study that it may change, and the second passes. */
export interface ActContext<Prepared = undefined> extends Decision<
  CodingTools,
  typeof studySubject,
  Prepared
> {
  readonly rows: BookRows;
  readonly tasks: readonly StoredTask[];
}

export interface MadeAct<T> {
  readonly kind: CodingAct;
  readonly changes: readonly Change[];
  readonly codeId: string | null;
  readonly result: T;
  /** Says what the act does besides changing rows, with its own id. */
  readonly also?: (actId: string) => Promise<void>;
}

interface ActSpec<Input extends readonly unknown[], Prepared> {
  readonly name: string;
  readonly prepare?: (
    preparation: Preparation<CodingTools, typeof studySubject>,
    ...input: Input
  ) => Promise<Prepared>;
  /**
   * Chooses the codings that `rows` hold; a change that needs to know of others, as the removal of a code, is made without
   * it.
   */
  readonly filter?: (...input: Input) => CodingFilter;
}

/**
 * Makes the command of one act: `wrong-state` where a second pass forbids it. Codes and codings refer to each other, so
 * that their changes follow one another.
 */
export const act = <Input extends readonly unknown[], T, Prepared = undefined>(
  spec: ActSpec<Input, Prepared>,
  make: (context: ActContext<Prepared>, ...input: Input) => Promise<MadeAct<T>> | MadeAct<T>
): Command<CodingTools, typeof studySubject, Input, T> =>
  acts(spec, async (context, ...input): Promise<[MadeAct<T>]> => [await make(context, ...input)]);

/** Makes the command of several acts of which each is undone by itself, all of them or none; the last one has the result. */
export const acts = <Input extends readonly unknown[], T, Prepared = undefined>(
  { name, prepare, filter }: ActSpec<Input, Prepared>,
  make: (
    context: ActContext<Prepared>,
    ...input: Input
  ) => Promise<readonly [...MadeAct<unknown>[], MadeAct<T>]>
): Command<CodingTools, typeof studySubject, Input, T> =>
  command(
    {
      name: `coding.${name}`,
      subject: studySubject,
      needs: 'study.coding-edit',
      locks: ['study'],
      ...(prepare ? { prepare } : {})
    },
    async (decision, ...input: Input) => {
      const { trx, subject } = decision;
      let rows = await loadBookRows(trx, subject.study.id, filter?.(...input));
      const tasks = await listTasks(trx, subject.study.id);
      const made = await make({ ...decision, rows, tasks }, ...input);
      for (const one of made) rows = await storeAct({ ...decision, rows, tasks }, one);
      return (made.at(-1) as MadeAct<T>).result;
    }
  );

/** Tells of the act, too. Returns the rows as they are then. */
async function storeAct(
  {
    trx,
    at,
    deps,
    append,
    actor: { userId },
    subject: { study },
    rows,
    tasks
  }: Omit<ActContext<unknown>, 'prepared'>,
  { kind, changes, codeId, also }: MadeAct<unknown>
): Promise<BookRows> {
  const forbidden = forbiddenBy(tasks, userId, changes);
  if (forbidden) throw refused(forbidden);
  if (changes.length === 0) return rows;
  const after = applied(rows, changes);
  if (!isSound(after)) throw refused('in-use');
  await applyChanges(trx, changes);
  const id = deps.newId();
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
    append({
      kind: changes.some(({ table }) => table === 'code') ? 'codes.changed' : 'codings.changed',
      needs: 'study.coding',
      payload: { act: kind }
    });
  return after;
}

export const isInOpenPass = (
  place: Pick<CodingRow, 'cityId' | 'section'>,
  tasks: readonly StoredTask[]
): boolean => tasks.some((task) => stageOfTask(task) === 'open' && covers(task, place));

/** Before and after the changes. */
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
): RefusalCode | null {
  const isOpen = tasks.some((task) => stageOfTask(task) === 'open');
  if (isOpen && removesCodes(changes)) return 'wrong-state';
  if (areHidden(actorId, changes, tasks)) return 'not-found';
  return codingsIn(changes).some((coding) => isClosedFor(coding.userId, coding, tasks))
    ? 'wrong-state'
    : null;
}

function labelIn({ codes }: BookRows, changes: readonly Change[], codeId: string | null): Bilingual {
  const made = changes.flatMap(({ table, after }) => (table === 'code' && after ? [after] : []));
  const code = codes.find(({ id }) => id === codeId) ?? made.find(({ id }) => id === codeId);
  return { en: code?.labelEn ?? '', zh: code?.labelZh ?? '' };
}
