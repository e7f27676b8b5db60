/**
 * A text in the pieces by which it is compared: words where it is written in letters, characters where it is Chinese, whichever
 * language the passage is in. Put together again they are the text.
 */
const letters = String.raw`[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}\p{M}_]+`;
const token = new RegExp(
  String.raw`\p{Nd}+(?:[.,]\p{Nd}+)+|${letters}(?:[’']${letters})*|[^\S\n]+|[^]`,
  'gu'
);

export const tokensOf = (text: string): string[] => text.match(token) ?? [];

/** Whether nothing is said by it: blanks and marks between words. */
export const isPause = (text: string): boolean => !/[\p{L}\p{N}]/u.test(text);
