/**
 * The bell of a process that serves nobody (the operator's tool) is heard by those that serve, through the database: its rings are rows
 * of the transaction that they tell of, and every server looks for new ones. One way for both engines, with a bus and without.
 */
import type { Db, Store } from '../store/open.ts';
import { deletePostedRingsBefore, insertPostedRings, listPostedRings } from '../store/posted-rings.ts';
import type { Bell, Ring } from './bell.ts';

/** Open sockets follow within a second. */
const lookMilliseconds = 500;
/** Longer than any server takes to look; one that was stopped for longer is covered by the lease of its sockets. */
const keptMilliseconds = 60_000;

export async function postRings(
  trx: Db,
  rings: readonly Ring[],
  { at, newId }: { readonly at: string; readonly newId: () => string }
): Promise<void> {
  await deletePostedRingsBefore(trx, new Date(Date.parse(at) - keptMilliseconds).toISOString());
  await insertPostedRings(
    trx,
    rings.map((ring) => ({ id: newId(), at, ring: JSON.stringify(ring) }))
  );
}

/** Rings here what was posted. Returns the way to stop. */
export function hearPostedRings({
  store,
  bell
}: {
  readonly store: Pick<Store, 'db'>;
  readonly bell: Bell;
}): () => void {
  let heard: ReadonlySet<string> = new Set();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const posted = await listPostedRings(store.db);
    if (isStopped) return;
    const fresh = posted.filter(({ id }) => !heard.has(id));
    heard = new Set(posted.map(({ id }) => id));
    for (const { ring } of fresh) bell.ring(JSON.parse(ring) as Ring);
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
