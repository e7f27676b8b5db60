/**
 * News from node to node: a port. PostgreSQL is the truth; what is told here only comes sooner than one would look. News may be
 * lost and may come twice; a room notices by the numbers of the log, and reads there when the fan-out has come back up.
 */
import type { Signal } from '../../events/signals.ts';
import type { Logger } from '../../logger.ts';
import type { AwarenessEntry } from '../transport/frames.ts';
import type { RoomKey } from '../log/log.ts';

/** One client that is in a room on another node, or has left it. */
export interface PresenceEntry extends AwarenessEntry {
  readonly userId: string;
}

export type ReceivedClusterMessage =
  /** Updates that are in the log, one after another from `firstSeq`; none where they are too large to be told: to be read there. */
  | {
      readonly kind: 'committed';
      readonly roomKey: RoomKey;
      readonly firstSeq: number;
      readonly updates: readonly Uint8Array[];
      /** Who has begun to write under which client id with these. */
      readonly owners: ReadonlyMap<number, string>;
    }
  /** Who is in the room there, or has left it; clients that are not named are as they were. */
  | { readonly kind: 'presence'; readonly roomKey: RoomKey; readonly entries: readonly PresenceEntry[] }
  /** The room has opened there: it wants to be told who is in it here. */
  | { readonly kind: 'presence-wanted'; readonly roomKey: RoomKey }
  | { readonly kind: 'signal'; readonly signal: Signal }
  /** The node has closed or has not been heard for a while: whoever was there has left. Not to be told: made where it is heard. */
  | { readonly kind: 'gone' };

/** What a node tells; `gone` is noticed, not told. */
export type ClusterMessage = Exclude<ReceivedClusterMessage, { kind: 'gone' }>;

export interface Fanout {
  /** Never throws, never waits. Dropped while the bus is down. */
  broadcast(message: ClusterMessage): void;
  /** News of other nodes only, in the order in which each of them told it. Returns the way to stop listening. */
  listen(hear: (message: ReceivedClusterMessage, node: string) => void): () => void;
  /** Whether what is told here is heard at once. */
  readonly isUp: boolean;
  /** Down and up again, perhaps within one turn, also when some news was missed: then everything is to be read anew. */
  onChange(listen: (isUp: boolean) => void): () => void;
  /** Rejects while the bus does not carry. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface FanoutTools {
  /** Of this process only, new at each start. */
  readonly nodeId: string;
  /** Shared by the nodes of one installation and by nobody else. */
  readonly secret: Uint8Array;
  readonly logger: Logger;
}
