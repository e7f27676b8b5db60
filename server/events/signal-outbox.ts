/**
 * Passes signals from a process that serves no requests (the operator's tool) to those that do, through the
 * database: signals are rows, written in the transaction that they report, and every server polls for new
 * ones. The mechanism is the same for both engines, with a bus and without.
 */
import type { Db, Store } from '#server/store/open.ts';
import { deleteOutboxSignalsBefore, insertOutboxSignals, listOutboxSignals } from './stored-signals.ts';
import type { SignalBus, Signal } from './signals.ts';

/** Sets the polling interval, so that open sockets follow within a second. */
const lookMilliseconds = 500;
/**
 * Sets the retention of a signal: longer than any server takes to poll; one that was stopped for longer is
 * covered by the lease of its sockets.
 */
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

/** Emits stored signals in this process. Returns a function that stops the polling. */
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
      // Other users of the database report that it does not answer; signals stored meanwhile are found
      // afterwards.
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
