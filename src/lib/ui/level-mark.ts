/** What the sign of a level is drawn from: a place on the scale, from 1, or what stands outside it. */
export type Mark =
  | { readonly kind: 'level'; readonly position: number; readonly of: number }
  | { readonly kind: 'not-assessed' | 'not-applicable' | 'split' | 'earlier' | 'none' };
