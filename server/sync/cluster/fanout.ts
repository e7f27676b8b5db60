/**
 * Defines the port for messages between cluster nodes. PostgreSQL is the truth; messages only make changes
 * known sooner than polling would. They may be lost and may come twice; a room notices by the numbers of the
 * log, and reads there when the fan-out has come back up.
 */
import type { Signal } from '#server/events/signals.ts';
import type { Logger } from '#server/process/logger.ts';
import type { AwarenessEntry } from '../transport/frames.ts';
import type { RoomKey } from '../log/log.ts';

/** Describes one client that is in a room on another node, or has left it. */
export interface PresenceEntry extends AwarenessEntry {
  readonly userId: string;
}

export type ReceivedClusterMessage =
  /**
   * Updates that are in the log, consecutive from `firstSeq`; none where they are too large for a message and
   * must be read from the log.
   */
  | {
      readonly kind: 'committed';
      readonly roomKey: RoomKey;
      readonly firstSeq: number;
      readonly updates: readonly Uint8Array[];
      /** Maps the client ids that are first used in these updates to their users. */
      readonly owners: ReadonlyMap<number, string>;
    }
  /** Clients that are in the room on that node, or have left it; clients that are not named are unchanged. */
  | { readonly kind: 'presence'; readonly roomKey: RoomKey; readonly entries: readonly PresenceEntry[] }
  /** The room has opened on that node, which requests the presence of the clients here. */
  | { readonly kind: 'presence-wanted'; readonly roomKey: RoomKey }
  | { readonly kind: 'signal'; readonly signal: Signal }
  /**
   * The node has closed or has been silent for too long: its clients have left. Never broadcast: created by
   * the receiving node.
   */
  | { readonly kind: 'gone' };

/** Names the messages that a node broadcasts; `gone` is detected, not broadcast. */
export type ClusterMessage = Exclude<ReceivedClusterMessage, { kind: 'gone' }>;

export interface Fanout {
  /** Never throws, never waits. The message is dropped while the bus is down. */
  broadcast(message: ClusterMessage): void;
  /**
   * Registers a listener for messages of other nodes only, in the order in which each of them sent them.
   * Returns a function that removes it.
   */
  listen(hear: (message: ReceivedClusterMessage, node: string) => void): () => void;
  /** States whether broadcast messages arrive at once. */
  readonly isUp: boolean;
  /**
   * Reports that the bus went down or up, perhaps both within one tick, also when some messages were missed:
   * then everything must be read again.
   */
  onChange(listen: (isUp: boolean) => void): () => void;
  /** Rejects while it is down. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface FanoutTools {
  /** Identifies this process only, new at each start. */
  readonly nodeId: string;
  /** Holds the secret that the nodes of one installation share, and no one else. */
  readonly secret: Uint8Array;
  readonly logger: Logger;
}
