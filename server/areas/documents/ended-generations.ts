/**
 * Compacts the texts of generations that have ended, also those whose rooms nobody had open, and deletes
 * their history once nobody needs it any more: the single updates, with author and time, in which everything
 * is that was deleted. Each round treats one text, so that other jobs do not wait long.
 */
import type { SignalBus } from '#server/events/signals.ts';
import type { Logger } from '#server/process/logger.ts';
import type { GenerationAddress } from '#server/store/appender.ts';
import { deleteHistory, listUncompacted, listWithHistory } from './store/ended-generations.ts';
import type { Store } from '#server/store/open.ts';
import { readText } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { retentionDays } from '#server/schedule/retention-days.ts';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';

export interface EndedGenerationsTools {
  readonly store: Store;
  readonly workers: Pick<DocumentWorkers, 'compact'>;
  readonly signals: SignalBus;
  readonly logger: Pick<Logger, 'error' | 'info'>;
  readonly now: () => Date;
}

const day = 24 * 60 * 60 * 1000;
/**
 * Sets for how many days after the end of a generation its history is stored. Only the question who wrote
 * what in an earlier version needs it, for text that was deleted before the end.
 */
export const historyDays = retentionDays.history;

export function endedGenerations({
  store,
  workers,
  signals,
  logger,
  now
}: EndedGenerationsTools): ScheduledJob {
  const { db } = store;
  let isStale = true;
  let lookedAt = '';
  let uncompacted: GenerationAddress[] = [];
  let withHistory: GenerationAddress[] = [];
  let deleted = 0;
  /** Holds the texts that could not be compacted; they are tried again on the next day. */
  const failed = new Set<string>();
  signals.listen(({ kind }) => {
    if (kind === 'document-moved') isStale = true;
  });

  async function compact({ documentId, generation }: GenerationAddress): Promise<void> {
    const { snapshot, updates } = await readText(db, documentId, generation);
    const parts = [...(snapshot ? [snapshot.bytes] : []), ...updates.map(({ bytes }) => bytes)];
    await store.appender.saveSnapshot(
      { documentId, generation },
      {
        throughSeq: updates.at(-1)?.seq ?? snapshot?.throughSeq ?? 0,
        ...(await workers.compact(parts)),
        createdAt: now().toISOString()
      }
    );
  }

  return {
    name: 'ended-generations',
    run: async () => {
      const today = now().toISOString().slice(0, 10);
      if (lookedAt !== today) failed.clear();
      if (isStale || lookedAt !== today) {
        isStale = false;
        uncompacted = (await listUncompacted(db)).filter((one) => !failed.has(keyOf(one)));
      }
      if (lookedAt !== today) {
        withHistory = await listWithHistory(db, new Date(now().getTime() - historyDays * day).toISOString());
        lookedAt = today;
      }
      const next = uncompacted.shift();
      if (next)
        return compact(next).catch((error: unknown) => {
          failed.add(keyOf(next));
          logger.error('A text that has ended could not be compacted', error, { ...next });
        });
      const old = withHistory.shift();
      if (!old) return;
      await deleteHistory(db, old);
      deleted += 1;
      if (withHistory.length > 0) return;
      logger.info('Histories of texts that ended long ago were deleted', { texts: deleted });
      deleted = 0;
    }
  };
}

const keyOf = ({ documentId, generation }: GenerationAddress): string => `${documentId}@${generation}`;
