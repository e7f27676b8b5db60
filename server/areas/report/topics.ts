/** Lists the topics of the research for the blocks of a report that can show one of theirs. */
import type { Bilingual } from '#base/locale.ts';
import {
  hasTopics,
  isRegisterBlock,
  registerOfBlock,
  reportBlocks,
  type ReportBlockName
} from '#rules/report/report.ts';
import type { Study } from '#rules/study/study.ts';
import { listEntries, listTopics, listContextFigures, listContextTables } from '#areas/context';
import type { Db } from '#server/store/open.ts';

export interface BlockTopic {
  readonly block: ReportBlockName;
  readonly id: string;
  readonly title: Bilingual;
}

/** Lists the topics under which each block holds anything. */
export async function topicsOf(db: Db, study: Study): Promise<BlockTopic[]> {
  const topics = await listTopics(db, study.id);
  const entries = await listEntries(db, study.id);
  const held: Readonly<Partial<Record<ReportBlockName, readonly { readonly topicId: string | null }[]>>> = {
    figures: await listContextFigures(db, study.id),
    tables: await listContextTables(db, study.id)
  };
  return reportBlocks.filter(hasTopics).flatMap((block) => {
    const own =
      (isRegisterBlock(block)
        ? entries.filter(({ register }) => register === registerOfBlock[block])
        : held[block]) ?? [];
    return topics
      .filter(({ id }) => own.some(({ topicId }) => topicId === id))
      .map(({ id, title }) => ({ block, id, title }));
  });
}
