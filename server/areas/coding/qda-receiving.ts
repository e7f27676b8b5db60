/**
 * Takes in a REFI-QDA file: its codes, and the codings that its sender made of texts of the study. It is one act of
 * the history, so that it is taken in as a whole or not at all, and undone at once. Nobody sends codings in the name
 * of another coder.
 */
import { deepestCode, longestCodeLabel, longestDefinition, mostCodes } from '#rules/coding/code-book.ts';
import { added, endOf, mostChanges } from '#rules/coding/coding-acts.ts';
import type { Change, CodeRow, CodingRow } from '#rules/coding/coding-rows.ts';
import type { GuidFor } from '#rules/coding/coding-export.ts';
import {
  presentLine,
  type LeftReason,
  type ReceivedCoding,
  type ReceivedFile
} from '#rules/coding/coding-import.ts';
import { codedKey, isHiddenFrom, longestMemo, mostCodings, type CodingTarget } from '#rules/coding/coding.ts';
import { answerParts } from '#rules/framework/framework.ts';
import { locales } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import { guidOf, type Guid, type QdaFault, type QdaLoss } from '#rules/coding/qda-project.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Preparation } from '#server/commands/command.ts';
import { take } from '#server/commands/refused.ts';
import type { QdaUnread } from '#areas/exchange';
import { listChapters } from '#areas/assessments';
import { listCities } from '#areas/cities';
import { listCodings } from './store/coding.ts';
import { listCommentIds, takenIds } from './store/coding-ids.ts';
import { listFrameworks } from '#areas/framework';
import { listTalks } from '#areas/context';
import type { AuthorizedStudy, studySubject } from '#areas/study';
import { act, type ActContext, type CodingTools, type MadeAct } from './acting.ts';
import { openCodedReader, type CodedReader, type MadeThing } from './coded-things.ts';
import { inTurns } from './in-turns.ts';
import { listCoders } from './passes.ts';
import { guidOfName, guidsOfStudy } from './qda-guids.ts';
import { passageTextId } from './qda-sending.ts';
import { openQdaTexts, type QdaLines, type QdaTexts, type QdaTextTools } from './qda-texts.ts';
import { wordsPrintOf } from './tagging.ts';

/** Counts what was taken in and what was there already. */
export interface TakenIn {
  readonly added: number;
  readonly known: number;
}

/** Names codings that were not taken in. */
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

type Unread = { readonly unread: QdaUnread };

/** Reads a file outside of the transaction, with the codings in it that its sender may add. */
async function read(
  { db, deps, actor, subject, grants, abilities }: Preparation<CodingTools, typeof studySubject>,
  bytes: Uint8Array
): Promise<Unread | { readonly received: ReceivedFile; readonly prepared: Prepared }> {
  const file = take(await deps.qdaFiles.read(bytes, actor.userId));
  if ('unread' in file) return file;
  const { received } = file;
  const unfit = unfitIn(received);
  if (unfit) return { unread: unfit };
  return {
    received,
    prepared: await prepare({ ...deps, db }, actor, { ...subject, grants, abilities }, received)
  };
}

/** Takes in a file. What makes it unreadable is a value, with the name of what is wrong in it. */
export const receiveFile = act(
  { name: 'receive-file', prepare: read },
  async (context, _bytes: Uint8Array): Promise<MadeAct<QdaReceipt>> => {
    const none = { kind: 'imported', changes: [], codeId: null } as const;
    if ('unread' in context.prepared) return { ...none, result: context.prepared };
    const { received, prepared } = context.prepared;
    const planned = take(await plan(context, received, prepared));
    return 'unread' in planned
      ? { ...none, result: planned }
      : { ...none, changes: planned.changes, result: planned.receipt };
  }
);

const fault = (name: QdaFault, detail: string): QdaUnread => ({ fault: name, detail });

/** Finds what the code book of a study cannot hold. */
function unfitIn({ codes, memos }: ReceivedFile): QdaUnread | null {
  for (const { guid, label, definition } of codes) {
    const name = label.en || label.zh;
    if (name === '') return fault('nameless-code', guid);
    if (name.length > longestCodeLabel || label.zh.length > longestCodeLabel)
      return fault('name-too-long', name.slice(0, 60));
    if (Math.max(definition.en.length, definition.zh.length) > longestDefinition)
      return fault('description-too-long', name);
  }
  const long = memos.find(({ text }) => Math.max(text.en.length, text.zh.length) > longestMemo);
  return long ? fault('memo-too-long', (long.text.en || long.text.zh).slice(0, 60)) : null;
}

/** Describes what a coding marks, with the fingerprint of its words. */
interface PlacedThing extends MadeThing {
  readonly wordsPrint: string;
}

/** Holds the codings of a file that the sender may add, with what each marks in the study. */
interface Prepared {
  readonly guidFor: GuidFor;
  readonly placed: readonly { readonly coding: ReceivedCoding; readonly things: readonly PlacedThing[] }[];
  /** Names the codings of the file that are others', or mark nothing of the study as it is. */
  readonly left: ReadonlyMap<ReceivedCoding, LeftReason>;
  readonly isSenders: (user: Guid | null) => boolean;
}

