/**
 * Holds the levels that the texts of a page show: provided once by the page, read wherever one of its texts
 * is rendered.
 */
import { getContext, setContext } from 'svelte';
import type { LevelChips } from '#rules/panels/level-chip.ts';

export interface LevelChipContext {
  readonly now: () => LevelChips | null;
  /** Returns the levels of the older of two versions that are compared. */
  readonly before: () => LevelChips | null;
}

const key = Symbol('levelChips');

/** Provides the levels as functions, so that what is rendered follows the page's data. */
export function provideLevelChips(now: () => LevelChips | null, before = now): void {
  setContext<LevelChipContext>(key, { now, before });
}

const none: LevelChipContext = { now: () => null, before: () => null };

export const useLevelChips = (): LevelChipContext => getContext<LevelChipContext | undefined>(key) ?? none;
