/** Jobs about ratings: arithmetic over a study's panels that takes long, and no document. */
import { agreementOf, type Agreement } from '#domain/agreement.ts';
import { chanceOf } from '#domain/chance.ts';
import { houseEffectOf, type HouseEffect, type SidedRating } from '#domain/house-effect.ts';
import type { RatedCell } from '#domain/rating.ts';

export interface AskedAgreement {
  readonly cells: readonly RatedCell[];
  readonly levels: number;
  /** Of the row of chances by which cities are drawn. */
  readonly seed: number;
}

export interface AskedHouseEffect {
  readonly cells: readonly RatedCell<SidedRating>[];
  readonly sides: readonly [string, string];
}

export interface RatingJobs {
  readonly agreements: { asked: readonly AskedAgreement[]; made: readonly Agreement[] };
  readonly houseEffects: { asked: readonly AskedHouseEffect[]; made: readonly HouseEffect[] };
}

export const ratingJobs: {
  readonly [K in keyof RatingJobs]: (
    parts: readonly Uint8Array[],
    asked: RatingJobs[K]['asked']
  ) => RatingJobs[K]['made'];
} = {
  agreements: (_, asked) =>
    asked.map(({ cells, levels, seed }) => agreementOf(cells, levels, { random: chanceOf(seed) })),
  houseEffects: (_, asked) => asked.map(({ cells, sides }) => houseEffectOf(cells, sides))
};
