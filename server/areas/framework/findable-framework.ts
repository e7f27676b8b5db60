import { answerParts, type Framework } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { nothing, ofStudy, together } from '#lib/areas/search/findable.ts';
import { findFramework } from './store/frameworks.ts';
import type { Db } from '#server/store/open.ts';

export async function findableFramework(db: Db, studyId: StudyId): Promise<Findable[]> {
  const framework = await findFramework(db, studyId);
  return framework ? findablesOf(studyId, framework) : [];
}

function findablesOf(studyId: string, framework: Framework): Findable[] {
  return answerParts(framework).flatMap((part) => [
    {
      ...ofStudy(studyId, 'framework', part.id),
      title: part.name,
      text: part.purpose,
      section: part.id,
      target: { id: part.id }
    },
    ...part.questions
      .filter(({ retired }) => !retired)
      .map((question): Findable => ({
        ...ofStudy(studyId, 'framework', `${part.id}/${question.id}`),
        title: question.text,
        text: together([
          { en: question.code, zh: question.code },
          question.guidance ?? nothing,
          question.example ?? nothing
        ]),
        section: part.id,
        target: { id: part.id }
      }))
  ]);
}
