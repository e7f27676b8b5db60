/**
 * Defines figures of public sources. Figures of several sources about one subject stand side by side, each with
 * its period, scope and method; nothing here adds them up or averages them. Observed figures, forecasts and
 * plans are told apart.
 */
import { isCurrency, isPeriod } from '#rules/framework/typed-value.ts';
import { validateCitations, type Citation } from '#rules/bibliography/bibliography.ts';
import { isBlank, isLonger, type Bilingual } from '#base/locale.ts';
import { faultOfPins, longestCaution, longestName, type ContextFacts, type Pin } from './context.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { comparators, type Comparator } from '#rules/framework/record.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export const figureNatures = ['observed', 'forecast', 'planned', 'unstated'] as const;
/**
 * Says what a figure is: `observed` was measured or counted, `forecast` is expected by its source, `planned` is
 * a target, budget or commitment; `unstated` where the source does not say.
 */
export type FigureNature = (typeof figureNatures)[number];

export const measures = ['number', 'percent', 'money'] as const;
export type Measure = (typeof measures)[number];

export interface FigureInput {
  readonly topicId: string;
  /** Names what is measured. */
  readonly label: Bilingual;
  readonly measure: Measure;
  readonly value: number | null;
  /** Holds the end of a range; null for a single value. */
  readonly valueTo: number | null;
  /** Holds what the source prints instead of a number, as `70/30`; empty otherwise. */
  readonly valueText: string;
  /** Names what a number counts; empty for money and percentages. */
  readonly unit: Bilingual;
  readonly currency: string | null;
  readonly comparator: Comparator;
  /** Holds a year, a period or a month; null where the source does not say. */
  readonly period: string | null;
  readonly nature: FigureNature;
  /** Says what the figure covers: a region, a market, a kind of city. */
  readonly scope: Bilingual;
  /** Says how the source came to it. */
  readonly method: Bilingual;
  readonly caution: Bilingual | null;
  readonly pins: readonly Pin[];
  /** A figure has at least one. */
  readonly citations: readonly Citation[];
}

export interface ContextFigure extends FigureInput {
  readonly id: string;
  readonly version: number;
}

export const longestValueText = 100;
export const longestUnit = 100;
export const mostFigures = 5_000;

const isFiniteOrNull = (value: number | null): boolean => value === null || Number.isFinite(value);

/** A year, two years, or a date as exactly as it is known. */
export const isFigurePeriod = (text: string): boolean => isPeriod(text) || isPartialDate(text);

export function validateFigure(input: FigureInput, facts: ContextFacts): Result<FigureInput> {
  const { topicId, label, measure, value, valueTo, valueText, unit, currency, period, scope } = input;
  if (!facts.topics.has(topicId)) return refuse('invalid', { field: 'topic' });
  if (isBlank(label)) return refuse('invalid', { field: 'label' });
  if (isLonger(label, longestName)) return refuse('too-large', { field: 'label' });
  if (!measures.includes(measure)) return refuse('invalid', { field: 'measure' });
  if (!isFiniteOrNull(value) || !isFiniteOrNull(valueTo)) return refuse('invalid', { field: 'value' });
  // A figure is a number, a range, or what is printed instead.
  if ((value === null) === (valueText === '')) return refuse('invalid', { field: 'value' });
  if (valueTo !== null && (value === null || valueTo < value)) return refuse('invalid', { field: 'valueTo' });
  if (valueText.length > longestValueText) return refuse('too-large', { field: 'value' });
  if (isLonger(unit, longestUnit)) return refuse('too-large', { field: 'unit' });
  if (measure === 'money' ? currency === null || !isCurrency(currency) : currency !== null)
    return refuse('invalid', { field: 'currency' });
  if (!comparators.includes(input.comparator)) return refuse('invalid', { field: 'comparator' });
  if (period !== null && !isFigurePeriod(period)) return refuse('invalid', { field: 'period' });
  if (!figureNatures.includes(input.nature)) return refuse('invalid', { field: 'nature' });
  if (isLonger(scope, longestCaution)) return refuse('too-large', { field: 'scope' });
  if (isLonger(input.method, longestCaution)) return refuse('too-large', { field: 'method' });
  if (input.caution !== null && isLonger(input.caution, longestCaution))
    return refuse('too-large', { field: 'caution' });
  if (input.citations.length === 0) return refuse('invalid', { field: 'citations' });
  const fault = faultOfPins(input.pins, facts);
  if (fault) return fault;
  const cited = validateCitations(input.citations, facts.sources);
  return cited.ok ? ok(input) : cited;
}
