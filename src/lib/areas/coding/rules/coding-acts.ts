/**
 * Changes a code book and its codings, as rows before and after, so that each change can be undone: merge,
 * split, move, recode, tag, remove. Everything here is pure; the server applies the changes and keeps them.
 */
import { childrenOf } from './code-book.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { CodeRow, CodingRow, RowOf, ChangedTable, Change, BookRows } from './coding-rows.ts';

export const codingActs = [
  'code-added',
  'code-changed',
  'code-moved',
  'code-removed',
  'codes-merged',
  'code-split',
  'tagged',
  'untagged',
  'recoded',
  'memo-changed',
  'settled',
  'imported',
  'undone'
] as const;
export type CodingAct = (typeof codingActs)[number];

/** None does while a second pass is open: whether anybody uses the code there is not told. */
export const removesCodes = (changes: readonly Change[]): boolean =>
  changes.some(({ table, after }) => table === 'code' && after === null);

/** Limits the rows that one change may hold, and so what can be undone at once. */
export const mostChanges = 20_000;

const updated = <Table extends ChangedTable>(
  table: Table,
  before: RowOf[Table],
  change: Partial<RowOf[Table]>
): Change => ({ table, before, after: { ...before, ...change, version: before.version + 1 } }) as Change;
const removed = <Table extends ChangedTable>(table: Table, before: RowOf[Table]): Change =>
  ({ table, before, after: null }) as Change;
export const added = <Table extends ChangedTable>(table: Table, after: RowOf[Table]): Change =>
  ({ table, before: null, after }) as Change;

export const updatedCode = (
  before: CodeRow,
  change: Partial<Omit<CodeRow, 'id' | 'studyId' | 'version'>>
): Change => updated('code', before, change);

const sameWords = (a: CodingRow, b: CodingRow): boolean =>
  a.userId === b.userId && a.wordsPrint === b.wordsPrint;

/** Where their coder gave it to the same words already, they are removed. */
function recodedTo(codings: readonly CodingRow[], codeId: string, rows: BookRows): Change[] {
  const there = rows.codings.filter((one) => one.codeId === codeId);
  const kept: CodingRow[] = [...there];
  return codings.flatMap((coding): Change[] => {
    const same = kept.find((one) => sameWords(one, coding));
    if (same)
      return [
        removed('coding', coding),
        // What was noted of the removed coding is said of the one that stays.
        ...rows.memos
          .filter((memo) => memo.aboutKind === 'coding' && memo.aboutId === coding.id)
          .map((memo) => updated('codingMemo', memo, { aboutId: same.id }))
      ];
    kept.push(coding);
    return [updated('coding', coding, { codeId })];
  });
}

/** Merges a code into another: its codings, memos and the codes below it go over, and it is removed. */
export function mergeCodes(rows: BookRows, fromId: string, intoId: string): Result<Change[]> {
  const [from, into] = [fromId, intoId].map((id) => rows.codes.find((code) => code.id === id));
  if (!from || !into) return refuse('not-found');
  if (from === into) return refuse('invalid', { field: 'into' });
  // A code cannot go into one that is below it: the others below would hang on nothing.
  for (let at = rows.codes.find(({ id }) => id === into.parentId); at;) {
    if (at.id === from.id) return refuse('invalid', { field: 'into' });
    const { parentId } = at;
    at = rows.codes.find(({ id }) => id === parentId);
  }
  const position = endOf(rows.codes, intoId);
  return bounded([
    ...recodedTo(
      rows.codings.filter(({ codeId }) => codeId === fromId),
      intoId,
      rows
    ),
    ...rows.memos
      .filter((memo) => memo.aboutKind === 'code' && memo.aboutId === fromId)
      .map((memo) => updated('codingMemo', memo, { aboutId: intoId })),
    ...childrenOf(rows.codes, fromId).map((code, index) =>
      updated('code', code, { parentId: intoId, position: position + index })
    ),
    removed('code', from)
  ]);
}

/** The chosen codings get a new code next to it. */
export function splitCode(
  rows: BookRows,
  codeId: string,
  made: CodeRow,
  codingIds: readonly string[]
): Result<Change[]> {
  if (!rows.codes.some(({ id }) => id === codeId)) return refuse('not-found');
  const chosen = rows.codings.filter((coding) => coding.codeId === codeId && codingIds.includes(coding.id));
  if (chosen.length === 0 || chosen.length !== new Set(codingIds).size)
    return refuse('invalid', { field: 'codings' });
  return bounded([added('code', made), ...recodedTo(chosen, made.id, rows)]);
}

export function recode(rows: BookRows, codingIds: readonly string[], codeId: string): Result<Change[]> {
  if (!rows.codes.some(({ id }) => id === codeId)) return refuse('not-found');
  const chosen = rows.codings.filter(({ id }) => codingIds.includes(id));
  if (chosen.length === 0 || chosen.length !== new Set(codingIds).size)
    return refuse('invalid', { field: 'codings' });
  return bounded(
    recodedTo(
      chosen.filter((coding) => coding.codeId !== codeId),
      codeId,
      rows
    )
  );
}

