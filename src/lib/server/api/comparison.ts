/**
 * Tells of the levels, each as it was released to the caller, in the fixed order of cities and
 * characteristics, without anything derived from them.
 */
import { z } from 'zod';
import { scaleOf } from '#rules/comparison/matrix.ts';
import { outcomes } from '#rules/panels/panel.ts';
import { assessmentStates } from '#base/states.ts';
import type { ComparedCity, ComparedLevels } from '#areas/comparison';
import { bilingual, shapes, time } from './shapes.ts';

export const comparedLevels = z
  .strictObject({
    study: z.string().describe('Slug of the study'),
    notice: bilingual.nullable().describe('The framework’s own statement that it compares and does not rank'),
    readAt: time,
    scale: z
      .array(z.strictObject({ id: z.string(), name: bilingual }))
      .describe('The levels as the rubric orders them; they are not numbers'),
    cities: z
      .array(
        z.strictObject({
          id: z.string(),
          name: bilingual,
          shortName: bilingual,
          side: z.string(),
          text: z
            .strictObject({
              state: z.enum(assessmentStates),
              approved: z.strictObject({ number: z.int().min(1), hash: z.string(), at: time }).nullable()
            })
            .nullable()
            .describe('The text that the levels are about; null for a caller who may not see the assessment')
        })
      )
      .describe('By side and the study’s own lists'),
    levels: z
      .array(
        z.strictObject({
          city: z.string(),
          characteristic: z.string(),
          outcome: z.enum(outcomes).describe('An outcome that is no level is not a low level'),
          level: z.string().nullable().describe('Id of a level, where the outcome is one'),
          reason: bilingual,
          dissent: z.array(
            z.strictObject({ side: z.string(), level: z.string().nullable(), opinion: bilingual })
          ),
          round: z.int().min(1),
          at: time,
          ofOlderRubric: z.boolean(),
          beingJudgedAgain: z.boolean()
        })
      )
      .describe(
        'As far as they have been released to the caller; one characteristic of one city each, nothing for a city as a whole'
      )
  })
  .register(shapes, {
    id: 'ComparedLevels',
    description: 'Levels in a fixed order. Nothing here is added up, averaged or an order of cities.'
  });

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
