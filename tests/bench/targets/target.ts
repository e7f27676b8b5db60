/** Describes what the clients need to know of a server under test. */
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
  /** A new client gets from it what others wrote before. */
  readonly holdsText: boolean;
  /** Its first answer may lack what is still being loaded; the rest comes later as an update. */
  readonly answersBeforeLoaded?: boolean;
  readonly address: (room: string, person: number) => Address;
}

export interface LaunchOptions {
  /** Empty, or as an earlier start of the same target left it. */
  readonly dataDir: string;
  readonly port: number;
  /** The relay's fixed answer to a new client, which gives the lower limit of a cold load. */
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
  /** Its texts survive a restart. */
  readonly stores: boolean;
  /** Rooms that exist in a fresh data folder. */
  readonly rooms: (count: number) => string[];
  /** Makes the template of every fresh data folder; a string says why the target cannot take part. */
  readonly prepare: () => Promise<string | null>;
  readonly start: (launch: LaunchOptions) => Promise<Running>;
}
