/** Opens the service of coding: the code book, tagging, second passes, and what each reader may see of them. */
import type { CommandDeps } from '../../commands/run-command.ts';
import type { PresentThings } from '../supports/present-things.ts';
import { openCodeBookEdits, type CodeBookEdits } from './code-book.ts';
import { openCodingViews, type CodingViews } from './coding-views.ts';
import { openPasses, type Passes } from './passes.ts';
import { openTagging, type Tagging } from './tagging.ts';

export type CodingService = CodingViews & CodeBookEdits & Tagging & Passes;

export const openCoding = (
  tools: CommandDeps & { readonly presentThings: PresentThings }
): CodingService => ({
  ...openCodingViews(tools),
  ...openCodeBookEdits(tools),
  ...openTagging(tools),
  ...openPasses(tools)
});
