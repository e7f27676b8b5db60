import type { Source, SourceInput } from '#rules/bibliography/bibliography.ts';
import type { StudyId } from '#base/ids.ts';
import { both } from '#server/store/bilingual.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import { storeOf } from './research-items.ts';

export const sources = storeOf<'bibliography', SourceInput>({
  table: 'bibliography',
  order: 'id',
  columns: ({ kind, title, author, publisher, date, address }) => ({
    kind,
    titleEn: title.en,
    titleZh: title.zh,
    author,
    publisherEn: publisher.en,
    publisherZh: publisher.zh,
    date,
    address
  }),
  from: (row) => ({
    kind: row.kind,
    title: both(row.titleEn, row.titleZh),
    author: row.author,
    publisher: both(row.publisherEn, row.publisherZh),
    date: row.date,
    address: row.address
  })
});

/** By author and title. */
export const listSources = foundOnce(async (db, studyId: StudyId): Promise<readonly Source[]> =>
  (await sources.list(db, studyId)).sort((a, b) => compare(sortKey(a), sortKey(b)) || compare(a.id, b.id))
);

/** Sorts by code units, so that the order is the same on both engines. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sortKey = ({ author, title }: Source): string =>
  `${author || title.en || title.zh}\n${title.en || title.zh}`.toLowerCase();
