/** Stands for a document that holds nothing, as one update (V1): no structs, no deletions. */
export const emptyDocument: Uint8Array = new Uint8Array([0, 0]);
