/** Opens the service of coding: the code book, tagging, second passes, and what each reader may see of them. */
import type { CommandDeps } from '../../commands/run-command.ts';
import { openCitingOfCodings, type CitingOfCodings, type CitingTools } from './citing.ts';
import { openCodeBookEdits, type CodeBookEdits } from './code-book.ts';
import { openCodingViews, type CodingViews } from './coding-views.ts';
import { openPasses, type Passes } from './passes.ts';
import { openQdaReceiving, type QdaReceiving, type QdaReceivingTools } from './qda-receiving.ts';
import { openQdaSending, type QdaSending } from './qda-sending.ts';
import type { ReadingTools } from './reading.ts';
import { openTagging, type Tagging } from './tagging.ts';

export type CodingService = CodingViews &
  CodeBookEdits &
  Tagging &
  Passes &
  CitingOfCodings &
  QdaSending &
  QdaReceiving;

export const openCoding = (
  tools: CommandDeps & CitingTools & Omit<QdaReceivingTools & ReadingTools, 'db'>
): CodingService => {
  const withDb = { ...tools, db: tools.store.db };
  return {
    ...openCodingViews(withDb),
    ...openCodeBookEdits(tools),
    ...openTagging(tools),
    ...openPasses(tools),
    ...openCitingOfCodings(tools),
    ...openQdaSending(withDb),
    ...openQdaReceiving(withDb)
  };
};
