/** What the clients need to know of a server under test, whichever it is. */
import type { Address } from '../clients/socket.ts';
import type { Dialect } from '../clients/protocol.ts';

export const targetNames = [
  'meridian',
  'y-websocket',
  'y-websocket-leveldb',
  'hocuspocus',
  'hocuspocus-100',
  'relay'
] as const;
export type TargetName = (typeof targetNames)[number];

export interface Access {
  readonly target: TargetName;
  readonly dialect: Dialect;
  /** Whether a newcomer gets from it what others wrote before. */
  readonly holdsText: boolean;
  /** Whether its first answer may lack what is still being loaded, and the rest comes later as an update. */
  readonly answersBeforeLoaded?: boolean;
  readonly address: (room: string, person: number) => Address;
}

export interface LaunchOptions {
  /** Empty or as an earlier start of the same target left it. */
  readonly dataDir: string;
  readonly port: number;
  /** What the relay answers to a newcomer, so that a cold load has its limit. */
  readonly snapshot?: string;
}

export interface Running {
  readonly access: Access;
  readonly pid: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface Target {
  readonly name: TargetName;
  readonly title: string;
  /** Whether it keeps texts through a restart. */
  readonly stores: boolean;
  /** The names of so many rooms that exist in a fresh place. */
  readonly rooms: (count: number) => string[];
  /** Makes what every fresh place begins from; a string says why the target cannot take part. */
  readonly prepare: () => Promise<string | null>;
  readonly start: (launch: LaunchOptions) => Promise<Running>;
}
