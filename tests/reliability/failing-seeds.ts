/** Lists seeds that failed once, each with what it found; they are run with the fixed ones for ever. */
export const failingSeeds: readonly { readonly seed: number; readonly found: string }[] = [];
