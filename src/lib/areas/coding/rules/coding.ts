/**
 * Defines codings: a coder tags a passage, an answer, a comment or a note of the research with a code. A coding
 * holds, has changed or is gone as a support does. While a second pass is open, each coder sees their own codings
 * alone in the part of the study that it covers.
 */
import { isInherited } from '#base/ids.ts';
import { refuse, ok, type Result } from '#base/refusal.ts';
import {
  parseSupport,
  parseTarget,
  supportKey,
  type AnswerSupport,
  type PassageSupport,
  type SupportTarget
} from '#rules/bibliography/support.ts';

export const codedKinds = ['passage', 'answer', 'comment', 'note'] as const;
export type CodedKind = (typeof codedKinds)[number];

/** Names a comment of a thread, or the note of a talk of the research. Their words are read where they are. */
export interface CodedNote {
  readonly kind: 'comment' | 'note';
  readonly id: string;
  readonly print: string;
}
export type CodedThing = PassageSupport | AnswerSupport | CodedNote;

/** The words and the fingerprint are read where it is. */
export type CodingTarget =
  | Extract<SupportTarget, { readonly kind: 'passage' | 'answer' }>
  | Omit<CodedNote, 'print'>;

export interface Coding {
  readonly id: string;
  readonly codeId: string;
  readonly coderId: string;
  readonly thing: CodedThing;
  /** Names what is coded, as `codedKey` does. */
  readonly key: string;
  readonly cityId: string | null;
  /** Names the characteristic; null for what belongs to none. */
  readonly section: string | null;
  readonly at: string;
  readonly version: number;
}

/** Limits the codings of one study. */
export const mostCodings = 100_000;
export const longestMemo = 4_000;

const isNoteId = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(value);

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const fieldIn = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) && !isInherited(name) ? fields[name] : undefined;

/** Anybody may have sent anything; `invalid` names the field. */
export function parseCodingTarget(value: unknown): Result<CodingTarget> {
  const fields = fieldsOf(value);
  const kind = codedKinds.find((one) => one === fieldIn(fields, 'kind'));
  if (!kind) return refuse('invalid', { field: 'kind' });
  if (kind === 'comment' || kind === 'note') {
    const id = fieldIn(fields, 'id');
    return isNoteId(id) ? ok({ kind, id }) : refuse('invalid', { field: 'id' });
  }
  const target = parseTarget(value);
  if (!target.ok) return target;
  return target.value.kind === 'passage' || target.value.kind === 'answer'
    ? ok(target.value)
    : refuse('invalid', { field: 'kind' });
}

/** From the stored form. */
export function parseCoded(value: unknown): Result<CodedThing> {
  const target = parseCodingTarget(value);
  if (!target.ok) return target;
  if (target.value.kind === 'comment' || target.value.kind === 'note') {
    const print = fieldIn(fieldsOf(value), 'print');
    return typeof print === 'string' && /^[0-9a-f]{16,64}$/.test(print)
      ? ok({ ...target.value, print })
      : refuse('invalid', { field: 'print' });
  }
  const support = parseSupport(value);
  if (!support.ok) return support;
  return support.value.kind === 'passage' || support.value.kind === 'answer'
    ? ok(support.value)
    : refuse('invalid', { field: 'kind' });
}

/** The same for two codings of the same thing. */
export function codedKey(target: CodingTarget | CodedThing): string {
  if (target.kind === 'comment' || target.kind === 'note') return `${target.kind} ${target.id}`;
  return supportKey(target as SupportTarget);
}

/** Names a part of the study: a city, a characteristic of all cities, or a characteristic of a city. */
export interface CodingScope {
  readonly cityId: string | null;
  readonly section: string | null;
}

/** Describes a second pass: two coders code the same part of the study, and neither sees the other's codings. */
export interface CodingTask extends CodingScope {
  readonly id: string;
  readonly firstCoderId: string;
  readonly secondCoderId: string;
  readonly firstClosedAt: string | null;
  readonly secondClosedAt: string | null;
  readonly cancelledAt: string | null;
  readonly userId: string;
  readonly at: string;
  readonly version: number;
}

export const mostTasks = 1_000;

export type TaskStage = 'open' | 'closed' | 'cancelled';

export function stageOfTask(
  task: Pick<CodingTask, 'cancelledAt' | 'firstClosedAt' | 'secondClosedAt'>
): TaskStage {
  if (task.cancelledAt !== null) return 'cancelled';
  return task.firstClosedAt !== null && task.secondClosedAt !== null ? 'closed' : 'open';
}

export const covers = (scope: CodingScope, { cityId, section }: CodingScope): boolean =>
  (scope.cityId === null || scope.cityId === cityId) && (scope.section === null || scope.section === section);

export const overlap = (a: CodingScope, b: CodingScope): boolean =>
  (a.cityId === null || b.cityId === null || a.cityId === b.cityId) &&
  (a.section === null || b.section === null || a.section === b.section);

/** Checks whether a reader may not learn of a coding: it is another's, in the scope of an open second pass. */
export const isHiddenFrom = (
  readerId: string,
  coding: CodingScope & Pick<Coding, 'coderId'>,
  tasks: readonly CodingTask[]
): boolean =>
  coding.coderId !== readerId && tasks.some((task) => stageOfTask(task) === 'open' && covers(task, coding));

/** Null for who is no coder of the task. */
export function passOf(task: CodingTask, userId: string): 'first' | 'second' | null {
  if (task.firstCoderId === userId) return 'first';
  return task.secondCoderId === userId ? 'second' : null;
}

/** Checks whether a person codes an open second pass, and has not closed their own part of it. */
export function awaitsPass(task: CodingTask, userId: string): boolean {
  const own = passOf(task, userId);
  return own !== null && stageOfTask(task) === 'open' && task[`${own}ClosedAt`] === null;
}

/** Checks whether a coder has closed their own pass over this place, while the other's is open. */
export const isClosedFor = (coderId: string, place: CodingScope, tasks: readonly CodingTask[]): boolean =>
  tasks.some(
    (task) =>
      stageOfTask(task) === 'open' &&
      covers(task, place) &&
      ((task.firstCoderId === coderId && task.firstClosedAt !== null) ||
        (task.secondCoderId === coderId && task.secondClosedAt !== null))
  );

/** A second pass over a part of which one is open is refused. */
export function validateTask(
  {
    firstCoderId,
    secondCoderId,
    ...scope
  }: Pick<CodingTask, 'cityId' | 'section' | 'firstCoderId' | 'secondCoderId'>,
  known: {
    readonly cities: readonly string[];
    readonly sections: readonly string[];
    readonly coders: readonly string[];
    readonly tasks: readonly CodingTask[];
  }
): Result<null> {
  const { cityId, section } = scope;
  if (cityId === null && section === null) return refuse('invalid', { field: 'section' });
  if (cityId !== null && !known.cities.includes(cityId)) return refuse('invalid', { field: 'cityId' });
  if (section !== null && !known.sections.includes(section)) return refuse('invalid', { field: 'section' });
  if (!known.coders.includes(firstCoderId)) return refuse('invalid', { field: 'firstCoderId' });
  if (!known.coders.includes(secondCoderId) || secondCoderId === firstCoderId)
    return refuse('invalid', { field: 'secondCoderId' });
  if (known.tasks.length >= mostTasks) return refuse('too-many');
  return known.tasks.some((task) => stageOfTask(task) === 'open' && overlap(task, scope))
    ? refuse('conflict')
    : ok(null);
}
