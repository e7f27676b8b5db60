/**
 * Names the origin of changes that are written into a document without the editor, as an edit of this
 * person's: an answer restored, a late edit taken over.
 */
export const writtenBack = { name: 'written back' } as const;
