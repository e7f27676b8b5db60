export { indexerInterval, openSearchIndexer, type SearchIndexer } from './indexer.ts';
export { createSearch, type Search, type SearchAnswer, type SearchHit } from './search.ts';
export { deleteEntriesOfPerson, overwriteDeletedTokens } from './store/search-entries.ts';
export { createTermUses, type TermUsesOfStudy } from './term-uses.ts';
