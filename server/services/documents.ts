/**
 * Serves whole texts: reads them for pages and exports, freezes and reopens them, and lists late proposals.
 * Live editing is in server/sync.
 */
import type { AnsweredSections, RenderedAnswers, ShownAnswers } from '#document/answered.ts';
import { parseRoom } from '#document/rooms.ts';
import type { RenderedHtml, Written } from '#document/texts.ts';
import type { Actor } from '#domain/permissions.ts';
import type { UserId } from '#domain/ids.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { findDocument, findGeneration } from '../store/documents.ts';
import { listFirstOwners, listLateProposals } from '../store/updates.ts';
import { findVersion, listVersions } from '../store/versions.ts';
import { accessOf, findReadable, findRoom, findRoomOfDocument, mayProposeLate } from './access.ts';
import { runCommand, type CommandDeps } from '../commands/run-command.ts';
import { closeText, openText, partsOf, readFrozen, sectionIdsOf } from './workflow/freezing.ts';
import { namedPeople, type NamedPerson } from './workflow/named-people.ts';
import { abilityTo, aboutText } from './workflow/text-access.ts';
import { subjectOf } from './workflow/version-storage.ts';
import type { DocumentWorkers } from '../workers/document-workers.ts';

export interface LateProposal {
  readonly id: string;
  readonly generation: number;
  readonly userId: UserId;
  readonly receivedAt: string;
  /** Holds one Yjs update (V1) on the frozen content of its generation. */
  readonly bytes: Uint8Array;
}

export interface Documents {
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
   * Ends the current generation. `actor` is null for the operator's own tool; the caller authorizes everyone
   * else.
   */
  freeze(actor: Actor | null, documentId: string): Promise<Result<{ readonly generation: number }>>;
  /** Starts the next generation from the frozen content. */
  reopen(actor: Actor | null, documentId: string): Promise<Result<{ readonly generation: number }>>;
  /**
   * Starts the next generation from a version of the text, by its number; it ends at once where the present one
   * has ended. The present text is not read, so that this helps also where no worker can build it any more.
   */
  restore(
    actor: Actor | null,
    documentId: string,
    number: number
  ): Promise<Result<{ readonly generation: number }>>;
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

export function openDocuments(tools: DocumentsTools): Documents {
  const { workers } = tools;
  const { db } = tools.store;

  const contentOf: Documents['contentOf'] = async (documentId, generation) => {
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

  return {
    contentOf,

    read: async (actor, documentId, generation) => {
      const parts = await open(actor, documentId, generation);
      return parts.ok ? ok(await workers.merge(parts.value, actor.userId)) : parts;
    },

    html: async (actor, documentId, section) => {
      const parts = await open(actor, documentId);
      return parts.ok ? ok(await workers.html(parts.value, section, actor.userId)) : parts;
    },

    written: async (actor, documentId, sections) => {
      const parts = await open(actor, documentId);
      return parts.ok ? ok(await workers.written(parts.value, sections, actor.userId)) : parts;
    },

    answers: async (actor, documentId, shown) => {
      const parts = await open(actor, documentId);
      return parts.ok ? ok(await workers.answers(parts.value, shown, actor.userId)) : parts;
    },

    answered: async (actor, documentId) => {
      const parts = await open(actor, documentId);
      const document = await findDocument(db, documentId);
      if (!parts.ok) return parts;
      if (document?.kind !== 'response' && document?.kind !== 'confidential') return refuse('not-found');
      return ok(await workers.answered(parts.value, await sectionIdsOf(db, document), actor.userId));
    },

    freeze: (actor, documentId) =>
      runCommand(tools, async (context) => {
        const document = await findDocument(context.trx, documentId);
        if (!document) return refuse('not-found');
        const ended = await closeText(context, actor, document);
        return ended.ok ? ok({ generation: document.generation }) : ended;
      }),

    reopen: async (actor, documentId) => {
      // Frozen content does not change: it is read before the transaction, which would otherwise block all
      // others meanwhile.
      const before = await findDocument(db, documentId);
      if (!before) return refuse('not-found');
      const ended = await findGeneration(db, documentId, before.generation);
      if (!ended || ended.endedAt === null) return refuse('wrong-state');
      const frozen = await readFrozen(tools, db, before, actor?.userId);
      return runCommand(tools, async (context) => {
        const document = await findDocument(context.trx, documentId);
        if (!document) return refuse('not-found');
        return document.generation === before.generation
          ? openText(tools, context, actor, document, frozen)
          : refuse('wrong-state');
      });
    },

    restore: async (actor, documentId, number) => {
      const before = await findDocument(db, documentId);
      if (!before) return refuse('not-found');
      const version = (await listVersions(db, before.studyId, subjectOf(before))).find(
        (one) => one.number === number && one.documentId === documentId
      );
      const stored = version && (await findVersion(db, before.studyId, version.id));
      if (!stored) return refuse('not-found', { field: 'version' });
      const text = await workers.documentOfVersion(stored.bytes, actor?.userId);
      return runCommand(tools, async (context) => {
        const document = await findDocument(context.trx, documentId);
        const row = document && (await findGeneration(context.trx, documentId, document.generation));
        if (!document || !row || document.generation !== before.generation) return refuse('stale');
        const isOpen = row.endedAt === null;
        if (isOpen) {
          const ended = await closeText(context, actor, document);
          if (!ended.ok) return ended;
        }
        const opened = await openText(tools, context, actor, document, text);
        if (!opened.ok) return opened;
        if (!isOpen) {
          const ended = await closeText(context, actor, { ...document, ...opened.value });
          if (!ended.ok) return ended;
        }
        await context.appendEvent(document.studyId, actor, {
          kind: 'version.restored',
          needs: abilityTo('versions', document.kind),
          ...aboutText(document),
          payload: { versionId: stored.id, number, subject: stored.subject }
        });
        return opened;
      });
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
