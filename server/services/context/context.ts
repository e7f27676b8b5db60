/** Opens the services of the research: bibliography, registers, figures, tables, talks and images. */
import type { CommandDeps } from '../../commands/run-command.ts';
import { openContextBeside, type ContextBeside } from './beside.ts';
import { openEntries, type Entries } from './entries.ts';
import { openContextFigures, openContextTables, type ContextFigures, type ContextTables } from './figures.ts';
import { openOutsideImages, openTalks, type OutsideImages, type Talks } from './notes.ts';
import { openSources, type Sources } from './sources.ts';

export interface Context {
  readonly sources: Sources;
  readonly entries: Entries;
  readonly figures: ContextFigures;
  readonly tables: ContextTables;
  readonly talks: Talks;
  readonly images: OutsideImages;
  /** Lists the facts that are shown next to a city's answers. */
  readonly beside: ContextBeside;
}

export const openContext = (tools: CommandDeps): Context => ({
  sources: openSources(tools),
  entries: openEntries(tools),
  figures: openContextFigures(tools),
  tables: openContextTables(tools),
  talks: openTalks(tools),
  images: openOutsideImages(tools),
  beside: openContextBeside(tools)
});
