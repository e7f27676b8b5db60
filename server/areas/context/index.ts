export type { PinnedContext } from './pinned-context.ts';
export { createContext, type Context } from './context.ts';
export type { ContextChoices } from './entries.ts';
export type { FigureList } from './figures.ts';
export { listLinkableEntries, listLinkableFigures } from './linkable-facts.ts';
export { listEntries, listTopics } from './store/context-entries.ts';
export { listContextFigures, listContextTables } from './store/context-figures.ts';
export { listImages, listTalks } from './store/research-notes.ts';
