/**
 * Saves one version of each text a day, where its text has changed since the last one. The day ends at a
 * fixed time in UTC: a morning in Beijing, a night in Brussels. Each round saves one text, so that other jobs
 * do not wait long.
 */
import { isVersionStored, listChangedDocuments } from './store/daily-versions.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { dueDocument, readContent } from '#areas/documents';
import { saveVersion } from './version-storage.ts';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';

export interface DailyVersionsTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
}

const saveDaily = commandsOf<DailyVersionsTools>()(
  {
    name: 'versions.save-daily',
    subject: dueDocument,
    needs: 'do-what-is-due',
    locks: ['document'],
    prepare: ({ db, deps, subject: { document } }, _since: string) => readContent(db, deps.workers, document)
  },
  async ({ trx, at, deps, subject: { document }, prepared: read }, since: string) => {
    // Another node was faster, or the text is in a version that a user saved.
    if (!(await isVersionStored(trx, read, since)))
      await saveVersion(trx, document, read, {
        id: deps.newId(),
        kind: 'automatic',
        name: { en: '', zh: '' },
        userId: null,
        at
      });
    return null;
  }
);

export function dailyVersions(deps: DailyVersionsTools): ScheduledJob {
  const save = saveDaily.bindTo(deps);
  /** Holds the day that has been processed; a new process starts again. */
  let lookedAt = '';
  let waiting: string[] = [];
  return {
    name: 'daily-versions',
    command: save,
    run: async () => {
      const today = deps.now().toISOString().slice(0, 10);
      if (lookedAt !== today) {
        waiting = await listChangedDocuments(deps.store);
        lookedAt = today;
      }
      const next = waiting.shift();
      if (next !== undefined) await save('schedule', next, `${today}T00:00:00.000Z`);
    }
  };
}
