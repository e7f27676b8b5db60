/** The levels that the texts of a page show: given once by the page, read wherever one of its texts is drawn. */
import { getContext, setContext } from 'svelte';
import type { Grades } from '#domain/grade.ts';

export interface ShownGrades {
  readonly now: () => Grades | null;
  /** Of the older of two versions that are compared. */
  readonly before: () => Grades | null;
}

const key = Symbol('grades');

/** Functions, so that what is drawn follows the page's data. */
export function provideGrades(now: () => Grades | null, before = now): void {
  setContext<ShownGrades>(key, { now, before });
}

const none: ShownGrades = { now: () => null, before: () => null };

export const shownGrades = (): ShownGrades => getContext<ShownGrades | undefined>(key) ?? none;
