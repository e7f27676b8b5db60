/** Names what the metrics read of the app. */
import { findLastBackup } from '#areas/operations';
import type { SearchIndexer } from '#areas/search';
import { countWaitingMail } from '#server/mail/stored-mail.ts';
import { addGauges } from '#server/process/metrics.ts';
import { ownVersion } from '#server/process/version.ts';
import type { AppTools } from './tools.ts';

type GaugeTools = Pick<AppTools, 'logger' | 'store' | 'storage' | 'workers'>;

const connectionKinds = {
  open: 'Connections of the pool for pages and commands',
  idle: 'Those of them that nobody uses',
  waiting: 'Statements that wait for a connection'
} as const;

export function addAppGauges({ logger, store, storage, workers }: GaugeTools, indexer: SearchIndexer): void {
  logger.metrics.buildInfo.set({ version: ownVersion.number, commit: ownVersion.commit ?? 'unknown' }, 1);
  addGauges(logger.metrics, [
    { name: 'database_bytes', help: 'Size of the database', read: storage.databaseBytes },
    { name: 'disk_free_bytes', help: 'Free space of the disk with DATA_DIR', read: storage.freeBytes },
    {
      name: 'last_backup_timestamp_seconds',
      help: 'When the last backup was made; 0 before the first',
      read: async () => Date.parse((await findLastBackup(store.db))?.at ?? '1970-01-01T00:00:00.000Z') / 1000
    },
    {
      name: 'last_backup_bytes',
      help: 'Size of the last backup; 0 before the first',
      read: async () => (await findLastBackup(store.db))?.size ?? 0
    },
    {
      name: 'mail_waiting',
      help: 'E-mails that are to be sent and were not yet',
      read: () => countWaitingMail(store.db)
    },
    {
      name: 'document_jobs_waiting',
      help: 'Jobs on documents that wait for a thread',
      read: () => Promise.resolve(workers.waitingJobs())
    },
    ...(['open', 'idle', 'waiting'] as const).flatMap((kind) =>
      store.engine === 'sqlite'
        ? []
        : {
            name: `database_connections_${kind}`,
            help: connectionKinds[kind],
            read: () => Promise.resolve(store.connections()?.[kind] ?? 0)
          }
    ),
    {
      name: 'search_index_failing',
      help: 'Sources that the search index lacks since they failed; one more while it cannot be written at all',
      read: () => Promise.resolve(indexer.failing())
    }
  ]);
}
