/**
 * Appending to the logs of many generations in one transaction, and folding into segments what a snapshot holds: the store's
 * side of a commit. Each engine has its own way (sqlite-appender.ts, postgres-appender.ts); sync/log/committer.ts groups and repeats.
 */
export interface GenerationAddress {
  readonly documentId: string;
  readonly generation: number;
}

export interface AppendedUpdate {
  readonly userId: string;
  readonly at: string;
  /** One validated Yjs update (V1). */
  readonly bytes: Uint8Array;
}

/** What one generation adds in a transaction. */
export interface AppendPart extends GenerationAddress {
  /** The last number that its room knows. */
  readonly after: number;
  readonly entries: readonly AppendedUpdate[];
  /** Who begins to write under which client id. */
  readonly newOwners: ReadonlyMap<number, string>;
}

/**
 * What became of a part; of all but `committed` nothing is stored. `foreign`: the client id is somebody else's. `behind`: the
 * database has lost what the room knows of (`after` is higher than anything stored), so that what builds on it must not come in.
 */
export type PartOutcome =
  | { readonly kind: 'committed'; readonly firstSeq: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'foreign'; readonly client: number }
  | { readonly kind: 'behind'; readonly lastSeq: number };

export interface StoredSnapshot {
  readonly throughSeq: number;
  /** The whole up to `throughSeq` as one Yjs update (V1). */
  readonly bytes: Uint8Array;
  /** Encoded, of `bytes`. */
  readonly stateVector: Uint8Array;
  /** Where the deletions begin in `bytes`. */
  readonly structsEnd: number;
  readonly createdAt: string;
}

export interface Appender {
  /**
   * One transaction for all parts, durable when it resolves; outcomes in the order of the parts. Rejects when nothing of it is
   * known to be stored: with RowsRefusedError where the rows are at fault, else with the database's trouble.
   */
  append(parts: readonly AppendPart[]): Promise<PartOutcome[]>;
  /**
   * Stores the snapshot in the place of all older ones, and moves the rows that it holds into segments, some at a time: each
   * step is one transaction that leaves every update where it can be found. Does nothing where a newer snapshot stands already.
   */
  saveSnapshot(roomKey: GenerationAddress, snapshot: StoredSnapshot): Promise<void>;
  close(): Promise<void>;
}

/** A row that this database will never take: the fault is the row's, and trying again does not help. */
export class RowsRefusedError extends Error {
  override readonly name = 'RowsRefusedError';
}
