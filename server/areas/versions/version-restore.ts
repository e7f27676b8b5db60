/** Begins a text anew from one of its versions, for the operator. */
import { subjectOf } from '#rules/versions/version.ts';
import { findGeneration } from '#areas/assessments';
import { findVersion, listVersions } from './store/versions.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import {
  locksOfText,
  operatedText,
  readOther,
  type Begun,
  type DocumentsTools,
  closeText,
  openText,
  aboutText,
  abilityTo
} from '#areas/documents';

const command = commandsOf<DocumentsTools>();

/**
 * Starts the next generation from a version of the text, by its number; it ends at once where the present one
 * has ended. The present text is not read, so that this helps also where no worker can build it any more.
 */
const restore = command(
  {
    name: 'documents.restore',
    subject: operatedText,
    needs: 'operate',
    locks: (about, _number: number) => locksOfText(about),
    prepare: async ({ db, deps, subject: { document } }, number: number) => {
      const version = (await listVersions(db, document.studyId, subjectOf(document))).find(
        (one) => one.number === number && one.documentId === document.id
      );
      const stored = version && (await findVersion(db, document.studyId, version.id));
      if (!stored) throw refused('not-found', { field: 'version' });
      const before = await readOther(db, deps, document);
      const text = await deps.workers.documentOfVersion(stored.bytes);
      return { generation: document.generation, before, stored, text };
    }
  },
  async (decision, number: number): Promise<Begun> => {
    const { trx, deps, subject, prepared, append } = decision;
    const { document } = subject;
    const { stored, text, before } = prepared;
    const row = await findGeneration(trx, document.id, document.generation);
    if (!row || document.generation !== prepared.generation) throw refused('stale');
    const isOpen = row.endedAt === null;
    if (isOpen) take(await closeText(decision, null, document));
    const opened = take(await openText(deps, decision, null, document, text, { before }));
    if (!isOpen) take(await closeText(decision, null, { ...document, ...opened }));
    append({
      kind: 'version.restored',
      needs: abilityTo('versions', document.kind),
      ...aboutText(document),
      payload: { versionId: stored.id, number, subject: stored.subject }
    });
    return opened;
  }
);

export type VersionRestore = ReturnType<typeof createVersionRestore>;

/** Null stands for the operator. */
export function createVersionRestore(tools: DocumentsTools) {
  const operatedVersions = bind(tools, { restore });
  return {
    operatedVersions,
    restore: (_operator: null, documentId: string, number: number) =>
      operatedVersions.restore('operator', documentId, number)
  };
}
