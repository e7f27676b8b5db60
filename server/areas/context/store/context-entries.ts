/** Reads and writes the topics of a study's context, and the entries of its registers. */
import { z } from 'zod';
import type { EntryInput, TopicInput } from '#rules/context/context.ts';
import type { StudyId } from '#base/ids.ts';
import { both, bothOrNull } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import { storeOf } from '#areas/bibliography';

const ids = z.array(z.string());

export const topics = storeOf<'contextTopic', TopicInput>({
  table: 'contextTopic',
  order: 'position',
  columns: ({ title, caution }) => ({
    titleEn: title.en,
    titleZh: title.zh,
    cautionEn: caution?.en ?? null,
    cautionZh: caution?.zh ?? null
  }),
  from: (row) => ({
    title: both(row.titleEn, row.titleZh),
    caution: bothOrNull(row.cautionEn, row.cautionZh)
  })
});
export const { list: listTopics } = topics;

/** Checks whether an entry, a figure or a table stands under a topic. */
export async function isTopicUsed(db: Db, studyId: StudyId, topicId: string): Promise<boolean> {
  for (const table of ['contextEntry', 'contextFigure', 'contextTable'] as const) {
    const row = await db
      .selectFrom(table)
      .select('id')
      .where('studyId', '=', studyId)
      .where('topicId', '=', topicId)
      .limit(1)
      .executeTakeFirst();
    if (row) return true;
  }
  return false;
}

/** In the order in which they were added. */
export const entries = storeOf<'contextEntry', EntryInput>({
  table: 'contextEntry',
  order: 'position',
  cites: 'entry',
  pins: 'entry',
  columns: (input) => ({
    register: input.register,
    area: input.area,
    topicId: input.topicId,
    titleEn: input.title.en,
    titleZh: input.title.zh,
    summaryEn: input.summary.en,
    summaryZh: input.summary.zh,
    issuerEn: input.issuer.en,
    issuerZh: input.issuer.zh,
    date: input.date,
    cities: JSON.stringify(input.cities),
    cautionEn: input.caution?.en ?? null,
    cautionZh: input.caution?.zh ?? null
  }),
  from: (row) => ({
    register: row.register,
    area: row.area,
    topicId: row.topicId,
    title: both(row.titleEn, row.titleZh),
    summary: both(row.summaryEn, row.summaryZh),
    issuer: both(row.issuerEn, row.issuerZh),
    date: row.date,
    cities: ids.parse(JSON.parse(row.cities)),
    caution: bothOrNull(row.cautionEn, row.cautionZh)
  })
});
export const { list: listEntries } = entries;