async function prepare(
  tools: QdaTextTools,
  actor: Actor,
  authorized: AuthorizedStudy,
  { codings }: ReceivedFile
): Promise<Prepared> {
  const { db, citedContent } = tools;
  const { study } = authorized;
  const guidFor = guidsOfStudy(study.id);
  const reader = await openCodedReader(db, citedContent, { actor, ...authorized });
  const texts = await openQdaTexts(tools, { actor, study }, reader);
  const places = await openPlaces(tools, authorized, { guidFor, texts });
  const coders = [...(await listCoders(db, study)), ...(await listCodings(db, study.id)).map(coderOf)];
  const others = new Set(coders.filter((id) => id !== actor.userId).map((id) => guidFor('user', id)));
  const isSenders = (user: Guid | null): boolean => user === null || !others.has(user);
  const placed: { coding: ReceivedCoding; things: PlacedThing[] }[] = [];
  const left = new Map<ReceivedCoding, LeftReason>();
  await inTurns(codings, async (coding) => {
    const found = isSenders(coding.user) ? await thingsOf(coding, places, reader) : 'other-coder';
    if (typeof found === 'string') left.set(coding, found);
    else placed.push({ coding, things: found });
  });
  return { guidFor, placed, left, isSenders };
}

const coderOf = ({ userId }: Pick<CodingRow, 'userId'>): string => userId;

interface Place {
  readonly read: () => Promise<QdaLines>;
  /** Returns what a line is of which some words are marked. */
  readonly target: (block: string | null, quote: string) => CodingTarget;
}

async function openPlaces(
  { db }: QdaTextTools,
  { study, abilities }: AuthorizedStudy,
  { guidFor, texts }: { readonly guidFor: GuidFor; readonly texts: QdaTexts }
): Promise<ReadonlyMap<Guid, Place>> {
  const places = new Map<Guid, Place>();
  const frameworks = await listFrameworks(db, study.id);
  const parts = frameworks.flatMap((framework) => answerParts(framework));
  const sections = [...new Set(frameworks.flatMap((one) => one.characteristics.map(({ id }) => id)))];
  const questions = [...new Set(parts.flatMap((part) => part.questions.map(({ id }) => id)))];
  const cities = (await listCities(db, study.id)).map(({ id }) => id);
  const addWords = (target: Exclude<CodingTarget, { readonly kind: 'passage' }>): void => {
    const read = once(() => texts.words(target));
    places.set(guidFor('text', codedKey(target)), { read, target: () => target });
  };
  const addPassages = (place: Parameters<QdaTexts['passages']>[0]): void => {
    for (const language of locales)
      places.set(guidFor('text', passageTextId(place, language)), {
        read: once(() => texts.passages(place, language)),
        target: (block, quote) => ({ kind: 'passage', place, block: block ?? '', quote })
      });
  };
  for (const city of cities) {
    for (const section of sections) addPassages({ city, section });
    for (const question of questions) addWords({ kind: 'answer', city, question });
  }
  for (const { slug } of await listChapters(db, study.id)) addPassages({ chapter: slug, section: 'body' });
  for (const id of await listCommentIds(db, study.id)) addWords({ kind: 'comment', id });
  if (abilities.has('study.research'))
    for (const { id } of await listTalks(db, study.id)) addWords({ kind: 'note', id });
  return places;
}

/** Returns what a coding marks: one passage for each line that it touches; the reason where it marks none. */
async function thingsOf(
  { text, lines }: ReceivedCoding,
  places: ReadonlyMap<Guid, Place>,
  reader: CodedReader
): Promise<PlacedThing[] | LeftReason> {
  const place = places.get(text.guid);
  if (!place) return 'other-text';
  const present = (await place.read()).lines;
  if (present.length === 0) return 'other-text';
  const words = present.map((line) => line.words);
  const things: PlacedThing[] = [];
  for (const marked of lines) {
    const at = presentLine(words, marked);
    const line = at === null ? undefined : present[at];
    const made = line && (await reader.made(place.target(line.block, marked.quote)));
    if (!made?.ok) return 'changed';
    const wordsPrint = wordsPrintOf(made.value.thing);
    if (!things.some((one) => one.wordsPrint === wordsPrint)) things.push({ ...made.value, wordsPrint });
  }
  return things.length === 0 ? 'changed' : things;
}

type Planned =
  { readonly unread: QdaUnread } | { readonly changes: readonly Change[]; readonly receipt: QdaReceipt };

/** Holds what new rows are made of. */
interface Planning {
  readonly context: ActContext<unknown>;
  readonly prepared: Prepared;
  readonly made: Pick<CodeRow, 'studyId' | 'userId' | 'at' | 'version'>;
  readonly idFor: (guid: Guid, part?: number) => string;
  /** Returns the id of a code of the study, or of the new one. */
  readonly idOfCode: (guid: Guid) => string;
}

/** Plans the rows of a file on the rows that there are. */
async function plan(
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

/** Plans the sender's memos about codes and codings of the file. */
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

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= work());
}
