/**
 * Builds one axis of a figure: a bar for each city that gives it, by side and name; year, comparator and
 * caution are shown with the name and the number.
 */
import type { ComparedFigure, FigureAxis } from '#rules/comparison/figures-compared.ts';
import type { ChartSpec, Point } from '#lib/charts/spec.ts';
import { currencyOnAxis, figureText, unitLabel } from '#lib/i18n/figure.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ComparedCity, ComparedStatements } from '#areas/comparison';
import type { Framed } from './chart-caption.ts';
import { sideLook } from './looks.ts';
import { inReaders } from './comparison-labels.ts';

export function figureChart(
  view: Framed<ComparedStatements>,
  { unit, currency, figures, years }: FigureAxis<ComparedCity>,
  { id, label }: { readonly id: string; readonly label: string }
): ChartSpec {
  const isConverted = figures.some(({ converted }) => converted !== null);
  const axis =
    currency === null
      ? unitLabel(unit)
      : isConverted
        ? m.comparison_unit_converted({ currency: currencyOnAxis(currency) })
        : currencyOnAxis(currency);
  const sides = view.study.sides.filter((side) => figures.some(({ city }) => city.sideId === side.id));
  return {
    id,
    title: m.comparison_figure_chart({ label, unit: axis }),
    summary: m.comparison_figure_summary({ count: figures.length }),
    axis,
    categories: figures.map(({ city, figure }) => {
      const year = years.length > 1 ? ` (${figure?.referenceYear ?? m.label_not_stated()})` : '';
      return `${inReaders(city.shortName)}${year}${figure?.caveat ? ' ⚠' : ''}`;
    }),
    // One bar for each city, in the hue and pattern of its side.
    series: sides.map((side) => ({
      name: inReaders(side.name),
      look: sideLook(side.position),
      points: figures.map((one): Point =>
        one.city.sideId === side.id ? pointOf(one) : { value: null, label: '', announcement: '' }
      )
    })),
    bars: 'one',
    isCount: false
  };
}

function pointOf({ figure, converted }: ComparedFigure<ComparedCity>): Point {
  if (figure?.value === null || figure === null)
    return { value: null, label: m.comparison_gap_mark(), announcement: m.label_not_given() };
  const { value, valueTo } = converted ?? figure;
  const shown = figureText(
    converted
      ? { ...figure, value: converted.value, valueTo: converted.valueTo, currency: converted.currency }
      : figure
  );
  const note = inReaders(figure.note);
  return {
    value: valueTo === null || value === null ? value : [value, valueTo],
    label: shown,
    announcement: [`${inReaders(figure.label)}${m.study_colon()}${shown}`, figure.referenceYear ?? '', note]
      .filter(Boolean)
      .join(' · ')
  };
}
