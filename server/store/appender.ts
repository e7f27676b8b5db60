/**
 * Defines how updates are appended to the logs of many generations in one transaction, and how updates that a
 * snapshot holds are folded into segments: the storage side of a commit. Each engine has its own
 * implementation (sqlite-appender.ts, postgres-appender.ts); sync/log/committer.ts groups appends and repeats
 * them.
 */
export interface GenerationAddress {
  readonly documentId: string;
  readonly generation: number;
}

export interface AppendedUpdate {
  readonly userId: string;
  readonly at: string;
  /** Holds one validated Yjs update (V1). */
  readonly bytes: Uint8Array;
}

/** Describes what one transaction appends to one generation. */
export interface AppendPart extends GenerationAddress {
  /** Holds the last number that the room knows. */
  readonly after: number;
  readonly entries: readonly AppendedUpdate[];
  /** Maps client ids to the users who begin to write under them. */
  readonly newOwners: ReadonlyMap<number, string>;
  /**
   * Lists client ids under which the entries write: the time of the last entry is stored as the last time that
   * somebody wrote under them.
   */
  readonly writers?: readonly number[];
}

/**
 * Nothing is stored unless it is `committed`. `foreign`: the client id belongs to another user. `behind`: the
 * database has lost updates that the room has (`after` is higher than any stored number), so that what builds
 * on them must not be stored.
 */
export type PartOutcome =
  | { readonly kind: 'committed'; readonly firstSeq: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'foreign'; readonly client: number }
  | { readonly kind: 'behind'; readonly lastSeq: number };

export interface StoredSnapshot {
  readonly throughSeq: number;
  /** Holds all updates up to `throughSeq` as one Yjs update (V1). */
  readonly bytes: Uint8Array;
  /** Holds the encoded state vector of `bytes`. */
  readonly stateVector: Uint8Array;
  /** Holds the offset in `bytes` at which the delete set begins. */
  readonly structsEnd: number;
  readonly createdAt: string;
}

export interface Appender {
  /**
   * Appends all parts in one transaction, durable when it resolves; outcomes are in the order of the parts.
   * Rejects when nothing of it is known to be stored: with RowsRefusedError where the rows are at fault, else
   * with the database's error.
   */
  append(parts: readonly AppendPart[]): Promise<PartOutcome[]>;
  /**
   * Stores the snapshot, replacing all older ones, and moves the rows that it holds into segments, some at a
   * time: each step is one transaction that leaves every update readable, and counts what it moves as its
   * authors' (logUsage). Does nothing where a newer snapshot is stored already.
   */
  saveSnapshot(roomKey: GenerationAddress, snapshot: StoredSnapshot): Promise<void>;
  close(): Promise<void>;
}

/** Reports a row that this database will never accept: trying again does not help. */
export class RowsRefusedError extends Error {
  override readonly name = 'RowsRefusedError';
}
