/**
 * Kills the server without warning while eight people type in three rooms, restarts it, and checks that it
 * has everything that it had acknowledged and everything that another client had read. Each run's check is
 * the next run's start.
 */
import type { Chance } from '#base/chance.ts';
import { Oracle, plainTextOf } from './oracle.ts';
import { Peer } from './peer.ts';
import type { Fixture } from './fixture.ts';
import { readRoom, type Endpoint } from './reader.ts';
import { serve } from './served.ts';

export interface Killed {
  readonly run: number;
  readonly faults: readonly string[];
  readonly written: number;
  readonly acknowledged: number;
  /** Tokens that another client had read. */
  readonly seen: number;
  /** Tokens that were neither acknowledged nor seen when the server died, and are stored all the same. */
  readonly unsure: number;
  /** From the start of the new process until it accepted requests, in milliseconds. */
  readonly startedIn: number;
  /** From then until every room had been read anew. */
  readonly readIn: number;
}

export interface KillingOptions {
  readonly runs: number;
  readonly chance: Chance;
  /** Starts no further run after so many milliseconds. */
  readonly within?: number;
  readonly onRun?: (killed: Killed) => void;
}

const typists = 8;
const roomsPerRun = 3;
/** For so many runs the third room stays the same, so that long logs are read again as well. */
const staying = 25;
/** After one in so many kills all clients come back with their documents. */
const returning = 5;
export const roomsFor = (runs: number): number => runs * 2 + Math.ceil(runs / staying);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What was written into one room in all runs so far. */
interface Ledger {
  readonly oracle: Oracle;
  cookie: string;
}

/** Kills a server once in each run, and returns the faults of each; none when nothing was lost. */
export async function killOften(
  fixture: Fixture,
  { runs, chance, within = Number.POSITIVE_INFINITY, onRun }: KillingOptions
): Promise<readonly Killed[]> {
  const ledgers = new Map<string, Ledger>();
  const killed: Killed[] = [];
  let server = await serve(fixture.config);
  const begun = performance.now();
  for (let run = 0; run < runs && performance.now() - begun < within; run++) {
    const names = [run * 2, run * 2 + 1, runs * 2 + Math.floor(run / staying)].map(
      (n) => fixture.rooms[n]?.name ?? ''
    );
    const people = Array.from({ length: typists }, (_, n) => {
      const cookie = fixture.writers[(run * 3 + n) % fixture.writers.length] ?? '';
      return new Peer({ name: `r${run}p${n}`, room: names[n % roomsPerRun] ?? '', cookie });
    });
    await Promise.all(people.map((one) => one.join(server.endpoint)));
    const early = await typeUntilChance(people, chance, async () => server.end('SIGKILL'));
    for (const one of people) await one.end();
    for (const one of people) {
      const ledger = ledgers.get(one.room) ?? { oracle: new Oracle(), cookie: fixture.writers[0] ?? '' };
      ledgers.set(one.room, ledger);
      for (const token of one.written) ledger.oracle.sent.add(token);
      for (const token of one.acknowledged) ledger.oracle.acknowledged.add(token);
      for (const token of one.seen) ledger.oracle.seen.add(token);
    }
    server = await serve(fixture.config);
    const readStart = performance.now();
    const faults: string[] = [...early];
    let unsure = 0;
    for (const room of names) {
      const ledger = ledgers.get(room);
      if (!ledger) continue;
      const doc = await readRoom(server.endpoint, room, ledger.cookie);
      const text = plainTextOf(doc);
      if (doc.store.pendingStructs !== null) faults.push(`${room} holds something that waits for more`);
      faults.push(...ledger.oracle.check(text).map((fault) => `${room}: ${fault}`));
      for (const one of people) {
        if (one.room !== room) continue;
        for (const token of one.written) {
          if (
            !ledger.oracle.acknowledged.has(token) &&
            !ledger.oracle.seen.has(token) &&
            text.includes(token)
          )
            unsure += 1;
        }
      }
    }
    const atDeath = {
      written: people.reduce((sum, one) => sum + one.writtenCount, 0),
      acknowledged: people.reduce((sum, one) => sum + one.acknowledged.length, 0),
      seen: new Set(people.flatMap((one) => [...one.seen])).size
    };
    if (run % returning === 0) faults.push(...(await comeBack(people, server.endpoint)));
    const outcome = {
      run,
      faults,
      ...atDeath,
      unsure,
      startedIn: server.startedIn,
      readIn: performance.now() - readStart
    };
    killed.push(outcome);
    onRun?.(outcome);
  }
  await server.end('SIGTERM');
  return killed;
}

/**
 * Reconnects all clients and checks that everything they wrote is there exactly once, whatever the server had
 * stored when it died.
 */
async function comeBack(people: readonly Peer[], endpoint: Endpoint): Promise<string[]> {
  await Promise.all(people.map((one) => one.join(endpoint)));
  await Promise.all(people.map((one) => one.when(() => one.acknowledged.length === one.writtenCount)));
  const faults: string[] = [];
  for (const one of people) {
    const text = plainTextOf(await readRoom(endpoint, one.room, one.cookie));
    const wrong = one.written.filter((token) => text.split(token).length !== 2);
    if (wrong.length > 0)
      faults.push(
        `${one.name} came back, and of what it wrote ${wrong.length} are missing or doubled: ${wrong.slice(0, 5).join(' ')}`
      );
    one.drop();
  }
  return faults;
}

/**
 * Lets all type until a random number of acknowledgements has come and somebody has read another's word: then
 * kills the process while they go on.
 */
async function typeUntilChance(
  people: readonly Peer[],
  chance: Chance,
  kill: () => Promise<void>
): Promise<string[]> {
  let acknowledgements = 0;
  let waiting = (): void => undefined;
  for (const one of people) {
    one.onAcknowledged = () => {
      // What a client holds when it joins is acknowledged too, before it has typed anything.
      if (one.acknowledged.length > 0) acknowledgements += 1;
      waiting();
    };
  }
  const enough = 1 + Math.floor(chance() ** 2 * 120);
  const closed = Promise.race(people.map(async (one) => one.end()));
  // Bursts of chance length, and pauses between them until something comes back: the log is met in every state.
  const isSaid = (): boolean => acknowledgements >= enough && people.some(({ seen }) => seen.size > 0);
  while (!isSaid() && people.every((one) => one.closed === null)) {
    for (let left = 1 + Math.floor(chance() * 4); left > 0; left--)
      for (const one of people) if (chance() < 0.7) one.type();
    if (chance() < 0.3) await Promise.race([closed, new Promise<void>((resolve) => (waiting = resolve))]);
    else await turn();
  }
  for (let left = 1 + Math.floor(chance() * 10); left > 0; left--) {
    if (chance() < 0.5) await turn();
    for (const one of people) one.type();
  }
  const early = people.filter((one) => one.closed !== null);
  await kill();
  return early.map(
    (one) => `${one.name} was sent away before: ${one.closed?.code ?? 0} ${one.closed?.reason ?? ''}`
  );
}
