/**
 * The bell of a process that serves nobody (the operator's tool) is heard by those that serve, through the database: its rings are rows
 * of the transaction that they tell of, and every server looks for new ones. One way for both engines, with a bus and without.
 */
import type { Db, Store } from '../store/open.ts';
import { deleteOutboxSignalsBefore, insertOutboxSignals, listOutboxSignals } from '../store/signal-outbox.ts';
import type { SignalBus, Signal } from './signals.ts';

/** Open sockets follow within a second. */
const lookMilliseconds = 500;
/** Longer than any server takes to look; one that was stopped for longer is covered by the lease of its sockets. */
const retentionMilliseconds = 60_000;

export async function writeSignalOutbox(
  trx: Db,
  pending: readonly Signal[],
  { at, newId }: { readonly at: string; readonly newId: () => string }
): Promise<void> {
  await deleteOutboxSignalsBefore(trx, new Date(Date.parse(at) - retentionMilliseconds).toISOString());
  await insertOutboxSignals(
    trx,
    pending.map((signal) => ({ id: newId(), at, signal: JSON.stringify(signal) }))
  );
}

/** Rings here what was posted. Returns the way to stop. */
export function watchSignalOutbox({
  store,
  signals
}: {
  readonly store: Pick<Store, 'db'>;
  readonly signals: SignalBus;
}): () => void {
  let heard: ReadonlySet<string> = new Set();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const posted = await listOutboxSignals(store.db);
    if (isStopped) return;
    const fresh = posted.filter(({ id }) => !heard.has(id));
    heard = new Set(posted.map(({ id }) => id));
    for (const { signal } of fresh) signals.emit(JSON.parse(signal) as Signal);
  };
  const lookAgain = (): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      // A database that does not answer is told of by those who need it; what is posted meanwhile is found afterwards.
      look()
        .catch(() => undefined)
        .finally(lookAgain);
    }, lookMilliseconds);
    timer.unref();
  };
  lookAgain();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
