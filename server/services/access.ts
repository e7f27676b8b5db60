/**
 * Gathers the facts of rooms and asks domain/permissions: the one judgement that the sync gate, every received write, the
 * revoker and the readers of documents share. It decides nothing by itself.
 */
import { z } from 'zod';
import { chapterSection, rootNames } from '#document/narrative.ts';
import type { RoomName } from '#document/rooms.ts';
import type { CityId, StudyId } from '#domain/ids.ts';
import {
  documentAccess,
  grantsIn,
  type Access,
  type Actor,
  type DocumentFacts
} from '#domain/permissions.ts';
import { assessmentStates, chapterStates, type AssessmentState, type ChapterState } from '#domain/workflow.ts';
import {
  findDocument,
  findDocumentOfRoom,
  findFrameworkContent,
  findGeneration,
  listDocuments,
  listGenerations,
  type DocumentRow,
  type GenerationRow
} from '../store/documents.ts';
import type { Db } from '../store/open.ts';

/** One generation of one document, with everything that rights depend on. */
export interface FoundRoom {
  readonly documentId: string;
  readonly studyId: StudyId;
  readonly isBench: boolean;
  readonly generation: number;
  readonly ended: boolean;
  /** Whether this is the generation that the API names. */
  readonly isCurrent: boolean;
  readonly facts: DocumentFacts;
}

/** Undefined for a room that does not exist; rooms are rows, never made on demand. */
export async function findRoom(db: Db, name: RoomName): Promise<FoundRoom | undefined> {
  const document = await findDocumentOfRoom(db, name);
  return document && roomOf(db, document, name.generation);
}

/** The same room looked up again, when only its facts may have changed. */
export async function findRoomOfDocument(db: Db, documentId: string, generation: number): Promise<FoundRoom | undefined> {
  const document = await findDocument(db, documentId);
  return document && roomOf(db, document, generation);
}

/** The same for many at once, by `documentId@generation`. */
export async function listRoomsOfDocuments(
  db: Db,
  places: readonly { readonly documentId: string; readonly generation: number }[]
): Promise<Map<string, FoundRoom>> {
  const ids = [...new Set(places.map(({ documentId }) => documentId))];
  const [documents, generations] = await Promise.all([listDocuments(db, ids), listGenerations(db, ids)]);
  return new Map(
    generations.flatMap((row) => {
      const document = documents.get(row.documentId);
      return document ? [[`${row.documentId}@${row.n}`, roomFrom(document, row)]] : [];
    })
  );
}

async function roomOf(db: Db, document: DocumentRow, generation: number): Promise<FoundRoom | undefined> {
  const row = await findGeneration(db, document.id, generation);
  return row && roomFrom(document, row);
}

function roomFrom(document: DocumentRow, row: GenerationRow): FoundRoom {
  return {
    documentId: document.id,
    studyId: document.studyId as StudyId,
    isBench: document.isBench,
    generation: row.n,
    ended: row.endedAt !== null,
    isCurrent: document.generation === row.n,
    facts: factsOf(document)
  };
}

export function factsOf(document: Pick<DocumentRow, 'kind' | 'cityId' | 'state'>): DocumentFacts {
  return document.kind === 'chapter'
    ? { kind: 'chapter', state: document.state as ChapterState }
    : { kind: document.kind, cityId: document.cityId as CityId, state: document.state as AssessmentState };
}

const frameworkSections = z.object({ characteristics: z.array(z.object({ id: z.string() })) });

/** The ids of a study's characteristics, in order; empty for a study that has no framework yet. */
export async function sectionsOf(db: Db, studyId: string): Promise<string[]> {
  const content = await findFrameworkContent(db, studyId);
  return content === undefined ? [] : sectionsIn(content);
}

/** Of a framework as its JSON text. */
export const sectionsIn = (content: string): string[] =>
  frameworkSections.parse(JSON.parse(content)).characteristics.map((characteristic) => characteristic.id);

/** Whether a root may exist in this room. Bench rooms take any name, so that stock clients can load them. */
export async function rootsOf(db: Db, room: Pick<FoundRoom, 'isBench' | 'studyId' | 'facts'>): Promise<(name: string) => boolean> {
  if (room.isBench) return (name) => /^[A-Za-z][\w.-]{0,63}$/.test(name);
  const names = new Set(rootNames(room.facts.kind === 'chapter' ? [chapterSection] : await sectionsOf(db, room.studyId)));
  return (name) => names.has(name);
}

/**
 * What a person may do with a room. Only an open generation is written. One that is neither current nor open is history:
 * it needs the right to read the document while it is being worked on, since a frozen copy may be older than any release.
 */
export function accessOf(actor: Actor | null, room: Pick<FoundRoom, 'studyId' | 'ended' | 'isCurrent' | 'facts'>): Access {
  const grants = grantsIn(actor, room.studyId);
  const access = documentAccess(grants, room.facts);
  if (access === 'none') return 'none';
  if (!room.isCurrent && accessInEveryState(grants, room.facts).some((one) => one === 'none')) return 'none';
  return room.ended ? 'read' : access;
}

/** Whether a write that comes after the freeze is kept: from whoever sees the text now and writes it while it is open. */
export function mayProposeLate(actor: Actor | null, room: Pick<FoundRoom, 'studyId' | 'ended' | 'isCurrent' | 'facts'>): boolean {
  return accessOf(actor, room) !== 'none' && accessInEveryState(grantsIn(actor, room.studyId), room.facts).includes('write');
}

function accessInEveryState(grants: Parameters<typeof documentAccess>[0], facts: DocumentFacts): Access[] {
  return facts.kind === 'chapter'
    ? chapterStates.map((state) => documentAccess(grants, { ...facts, state }))
    : assessmentStates.map((state) => documentAccess(grants, { ...facts, state }));
}
