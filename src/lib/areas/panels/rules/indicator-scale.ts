/**
 * Parses the scale of an indicator of the rubric, validates ratings on it, and suggests a level from the
 * ratings together.
 */
import type { RubricIndicator } from '#rules/framework/rubric.ts';

/** Holds the chosen option, or a number; `no-data` where the city gives nothing to rate. */
export type Rating = string | number;
export const noData = 'no-data';

export type IndicatorScale =
  /** The options are in order from most to least, such as yes, partly, no. */
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | {
      readonly kind: 'number';
      readonly from: number;
      readonly to: number | null;
      readonly unit: 'count' | 'percentage' | 'months';
    }
  /** The options have no order, and suggest no level. */
  | { readonly kind: 'naming'; readonly values: readonly string[] };

const ordinalValues = ['yes', 'partly', 'no'];

/**
 * Parses a scale such as `yes/partly/no/no-data`, `0-6`, `percentage`, `count`, `months`, or a list of
 * options without an order.
 */
export function parseScale(scale: string): IndicatorScale {
  const range = /^(\d+)-(\d+)$/.exec(scale);
  if (range) return { kind: 'number', from: Number(range[1]), to: Number(range[2]), unit: 'count' };
  if (scale === 'percentage') return { kind: 'number', from: 0, to: 100, unit: 'percentage' };
  if (scale === 'count' || scale === 'months') return { kind: 'number', from: 0, to: null, unit: scale };
  const values = scale
    .split('/')
    .map((option) => option.trim())
    .filter((option) => option !== '' && option !== noData);
  return values.every((option) => ordinalValues.includes(option))
    ? { kind: 'choice', values }
    : { kind: 'naming', values };
}

export function fits(rating: Rating, scale: IndicatorScale): boolean {
  if (rating === noData) return true;
  if (scale.kind !== 'number') return typeof rating === 'string' && scale.values.includes(rating);
  return (
    typeof rating === 'number' &&
    Number.isFinite(rating) &&
    rating >= scale.from &&
    rating <= (scale.to ?? 1_000_000) &&
    (scale.unit === 'percentage' || Number.isInteger(rating))
  );
}

/** From 0 to 1; null where there is no rating, or its scale has no order or upper end. */
function metBy(rating: Rating | undefined, scale: IndicatorScale): number | null {
  if (rating === undefined || rating === noData) return null;
  if (scale.kind === 'naming') return null;
  if (scale.kind === 'number') {
    return typeof rating === 'number' && scale.to !== null && scale.to > scale.from
      ? (rating - scale.from) / (scale.to - scale.from)
      : null;
  }
  const at = scale.values.indexOf(String(rating));
  return at === -1 ? null : 1 - at / Math.max(1, scale.values.length - 1);
}

export type Suggestion =
  /** Fewer than half of the indicators could be rated: the answer is too thin to suggest a level from it. */
  | { readonly kind: 'too-thin'; readonly rated: number; readonly of: number }
  | {
      readonly kind: 'level';
      readonly level: string;
      readonly speakingFor: Readonly<Record<string, number>>;
      readonly rated: number;
      readonly of: number;
    };

/**
 * Each indicator with a rating on a scale with an end suggests one level: met by the share s, of n levels in
 * order, it suggests number ⌈s·n⌉ (at least the first), so that a partly met indicator never suggests the
 * higher of two. The result is the lower median of these. Indicators without an end or an order are left to
 * the assessor; they are not counted. Without any rating no level is suggested.
 */
export function suggest(
  indicators: readonly Pick<RubricIndicator, 'id' | 'scale'>[],
  ratings: Readonly<Record<string, Rating>>,
  levelIds: readonly string[]
): Suggestion | null {
  const ordinal = indicators
    .map(({ id, scale }) => ({ id, scale: parseScale(scale) }))
    .filter(({ scale }) => isOrdinal(scale));
  if (ordinal.length === 0 || levelIds.length === 0 || ordinal.every(({ id }) => ratings[id] === undefined))
    return null;
  const positions = ordinal
    .flatMap(({ id, scale }) => metBy(ratings[id], scale) ?? [])
    .map((met) => Math.max(0, Math.ceil(met * levelIds.length - 1e-9) - 1))
    .sort((a, b) => a - b);
  const counts = { rated: positions.length, of: ordinal.length };
  if (positions.length * 2 < ordinal.length) return { kind: 'too-thin', ...counts };
  const middle = positions[Math.floor((positions.length - 1) / 2)] ?? 0;
  const speakingFor = Object.fromEntries(
    levelIds.map((id, levelIndex) => [id, positions.filter((one) => one === levelIndex).length])
  );
  return { kind: 'level', level: levelIds[middle] ?? levelIds[0] ?? '', speakingFor, ...counts };
}

const isOrdinal = (scale: IndicatorScale): boolean =>
  scale.kind === 'choice' || (scale.kind === 'number' && scale.to !== null);
