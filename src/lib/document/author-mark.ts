/**
 * Names a mark that no stored text has: `n` is the author's index in the list of authors, 0 for text that
 * came with the document. Of the present text, `time` is the index of the time at which it was written.
 */
export const authorMark = 'author';
