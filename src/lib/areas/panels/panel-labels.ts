/**
 * Defines the labels of the scoring panel in the reader's language; levels are named as in the study's
 * rubric.
 */
import { languageTag, textFor, type Bilingual } from '#base/locale.ts';
import type { IndicatorScale, Rating } from '#rules/panels/indicator-scale.ts';
import type { PanelState } from '#rules/panels/panel.ts';
import type { Confidence } from '#rules/panels/score.ts';
import { locale } from '#lib/i18n/locale.ts';
import { isOutsideOfLevels, outcomeLabel } from '#lib/i18n/outcome-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Mark } from '#lib/ui/level-mark.ts';

export interface Scale {
  /** In their order. */
  readonly levels: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly outOfLevel: readonly { readonly id: string; readonly name: Bilingual }[];
}

export function statusLabel({ levels, outOfLevel }: Scale, kind: string, level: string | null): string {
  const named =
    kind === 'level' ? levels.find(({ id }) => id === level) : outOfLevel.find(({ id }) => id === kind);
  if (named) return textFor(named.name, locale()).text;
  if (isOutsideOfLevels(kind)) return outcomeLabel(kind);
  return kind === 'abstain' ? m.panel_abstain() : (level ?? kind);
}

export function markOf({ levels }: Scale, kind: string, level: string | null): Mark {
  if (kind === 'level')
    return { kind, position: levels.findIndex(({ id }) => id === level) + 1, of: levels.length };
  return { kind: isOutsideOfLevels(kind) ? kind : 'none' };
}

export const stateLabel = (state: PanelState): string =>
  ({
    open: m.panel_state_open(),
    revealed: m.panel_state_revealed(),
    consensus: m.panel_state_consensus(),
    closed: m.panel_state_closed()
  })[state];

export const confidenceLabel = (confidence: Confidence): string =>
  ({ low: m.panel_confidence_low(), medium: m.panel_confidence_medium(), high: m.panel_confidence_high() })[
    confidence
  ];

const ratingLabels: Readonly<Record<string, () => string>> = {
  yes: m.yes,
  partly: m.partly,
  no: m.no,
  'no-data': m.panel_rating_no_data
};
export const ratingLabel = (rating: string): string => ratingLabels[rating]?.() ?? rating;

/** With the unit of its scale. */
export function ratingText(scale: IndicatorScale, rating: Rating): string {
  if (typeof rating === 'string') return ratingLabel(rating);
  const number = rating.toLocaleString(languageTag(locale()));
  if (scale.kind !== 'number') return number;
  if (scale.unit === 'percentage') return `${number}%`;
  if (scale.unit === 'months') return `${number} ${m.unit_months()}`;
  return scale.to === null ? number : `${number} ${m.panel_rating_of({ count: scale.to })}`;
}
