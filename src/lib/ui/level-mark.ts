/**
 * Describes what the sign of a level is rendered from: a position on the scale, from 1, or an outcome outside
 * it.
 */
export type Mark =
  | { readonly kind: 'level'; readonly position: number; readonly of: number }
  | { readonly kind: 'not-assessed' | 'not-applicable' | 'split' | 'earlier' | 'none' };
