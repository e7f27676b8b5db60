/**
 * Puts JSON of page data into blocks of the page instead of into its script, where it would be written as a literal, letter
 * by letter. Where the server makes a page (lib/server/json-blocks.ts) a block is named by its number; everywhere else the
 * JSON itself is sent.
 */
export type JsonPlace = string | number;

let put: (json: string) => number | undefined = () => undefined;

/** Tells where blocks are collected; the function returns the number of the block. */
export const collectBlocks = (collect: typeof put): void => void (put = collect);

export const placeJson = (json: string): JsonPlace => put(json) ?? json;

export const blockId = (number: number): string => `json-${number}`;

/** Returns the JSON of a place, in the browser. */
export const jsonAt = (place: JsonPlace): string =>
  typeof place === 'string' ? place : (document.getElementById(blockId(place))?.textContent ?? '');
