/** Reads and writes signals as rows, for the server processes: few at a time, and for a short while. */
import type { Db } from '#server/store/open.ts';
import type { SignalOutboxTable } from './tables.ts';

export async function insertOutboxSignals(db: Db, rows: readonly SignalOutboxTable[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('signalOutbox').values(rows).execute();
}

export async function deleteOutboxSignalsBefore(db: Db, at: string): Promise<void> {
  await db.deleteFrom('signalOutbox').where('at', '<', at).execute();
}

/** Oldest first. */
export const listOutboxSignals = (db: Db): Promise<SignalOutboxTable[]> =>
  db.selectFrom('signalOutbox').selectAll().orderBy('at').orderBy('id').execute();
