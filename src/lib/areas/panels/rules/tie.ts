/** Defines the ties of experts to cities, and which of them exclude an expert from judging. */
export const tieKinds = ['works-for', 'comes-from'] as const;
export type TieKind = (typeof tieKinds)[number];

/**
 * Checks whether a tie excludes an expert. No one judges a city that they represent or work for; the study
 * decides whether coming from it excludes as well.
 */
export const bars = (
  tie: TieKind | 'represents',
  { barsOrigin }: { readonly barsOrigin: boolean }
): boolean => tie !== 'comes-from' || barsOrigin;
