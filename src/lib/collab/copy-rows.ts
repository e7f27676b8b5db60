/** Defines what this browser stores of a document, and what is read and written of it. */
import type { Bilingual } from '#base/locale.ts';
import type { Unsaved } from './unsaved.ts';

export interface UpdateRow {
  readonly room: string;
  readonly bytes: Uint8Array;
}

export interface RoomRow {
  readonly room: string;
  readonly known: Uint8Array;
  /** The time of the last write, in milliseconds of this machine's clock. */
  readonly at: number;
  /** True if the updates make up the document, false if they are only what was not saved of it. */
  readonly isWhole: boolean;
  /** The client ids under which this person wrote here, the last ones; missing in older rows. */
  readonly writers?: readonly number[];
  /** The title of the document's subject, for pages that have not loaded it; missing in older rows. */
  readonly title?: Bilingual | null;
}

/** Holds what one tab has written and the server has not yet accepted. */
export interface UnsentRow extends Unsaved {
  readonly room: string;
  readonly tab: string;
}

export interface CopyOfRoom {
  readonly update: Uint8Array;
  readonly known: Uint8Array;
  readonly unsaved: Unsaved | null;
  readonly isWhole: boolean;
  readonly title: Bilingual | null;
  /** The tabs that left something unsent, of which some may still be open. */
  readonly tabs: readonly string[];
  /** The client ids under which this person wrote here, in tabs that may still be open as well. */
  readonly writers: readonly number[];
}

export interface Entry {
  readonly room: string;
  readonly tab: string;
  /** The updates since the last entry. */
  readonly updates: readonly Uint8Array[];
  readonly known: Uint8Array;
  readonly unsaved: Unsaved | null;
  readonly at: number;
  readonly isWhole: boolean;
  readonly title: Bilingual | null;
  /** The client ids under which this tab writes. */
  readonly writers: readonly number[];
  /** The tabs whose unsent changes this one has taken up. */
  readonly takenOver: readonly string[];
}

export interface StoredRoom {
  readonly room: string;
  readonly at: number;
  readonly title: Bilingual | null;
  readonly unsaved: Unsaved | null;
}
