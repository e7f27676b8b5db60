/** Ties of experts to cities, and whom they keep from judging. */
export const tieKinds = ['works-for', 'comes-from'] as const;
export type TieKind = (typeof tieKinds)[number];

/** Nobody judges a city that they represent or work for; whether coming from it bars as well is the study's to say. */
export const bars = (
  tie: TieKind | 'represents',
  { barsOrigin }: { readonly barsOrigin: boolean }
): boolean => tie !== 'comes-from' || barsOrigin;
