/**
 * Runs one or two servers of rooms in this process over a log in memory, with links that deliver what a run
 * says, when it says so. Everything between a frame and the log is the server's own code.
 */
import type { IncomingMessage } from 'node:http';
import type { Chance } from '#base/chance.ts';
import type { Actor } from '#base/permissions.ts';
import { createLogger } from '#server/process/logger.ts';
import type { FoundRoom } from '#server/sync/handshake/room-facts.ts';
import type { ReceivedClusterMessage } from '#server/sync/cluster/fanout.ts';
import { performHandshake } from '#server/sync/handshake/handshake.ts';
import { Round } from '#server/sync/handshake/revoke.ts';
import { openRooms, type Rooms } from '#server/sync/rooms/rooms.ts';
import { Connection } from '#server/sync/transport/connection.ts';
import { Packet, type Message } from '#server/sync/transport/packet.ts';
import { usualMaxLogBytes } from '#server/sync/rooms/log-quota.ts';
import { usualMaxTextBytes } from '#server/sync/rooms/text-bound.ts';
import { TickBatcher } from '#server/sync/transport/tick-batcher.ts';
import type { Transport, TransportEvents } from '#server/sync/transport/transport.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { make } from '#server/workers/jobs.ts';
import type { RepeatsInput } from '#server/workers/repeats.ts';
import type { SocketLike } from '#lib/collab/provider-state.ts';
import type { ModelLog } from './saved-log.ts';

const study = 'model' as FoundRoom['studyId'];
const documentId = 'document';

export const actorOf = (name: string): Actor =>
  ({
    userId: name,
    sessionId: name,
    email: `${name}@model.local`,
    name: { en: name, zh: '' },
    isAdministrator: false,
    grants: [{ studyId: study, role: 'expert', sideId: 'eu', cityId: null }]
  }) as unknown as Actor;

const now = (): Date => new Date(1_378_022_400_000);
// One for all: its default metrics are not made for many in a process.
const logger = createLogger({ level: 'silent', now, write: () => undefined });
const workers = {
  compact: (parts: readonly Uint8Array[]) => Promise.resolve(make('compact', parts, null)),
  integratesAlike: (parts: readonly Uint8Array[], update: Uint8Array) =>
    Promise.resolve(make('integratesAlike', parts, update)),
  differingRepeat: (parts: readonly Uint8Array[], input: RepeatsInput) =>
    Promise.resolve(make('differingRepeat', parts, input)),
  diff: (parts: readonly Uint8Array[], stateVector: Uint8Array) =>
    Promise.resolve(make('diff', parts, stateVector))
} as unknown as DocumentWorkers;

/** After so many turns an append of a killed server is certainly stored or lost. */
const turnsToLand = 8;

interface ModelServer {
  readonly name: string;
  readonly rooms: Rooms;
  isKilled: boolean;
  readonly hear: Set<(message: ReceivedClusterMessage, node: string) => void>;
}

export class ModelServers {
  readonly log: ModelLog;
  readonly #servers: ModelServer[] = [];
  readonly #chance: Chance;
  #ids = 0;
  #started = 0;

  constructor(log: ModelLog, count: number, chance: Chance) {
    this.log = log;
    this.#chance = chance;
    for (let n = 0; n < count; n++) this.#servers.push(this.#start());
  }

  get one(): ModelServer {
    const server = this.#servers[Math.floor(this.#chance() * this.#servers.length)];
    if (!server) throw new Error('There is no server');
    return server;
  }

  /** As the database has them now. */
  found(generation: number): FoundRoom | undefined {
    if (generation < 1 || generation > this.log.generation) return undefined;
    const ended = this.log.at(generation).isOver;
    return {
      documentId,
      studyId: study,
      isBench: false,
      quotaFactor: 1,
      generation,
      ended,
      textModel: 'sequence',
      isShown: true,
      base: null,
      facts: { kind: 'chapter', state: ended ? 'approval' : 'drafting' },
      reopenedQuestions: []
    };
  }

