/**
 * Takes from the state of a connection what changes seldom. The state changes with each key; most of a page depends on
 * nothing but this.
 */
import { isNearlyFull, type TextSize } from '#wire/messages.ts';
import type { ProviderState } from './provider-state.ts';

export interface Standing {
  /** True once the server's document has arrived. */
  readonly synced: boolean;
  readonly isLateForOthers: boolean;
  /** The size of the text and its limit, in bytes, where it is nearly full. */
  readonly textSize: TextSize | null;
  /** The bytes that the user has written in this generation, and the quota, where most of it is used. */
  readonly written: TextSize | null;
  /** True if the server lets this socket read only. */
  readonly mayOnlyRead: boolean;
  /** True if the server lets this socket write. */
  readonly mayWrite: boolean;
}

export const standingOf = ({
  synced,
  trouble,
  textSize,
  written,
  access,
  end,
  denied
}: ProviderState): Standing => ({
  synced,
  isLateForOthers: trouble === 'nodes',
  textSize: whereNear(textSize),
  written: whereNear(written),
  mayOnlyRead: access === 'read' && denied === null,
  mayWrite: access === 'write' && end === null && denied === null
});

const whereNear = (size: TextSize | null): TextSize | null => (size && isNearlyFull(size) ? size : null);

export const isSameStanding = (one: Standing, other: Standing): boolean =>
  one.synced === other.synced &&
  one.isLateForOthers === other.isLateForOthers &&
  one.textSize === other.textSize &&
  one.written === other.written &&
  one.mayOnlyRead === other.mayOnlyRead &&
  one.mayWrite === other.mayWrite;
