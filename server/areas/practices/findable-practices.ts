import { inLanguages, practiceTexts, type PracticeInput } from '#rules/practices/practice.ts';
import { scopeOf } from '#rules/search/search.ts';
import type { StudyId } from '#base/ids.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { ofStudy, together } from '#lib/areas/search/findable.ts';
import { listPractices, publishedPractices } from './store/practices.ts';
import type { Db } from '#server/store/open.ts';

/** Makes of each card one thing for those who read drafts, and one for each language in which it is published. */
export async function findablePractices(db: Db, studyId: StudyId): Promise<Findable[]> {
  const made = (card: PracticeInput & { readonly id: string }): Omit<Findable, 'key' | 'scope'> => ({
    ...ofStudy(studyId, 'practice', card.id),
    title: card.title,
    text: together(practiceTexts.filter((name) => name !== 'title').map((name) => card[name])),
    section: card.characteristic,
    cityId: card.cityId
  });
  const published = await publishedPractices(db, studyId);
  return [
    ...(await listPractices(db, studyId)).map((card) => ({
      ...made(card),
      key: `practice/${card.id}`,
      scope: scopeOf(studyId, 'themes')
    })),
    ...published.flatMap((card) =>
      card.languages.map((language) => ({
        ...made(inLanguages(card, [language])),
        key: `practice/${card.id}/${language}`,
        scope: scopeOf(studyId, 'themes-published'),
        target: { id: card.id, language }
      }))
    )
  ];
}
