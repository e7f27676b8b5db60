import type { StudyId } from '#base/ids.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { nothing, ofStudy, together } from '#lib/areas/search/findable.ts';
import { listCodes, listCodings, listMemos } from './store/coding.ts';
import { codeFrom } from './reading.ts';
import type { Db } from '#server/store/open.ts';

/**
 * Lists the codes with the memos on them, which everyone reads who reads codes, and the memos on codings, each of
 * which is read by those who may know the coding.
 */
export async function findableCodes(db: Db, studyId: StudyId): Promise<Findable[]> {
  const codes = (await listCodes(db, studyId)).map(codeFrom);
  const memos = (await listMemos(db, studyId)).map((memo) => ({
    ...memo,
    text: { en: memo.textEn, zh: memo.textZh }
  }));
  const onCodings = memos.filter(({ aboutKind }) => aboutKind === 'coding');
  const codings = await listCodings(db, studyId, { ids: onCodings.map(({ aboutId }) => aboutId) });
  const labels = new Map(codes.map(({ id, label }) => [id, label]));
  const codingsById = new Map(codings.map((coding) => [coding.id, coding]));
  return [
    ...codes.map(({ id, label, definition }): Findable => ({
      ...ofStudy(studyId, 'code', id, 'coding'),
      title: label,
      text: together([
        definition,
        ...memos.flatMap((memo) => (memo.aboutKind === 'code' && memo.aboutId === id ? [memo.text] : []))
      ]),
      spelt: 'thing'
    })),
    ...onCodings.flatMap(({ id, aboutId, text, userId, at }): Findable[] => {
      const coding = codingsById.get(aboutId);
      const label = labels.get(coding?.codeId ?? '');
      if (!coding || !label) return [];
      return [
        {
          ...ofStudy(studyId, 'memo', id, 'coding'),
          // Its code names it; by the name of the code, the code alone is found.
          title: nothing,
          text,
          cityId: coding.cityId,
          section: coding.section,
          userId,
          day: at.slice(0, 10),
          target: { id, codingId: aboutId, codeId: coding.codeId, nameEn: label.en, nameZh: label.zh }
        }
      ];
    })
  ];
}
