/** Makes ids of blocks, in the browser and on the server alike. */
export const newBlockId = (): string => crypto.randomUUID();
