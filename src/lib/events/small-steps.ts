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
