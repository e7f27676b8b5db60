/** Decides whether a text matches a query as both engines of the database do, by a plain search in its tokens. */
import { rangesOf } from '#lib/areas/search/matches.ts';
import type { SearchQuery } from '#lib/areas/search/query.ts';
import { tokensOf, type Token } from '#lib/areas/search/tokens.ts';

/** Checks whether a text has all phrases of one alternative. */
export const matchesQuery = (text: string, query: SearchQuery): boolean => holdQuery(tokensOf(text), query);

/** Checks the same of a text's tokens. */
export const holdQuery = (tokens: readonly Token[], { alternatives }: SearchQuery): boolean =>
  alternatives.some((phrases) => phrases.every((phrase) => rangesOf(tokens, phrase).length > 0));
