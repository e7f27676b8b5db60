/**
 * Limits what one passage holds, an embed counting as one character: about 150 printed pages. The server holds each
 * update against it, the editor each paste before it is parsed.
 */
export const largestPassage = { characters: 500_000, blocks: 5_000 } as const;
