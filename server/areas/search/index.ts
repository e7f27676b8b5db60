export { indexerInterval, openSearchIndexer, type SearchIndexer } from './indexer.ts';
export { createSearch, type Search, type SearchAnswer } from './search.ts';
export type { SearchHit } from './search-hits.ts';
export { deleteEntriesOfPerson } from './store/search-entries.ts';
export { overwriteDeletedTokens } from './store/index-merging.ts';
export { createTermUses, type TermUsesOfStudy } from './term-uses.ts';
