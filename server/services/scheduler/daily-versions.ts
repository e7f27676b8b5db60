/**
 * Saves one version of each text a day, where its text has changed since the last one. The day ends at a
 * fixed time in UTC: a morning in Beijing, a night in Brussels. Each round saves one text, so that other jobs
 * do not wait long.
 */
import { ok } from '#domain/refusal.ts';
import { isVersionStored, listChangedDocuments } from '../../store/daily-versions.ts';
import { findDocument } from '../../store/documents.ts';
import { lockVersionsOf } from '../../store/versions.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { readContent } from '../workflow/freezing.ts';
import { saveVersion } from '../workflow/version-storage.ts';
import type { ScheduledJob } from './scheduled-job.ts';

export interface DailyVersionsTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
}

export function dailyVersions(tools: DailyVersionsTools): ScheduledJob {
  const { store, workers, now, newId } = tools;
  /** Holds the day that has been processed; a new process starts again. */
  let lookedAt = '';
  let waiting: string[] = [];

  async function saveDailyVersion(documentId: string, since: string): Promise<void> {
    const document = await findDocument(store.db, documentId);
    if (!document || document.isBench) return;
    const read = await readContent(store.db, workers, document);
    await runCommand(tools, async ({ trx, at }) => {
      await lockVersionsOf(trx, documentId);
      // Another node was faster, or the text is in a version that a user saved.
      if (!(await isVersionStored(trx, read, since)))
        await saveVersion(trx, document, read, {
          id: newId(),
          kind: 'automatic',
          name: { en: '', zh: '' },
          userId: null,
          at
        });
      return ok(null);
    });
  }

  return {
    name: 'daily-versions',
    run: async () => {
      const today = now().toISOString().slice(0, 10);
      const since = `${today}T00:00:00.000Z`;
      if (lookedAt !== today) {
        waiting = await listChangedDocuments(store);
        lookedAt = today;
      }
      const next = waiting.shift();
      if (next !== undefined) await saveDailyVersion(next, since);
    }
  };
}
