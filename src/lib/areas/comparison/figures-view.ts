/**
 * Builds the view of one figure across cities: as a table, and as a chart for each unit and currency. Nothing
 * is converted except by the rate that the reader enters.
 */
import {
  axesOf,
  compareFigure,
  figureNames,
  keyOf,
  readConversion,
  type ComparedFigure,
  type Conversion,
  type ConversionFault,
  type FigureAxis,
  type FigureName
} from '#rules/comparison/figures-compared.ts';
import { valueOfFigure } from '#rules/comparison/data-columns.ts';
import type { Indicator } from '#rules/framework/record.ts';
import { sideSign } from '#rules/study/side-words.ts';
import type { ChartSpec, DataTable, ChartCaption } from '#lib/charts/spec.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ComparedCity, ComparedStatements } from '#areas/comparison';
import { chartCaptionOf, orderedCities, statusText, textAddress, type Framed } from './chart-caption.ts';
import { figureChart } from './figure-chart.ts';
import { inReaders } from './comparison-labels.ts';

export interface FiguresView {
  readonly selected: string;
  readonly label: string;
  readonly groups: readonly {
    readonly label: string;
    readonly options: readonly { readonly value: string; readonly label: string }[];
  }[];
  readonly charts: readonly ChartSpec[];
  readonly table: DataTable;
  /** Lists the cautions that a reader must know before using the axis. */
  readonly warnings: readonly string[];
  readonly missing: string | null;
  readonly currencies: readonly string[];
  readonly input: ConversionInput;
  readonly faults: readonly ConversionFault[];
  readonly chartCaption: ChartCaption;
}

export type ConversionInput = Readonly<Record<'from' | 'to' | 'rate' | 'date' | 'source', string>>;

export function parseConversionInput(params: URLSearchParams): ConversionInput {
  const read = (name: string): string => (params.get(name) ?? '').normalize('NFC').trim();
  return {
    from: read('from').toUpperCase(),
    to: read('to').toUpperCase(),
    rate: read('rate'),
    date: read('date'),
    source: read('source')
  };
}

/** Null where no figure is open to the reader. */
export function figuresView(
  view: Framed<ComparedStatements>,
  selected: string | null,
  input: ConversionInput
): FiguresView | null {
  const given = orderedCities(view, 'name').map((city) => ({
    city,
    indicators: view.stated.get(city.id)?.indicators ?? []
  }));
  const sections = ['general', ...view.framework.characteristics.map(({ id }) => id)];
  const names = figureNames(given, sections);
  const name =
    names.find((one) => keyOf(one) === selected) ?? names.find(({ givenBy }) => givenBy > 1) ?? names[0];
  if (!name) return null;
  const read = readConversion(input);
  const conversion = read.kind === 'conversion' ? read.conversion : null;
  const compared = compareFigure(given, name, conversion);
  const axes = axesOf(compared);
  const label = labelIn(names, name);
  const isGap = ({ figure }: ComparedFigure<ComparedCity>): boolean => figure === null;
  const chartCaption = chartCaptionOf(
    view,
    compared.filter((one) => !isGap(one)).map(({ city }) => city)
  );
  const used = conversion && compared.some(({ converted }) => converted) ? [convertedBy(conversion)] : [];
  return {
    selected: keyOf(name),
    label,
    groups: groupsOf(view, names, sections),
    charts: axes.map((axis, index) =>
      figureChart(view, axis, {
        id: `${name.id.replace(/[^\w-]/g, '-')}${axes.length > 1 ? `-${index + 1}` : ''}`,
        label
      })
    ),
    table: figuresTable(view, compared, label, conversion),
    warnings: [...used, ...warningsOf(axes, compared)],
    missing: compared.some(isGap)
      ? m.comparison_missing({
          cities: compared
            .filter(isGap)
            .map(({ city }) => inReaders(city.shortName))
            .join(m.study_join())
        })
      : null,
    currencies: [...new Set(compared.flatMap(({ figure }) => figure?.currency ?? []))],
    input,
    faults: read.kind === 'faulty' ? read.faults : [],
    chartCaption: { ...chartCaption, sources: [...used, ...chartCaption.sources] }
  };
}

const convertedBy = ({ from, to, rate, date, source }: Conversion): string =>
  m.comparison_converted_by({ from, to, rate, date: partialDateText(date, locale()), source });

