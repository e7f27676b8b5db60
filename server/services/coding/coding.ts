/** Opens the service of coding: the code book, tagging, second passes, and what each reader may see of them. */
import { openCodeBookEdits, type CodeBookEdits } from './code-book.ts';
import { openCodingViews, type CodingViews } from './coding-views.ts';
import { openPasses, type Passes, type PassTools } from './passes.ts';
import { openQdaReceiving, type QdaReceiving, type QdaReceivingTools } from './qda-receiving.ts';
import { openQdaSending, type QdaSending } from './qda-sending.ts';
import { openTagging, type Tagging } from './tagging.ts';

export type CodingService = CodingViews & CodeBookEdits & Tagging & Passes & QdaSending & QdaReceiving;

export const openCoding = (tools: PassTools & Omit<QdaReceivingTools, 'db'>): CodingService => {
  const withDb = { ...tools, db: tools.store.db };
  return {
    ...openCodingViews(tools),
    ...openCodeBookEdits(tools),
    ...openTagging(tools),
    ...openPasses(tools),
    ...openQdaSending(withDb),
    ...openQdaReceiving(withDb)
  };
};
