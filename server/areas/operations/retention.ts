/**
 * Deletes what is stored about people and no longer needed, once an hour; what is not listed here stays until it is deleted by a person, or with its study.
 */
import { windowMinutes } from '#server/auth/throttle.ts';
import type { Logger } from '#server/process/logger.ts';
import { listWithHistory } from '#areas/documents';
import type { Db, Store } from '#server/store/open.ts';
import {
  clearAttempts,
  clearInvitations,
  clearMail,
  clearQuarantine,
  clearReaders,
  clearReadingMarks,
  clearResets,
  clearSessions,
  clearSubmissions,
  type Due
} from './store/retention.ts';
import { retentionDays } from '#server/schedule/retention-days.ts';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

interface Kind {
  /** Names the kind in the log and in the operator's tool. */
  readonly name: string;
  readonly keptMilliseconds: number;
  readonly clear: (db: Db, due: Due) => Promise<number>;
}

const kinds: readonly Kind[] = [
  { name: 'sign-in attempts', keptMilliseconds: windowMinutes * minute, clear: clearAttempts },
  { name: 'expired sessions', keptMilliseconds: 0, clear: clearSessions },
  { name: 'results of submissions', keptMilliseconds: day, clear: clearSubmissions },
  { name: 'expired links for passwords', keptMilliseconds: 0, clear: clearResets },
  { name: 'e-mails', keptMilliseconds: retentionDays.mails * day, clear: clearMail },
  { name: 'invitations', keptMilliseconds: retentionDays.invitations * day, clear: clearInvitations },
  { name: 'quarantined updates', keptMilliseconds: retentionDays.quarantine * day, clear: clearQuarantine },
  { name: 'reading marks', keptMilliseconds: retentionDays.readingMarks * day, clear: clearReadingMarks },
  {
    name: 'external reviewers',
    keptMilliseconds: retentionDays.externalReviewers * day,
    clear: clearReaders
  }
];

export type RetentionCounts = Readonly<Record<string, number>>;

/** With `isDry` only counts what is due. Returns the numbers by kind. */
export async function applyRetention(
  { store, now }: { readonly store: Pick<Store, 'db'>; readonly now: () => Date },
  { isDry }: { readonly isDry: boolean }
): Promise<RetentionCounts> {
  const time = now().getTime();
  const counts: Record<string, number> = {};
  for (const { name, keptMilliseconds, clear } of kinds) {
    const until = new Date(time - keptMilliseconds).toISOString();
    counts[name] = await store.db.transaction().execute((trx) => clear(trx, { until, isDry }));
  }
  return counts;
}

/** Counts the texts whose history is due: a job of its own deletes them one by one (ended-generations.ts). */
export async function countDueHistories({
  store,
  now
}: {
  readonly store: Pick<Store, 'db'>;
  readonly now: () => Date;
}): Promise<number> {
  const until = new Date(now().getTime() - retentionDays.history * day).toISOString();
  return (await listWithHistory(store.db, until)).length;
}

export function retention(tools: {
  readonly store: Pick<Store, 'db'>;
  readonly logger: Pick<Logger, 'info'>;
  readonly now: () => Date;
}): ScheduledJob {
  let lookedAt = '';
  return {
    name: 'retention',
    run: async () => {
      const hour = tools.now().toISOString().slice(0, 13);
      if (lookedAt === hour) return;
      const counts = await applyRetention(tools, { isDry: false });
      lookedAt = hour;
      const cleared = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
      if (Object.keys(cleared).length > 0) tools.logger.info('Data past its retention was deleted', cleared);
    }
  };
}
