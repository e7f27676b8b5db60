/**
 * Names a mark that no stored text has: `n` is the author's index in the list of authors, 0 for text that
 * came with the document.
 */
export const authorMark = 'author';
