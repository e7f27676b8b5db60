/**
 * Gathers the facts of rooms, documents and events, and asks domain/permissions: the one judgement that the sync gate, every
 * received write, the revoker, live events and the API share. It decides nothing by itself.
 */
import { z } from 'zod';
import { chapterSection, rootNames } from '#document/narrative.ts';
import type { RoomName } from '#document/rooms.ts';
import type { CityId, StudyId } from '#domain/ids.ts';
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  documentAccess,
  grantsIn,
  instanceAbilitiesOf,
  studyAbilitiesOf,
  type Ability,
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
  type DocumentRow
} from '../store/documents.ts';
import type { Db } from '../store/open.ts';
import type { EventTable } from '../store/schema.ts';

/** One generation of one document, with everything that rights and the scanner depend on. */
export interface FoundRoom {
  readonly documentId: string;
  readonly studyId: StudyId;
  readonly isBench: boolean;
  readonly generation: number;
  readonly ended: boolean;
  /** Whether this is the generation that the API names. */
  readonly isCurrent: boolean;
  readonly facts: DocumentFacts;
  /** Section ids of the document, in the framework's order. */
  readonly sections: readonly string[];
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

async function roomOf(db: Db, document: DocumentRow, generation: number): Promise<FoundRoom | undefined> {
  const row = await findGeneration(db, document.id, generation);
  if (!row) return undefined;
  return {
    documentId: document.id,
    studyId: document.studyId as StudyId,
    isBench: document.isBench,
    generation,
    ended: row.endedAt !== null,
    isCurrent: document.generation === generation,
    facts: factsOf(document),
    sections: document.kind === 'chapter' ? [chapterSection] : await sectionsOf(db, document.studyId)
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
  if (content === undefined) return [];
  return frameworkSections.parse(JSON.parse(content)).characteristics.map((characteristic) => characteristic.id);
}

/** Whether a root may exist in this room. Bench rooms take any name, so that stock clients can load them. */
export function rootsOf(room: Pick<FoundRoom, 'isBench' | 'sections'>): (name: string) => boolean {
  if (room.isBench) return (name) => /^[A-Za-z][\w.-]{0,63}$/.test(name);
  const names = new Set(rootNames(room.sections));
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

/** Everything an actor may do in a study as such; empty for a stranger, who must not learn that it exists. */
export const abilitiesInStudy = (actor: Actor | null, studyId: string): ReadonlySet<Ability> =>
  studyAbilitiesOf(grantsIn(actor, studyId as StudyId));

/** Everything an actor may do with one city's assessment. */
export const abilitiesInAssessment = (
  actor: Actor | null,
  assessment: { readonly studyId: string; readonly cityId: string; readonly state: AssessmentState }
): ReadonlySet<Ability> =>
  assessmentAbilitiesOf(grantsIn(actor, assessment.studyId as StudyId), { ...assessment, cityId: assessment.cityId as CityId });

/** Everything an actor may do with one chapter. */
export const abilitiesInChapter = (
  actor: Actor | null,
  chapter: { readonly studyId: string; readonly state: ChapterState }
): ReadonlySet<Ability> => chapterAbilitiesOf(grantsIn(actor, chapter.studyId as StudyId), chapter);

/** Those of the events, all of one study, that the actor may see: each names the ability it needs, and of what it speaks. */
export async function visibleEvents<E extends Pick<EventTable, 'studyId' | 'needs' | 'cityId' | 'documentId'>>(
  db: Db,
  actor: Actor | null,
  events: readonly E[]
): Promise<E[]> {
  const judged = new Map<string, ReadonlySet<Ability>>();
  const visible: E[] = [];
  for (const event of events) {
    if (!abilitiesInStudy(actor, event.studyId).has('study.events')) continue;
    const key = `${event.studyId} ${event.cityId ?? ''} ${event.documentId ?? ''}`;
    const abilities = judged.get(key) ?? (await abilitiesOver(db, actor, event));
    judged.set(key, abilities);
    if (abilities.has(event.needs as Ability)) visible.push(event);
  }
  return visible;
}

async function abilitiesOver(
  db: Db,
  actor: Actor | null,
  event: Pick<EventTable, 'studyId' | 'cityId' | 'documentId'>
): Promise<ReadonlySet<Ability>> {
  const abilities = new Set<Ability>([...abilitiesInStudy(actor, event.studyId), ...instanceAbilitiesOf(actor)]);
  const document = event.documentId === null ? undefined : await findDocument(db, event.documentId);
  const cityId = document?.cityId ?? event.cityId;
  if (document?.kind === 'chapter') {
    for (const one of abilitiesInChapter(actor, { studyId: event.studyId, state: document.state as ChapterState })) abilities.add(one);
  }
  if (cityId !== null) {
    const assessment = await db
      .selectFrom('assessment')
      .select('state')
      .where('studyId', '=', event.studyId)
      .where('cityId', '=', cityId)
      .executeTakeFirst();
    if (assessment) {
      for (const one of abilitiesInAssessment(actor, { studyId: event.studyId, cityId, state: assessment.state })) abilities.add(one);
    }
  }
  return abilities;
}
