/** Opens the service of coding: the code book, tagging, second passes, and what each reader may see of them. */
import type { CommandDeps } from '../../commands/run-command.ts';
import { openCitingOfCodings, type CitingOfCodings, type CitingTools } from './citing.ts';
import { openCodeBookEdits, type CodeBookEdits } from './code-book.ts';
import { openCodingViews, type CodingViews } from './coding-views.ts';
import { openPasses, type Passes } from './passes.ts';
import { openTagging, type Tagging } from './tagging.ts';

export type CodingService = CodingViews & CodeBookEdits & Tagging & Passes & CitingOfCodings;

export const openCoding = (tools: CommandDeps & CitingTools): CodingService => ({
  ...openCodingViews(tools),
  ...openCodeBookEdits(tools),
  ...openTagging(tools),
  ...openPasses(tools),
  ...openCitingOfCodings(tools)
});
