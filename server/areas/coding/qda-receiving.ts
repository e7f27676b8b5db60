/**
 * Takes in a REFI-QDA file: its codes, and the codings that its sender made of texts of the study. It is one act of
 * the history, so that it is taken in as a whole or not at all, and undone at once. Nobody sends codings in the name
 * of another coder.
 */
import type { GuidFor } from '#rules/coding/coding-export.ts';
import { longestCodeLabel, longestDefinition } from '#rules/coding/code-book.ts';
import type { CodingRow } from '#rules/coding/coding-rows.ts';
import {
  presentLine,
  type LeftReason,
  type ReceivedCoding,
  type ReceivedFile
} from '#rules/coding/coding-import.ts';
import { codedKey, longestMemo, type CodingTarget } from '#rules/coding/coding.ts';
import { answerParts } from '#rules/framework/framework.ts';
import { locales } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import type { Guid } from '#rules/coding/qda-project.ts';
import type { Preparation } from '#server/commands/command-spec.ts';
import { take } from '#server/commands/refused.ts';
import type { QdaUnread } from './qda-files.ts';
import { listChapters } from '#areas/assessments';
import { listCities } from '#areas/cities';
import { listCodings } from './store/coding.ts';
import { listCommentIds } from './store/coding-ids.ts';
import { listFrameworks } from '#areas/framework';
import { listTalks } from '#areas/context';
import type { AuthorizedStudy, studySubject } from '#areas/study';
import { act, type CodingTools, type MadeAct } from './acting.ts';
import { openCodedReader, type CodedReader } from './coded-things.ts';
import { inTurns } from '#server/process/in-turns.ts';
import { listCoders } from './passes.ts';
import { guidsOfStudy } from './qda-guids.ts';
import { passageTextId } from './qda-sending.ts';
import { openQdaTexts, type QdaLines, type QdaTexts, type QdaTextTools } from './qda-texts.ts';
import { wordsPrintOf } from './tagging.ts';
import { type QdaReceipt, plan, type Unread, fault, type Prepared, type PlacedThing } from './qda-plan.ts';

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

/** What makes it unreadable is a value, with the name of what is wrong in it. */
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

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= work());
}
