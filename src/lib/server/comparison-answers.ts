/**
 * Builds the levels in /api/v1: each as it was released to the caller, in the fixed order of cities and
 * characteristics, without anything derived from them.
 */
import { scaleOf } from '#domain/matrix.ts';
import type { ComparedCity, ComparedLevels } from '#server/services/city-comparison.ts';

const textJson = ({ status }: ComparedCity) => status && { state: status.state, approved: status.approved };

export function comparedLevelsJson({ study, framework, rubric, cities, levels, readAt }: ComparedLevels) {
  const characteristics = [...(framework?.characteristics ?? [])].sort((a, b) => a.number - b.number);
  return {
    study: study.slug,
    notice: framework?.rankingNotice ?? null,
    readAt,
    scale: scaleOf(rubric?.levels ?? []).map(({ id, name }) => ({ id, name })),
    cities: cities.map((city) => ({
      id: city.id,
      name: city.name,
      shortName: city.shortName,
      side: city.sideId,
      text: textJson(city)
    })),
    levels: cities.flatMap(({ id }) =>
      characteristics.flatMap((characteristic) =>
        levels
          .filter((one) => one.cityId === id && one.characteristic === characteristic.id)
          .map(({ outcome, level, reason, dissent, round, at, isOfOlderRubric, isBeingJudgedAgain }) => ({
            city: id,
            characteristic: characteristic.id,
            outcome,
            level,
            reason,
            dissent: dissent.map((voice) => ({
              side: voice.sideId,
              level: voice.level,
              opinion: voice.opinion
            })),
            round,
            at,
            ofOlderRubric: isOfOlderRubric,
            beingJudgedAgain: isBeingJudgedAgain
          }))
      )
    )
  };
}
