export { bindEdits, editsOf, type Edits } from './edits.ts';
export { createSources, type SourceSummary } from './sources.ts';
export { listSources } from './store/bibliography.ts';
export { listPinnedFacts, type PinnedFact } from './store/citations.ts';
export { storeOf } from './store/research-items.ts';
