/** Loads the facts of rooms, on which rights over a text depend; documents/rules/room-rights decides by them. */
import { z } from 'zod';
import { answersRoot } from '#document/answer-cells.ts';
import { answerSections, cellRule } from '#document/answers.ts';
import { chapterSection, rootNames } from '#document/narrative.ts';
import type { RoomName } from '#document/rooms.ts';
import type { CityId, StudyId } from '#base/ids.ts';
import type { ReopenedQuestion } from '#base/parts.ts';
import { allStepSections } from '#rules/roadmap/roadmap.ts';
import type { Actor } from '#base/permissions.ts';
import type { DocumentFacts } from '#base/document-rights.ts';
import { accessOf } from '#rules/documents/room-rights.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';
import {
  findDocument,
  findDocumentOfRoom,
  findGeneration,
  listDocuments,
  listGenerations,
  type DocumentRow,
  type GenerationRow
} from '#areas/assessments';
import { isOpen, listReopenings, type Reopening } from './store/reopenings.ts';
import { listFrameworkSummaries } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { parsedOnce } from '#server/store/parsed-once.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import { isRoadmap } from './store/step-sections.ts';
import type { AllowedTargets, FoundRoom } from '#server/sync/handshake/room-facts.ts';
import { partsIn } from './response-parts.ts';

/** Undefined for one that does not exist. Rooms are rows, never made on demand. */
export async function findRoom(db: Db, name: RoomName): Promise<FoundRoom | undefined> {
  const document = await findDocumentOfRoom(db, name);
  return document && roomOf(db, document, name.generation);
}

/** Loads the same room again, when only its facts may have changed. */
export async function findRoomOfDocument(
  db: Db,
  documentId: string,
  generation: number
): Promise<FoundRoom | undefined> {
  const document = await findDocument(db, documentId);
  return document && roomOf(db, document, generation);
}

/** Finds the generation of a text that this reader may open, the current one where none is named; undefined for none. */
export async function findReadable(
  db: Db,
  actor: Actor,
  documentId: string,
  generation?: number
): Promise<number | undefined> {
  if (generation === undefined) {
    const document = await findDocument(db, documentId);
    return document && readableAmong(await roomsOf(db, document), actor, document);
  }
  const found = await findRoomOfDocument(db, documentId, generation);
  return found && accessOf(actor, found) !== 'none' ? generation : undefined;
}

/** Those of all generations of these texts, by `documentId@generation`. */
export async function listRoomsOfDocuments(
  db: Db,
  texts: readonly { readonly documentId: string }[]
): Promise<Map<string, FoundRoom>> {
  const ids = [...new Set(texts.map(({ documentId }) => documentId))];
  const [documents, generations, reopenings] = await Promise.all([
    listDocuments(db, ids),
    listGenerations(db, ids),
    listReopenings(db, ids)
  ]);
  return new Map(
    generations.flatMap((row) => {
      const document = documents.get(row.documentId);
      return document
        ? [[`${row.documentId}@${row.n}`, roomFrom(document, row, reopenings.get(row.documentId))]]
        : [];
    })
  );
}

/**
 * Returns the generation of a text that this reader may open, of the rooms that `listRoomsOfDocuments` has loaded;
 * undefined for none. Where questions of a response are reopened, other readers get what was submitted.
 */
export function readableAmong(
  rooms: ReadonlyMap<string, FoundRoom>,
  actor: Actor,
  { id, generation }: Pick<DocumentRow, 'id' | 'generation'>
): number | undefined {
  const current = rooms.get(`${id}@${generation}`);
  if (!current) return undefined;
  const shown = [current, rooms.get(`${id}@${current.base ?? generation}`)];
  return shown.find((room) => room !== undefined && accessOf(actor, room) !== 'none')?.generation;
}

async function roomsOf(db: Db, document: DocumentRow): Promise<Map<string, FoundRoom>> {
  const [generations, reopenings] = await Promise.all([
    listGenerations(db, [document.id]),
    reopeningsOf(db, document)
  ]);
  return new Map(generations.map((row) => [`${document.id}@${row.n}`, roomFrom(document, row, reopenings)]));
}

/** Only what a city answers has any. */
const reopeningsOf = async (db: Db, { id, kind }: DocumentRow): Promise<readonly Reopening[]> =>
  kind === 'response' || kind === 'confidential' ? ((await listReopenings(db, [id])).get(id) ?? []) : [];

async function roomOf(db: Db, document: DocumentRow, generation: number): Promise<FoundRoom | undefined> {
  const row = await findGeneration(db, document.id, generation);
  return row && roomFrom(document, row, await reopeningsOf(db, document));
}

function roomFrom(
  document: DocumentRow,
  row: GenerationRow,
  reopenings: readonly Reopening[] = []
): FoundRoom {
  const open = reopenings.filter(isOpen);
  const base = open[0]?.base ?? null;
  return {
    documentId: document.id,
    studyId: document.studyId as StudyId,
    isBench: document.isBench,
    quotaFactor: document.quotaFactor,
    generation: row.n,
    ended: row.endedAt !== null,
    textModel: row.textModel,
    isShown: (base ?? document.generation) === row.n,
    base,
    facts: factsOf(document, document.generation === row.n ? open : []),
    reopenedQuestions: reopenings.filter(
      ({ generation, closedGeneration }) =>
        generation <= row.n && row.n <= (closedGeneration ?? document.generation)
    )
  };
}

