/**
 * Serves whole texts: reads them for pages and exports, freezes and reopens them, and lists late proposals.
 * Live editing is in server/sync.
 */
import type { AnsweredSections, RenderedAnswers, ShownAnswers } from '#document/answered.ts';
import { parseRoom } from '#document/rooms.ts';
import type { RenderedHtml, Written } from '#document/texts.ts';
import type { Actor } from '#base/permissions.ts';
import type { StudyId, UserId } from '#base/ids.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { findDocument, findGeneration, type DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { listFirstOwners, listLateProposals } from '#server/store/updates.ts';
import { findReadable, findRoom, findRoomOfDocument } from './access.ts';
import { accessOf, mayProposeLate } from '#rules/documents/room-rights.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Lock } from '#server/commands/locks.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Principal, Subject } from '#server/commands/subject.ts';
import { closeText, confidentialOf, openText, type TextsBefore } from './freezing.ts';
import { partsOf, readFrozen, readWhole, sectionIdsOf } from './frozen-content.ts';
import { MadeOfTexts } from './made-of-texts.ts';
import { namedPeople, type NamedPerson } from '#areas/people';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';

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
  /** Returns a section as HTML that is safe to show, authorized as `read`. */
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
   * Lists late proposals, oldest first. A person who reads the text and writes it while it is open sees all;
   * so does null, the operator.
   */
  listLateProposals(actor: Actor | null, documentId: string): Promise<Result<LateProposal[]>>;
}

export interface DocumentsTools extends CommandDeps {
  readonly workers: Pick<
    DocumentWorkers,
    'merge' | 'next' | 'html' | 'written' | 'content' | 'answered' | 'answers' | 'documentOfVersion'
  >;
}

const command = commandsOf<DocumentsTools>();

interface LoadedText {
  readonly document: DocumentRow;
}

const rightsOf = (who: Principal): ReadonlySet<'operate'> =>
  new Set(who === 'operator' ? (['operate'] as const) : []);

/** Is a text as the operator handles it with the command-line tool, whose room it is. */
export const operatedText: Subject<'operator', [documentId: string], LoadedText, 'operate'> = {
  name: 'operated text',
  keyParts: 1,
  find: async (db, documentId) => {
    const document = await findDocument(db, documentId);
    return document && { document };
  },
  abilities: rightsOf,
  sees: 'operate',
  studyOf: ({ document }) => document.studyId as StudyId,
  locks: {}
};

/** Locks a text, and the confidential document that is frozen and opened with it. */
export const locksOfText = async ({
  db,
  subject: { document }
}: {
  readonly db: Db;
  readonly subject: LoadedText;
}): Promise<Lock[]> => {
  const other = await confidentialOf({ trx: db }, document);
  return [document, ...(other ? [other] : [])].map(({ id }) => ({ kind: 'document', id }));
};

/** Reads the confidential document that begins anew with its response, before the transaction. */
export const readOther = async (
  db: Db,
  tools: DocumentsTools,
  document: DocumentRow
): Promise<TextsBefore> => {
  const other = await confidentialOf({ trx: db }, document);
  return { contents: [], wholes: other ? [await readWhole(db, tools, other)] : [], isLast: true };
};

export interface Begun {
  readonly generation: number;
}

/** Ends the current generation. */
const freeze = command(
  { name: 'documents.freeze', subject: operatedText, needs: 'operate', locks: locksOfText },
  async (decision): Promise<Begun> => {
    const { document } = decision.subject;
    take(await closeText(decision, null, document));
    return { generation: document.generation };
  }
);

/** Starts the next generation from the frozen content, which does not change any more: it is read before. */
const reopen = command(
  {
    name: 'documents.reopen',
    subject: operatedText,
    needs: 'operate',
    locks: locksOfText,
    prepare: async ({ db, deps, subject: { document } }) => {
      const ended = await findGeneration(db, document.id, document.generation);
      if (!ended || ended.endedAt === null) throw refused('wrong-state');
      const before = await readOther(db, deps, document);
      const { generation } = document;
      return { generation, before, frozen: await readFrozen(deps, db, document) };
    }
  },
  async (decision): Promise<Begun> => {
    const { deps, subject, prepared } = decision;
    const { generation, frozen, before } = prepared;
    if (subject.document.generation !== generation) throw refused('wrong-state');
    return take(await openText(deps, decision, null, subject.document, frozen, { before }));
  }
);

export type Documents = ReturnType<typeof createDocuments>;

/** Creates the service of texts. */
export function createDocuments(tools: DocumentsTools) {
  const operated = bind(tools, { freeze, reopen });
  return {
    ...openReads(tools),
    operated,
    /** Does the same for the operator, whom null stands for. */
    freeze: (_operator: null, documentId: string) => operated.freeze('operator', documentId),
    reopen: (_operator: null, documentId: string) => operated.reopen('operator', documentId)
  };
}

function openReads(tools: DocumentsTools): DocumentReads {
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

    writers: async (actor, room, clients) => {
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
    },

    listLateProposals: async (actor, documentId) => {
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
  };
}
