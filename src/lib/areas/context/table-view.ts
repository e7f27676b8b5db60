/** Builds the chart and the table of numbers from a public source: the same data, gaps as gaps. */
import type { Source } from '#rules/bibliography/bibliography.ts';
import type { ContextTable } from '#rules/context/context-table.ts';
import { textFor, type Bilingual } from '#base/locale.ts';
import {
  patterns,
  type ChartCaption,
  type ChartSpec,
  type DataTable,
  type TableCell
} from '#lib/charts/spec.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { natureLabel } from '#lib/areas/context/context-labels.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { periodText } from '#lib/areas/context/context-figure.ts';
import { citationText } from './source-text.ts';

export interface TableView {
  readonly spec: ChartSpec;
  readonly table: DataTable;
  readonly caption: ChartCaption;
}

const inReaders = (text: Bilingual): string => textFor(text, locale()).text;
const cellOf = (text: Bilingual): TableCell => {
  const shown = textFor(text, locale());
  return { text: shown.text, language: shown.locale };
};

const valueText = ({ measure, unit }: ContextTable, value: number): string =>
  figureText({
    value,
    valueTo: null,
    valueText: null,
    currency: null,
    comparator: 'eq',
    unit: measure === 'percent' ? 'percent' : inReaders(unit)
  });

export function tableView(given: ContextTable, sources: readonly Source[]): TableView {
  const title = inReaders(given.title);
  const axis = given.measure === 'percent' ? m.context_share() : inReaders(given.unit);
  const lookOf = (at: number) => ({
    tone: given.columns.length === 1 ? 0.55 : 0.25 + (0.6 * at) / Math.max(1, given.columns.length - 1),
    pattern: patterns[at % patterns.length] ?? 'solid'
  });
  return {
    spec: {
      id: `context-${given.id}`,
      title,
      summary: m.context_table_summary({
        title,
        rows: String(given.rows.length),
        columns: String(given.columns.length)
      }),
      axis,
      categories: given.rows.map(({ label }) => inReaders(label)),
      series: given.columns.map((column, index) => ({
        name: inReaders(column),
        look: lookOf(index),
        points: given.rows.map(({ values }) => {
          const value = values[index] ?? null;
          const text = value === null ? m.context_table_gap() : valueText(given, value);
          return {
            value,
            label: value === null ? '' : text,
            announcement: m.context_table_point({ column: inReaders(column), value: text })
          };
        })
      })),
      bars: 'grouped',
      isCount: given.measure === 'number'
    },
    table: {
      caption: title,
      columns: [
        { label: m.label_category() },
        ...given.columns.map((column) => ({ label: inReaders(column), isFigure: true }))
      ],
      rows: given.rows.map(({ label, values }) => [
        cellOf(label),
        ...values.map((value) => ({ text: value === null ? '–' : valueText(given, value) }))
      ])
    },
    caption: {
      notice: `${periodText(given.period)} · ${natureLabel(given.nature)} · ${m.context_table_notice()}`,
      sources: given.citations.map((citation) =>
        m.context_source_line({ sources: citationText(citation, sources) })
      )
    }
  };
}

/** Both languages of every label, and numbers as numbers. */
export function tableRows(given: ContextTable, sources: readonly Source[]): (string | number | null)[][] {
  const { caption } = tableView(given, sources);
  return [
    ['English', '中文', ...given.columns.map(inReaders)],
    ...given.rows.map(({ label, values }) => [label.en, label.zh, ...values]),
    [],
    [inReaders(given.title)],
    [caption.notice],
    ...caption.sources.map((source) => [source]),
    ...(inReaders(given.note) === '' ? [] : [[inReaders(given.note)]])
  ];
}
