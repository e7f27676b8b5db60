/** Plans what a REFI-QDA file adds to the codes, codings and memos of a study, and what is left out. */
import { deepestCode, mostCodes } from '#rules/coding/code-book.ts';
import { added, endOf, mostChanges } from '#rules/coding/coding-acts.ts';
import type { Change, CodeRow, CodingRow } from '#rules/coding/coding-rows.ts';
import type { GuidFor } from '#rules/coding/coding-export.ts';
import type { LeftReason, ReceivedCoding, ReceivedFile } from '#rules/coding/coding-import.ts';
import { codedKey, isHiddenFrom, mostCodings } from '#rules/coding/coding.ts';
import { guidOf, type Guid, type QdaFault, type QdaLoss } from '#rules/coding/qda-project.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { QdaUnread } from './qda-files.ts';
import { takenIds } from './store/coding-ids.ts';
import type { ActContext } from './acting.ts';
import type { MadeThing } from './coded-things.ts';
import { inTurns } from '#server/process/in-turns.ts';
import { guidOfName } from './qda-guids.ts';

/** Counts what was taken in and what was there already. */
export interface TakenIn {
  readonly added: number;
  readonly known: number;
}

export interface LeftOut {
  readonly reason: LeftReason;
  readonly count: number;
  /** Lists the texts of the first few. */
  readonly texts: readonly string[];
}

export type QdaReceipt =
  | { readonly unread: QdaUnread }
  | {
      readonly codes: TakenIn;
      readonly codings: TakenIn;
      readonly left: readonly LeftOut[];
      readonly losses: readonly QdaLoss[];
    };

export type Unread = { readonly unread: QdaUnread };

export const fault = (name: QdaFault, detail: string): QdaUnread => ({ fault: name, detail });

/** Describes what a coding marks, with the fingerprint of its words. */
export interface PlacedThing extends MadeThing {
  readonly wordsPrint: string;
}

/** Holds the codings of a file that the sender may add, with what each marks in the study. */
export interface Prepared {
  readonly guidFor: GuidFor;
  readonly placed: readonly { readonly coding: ReceivedCoding; readonly things: readonly PlacedThing[] }[];
  /** Names the codings of the file that are others', or mark nothing of the study as it is. */
  readonly left: ReadonlyMap<ReceivedCoding, LeftReason>;
  readonly isSenders: (user: Guid | null) => boolean;
}

type Planned =
  | { readonly unread: QdaUnread }
  | { readonly changes: readonly Change[]; readonly receipt: QdaReceipt };

interface Planning {
  readonly context: ActContext<unknown>;
  readonly prepared: Prepared;
  readonly made: Pick<CodeRow, 'studyId' | 'userId' | 'at' | 'version'>;
  readonly idFor: (guid: Guid, part?: number) => string;
  /** Returns the id of a code of the study, or of the new one. */
  readonly idOfCode: (guid: Guid) => string;
}

export async function plan(
  context: ActContext<unknown>,
  { codes, codings, memos, losses }: ReceivedFile,
  prepared: Prepared
): Promise<Result<Planned>> {
  const { trx, subject, actor, at, rows } = context;
  const { study } = subject;
  const { guidFor, left } = prepared;
  const idFor = await newIds(trx, study.id, [...codes, ...codings, ...memos]);
  const byGuid = new Map(rows.codes.map((code) => [guidFor('code', code.id), code]));
  const idOfCode = (guid: Guid): string => byGuid.get(guid)?.id ?? idFor(guid);
  const made = { studyId: study.id, userId: actor.userId, at, version: 1 };
  const planning: Planning = { context, prepared, made, idFor, idOfCode };
  const plannedCodes = planCodes(planning, codes);
  if ('unread' in plannedCodes) return ok(plannedCodes);
  const { newCodes } = plannedCodes;
  const { newCodings, rowOf, visible, known } = await planCodings(planning, codings);
  if (rows.codings.length + newCodings.length > mostCodings) return refuse('too-many');
  const newMemos = planMemos(planning, { codes, codings, memos }, rowOf);
  const changes = [
    ...newCodes.map((code) => added('code', code)),
    ...newCodings.map((coding) => added('coding', coding)),
    ...newMemos.map((memo) => added('codingMemo', memo))
  ];
  if (changes.length > mostChanges) return refuse('too-many');
  const missed = codings.filter((coding) => left.has(coding) && !visible.has(coding.guid));
  return ok({
    changes,
    receipt: {
      codes: { added: newCodes.length, known: codes.length - newCodes.length },
      codings: { added: newCodings.length, known },
      left: leftOut(missed, left),
      losses
    }
  });
}

/** Plans the codes that the study does not have, each below its parent. */
function planCodes(
  { context: { rows }, made, idFor, idOfCode }: Planning,
  codes: ReceivedFile['codes']
): Unread | { readonly newCodes: readonly CodeRow[] } {
  const known = new Set(rows.codes.map(({ id }) => id));
  const allCodes: CodeRow[] = [...rows.codes];
  const newCodes: CodeRow[] = [];
  for (const { guid, parent, label, definition, colour } of codes) {
    if (known.has(idOfCode(guid))) continue;
    const parentId = parent === null ? null : idOfCode(parent);
    if (depthOf(allCodes, parentId) >= deepestCode)
      return { unread: fault('codes-too-deep', label.en || label.zh) };
    const code: CodeRow = {
      ...made,
      id: idFor(guid),
      parentId,
      position: endOf(allCodes, parentId),
      labelEn: label.en,
      labelZh: label.zh,
      definitionEn: definition.en,
      definitionZh: definition.zh,
      colour
    };
    allCodes.push(code);
    newCodes.push(code);
  }
  return allCodes.length > mostCodes ? { unread: fault('too-many-codes', String(mostCodes)) } : { newCodes };
}

