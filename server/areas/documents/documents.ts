/**
 * Serves whole texts: reads them for pages and exports, freezes and reopens them, and lists late proposals.
 * Live editing is in server/sync.
 */
import type { StudyId } from '#base/ids.ts';
import { findDocument, findGeneration, type DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { openReads } from './reads.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Lock } from '#server/commands/locks.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Principal, Subject } from '#server/commands/subject.ts';
import { closeText, confidentialOf, openText, type TextsBefore } from './freezing.ts';
import { readFrozen, readWhole } from './frozen-content.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';

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