  /** Ends the generation, and has every connection authorized again. */
  freeze(): void {
    this.log.current.isOver = true;
    const round = new Round();
    for (const server of this.#servers)
      for (const connection of server.rooms.connections()) void connection.recheckAccess(round);
  }

  /** Kills a server in the midst of everything and starts another in its place. */
  kill(): void {
    const n = Math.floor(this.#chance() * this.#servers.length);
    const server = this.#servers[n];
    if (!server) return;
    server.isKilled = true;
    server.rooms.close();
    this.#servers[n] = this.#start();
    void this.#reportGone(server.name);
  }

  /** Tells the others that a server is gone, once what it had under way is in the log or lost. */
  async #reportGone(name: string): Promise<void> {
    for (let left = turnsToLand; left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
    for (const server of this.#servers)
      if (!server.isKilled) for (const hear of server.hear) hear({ kind: 'gone' }, name);
  }

  close(): void {
    for (const server of this.#servers) {
      server.isKilled = true;
      server.rooms.close();
    }
  }

  async settled(): Promise<void> {
    for (const { rooms } of this.#servers) await rooms.settled();
  }

  #start(): ModelServer {
    const name = `n${(this.#started += 1)}`;
    const server: Omit<ModelServer, 'rooms'> & { rooms: Rooms | null } = {
      name,
      rooms: null,
      isKilled: false,
      hear: new Set()
    };
    server.rooms = openRooms({
      log: this.log.seenBy(server),
      fanout: {
        broadcast: (message) => {
          if (server.isKilled) return;
          setImmediate(() => {
            for (const other of this.#servers)
              if ((other as unknown) !== server && !other.isKilled)
                for (const hear of other.hear) hear(message, name);
          });
        },
        listen: (hear) => {
          server.hear.add(hear);
          return () => server.hear.delete(hear);
        },
        isUp: true,
        onChange: () => () => undefined,
        ping: () => Promise.resolve(),
        close: () => Promise.resolve()
      },
      workers,
      tickBatcher: new TickBatcher((error) => {
        throw error;
      }),
      rootsOf: () => Promise.resolve({ allowsRoot: () => true }),
      confidentialAt: () => Promise.resolve(undefined),
      logger,
      now,
      newId: () => `id${(this.#ids += 1)}`,
      mayFetch: () => true,
      mayTry: () => true,
      maySpend: () => true,
      maxTextBytes: usualMaxTextBytes,
      maxLogBytes: usualMaxLogBytes,
      warnOfQuota: () => undefined
    });
    return server as ModelServer;
  }
}

const states = { connecting: 0, open: 1, closed: 3 } as const;
type LinkEvent =
  | { readonly kind: 'open' }
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly code: number };

const wholeOf = (message: Message): Uint8Array =>
  message instanceof Uint8Array ? message : Buffer.concat([message.head, message.body]);

/** Connects a provider, or a person who sends frames by hand, to a server. */
export class ModelLink implements SocketLike, Transport {
  binaryType: BinaryType = 'arraybuffer';
  readyState: SocketLike['readyState'] = states.connecting;
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;
  readonly waiting = 0;
  readonly #server: ModelServer;
  #toServer: Uint8Array[] = [];
  #toClient: LinkEvent[] = [];
  #events: TransportEvents | null = null;
  #isOpenAtServer = true;
  #isGone = false;

  constructor(servers: ModelServers, address: string, actor: Actor) {
    this.#server = servers.one;
    void this.#open(servers, address, actor);
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  get holdsFrames(): boolean {
    return this.#toServer.length > 0 || this.#toClient.length > 0;
  }

  get isOpen(): boolean {
    return this.#isOpenAtServer;
  }

  send(message: Packet | Uint8Array | string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (message instanceof Packet)
      for (const one of message.messages)
        this.#toClient.push({ kind: 'frame', bytes: Uint8Array.from(wholeOf(one)) });
    else if (message instanceof Uint8Array && !this.#isGone) this.#toServer.push(message.slice());
  }

  /** Closes either end: the server states a reason, a client a code alone. */
  close(code?: number, sentence?: string): void {
    if (sentence !== undefined) {
      if (!this.#isOpenAtServer) return;
      this.#isOpenAtServer = false;
      this.#toClient.push({ kind: 'close', code: code ?? 1006 });
      setImmediate(() => this.#events?.gone());
      return;
    }
    this.#isGone = true;
    this.readyState = states.closed;
    this.#toClient = [];
  }

  cut(): void {
    this.#isOpenAtServer = false;
    this.#events?.gone();
  }

  ping(): void {
    this.#events?.alive();
  }

  holdBack(): void {
    // The run decides what is delivered.
  }

  listen(events: TransportEvents): void {
    this.#events = events;
  }

  handToServer(): void {
    if (this.#server.isKilled || !this.#events || !this.#isOpenAtServer) {
      if (this.#server.isKilled || this.#events) this.#toServer = [];
      return;
    }
    const frame = this.#toServer.shift();
    if (frame) this.#events.message(frame);
    else if (this.#isGone) this.cut();
  }

  handToClient(): void {
    if (this.#isGone) return;
    if (this.#server.isKilled && this.#toClient.length === 0) return this.#breakFor(1006);
    const next = this.#toClient.shift();
    if (!next) return;
    if (next.kind === 'open') {
      this.readyState = states.open;
      call(this.onopen, {});
    } else if (next.kind === 'frame') call(this.onmessage, { data: next.bytes.buffer });
    else this.#breakFor(next.code);
  }

  /** Breaks: what the client had sent is lost, or arrives late. */
  break(outgoing: 'lost' | 'late'): void {
    if (outgoing === 'lost') {
      this.#toServer = [];
      this.#isOpenAtServer = false;
      setImmediate(() => this.#events?.gone());
    }
    this.#toClient = [];
    this.#breakFor(1006);
  }

  async #open(servers: ModelServers, address: string, actor: Actor): Promise<void> {
    const request = { url: address, method: 'GET', headers: {} } as IncomingMessage;
    const admitted = await performHandshake(
      {
        upgradeGuard: { admit: () => Promise.resolve({ actor }) },
        find: (_, name) => Promise.resolve(servers.found(name.generation)),
        isFull: () => false
      },
      request
    );
    if ('status' in admitted || this.#server.isKilled) return this.#breakFor(1006);
    this.#toClient.push({ kind: 'open' });
    const connection = new Connection(
      this,
      { ...admitted, user: { id: actor.userId } },
      {
        logger,
        now,
        mayReceive: () => true,
        readCurrentAccess: ({ found }) => Promise.resolve({ actor, found: servers.found(found.generation) })
      }
    );
    void this.#server.rooms.join(connection, admitted.found);
  }

  #breakFor(code: number): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.readyState = states.closed;
    call(this.onclose, { code });
  }
}

/** Calls a handler with the fields of an event that the provider reads. */
function call(handler: unknown, event: { readonly code?: number; readonly data?: unknown }): void {
  if (typeof handler === 'function') (handler as (event: unknown) => void)(event);
}