export function factsOf(
  document: Pick<DocumentRow, 'kind' | 'cityId' | 'state'>,
  reopened: readonly ReopenedQuestion[] = []
): DocumentFacts {
  return document.kind === 'chapter'
    ? { kind: 'chapter', state: document.state as ChapterState }
    : {
        kind: document.kind,
        cityId: document.cityId as CityId,
        state: document.state as AssessmentState,
        reopened
      };
}

const partOfFramework = z.object({
  id: z.string(),
  questions: z
    .array(
      z.object({
        id: z.string(),
        recordType: z.string().nullable().default(null),
        facets: z.array(z.object({ id: z.string() })).default([])
      })
    )
    .default([])
});
const frameworkSections = z
  .object({
    characteristics: z.array(partOfFramework),
    profile: z.object({ parts: z.array(partOfFramework) }).optional()
  })
  .transform(({ characteristics, profile }) => ({ characteristics, profile: profile?.parts ?? [] }));

/**
 * Describes the part of a framework that says which parts a text has. A part of the short profile has
 * questions, and no text of its own.
 */
type Outline = z.output<typeof frameworkSections>;

const noOutline: Outline = { characteristics: [], profile: [] };

const answeredIn = ({ characteristics, profile }: Outline): Outline['characteristics'] => [
  ...characteristics,
  ...profile
];

/**
 * Merges the outlines of all versions of the framework, the newest first: a city that answers an older
 * version has its parts next to those of newer ones, and nothing that was written is lost.
 */
const outlineOf = foundOnce(async (db, studyId: string): Promise<Outline> =>
  outlineInAll((await listFrameworkSummaries(db, studyId)).map(({ content }) => content))
);

/** Every text that is read or opened needs the outlines of its study. */
const outlineIn = parsedOnce((content) => frameworkSections.parse(JSON.parse(content)), 20);

function outlineInAll(contents: readonly string[]): Outline {
  const outlines = contents.map(outlineIn);
  const [newest] = outlines;
  if (!newest || outlines.length === 1) return newest ?? noOutline;
  return {
    characteristics: mergedParts(outlines.flatMap(({ characteristics }) => characteristics)),
    profile: mergedParts(outlines.flatMap(({ profile }) => profile))
  };
}

const mergedParts = (parts: Outline['characteristics']): Outline['characteristics'] =>
  merged(parts, (one, other) => ({
    id: one.id,
    questions: merged([...one.questions, ...other.questions], (first, second) => ({
      id: first.id,
      recordType: first.recordType ?? second.recordType,
      facets: merged([...first.facets, ...second.facets], (facet) => facet)
    }))
  }));

function merged<T extends { readonly id: string }>(list: readonly T[], join: (one: T, other: T) => T): T[] {
  const known = new Map<string, T>();
  for (const one of list) {
    const before = known.get(one.id);
    known.set(one.id, before ? join(before, one) : one);
  }
  return [...known.values()];
}

/**
 * Returns the sections of a study's texts, in order: one per characteristic; in a response, and in its
 * confidential document, also the passages of its questions. Empty for a study that has no framework yet.
 */
export const sectionsOf = async (db: Db, studyId: string, kind: KindOfCity): Promise<string[]> =>
  sectionsOfKind(await outlineOf(db, studyId), kind);

type KindOfCity = 'response' | 'confidential' | 'findings';

function sectionsOfKind(outline: Outline, kind: KindOfCity): string[] {
  const characteristics = outline.characteristics.map(({ id }) => id);
  return kind !== 'findings'
    ? [...characteristics, ...answerSections({ characteristics: answeredIn(outline) })]
    : characteristics;
}

/** Returns the same for the versions of a framework as JSON texts. */
export const sectionsInAll = (contents: readonly string[], kind: KindOfCity): string[] =>
  sectionsOfKind(outlineInAll(contents), kind);

/**
 * Lists the sections that a chapter's text may ever have. Steps are added to the roadmap while it is open, so
 * that it may have those of every step from the beginning.
 */
export const chapterSections = (ofRoadmap: boolean): readonly string[] =>
  ofRoadmap ? [chapterSection, ...allStepSections] : [chapterSection];

/** Benchmark rooms take any name, so that stock clients can load them. */
export async function rootsOf(
  db: Db,
  room: Pick<FoundRoom, 'isBench' | 'studyId' | 'documentId' | 'facts'>
): Promise<AllowedTargets> {
  if (room.isBench) return { allowsRoot: (name) => /^[A-Za-z][\w.-]{0,63}$/.test(name) };
  if (room.facts.kind === 'chapter')
    return { allowsRoot: isIn(rootNames(chapterSections(await isRoadmap(db, room.documentId)))) };
  const outline = await outlineOf(db, room.studyId);
  const names = rootNames(sectionsOfKind(outline, room.facts.kind));
  if (room.facts.kind === 'findings') return { allowsRoot: isIn(names) };
  const questions = answeredIn(outline).flatMap((one) => one.questions);
  return {
    allowsRoot: isIn([...names, answersRoot]),
    allowsCell: cellRule(
      questions.map(({ id }) => id),
      questions.filter(({ recordType }) => recordType !== null).map(({ id }) => id)
    ),
    partsAt: partsIn(outline)
  };
}

function isIn(names: readonly string[]): (name: string) => boolean {
  const known = new Set(names);
  return (name) => known.has(name);
}
