/**
 * Splits a text into the tokens by which it is compared: words in alphabetic scripts, single characters in
 * Chinese, whatever the language of the passage. The tokens joined again are the text.
 */
const letters = String.raw`[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}\p{M}_]+`;
const token = new RegExp(
  String.raw`\p{Nd}+(?:[.,]\p{Nd}+)+|${letters}(?:[’']${letters})*|[^\S\n]+|[^]`,
  'gu'
);

export const tokensOf = (text: string): string[] => text.match(token) ?? [];

/** Checks whether a token carries no meaning: white space or punctuation between words. */
export const isPause = (text: string): boolean => !/[\p{L}\p{N}]/u.test(text);
