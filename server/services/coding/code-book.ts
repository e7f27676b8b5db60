/**
 * Manages the code book: codes are added, changed, moved, merged, split and removed, codings recoded, and each of
 * these is undone from the history.
 */
import { mostCodes, validateCode, validateParent, type CodeInput } from '#domain/code-book.ts';
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
  updatedCode,
  type Change,
  type CodeRow,
  type MemoRow
} from '#domain/coding-acts.ts';
import { isHiddenFrom, longestMemo } from '#domain/coding.ts';
import { isWellFormed } from '#domain/bad-characters.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import { changesOf, findAct, markUndone, presentRows } from '../../store/coding.ts';
import { areHidden, runAct } from './acting.ts';
import { addedCode, newCode } from './new-code.ts';

type Named = Pick<CodeRow, 'id' | 'version'>;

export interface MemoTarget {
  readonly aboutKind: MemoRow['aboutKind'];
  readonly aboutId: string;
}

export interface CodeBookEdits {
  addCode(
    actor: Actor,
    studySlug: string,
    input: CodeInput & { readonly parentId: string | null }
  ): Promise<Result<{ readonly id: string }>>;
  changeCode(actor: Actor, studySlug: string, code: Named, input: CodeInput): Promise<Result<null>>;
  /** Puts a code below another, or at the top, before one of the codes there, or at their end. */
  moveCode(
    actor: Actor,
    studySlug: string,
    id: string,
    to: { readonly parentId: string | null; readonly beforeId: string | null }
  ): Promise<Result<null>>;
  /** Removes a code that tags nothing. */
  removeCode(actor: Actor, studySlug: string, code: Named): Promise<Result<null>>;
  /** Merges a code into another. `wrong-state` while a second pass is open. */
  mergeCodes(actor: Actor, studySlug: string, fromId: string, intoId: string): Promise<Result<null>>;
  /** Gives chosen codings of a code a new code next to it. */
  splitCode(
    actor: Actor,
    studySlug: string,
    id: string,
    input: CodeInput & { readonly codingIds: readonly string[] }
  ): Promise<Result<{ readonly id: string }>>;
  recode(
    actor: Actor,
    studySlug: string,
    codingIds: readonly string[],
    codeId: string
  ): Promise<Result<null>>;
  addMemo(actor: Actor, studySlug: string, about: MemoTarget, text: Bilingual): Promise<Result<null>>;
  /** Changes a memo of one's own; an empty text removes it. */
  changeMemo(
    actor: Actor,
    studySlug: string,
    memo: Pick<MemoRow, 'id' | 'version'>,
    text: Bilingual
  ): Promise<Result<null>>;
  /** Takes an act back. `stale` where what it changed has changed since. */
  undo(actor: Actor, studySlug: string, actId: string): Promise<Result<null>>;
}

