import type { Unsaved } from './unsaved.ts';

export interface StoredCopy {
  readonly update: Uint8Array;
  /** State vector of what the server is known to hold. */
  readonly known: Uint8Array;
  readonly unsaved: Unsaved | null;
}

/** Holds a document whose unsent text was moved, and the new client id of each old one. */
export interface Moved extends StoredCopy {
  readonly ids: ReadonlyMap<number, number>;
}
