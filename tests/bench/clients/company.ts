/**
 * The people of a run in their rooms: counts each delivery (one edit that one other person receives) and how long it took from
 * its author's write to that person's read, both on the clock of this one process.
 */
import type { Access } from '../targets/target.ts';
import { Client, type ClientParts } from './client.ts';
import { firstEditClock } from './updates.ts';

export interface CompanyPlan {
  readonly rooms: readonly string[];
  readonly perRoom: number;
  /** How many clients of the first room store what they receive for the check at the end. */
  readonly witnesses?: number;
  /** Distinguishes the client ids of several companies in the same rooms. */
  readonly series?: number;
}

/** Connects this many at a time: an orderly morning, not a storm. */
const atOnce = 20;
/** Starts the client ids high, so that they are as long in bytes as random ones. */
const idBase = 2 ** 31;
const idsOfASeries = 1_000_000;
export const settleSeconds = 30;

export class Company {
  readonly clients: Client[] = [];
  readonly plan: CompanyPlan;
  deliveries = 0;
  edits = 0;
  #latencies: number[] | null = null;
  readonly #seen: Uint32Array[] = [];
  readonly #access: Access;
  readonly #firstId: number;
  #awaited: { readonly deliveries: number; readonly resolve: () => void } | null = null;
  /** Called on each delivery to the author's neighbour; a flood sends its next edits then. */
  onNeighbour: ((author: number, delivered: number) => void) | null = null;

  /** Called for what comes from others than the company's own. */
  onStranger: ((receiver: Client, author: number, to: number) => void) | null = null;

  constructor(access: Access, plan: CompanyPlan) {
    this.#access = access;
    this.plan = plan;
    this.#firstId = idBase + (plan.series ?? 0) * idsOfASeries;
  }

  /** Seats `from` to `to` of the rooms from `firstRoom` to `lastRoom`. */
  async connect(
    from = 0,
    to = this.plan.perRoom,
    firstRoom = 0,
    lastRoom = this.plan.rooms.length
  ): Promise<void> {
    const seats = this.plan.rooms.slice(firstRoom, lastRoom).flatMap((room, r) =>
      Array.from({ length: to - from }, (_, i) => ({
        room,
        seat: from + i,
        index: (firstRoom + r) * this.plan.perRoom + from + i
      }))
    );
    for (let i = 0; i < seats.length; i += atOnce) {
      await Promise.all(
        seats.slice(i, i + atOnce).map(async ({ room, seat, index }) => {
          const client = this.open(index, room, {
            storesUpdates: room === this.plan.rooms[0] && seat < (this.plan.witnesses ?? 0)
          });
          await client.synced();
        })
      );
    }
  }

  open(index: number, room: string, parts: Partial<ClientParts> = {}): Client {
    const client = new Client(this.#access, {
      person: index,
      room,
      id: this.#firstId + index,
      onArrival: this.arrived,
      ...parts
    });
    this.clients[index] = client;
    this.#seen[index] = new Uint32Array(this.plan.perRoom).fill(firstEditClock);
    return client;
  }

  type(client: Client, count = 1): void {
    client.type(count);
    this.edits += count;
  }

  /** Latencies from now on, until the next call. */
  record(): number[] {
    this.#latencies = [];
    return this.#latencies;
  }

  get expected(): number {
    return this.edits * (this.plan.perRoom - 1);
  }

  /** Resolves when everyone has everyone's edits; throws when that does not come about. */
  async settled(): Promise<void> {
    if (this.deliveries === this.expected) return;
    await new Promise<void>((resolve, reject) => {
      const { expected } = this;
      const tooLong = setTimeout(() => reject(new Error(this.#complaint(expected))), settleSeconds * 1000);
      this.#awaited = {
        deliveries: expected,
        resolve: () => {
          clearTimeout(tooLong);
          resolve();
        }
      };
    });
  }

  async drop(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.drop()));
  }

  #complaint(expected: number): string {
    const closed = this.clients.flatMap((client) => client.closeCode ?? []);
    const codes =
      closed.length > 0 ? `; ${closed.length} sockets closed, codes ${[...new Set(closed)].join(' ')}` : '';
    return `Only ${this.deliveries} of ${expected} deliveries came${codes}`;
  }

  /** Counts what a client received of a member of its room. */
  readonly arrived = (receiver: Client, author: number, _from: number, to: number): void => {
    const { perRoom } = this.plan;
    const index = author - this.#firstId;
    const source = this.clients[index];
    const receiverIndex = receiver.id - this.#firstId;
    const seen = this.#seen[receiverIndex];
    if (!source || !seen || source.room !== receiver.room) {
      this.onStranger?.(receiver, author, to);
      return;
    }
    const seat = index % perRoom;
    const from = seen[seat] ?? firstEditClock;
    if (to <= from) return;
    seen[seat] = to;
    this.deliveries += to - from;
    if (this.#latencies) {
      const now = performance.now();
      for (let clock = from; clock < to; clock++)
        this.#latencies.push(now - (source.sentAt[clock - firstEditClock] ?? now));
    }
    if (this.onNeighbour && receiverIndex % perRoom === (seat + 1) % perRoom)
      this.onNeighbour(index, to - firstEditClock);
    if (this.#awaited && this.deliveries >= this.#awaited.deliveries) {
      this.#awaited.resolve();
      this.#awaited = null;
    }
  };

  /** Returns the highest clock of an author that any other client has received, `to` exclusive. */
  seenOf(authorIndex: number): number {
    const { perRoom } = this.plan;
    const firstOfRoom = authorIndex - (authorIndex % perRoom);
    let highest = firstEditClock;
    for (let i = firstOfRoom; i < firstOfRoom + perRoom; i++) {
      if (i !== authorIndex) highest = Math.max(highest, this.#seen[i]?.[authorIndex % perRoom] ?? 0);
    }
    return highest;
  }
}