export function openCodeBookEdits(tools: CommandDeps): CodeBookEdits {
  return {
    addCode: (actor, studySlug, input) =>
      runAct(tools, actor, studySlug, (context) => addedCode(tools, actor, context, input)),

    changeCode: (actor, studySlug, { id, version }, input) =>
      runAct<null>(tools, actor, studySlug, ({ rows, at }) => {
        const checked = validateCode(input);
        if (!checked.ok) return checked;
        const code = rows.codes.find((one) => one.id === id);
        if (!code) return refuse('not-found');
        if (code.version !== version) return refuse('stale');
        const { label, definition, colour } = checked.value;
        const change = {
          labelEn: label.en,
          labelZh: label.zh,
          definitionEn: definition.en,
          definitionZh: definition.zh,
          colour,
          userId: actor.userId,
          at
        };
        return ok({ kind: 'code-changed', changes: [updatedCode(code, change)], codeId: id, result: null });
      }),

    moveCode: (actor, studySlug, id, { parentId, beforeId }) =>
      runAct<null>(tools, actor, studySlug, ({ rows }) => {
        const placed = validateParent(rows.codes, id, parentId);
        if (!placed.ok) return placed;
        const changes = moveCode(rows.codes, id, parentId, beforeId);
        if (!changes.ok) return changes;
        return ok({ kind: 'code-moved', changes: changes.value, codeId: id, result: null });
      }),

    removeCode: (actor, studySlug, { id, version }) =>
      runAct<null>(tools, actor, studySlug, ({ rows }) => {
        const code = rows.codes.find((one) => one.id === id);
        if (code && code.version !== version) return refuse('stale');
        const changes = removeCode(rows, id);
        if (!changes.ok) return changes;
        return ok({ kind: 'code-removed', changes: changes.value, codeId: id, result: null });
      }),

    mergeCodes: (actor, studySlug, fromId, intoId) =>
      runAct<null>(tools, actor, studySlug, ({ rows }) => {
        const changes = mergeCodes(rows, fromId, intoId);
        if (!changes.ok) return changes;
        return ok({ kind: 'codes-merged', changes: changes.value, codeId: fromId, result: null });
      }),

    splitCode: (actor, studySlug, id, { codingIds, ...input }) =>
      runAct<{ id: string }>(tools, actor, studySlug, (context) => {
        const { rows } = context;
        const checked = validateCode(input);
        if (!checked.ok) return checked;
        const code = rows.codes.find((one) => one.id === id);
        if (!code) return refuse('not-found');
        if (rows.codes.length >= mostCodes) return refuse('too-many');
        const { parentId } = code;
        const made = newCode(tools, actor, context, checked.value, {
          parentId,
          position: endOf(rows.codes, parentId)
        });
        const changes = splitCode(rows, id, made, codingIds);
        if (!changes.ok) return changes;
        return ok({ kind: 'code-split', changes: changes.value, codeId: id, result: { id: made.id } });
      }),

    recode: (actor, studySlug, codingIds, codeId) =>
      runAct<null>(tools, actor, studySlug, ({ rows }) => {
        const changes = recode(rows, codingIds, codeId);
        if (!changes.ok) return changes;
        return ok({ kind: 'recoded', changes: changes.value, codeId, result: null });
      }),

    addMemo: (actor, studySlug, { aboutKind, aboutId }, text) =>
      runAct<null>(tools, actor, studySlug, ({ rows, tasks, study, at }) => {
        const checked = validateMemo(text);
        if (!checked.ok) return checked;
        if (text.en.trim() === '' && text.zh.trim() === '') return refuse('invalid', { field: 'memo' });
        const coding = rows.codings.find(({ id }) => aboutKind === 'coding' && id === aboutId);
        const codeId = aboutKind === 'code' ? aboutId : (coding?.codeId ?? '');
        if (!rows.codes.some(({ id }) => id === codeId)) return refuse('not-found');
        if (coding && isHiddenFrom(actor.userId, { ...coding, coderId: coding.userId }, tasks))
          return refuse('not-found');
        const memo: MemoRow = {
          id: tools.newId(),
          studyId: study.id,
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
        return ok({
          kind: 'memo-changed',
          changes: [added('codingMemo', memo), ...unchanged],
          codeId,
          result: null
        });
      }),

    changeMemo: (actor, studySlug, { id, version }, text) =>
      runAct<null>(tools, actor, studySlug, ({ rows, at }) => {
        const checked = validateMemo(text);
        if (!checked.ok) return checked;
        const memo = rows.memos.find((one) => one.id === id && one.userId === actor.userId);
        if (!memo) return refuse('not-found');
        if (memo.version !== version) return refuse('stale');
        const coding = rows.codings.find((one) => memo.aboutKind === 'coding' && one.id === memo.aboutId);
        const isEmpty = text.en.trim() === '' && text.zh.trim() === '';
        const after = { ...memo, textEn: text.en, textZh: text.zh, at, version: version + 1 };
        const unchanged: Change[] = coding ? [{ table: 'coding', before: coding, after: coding }] : [];
        return ok({
          kind: 'memo-changed',
          changes: [{ table: 'codingMemo', before: memo, after: isEmpty ? null : after }, ...unchanged],
          codeId: memo.aboutKind === 'code' ? memo.aboutId : (coding?.codeId ?? null),
          result: null
        });
      }),

    undo: (actor, studySlug, actId) =>
      runAct<null>(tools, actor, studySlug, async ({ trx, study, tasks }) => {
        const act = await findAct(trx, study.id, actId);
        if (!act) return refuse('not-found');
        const changes = changesOf(act);
        if (areHidden(actor.userId, changes, tasks)) return refuse('not-found');
        if (act.undoneBy !== null) return refuse('stale');
        const present = await presentRows(trx, changes);
        if (!areAsLeft(changes, (change) => present.get(rowKey(change)))) return refuse('stale');
        return ok({
          kind: 'undone',
          changes: inverseOf(changes),
          codeId: act.codeId,
          result: null,
          also: (id) => markUndone(trx, study.id, actId, id)
        });
      })
  };
}

function validateMemo({ en, zh }: Bilingual): Result<null> {
  if (!isWellFormed(en) || !isWellFormed(zh)) return refuse('invalid', { field: 'memo' });
  return Math.max(en.length, zh.length) > longestMemo ? refuse('too-large', { field: 'memo' }) : ok(null);
}
