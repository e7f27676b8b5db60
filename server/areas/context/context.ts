/** Creates the services of the research: bibliography, registers, figures, tables, talks and images. */
import type { CommandDeps } from '#server/commands/run-command.ts';
import { createPinnedContext } from './pinned-context.ts';
import { createEntries } from './entries.ts';
import { createContextFigures, createContextTables } from './figures.ts';
import { createOutsideImages, createTalks } from './notes.ts';
import { createSources } from '#areas/bibliography';

export type Context = ReturnType<typeof createContext>;

export const createContext = (tools: CommandDeps) => ({
  sources: createSources(tools),
  entries: createEntries(tools),
  figures: createContextFigures(tools),
  tables: createContextTables(tools),
  talks: createTalks(tools),
  images: createOutsideImages(tools),
  /** Lists the facts that are shown next to a city's answers. */
  pinned: createPinnedContext(tools)
});
