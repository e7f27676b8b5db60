/**
 * Lets two people type in one room while nothing can be stored, and checks what must hold before, during and
 * after it.
 */
import { Oracle, plainTextOf } from './oracle.ts';
import { Peer } from './peer.ts';
import type { Fixture } from './fixture.ts';
import { readRoom, type Endpoint } from './reader.ts';
import type { Served } from './served.ts';

/** Looks every few milliseconds; throws with the sentence when it does not come true. */
export async function eventually(
  sentence: string,
  holds: () => boolean | Promise<boolean>,
  seconds = 30
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${sentence}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export interface Trouble {
  /** From here on nothing can be stored. */
  begin(): Promise<void> | void;
  /** The server has run into it. */
  isMet(served: Served): boolean;
  end(): Promise<void> | void;
}

export interface Through {
  /** What was written and acknowledged during the trouble: what still had room, or was not refused. */
  readonly acknowledgedWithin: number;
  readonly writtenWithin: number;
  /** From the end of the trouble until everything was acknowledged, in milliseconds. */
  readonly healedIn: number;
  readonly faults: readonly string[];
}

const padding = 20_000;

/** Types on until so many bytes have been written within, which is more than can be stored. */
export async function typeThrough(
  fixture: Fixture,
  served: Served,
  trouble: Trouble,
  bytesWithin: number
): Promise<Through> {
  const [room, other] = fixture.rooms;
  const [one = '', two = ''] = fixture.writers;
  if (!room || !other) throw new Error('Two rooms are needed');
  const { endpoint } = served;
  const author = new Peer({ name: 'author', room: room.name, cookie: one });
  const reader = new Peer({ name: 'reader', room: room.name, cookie: two });
  const elsewhere = new Peer({ name: 'elsewhere', room: other.name, cookie: two });
  for (const peer of [author, reader, elsewhere]) await peer.join(endpoint);
  for (let n = 0; n < 20; n++) for (const peer of [author, elsewhere]) peer.type();
  const allAcknowledged = (peer: Peer): boolean => peer.acknowledged.length === peer.writtenCount;
  await eventually(
    'all is saved before the trouble',
    () => allAcknowledged(author) && allAcknowledged(elsewhere)
  );

  await trouble.begin();
  const before = author.writtenCount;
  for (let bytes = 0; bytes < bytesWithin; bytes += padding) author.type(padding);
  await eventually('the server meets the trouble', () => trouble.isMet(served));
  const faults: string[] = [];
  const health = await fetch(`http://127.0.0.1:${endpoint.port}/healthz`);
  if (health.status !== 200) faults.push(`/healthz answered ${health.status} in the trouble`);
  // Three more attempts, each over a new connection.
  for (let n = 0; n < 3; n++) {
    author.drop();
    await author.end();
    await joinStubbornly(author, endpoint);
    author.type(padding);
  }
  if (allAcknowledged(author)) faults.push('everything was acknowledged, though it cannot have been stored');
  const acknowledgedWithin = author.acknowledged.length - before;
  const unsure = new Set(author.written.filter((token) => !author.acknowledged.includes(token)));
  const shown = [...reader.seen].filter((token) => unsure.has(token));
  const known = plainTextOf(await readRoom(endpoint, other.name, one));
  if (elsewhere.written.some((token) => !known.includes(token)))
    faults.push('what was saved before cannot be read in the trouble');
  if (!served.lives) faults.push('the server died of it');

  await trouble.end();
  const ended = performance.now();
  await eventually('everything is saved after the trouble', async () => {
    for (const peer of [author, reader, elsewhere]) if (peer.closed) await joinStubbornly(peer, endpoint);
    return allAcknowledged(author);
  });
  const healedIn = performance.now() - ended;
  const oracle = new Oracle();
  for (const token of author.written) oracle.sent.add(token);
  for (const token of [...author.acknowledged, ...reader.seen]) oracle.acknowledged.add(token);
  const whole = plainTextOf(await readRoom(endpoint, room.name, two));
  faults.push(...oracle.check(whole));
  // What had been shown and not yet acknowledged may be a matter of moments; that it is in the end where it was shown is the law.
  if (shown.some((token) => !whole.includes(token))) faults.push('something was shown that was not stored');
  for (const peer of [author, reader, elsewhere]) peer.drop();
  return { acknowledgedWithin, writtenWithin: author.writtenCount - before, healedIn, faults };
}

/** Comes back as a client does, until the server is able to take it. Its answer may stay unacknowledged. */
async function joinStubbornly(peer: Peer, endpoint: Endpoint): Promise<void> {
  for (let left = 200; left > 0; left--) {
    peer.connect(endpoint);
    const joined = await Promise.race([
      peer
        .when(() => peer.isJoined)
        .then(
          () => true,
          () => false
        ),
      new Promise<null>((resolve) => setTimeout(() => resolve(null), 1_000))
    ]);
    // One that is let in and not answered yet waits behind what cannot be stored.
    if (joined !== false) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
