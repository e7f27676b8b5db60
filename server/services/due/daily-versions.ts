/**
 * Keeps one version of each text a day, where its text has changed since the last one. The day has ended when that is done, in UTC:
 * a morning in Beijing, a night in Brussels. One text a round, so that nothing else waits long.
 */
import { ok } from '#domain/refusal.ts';
import { isKept, listChangedDocuments } from '../../store/daily-versions.ts';
import { findDocument } from '../../store/documents.ts';
import { lockVersionsOf } from '../../store/versions.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { decide, type DeskTools } from '../desk.ts';
import { readContent } from '../way/freezing.ts';
import { keepVersion } from '../way/version-keeping.ts';
import type { Duty } from './duty.ts';

export interface DailyVersionsTools extends DeskTools {
  readonly workshop: Pick<Workshop, 'content' | 'answered' | 'merge'>;
}

export function dailyVersions(tools: DailyVersionsTools): Duty {
  const { store, workshop, now, newId } = tools;
  /** The day that has been looked at; with the process a new look begins. */
  let lookedAt = '';
  let waiting: string[] = [];

  async function keep(documentId: string, since: string): Promise<void> {
    const document = await findDocument(store.db, documentId);
    if (!document || document.isBench) return;
    const read = await readContent(store.db, workshop, document);
    await decide(tools, async ({ trx, at }) => {
      await lockVersionsOf(trx, documentId);
      // Another node was quicker, or it is in a version that somebody kept.
      if (!(await isKept(trx, read, since)))
        await keepVersion(trx, document, read, {
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
      if (next !== undefined) await keep(next, since);
    }
  };
}
