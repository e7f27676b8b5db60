/** Names the cells, levels, goals and sources that a text can name. */
import { namedBibliography } from '#rules/bibliography/bibliography.ts';
import { answerParts, type Framework } from '#rules/framework/framework.ts';
import type { LevelChipNames } from '#rules/panels/level-chip.ts';
import type { StudyId } from '#base/ids.ts';
import { levelsInOrder } from '#rules/panels/score.ts';
import type { SourceQuestion } from '#rules/pairs/source.ts';
import type { Study } from '#rules/study/study.ts';
import { listSources } from '#areas/bibliography';
import { listCities } from '#areas/cities';
import { findFramework, findRubric } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { findStudyById } from '#areas/study';

const questionsOf = (framework: Framework | undefined): readonly SourceQuestion[] =>
  framework
    ? answerParts(framework).flatMap(({ id: part, questions }) =>
        questions.map(({ id, code, text }) => ({ id, code, text, part }))
      )
    : [];

/**
 * `written` is the framework in which the text is written, whose goals it may serve; the newest where it is
 * not known.
 */
export async function levelChipNames(db: Db, studyId: StudyId, written?: Framework): Promise<LevelChipNames> {
  const [framework, rubric, cities, study] = await Promise.all([
    findFramework(db, studyId),
    findRubric(db, studyId),
    listCities(db, studyId),
    findStudyById(db, studyId)
  ]);
  const sides = study?.sides ?? [];
  const named = (list: LevelChipNames['levels']): LevelChipNames['levels'] =>
    list.map(({ id, name }) => ({ id, name }));
  return {
    characteristics: named(framework?.characteristics ?? []),
    cities: cities.map(({ id, shortName, sideId }) => ({
      id,
      name: shortName,
      side: sides.find((side) => side.id === sideId)?.name
    })),
    levels: rubric ? named(levelsInOrder(rubric)) : [],
    outOfLevel: named(rubric?.outOfLevel ?? []),
    goals: ((written ?? framework)?.goals ?? []).map(({ id, text }) => ({ id, name: text })),
    questions: questionsOf(written ?? framework)
  };
}

/** Builds the names for a person in the study, who reads its bibliography. */
export const namesWithSources = async (
  db: Db,
  study: Study,
  written?: Framework
): Promise<LevelChipNames> => {
  const [names, sources] = await Promise.all([
    levelChipNames(db, study.id, written),
    listSources(db, study.id)
  ]);
  return { ...names, bibliography: namedBibliography(study.slug, sources) };
};