/** Removes codings with what was noted of them. */
export const removeCodings = (
  rows: Pick<BookRows, 'codings' | 'memos'>,
  codingIds: readonly string[]
): Change[] => [
  ...rows.memos
    .filter(({ aboutKind, aboutId }) => aboutKind === 'coding' && codingIds.includes(aboutId))
    .map((memo) => removed('codingMemo', memo)),
  ...rows.codings.filter(({ id }) => codingIds.includes(id)).map((coding) => removed('coding', coding))
];

/** Removes a code that tags nothing and has none below it, with what was noted of it. */
export function removeCode(rows: BookRows, codeId: string): Result<Change[]> {
  const code = rows.codes.find(({ id }) => id === codeId);
  if (!code) return refuse('not-found');
  if (
    rows.codings.some((coding) => coding.codeId === codeId) ||
    rows.codes.some(({ parentId }) => parentId === codeId)
  )
    return refuse('in-use');
  return ok([
    ...rows.memos
      .filter(({ aboutKind, aboutId }) => aboutKind === 'code' && aboutId === codeId)
      .map((memo) => removed('codingMemo', memo)),
    removed('code', code)
  ]);
}

/** Puts a code below another, or at the top, before one of the codes there, or at their end for null. */
export function moveCode(
  codes: readonly CodeRow[],
  codeId: string,
  parentId: string | null,
  beforeId: string | null
): Result<Change[]> {
  const code = codes.find(({ id }) => id === codeId);
  if (!code) return refuse('not-found');
  const siblings = childrenOf(codes, parentId).filter(({ id }) => id !== codeId);
  const at = beforeId === null ? siblings.length : siblings.findIndex(({ id }) => id === beforeId);
  if (at < 0) return refuse('invalid', { field: 'before' });
  const order = [...siblings.slice(0, at), code, ...siblings.slice(at)];
  return ok(
    order.flatMap((one, position) =>
      one.position === position && one.parentId === parentId
        ? []
        : [updated('code', one, { parentId, position })]
    )
  );
}

/** Returns the position behind all codes below one. */
export const endOf = (codes: readonly CodeRow[], parentId: string | null): number =>
  Math.max(-1, ...codes.filter((code) => code.parentId === parentId).map(({ position }) => position)) + 1;

const bounded = (changes: Change[]): Result<Change[]> =>
  changes.length > mostChanges ? refuse('too-many') : ok(changes);

const idOf = ({ before, after }: Change): string => (before ?? after)?.id ?? '';

export const rowKey = (change: Change): string => `${change.table} ${idOf(change)}`;

/**
 * Returns the changes that take others back. The rows are as they were; only their versions go on, so that nobody
 * saves over them what they have not seen.
 */
export const inverseOf = (changes: readonly Change[]): Change[] =>
  changes.toReversed().map(
    ({ table, before, after }) =>
      ({
        table,
        before: after,
        after: before && { ...before, version: (after?.version ?? before.version) + 1 }
      }) as Change
  );

/** Checks whether the rows are as changes left them: then these can be taken back. */
export const areAsLeft = (
  changes: readonly Change[],
  present: (change: Change) => object | undefined
): boolean =>
  changes.every((change) => {
    const now = present(change);
    return change.after === null ? now === undefined : isSame(change.after, now);
  });

const isSame = (a: object, b: object | undefined): boolean =>
  b !== undefined &&
  Object.entries(a).every(([name, value]) => (b as Record<string, unknown>)[name] === value);

export function applied(rows: BookRows, changes: readonly Change[]): BookRows {
  const next = <Table extends 'code' | 'coding' | 'codingMemo'>(
    table: Table,
    list: readonly RowOf[Table][]
  ): RowOf[Table][] => {
    const byId = new Map(list.map((row) => [row.id, row]));
    for (const change of changes) {
      if (change.table !== table) continue;
      if (change.after === null) byId.delete(idOf(change));
      else byId.set(change.after.id, change.after as RowOf[Table]);
    }
    return [...byId.values()];
  };
  return {
    codes: next('code', rows.codes),
    codings: next('coding', rows.codings),
    memos: next('codingMemo', rows.memos)
  };
}

/** Checks that all codings have a code, that codes are below codes that exist, and none is below itself. */
export function isSound({ codes, codings }: Pick<BookRows, 'codes' | 'codings'>): boolean {
  const parents = new Map(codes.map(({ id, parentId }) => [id, parentId]));
  const ends = (start: string): boolean => {
    const seen = new Set<string>();
    for (let at: string | null | undefined = start; at !== null; at = parents.get(at)) {
      if (at === undefined || seen.has(at) || !parents.has(at)) return false;
      seen.add(at);
    }
    return true;
  };
  return codings.every(({ codeId }) => parents.has(codeId)) && codes.every(({ id }) => ends(id));
}
