import { newUuid } from '#base/random-id.ts';

/** Makes ids of blocks, in the browser and on the server alike. */
export const newBlockId = newUuid;
