import type { EventKind } from './kinds.ts';

/**
 * Lists the kinds of small, frequent steps in continuing work: they are logged and broadcast to open pages at
 * once. Activity lists show only the beginning and the end of such work; the result holds what was done in
 * between.
 */
export const smallSteps: ReadonlySet<string> = new Set<EventKind>([
  'framework.draft-changed',
  'term.changed',
  'pair.confirmed',
  'pair.checked',
  'pair.drafted',
  'report.changed',
  'report.moved',
  'support.added',
  'support.taken-anew',
  'support.removed',
  'codes.changed',
  'codings.changed',
  'suggestion.changed',
  'suggestion.decided'
]);

/** Lists events that are only recorded in the log and are news to no one. */
const quiet: ReadonlySet<string> = new Set<EventKind>(['head.sent', 'reminder.sent', 'study.imported']);

/** Checks whether an event of this kind is news to no one, but for a decision that concerns one person. */
export const isQuiet = (kind: string): boolean => quiet.has(kind) || smallSteps.has(kind);
