/**
 * Manages the code book: codes are added, changed, moved, merged, split and removed, codings recoded, and each of
 * these is undone from the history.
 */
import { mostCodes, validateCode, validateParent, type CodeInput } from '#rules/coding/code-book.ts';
import {
  added,
  areAsLeft,
  endOf,
  inverseOf,
  mergeCodes,
  moveCode,
  recode,
  removeCode,
  rowKey,
  splitCode,
  updatedCode
} from '#rules/coding/coding-acts.ts';
import type { Change, CodeRow, MemoRow } from '#rules/coding/coding-rows.ts';
import { isHiddenFrom, longestMemo } from '#rules/coding/coding.ts';
import { isWellFormed } from '#base/bad-characters.ts';
import type { Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { refused, take } from '#server/commands/refused.ts';
import { changesOf, findAct, markUndone, presentRows } from './store/coding.ts';
import { act, areHidden, type MadeAct } from './acting.ts';
import { addedCode, newCode } from './new-code.ts';

type Named = Pick<CodeRow, 'id' | 'version'>;

export interface MemoTarget {
  readonly aboutKind: MemoRow['aboutKind'];
  readonly aboutId: string;
}

export const addCode = act(
  { name: 'add-code' },
  (context, input: CodeInput & { readonly parentId: string | null }) => addedCode(context, input)
);

export const changeCode = act(
  { name: 'change-code' },
  ({ rows, at, actor }, { id, version }: Named, input: CodeInput): MadeAct<null> => {
    const { label, definition, colour } = take(validateCode(input));
    const code = rows.codes.find((one) => one.id === id);
    if (!code) throw refused('not-found');
    if (code.version !== version) throw refused('stale');
    const change = {
      labelEn: label.en,
      labelZh: label.zh,
      definitionEn: definition.en,
      definitionZh: definition.zh,
      colour,
      userId: actor.userId,
      at
    };
    return { kind: 'code-changed', changes: [updatedCode(code, change)], codeId: id, result: null };
  }
);

/** Puts a code below another, or at the top, before one of the codes there, or at their end. */
export const placeCode = act(
  { name: 'move-code' },
  (
    { rows },
    id: string,
    { parentId, beforeId }: { readonly parentId: string | null; readonly beforeId: string | null }
  ): MadeAct<null> => {
    take(validateParent(rows.codes, id, parentId));
    const changes = take(moveCode(rows.codes, id, parentId, beforeId));
    return { kind: 'code-moved', changes, codeId: id, result: null };
  }
);

/** Removes a code that tags nothing. */
export const takeOutCode = act({ name: 'remove-code' }, ({ rows }, { id, version }: Named): MadeAct<null> => {
  const code = rows.codes.find((one) => one.id === id);
  if (code && code.version !== version) throw refused('stale');
  return { kind: 'code-removed', changes: take(removeCode(rows, id)), codeId: id, result: null };
});

/** `wrong-state` while a second pass is open. */
export const joinCodes = act(
  { name: 'merge-codes' },
  ({ rows }, fromId: string, intoId: string): MadeAct<null> => ({
    kind: 'codes-merged',
    changes: take(mergeCodes(rows, fromId, intoId)),
    codeId: fromId,
    result: null
  })
);

/** Gives chosen codings of a code a new code next to it. */
export const divideCode = act(
  { name: 'split-code' },
  (
    context,
    id: string,
    { codingIds, ...input }: CodeInput & { readonly codingIds: readonly string[] }
  ): MadeAct<{ readonly id: string }> => {
    const { rows } = context;
    const checked = take(validateCode(input));
    const code = rows.codes.find((one) => one.id === id);
    if (!code) throw refused('not-found');
    if (rows.codes.length >= mostCodes) throw refused('too-many');
    const { parentId } = code;
    const made = newCode(context, checked, { parentId, position: endOf(rows.codes, parentId) });
    const changes = take(splitCode(rows, id, made, codingIds));
    return { kind: 'code-split', changes, codeId: id, result: { id: made.id } };
  }
);

export const recodeCodings = act(
  { name: 'recode' },
  ({ rows }, codingIds: readonly string[], codeId: string): MadeAct<null> => ({
    kind: 'recoded',
    changes: take(recode(rows, codingIds, codeId)),
    codeId,
    result: null
  })
);

export const addMemo = act(
  { name: 'add-memo' },
  (
    { rows, tasks, subject, actor, at, deps },
    { aboutKind, aboutId }: MemoTarget,
    text: Bilingual
  ): MadeAct<null> => {
    take(validateMemo(text));
    if (text.en.trim() === '' && text.zh.trim() === '') throw refused('invalid', { field: 'memo' });
    const coding = rows.codings.find(({ id }) => aboutKind === 'coding' && id === aboutId);
    const codeId = aboutKind === 'code' ? aboutId : (coding?.codeId ?? '');
    if (!rows.codes.some(({ id }) => id === codeId)) throw refused('not-found');
    if (coding && isHiddenFrom(actor.userId, { ...coding, coderId: coding.userId }, tasks))
      throw refused('not-found');
    const memo: MemoRow = {
      id: deps.newId(),
      studyId: subject.study.id,
      aboutKind,
      aboutId,
      textEn: text.en,
      textZh: text.zh,
      userId: actor.userId,
      at,
      version: 1
    };
    // The coding stays as it is; it says whether the act is told.
    const unchanged: Change[] = coding ? [{ table: 'coding', before: coding, after: coding }] : [];
    return { kind: 'memo-changed', changes: [added('codingMemo', memo), ...unchanged], codeId, result: null };
  }
);

/** The memo is one's own; an empty text removes it. */
export const changeMemo = act(
  { name: 'change-memo' },
  ({ rows, at, actor }, { id, version }: Pick<MemoRow, 'id' | 'version'>, text: Bilingual): MadeAct<null> => {
    take(validateMemo(text));
    const memo = rows.memos.find((one) => one.id === id && one.userId === actor.userId);
    if (!memo) throw refused('not-found');
    if (memo.version !== version) throw refused('stale');
    const coding = rows.codings.find((one) => memo.aboutKind === 'coding' && one.id === memo.aboutId);
    const isEmpty = text.en.trim() === '' && text.zh.trim() === '';
    const after = { ...memo, textEn: text.en, textZh: text.zh, at, version: version + 1 };
    const unchanged: Change[] = coding ? [{ table: 'coding', before: coding, after: coding }] : [];
    return {
      kind: 'memo-changed',
      changes: [{ table: 'codingMemo', before: memo, after: isEmpty ? null : after }, ...unchanged],
      codeId: memo.aboutKind === 'code' ? memo.aboutId : (coding?.codeId ?? null),
      result: null
    };
  }
);

/** `stale` where what it changed has changed since. */
export const undo = act(
  { name: 'undo' },
  async ({ trx, subject: { study }, tasks, actor }, actId: string): Promise<MadeAct<null>> => {
    const done = await findAct(trx, study.id, actId);
    if (!done) throw refused('not-found');
    const changes = changesOf(done);
    if (areHidden(actor.userId, changes, tasks)) throw refused('not-found');
    if (done.undoneBy !== null) throw refused('stale');
    const present = await presentRows(trx, changes);
    if (!areAsLeft(changes, (change) => present.get(rowKey(change)))) throw refused('stale');
    return {
      kind: 'undone',
      changes: inverseOf(changes),
      codeId: done.codeId,
      result: null,
      also: (id) => markUndone(trx, study.id, actId, id)
    };
  }
);

function validateMemo({ en, zh }: Bilingual): Result<null> {
  if (!isWellFormed(en) || !isWellFormed(zh)) return refuse('invalid', { field: 'memo' });
  return Math.max(en.length, zh.length) > longestMemo ? refuse('too-large', { field: 'memo' }) : ok(null);
}