interface PlannedCodings {
  readonly newCodings: readonly CodingRow[];
  /** Maps the codings of the file to the rows that say the same. */
  readonly rowOf: ReadonlyMap<Guid, string>;
  /** Maps the codings that the sender sees already to their rows. */
  readonly visible: ReadonlyMap<Guid, string>;
  /** Counts those of the file that are there. */
  readonly known: number;
}

/** Plans the codings that the sender has not made yet. */
async function planCodings(
  { context: { actor, rows, tasks }, prepared: { guidFor, placed }, made, idFor, idOfCode }: Planning,
  codings: ReceivedFile['codings']
): Promise<PlannedCodings> {
  const seen = rows.codings.filter(
    (coding) => !isHiddenFrom(actor.userId, { ...coding, coderId: coding.userId }, tasks)
  );
  const visible = new Map<Guid, string>();
  await inTurns(seen, ({ id }) => void visible.set(guidFor('coding', id), id));
  const own = new Set(
    rows.codings
      .filter(({ userId }) => userId === actor.userId)
      .map(({ codeId, wordsPrint }) => `${codeId} ${wordsPrint}`)
  );
  const newCodings: CodingRow[] = [];
  const rowOf = new Map<Guid, string>(visible);
  let known = codings.filter(({ guid }) => visible.has(guid)).length;
  await inTurns(placed, ({ coding, things }) => {
    if (visible.has(coding.guid)) return;
    const codeId = idOfCode(coding.code);
    const fresh = things.filter(({ wordsPrint }) => !own.has(`${codeId} ${wordsPrint}`));
    if (fresh.length === 0) known += 1;
    for (const [part, { thing, wordsPrint, cityId, section }] of fresh.entries()) {
      own.add(`${codeId} ${wordsPrint}`);
      const id = idFor(coding.guid, part);
      if (part === 0) rowOf.set(coding.guid, id);
      newCodings.push({
        ...made,
        id,
        codeId,
        kind: thing.kind,
        key: codedKey(thing),
        wordsPrint,
        content: JSON.stringify(thing),
        cityId,
        section
      });
    }
  });
  return { newCodings, rowOf, visible, known };
}

function planMemos(
  { context: { rows }, prepared: { guidFor, isSenders }, made, idFor, idOfCode }: Planning,
  { codes, codings, memos }: Pick<ReceivedFile, 'codes' | 'codings' | 'memos'>,
  rowOf: PlannedCodings['rowOf']
) {
  const known = new Set(rows.memos.map(({ id }) => guidFor('memo', id)));
  const about = new Map<Guid, { readonly aboutKind: 'code' | 'coding'; readonly aboutId: string }>();
  for (const { guid, notes } of codes)
    for (const note of notes) about.set(note, { aboutKind: 'code', aboutId: idOfCode(guid) });
  for (const { guid, notes } of codings) {
    const aboutId = rowOf.get(guid);
    if (aboutId !== undefined) for (const note of notes) about.set(note, { aboutKind: 'coding', aboutId });
  }
  return memos.flatMap(({ guid, user, text }) => {
    const target = about.get(guid);
    return target && isSenders(user) && !known.has(guid)
      ? [{ ...made, ...target, id: idFor(guid), textEn: text.en, textZh: text.zh }]
      : [];
  });
}

/**
 * Returns the ids of new rows: the GUIDs of the file, so that they go out again as they came; where another row has
 * one already, such as a row of another study, an id that is made from it and the study.
 */
async function newIds(
  trx: ActContext['trx'],
  studyId: string,
  things: readonly { readonly guid: Guid }[]
): Promise<(guid: Guid, part?: number) => string> {
  const guids = [...new Set(things.map(({ guid }) => guid))].filter((guid) => guidOf(guid) === guid);
  const taken = await takenIds(trx, guids);
  return (guid, part = 0) =>
    part === 0 && !taken.has(guid) ? guid : guidOfName(`${studyId} received ${guid} ${part}`);
}

function depthOf(codes: readonly CodeRow[], parentId: string | null): number {
  let depth = 0;
  for (let at = parentId; at !== null && depth <= deepestCode; depth += 1)
    at = codes.find(({ id }) => id === at)?.parentId ?? null;
  return depth;
}

const mostNamed = 5;

function leftOut(
  codings: readonly ReceivedCoding[],
  reasons: ReadonlyMap<ReceivedCoding, LeftReason>
): LeftOut[] {
  const found = new Map<LeftReason, ReceivedCoding[]>();
  for (const coding of codings) {
    const reason = reasons.get(coding);
    if (!reason) continue;
    const known = found.get(reason);
    if (known) known.push(coding);
    else found.set(reason, [coding]);
  }
  return Array.from(found, ([reason, all]) => ({
    reason,
    count: all.length,
    texts: [...new Set(all.map(({ text }) => text.name))].filter(Boolean).slice(0, mostNamed)
  }));
}
