/** Reads whole texts for pages and exports, each for a reader who may open it, and lists late proposals. */
import type { AnsweredSections, RenderedAnswers, ShownAnswers } from '#document/answered.ts';
import { parseRoom } from '#document/rooms.ts';
import type { RenderedHtml, Written } from '#document/texts.ts';
import type { Actor } from '#base/permissions.ts';
import type { UserId } from '#base/ids.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { findDocument, findGeneration } from '#areas/assessments';
import { namedPeople, type NamedPerson } from '#areas/people';
import { accessOf, mayProposeLate } from '#rules/documents/room-rights.ts';
import type { Db, Store } from '#server/store/open.ts';
import { listFirstOwners, listLateProposals } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { findReadable, findRoom, findRoomOfDocument } from './access.ts';
import { partsOf, sectionIdsOf } from './frozen-content.ts';
import { MadeOfTexts } from './made-of-texts.ts';

export interface LateProposal {
  readonly id: string;
  readonly generation: number;
  readonly userId: UserId;
  readonly receivedAt: string;
  /** Holds one Yjs update (V1) on the frozen content of its generation. */
  readonly bytes: Uint8Array;
}

interface DocumentReads {
  /**
   * Returns a whole document as one Yjs update (V1), of the current generation unless another is named. It
   * does not authorize: its callers have. Undefined where there is no such document or generation.
   */
  contentOf(documentId: string, generation?: number): Promise<Uint8Array | undefined>;
  /** Returns the same for a reader, authorized as the handshake of the room does it. */
  read(actor: Actor, documentId: string, generation?: number): Promise<Result<Uint8Array>>;
  /** Safe to show; authorized as `read`. */
  html(actor: Actor, documentId: string, section: string): Promise<Result<RenderedHtml>>;
  /** Returns the languages in which each of these sections holds anything, authorized as `read`. */
  written(
    actor: Actor,
    documentId: string,
    sections: readonly string[]
  ): Promise<Result<ReadonlyMap<string, Written>>>;
  /** Returns what a page shows of a response, with safe HTML, authorized as `read`. */
  answers(actor: Actor, documentId: string, shown: ShownAnswers): Promise<Result<RenderedAnswers>>;
  /**
   * Returns all that a response says: its general accounts, its passages that hold anything, and its cells.
   * Authorized as `read`.
   */
  answered(actor: Actor, documentId: string): Promise<Result<AnsweredSections>>;
  /**
   * Returns the people who write under these client ids, for a person who writes the text now; a client id under
   * which nobody has written is left out.
   */
  writers(
    actor: Actor,
    room: string,
    clients: readonly number[]
  ): Promise<Result<ReadonlyMap<number, NamedPerson>>>;
  /**
   * Oldest first. A person who reads the text and writes it while it is open sees all; so does null, the
   * operator.
   */
  listLateProposals(actor: Actor | null, documentId: string): Promise<Result<LateProposal[]>>;
}

interface ReadTools {
  readonly store: Store;
  readonly workers: Pick<DocumentWorkers, 'merge' | 'html' | 'written' | 'answered' | 'answers'>;
}

export function openReads(tools: ReadTools): DocumentReads {
  const { workers } = tools;
  const { db } = tools.store;
  const made = new MadeOfTexts(tools.store);

  const contentOf: DocumentReads['contentOf'] = async (documentId, generation) => {
    const document = await findDocument(db, documentId);
    if (!document) return undefined;
    const n = generation ?? document.generation;
    if (!(await findGeneration(db, documentId, n))) return undefined;
    return workers.merge(await partsOf(db, documentId, n));
  };

  /** Returns the parts of a text that this reader may open. */
  const open = async (
    actor: Actor,
    documentId: string,
    generation?: number
  ): Promise<Result<Uint8Array[]>> => {
    const readable = await findReadable(db, actor, documentId, generation);
    return readable === undefined ? refuse('not-found') : ok(await partsOf(db, documentId, readable));
  };

  /** Returns what is made of a text that this reader may open. */
  const madeOf = async <T>(
    actor: Actor,
    documentId: string,
    what: readonly unknown[],
    make: (parts: Uint8Array[]) => Promise<T>
  ): Promise<Result<T>> => {
    const generation = await findReadable(db, actor, documentId);
    return generation === undefined
      ? refuse('not-found')
      : ok(await made.of({ documentId, generation }, what, make));
  };

  return {
    contentOf,

    read: async (actor, documentId, generation) => {
      const parts = await open(actor, documentId, generation);
      return parts.ok ? ok(await workers.merge(parts.value, actor.userId)) : parts;
    },

    html: (actor, documentId, section) =>
      madeOf(actor, documentId, ['html', section], (parts) => workers.html(parts, section, actor.userId)),

    written: (actor, documentId, sections) =>
      madeOf(actor, documentId, ['written', sections], (parts) =>
        workers.written(parts, sections, actor.userId)
      ),

    answers: (actor, documentId, shown) =>
      madeOf(actor, documentId, ['answers', shown], (parts) => workers.answers(parts, shown, actor.userId)),

    answered: async (actor, documentId) => {
      const parts = await open(actor, documentId);
      const document = await findDocument(db, documentId);
      if (!parts.ok) return parts;
      if (document?.kind !== 'response' && document?.kind !== 'confidential') return refuse('not-found');
      return ok(await workers.answered(parts.value, await sectionIdsOf(db, document), actor.userId));
    },

    writers: (actor, room, clients) => writersOf(db, actor, room, clients),

    listLateProposals: (actor, documentId) => lateProposalsOf(db, actor, documentId)
  };
}

async function writersOf(
  db: Db,
  actor: Actor,
  room: string,
  clients: readonly number[]
): ReturnType<DocumentReads['writers']> {
  const name = parseRoom(room);
  const found = name && (await findRoom(db, name));
  if (!found || accessOf(actor, found) !== 'write') return refuse('not-found');
  const owners = await listFirstOwners(db, found.documentId, found.generation);
  const people = await namedPeople(
    db,
    found.studyId,
    clients.map((client) => owners.get(client) ?? null)
  );
  return ok(
    new Map(
      clients.flatMap((client) => {
        const person = people.get(owners.get(client) ?? '');
        return person ? [[client, person] as const] : [];
      })
    )
  );
}

async function lateProposalsOf(
  db: Db,
  actor: Actor | null,
  documentId: string
): ReturnType<DocumentReads['listLateProposals']> {
  const document = await findDocument(db, documentId);
  const found = document && (await findRoomOfDocument(db, documentId, document.generation));
  if (!found || (actor && accessOf(actor, found) === 'none')) return refuse('not-found');
  if (actor && !mayProposeLate(actor, found)) return refuse('forbidden');
  const rows = await listLateProposals(db, documentId);
  return ok(
    rows.map(({ id, generation, userId, receivedAt, bytes }) => ({
      id,
      generation,
      userId: userId as UserId,
      receivedAt,
      bytes
    }))
  );
}