function warningsOf(
  axes: readonly FigureAxis<ComparedCity>[],
  compared: readonly ComparedFigure<ComparedCity>[]
): string[] {
  const years = axes.filter((axis) => axis.years.length > 1).flatMap((axis) => axis.years);
  const labels = axes.filter((axis) => axis.labels.length > 1).flatMap((axis) => axis.labels);
  return [
    ...(axes.length > 1 ? [m.comparison_units_differ()] : []),
    ...(years.length > 0
      ? [m.comparison_years_differ({ years: [...new Set(years)].map(yearText).join(m.study_join()) })]
      : []),
    ...(labels.length > 0
      ? [m.comparison_labels_differ({ labels: labels.map(inReaders).join(m.study_join()) })]
      : []),
    ...(compared.some(({ figure }) => figure?.caveat) ? [m.comparison_cautions()] : []),
    ...(compared.some(({ figure }) => figure?.currency) ? [m.comparison_about_basis()] : [])
  ];
}

const yearText = (year: string | null): string =>
  year === null ? m.label_not_stated() : partialDateText(year, locale());

/** Names a figure; one of several of that name in its section with its year. */
function labelIn(names: readonly FigureName[], name: FigureName): string {
  const label = inReaders(name.label);
  const others = names.filter((one) => one.section === name.section && inReaders(one.label) === label);
  return others.length > 1
    ? m.study_in_brackets({ text: label, note: name.years.map(yearText).join(m.study_join()) })
    : label;
}

/** Figures of one city alone are marked as such. */
const groupsOf = (
  view: Framed<ComparedStatements>,
  names: readonly FigureName[],
  sections: readonly string[]
): FiguresView['groups'] =>
  sections
    .map((section) => {
      const characteristic = view.framework.characteristics.find(({ id }) => id === section);
      return {
        label: characteristic
          ? `${characteristic.number} ${inReaders(characteristic.name)}`
          : m.assessment_figures_general(),
        options: names
          .filter((name) => name.section === section)
          .map((name) => ({
            value: keyOf(name),
            label:
              name.givenBy > 1
                ? labelIn(names, name)
                : m.comparison_figure_of_one({ label: labelIn(names, name) })
          }))
      };
    })
    .filter(({ options }) => options.length > 0);

/** Holds every city, including those without the figure: a gap is empty and never a zero. */
export function figuresTable(
  view: Framed<ComparedStatements>,
  compared: readonly ComparedFigure<ComparedCity>[],
  caption: string,
  conversion: Conversion | null
): DataTable {
  const first = view.framework.characteristics[0]?.id ?? '';
  const sectionOf = ({ section }: Indicator): string => (section === 'general' ? first : section);
  const side = (id: string): string => {
    const found = view.study.sides.find((one) => one.id === id);
    return found ? sideSign(found, locale()) : id;
  };
  const columns = [
    { label: m.label_city() },
    { label: m.label_side() },
    { label: m.comparison_figure_name() },
    { label: m.comparison_value(), isFigure: true },
    ...(conversion
      ? [
          {
            label: m.study_in_brackets({ text: m.comparison_converted(), note: conversion.to }),
            isFigure: true
          }
        ]
      : []),
    { label: m.label_year() },
    { label: m.comparison_note() },
    { label: m.comparison_source() },
    { label: m.label_text() }
  ];
  return {
    caption,
    columns,
    rows: compared.map(({ city, figure, converted }) => {
      const name = {
        text: inReaders(city.shortName),
        href: figure ? textAddress(view, city, 'response', sectionOf(figure)) : undefined
      };
      if (!figure)
        return [
          name,
          { text: side(city.sideId) },
          ...columns.slice(2).map((_, index) => ({ text: index === 1 ? m.comparison_gap_mark() : '' }))
        ];
      return [
        name,
        { text: side(city.sideId) },
        { text: inReaders(figure.label) },
        { text: figureText(figure), value: valueOfFigure(figure) },
        ...(conversion
          ? [
              converted
                ? {
                    text: figureText({ ...figure, ...converted, valueText: null }),
                    value: valueOfFigure({ ...figure, ...converted })
                  }
                : { text: '' }
            ]
          : []),
        {
          text: figure.referenceYear ? partialDateText(figure.referenceYear, locale()) : m.label_not_stated()
        },
        {
          text: [
            figure.caveat ? `⚠ ${m.label_caution()}${m.study_colon()}` : '',
            inReaders(figure.note)
          ].join('')
        },
        { text: figure.source === '' ? '' : m.comparison_source_section({ section: figure.source }) },
        { text: statusText(city) }
      ];
    })
  };
}
