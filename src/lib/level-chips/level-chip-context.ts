/** The levels that the texts of a page show: given once by the page, read wherever one of its texts is drawn. */
import { getContext, setContext } from 'svelte';
import type { LevelChips } from '#domain/level-chip.ts';

export interface LevelChipContext {
  readonly now: () => LevelChips | null;
  /** Of the older of two versions that are compared. */
  readonly before: () => LevelChips | null;
}

const key = Symbol('levelChips');

/** Functions, so that what is drawn follows the page's data. */
export function provideLevelChips(now: () => LevelChips | null, before = now): void {
  setContext<LevelChipContext>(key, { now, before });
}

const none: LevelChipContext = { now: () => null, before: () => null };

export const useLevelChips = (): LevelChipContext => getContext<LevelChipContext | undefined>(key) ?? none;
