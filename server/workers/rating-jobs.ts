/** Jobs about ratings: arithmetic over a study's panels that takes long, and no document. */
import { agreementOf, type Agreement } from '#rules/panels/agreement.ts';
import { chanceOf } from '#base/chance.ts';
import { agreementOfPasses, type CodeAgreement } from '#rules/coding/coding-agreement.ts';
import type { ClosedPasses } from '#rules/coding/coding-disagreements.ts';
import { houseEffectOf, type HouseEffect, type SidedRating } from '#rules/panels/house-effect.ts';
import type { RatedCell } from '#rules/panels/rating.ts';

export interface AgreementInput {
  readonly cells: readonly RatedCell[];
  readonly levels: number;
  /** Seeds the random numbers by which cities are resampled. */
  readonly seed: number;
}

export interface HouseEffectInput {
  readonly cells: readonly RatedCell<SidedRating>[];
  readonly sides: readonly [string, string];
}

export interface PassesInput {
  readonly passes: ClosedPasses;
  /** Lists the codes in the order of the book. */
  readonly codes: readonly string[];
}

export interface RatingJobs {
  readonly agreements: { input: readonly AgreementInput[]; made: readonly Agreement[] };
  readonly houseEffects: { input: readonly HouseEffectInput[]; made: readonly HouseEffect[] };
  readonly agreementOfPasses: { input: PassesInput; made: readonly CodeAgreement[] };
}

export const ratingJobs: {
  readonly [K in keyof RatingJobs]: (
    parts: readonly Uint8Array[],
    input: RatingJobs[K]['input']
  ) => RatingJobs[K]['made'];
} = {
  agreements: (_, input) =>
    input.map(({ cells, levels, seed }) => agreementOf(cells, levels, { random: chanceOf(seed) })),
  houseEffects: (_, input) => input.map(({ cells, sides }) => houseEffectOf(cells, sides)),
  agreementOfPasses: (_, { passes, codes }) => agreementOfPasses(passes, codes)
};
