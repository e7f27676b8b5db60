/** Writes the tables of numbers that public sources give, with bars for shares of a whole. */
import { valueOfFigure } from '#rules/comparison/data-columns.ts';
import type { Locale } from '#base/locale.ts';
import type { NumberTables } from '#rules/report/report-blocks.ts';
import type { ReportPair } from '#rules/report/report-content.ts';
import { periodText } from '#lib/areas/context/context-figure.ts';
import { natureLabel } from '#lib/areas/context/context-labels.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { m } from '#lib/paraglide/messages.js';
import {
  cited,
  figure,
  joined,
  said,
  tableOfColumns,
  valued,
  inline,
  type LiveTools,
  type Write
} from './block-parts.ts';
import { words } from '#document/nodes/report-words.ts';
import { shown, outside } from './context-blocks.ts';

export const numberTables = (tables: NumberTables, tools: LiveTools): ReportPair[] =>
  tables.flatMap((table) => [
    ...percentBars(table, tools),
    tableOfColumns(
      tools,
      [
        {
          head: (locale) => m.label_category({}, { locale }),
          cells: table.rows.map(({ label }) => said(label))
        },
        ...table.columns.map((column, index) => ({
          head: (locale: Locale) => shown(column, locale),
          align: 'end' as const,
          cells: table.rows.map(({ values }) => numberCell(table, values[index] ?? null))
        }))
      ],
      {
        id: `table-${table.id}`,
        caption: (locale) => shown(table.title, locale),
        alt: (locale) =>
          m.context_table_summary(
            {
              title: shown(table.title, locale),
              rows: String(table.rows.length),
              columns: String(table.columns.length)
            },
            { locale }
          ),
        sourceLine: sourceOfTable(table, tools)
      }
    )
  ]);

/** A case that nobody knows is a dash. */
const numberCell = ({ measure, unit }: NumberTables[number], value: number | null): Write =>
  valued(
    (locale) =>
      words(
        value === null
          ? '–'
          : figureText(
              {
                value,
                valueTo: null,
                valueText: null,
                currency: null,
                comparator: 'eq',
                unit: measure === 'percent' ? 'percent' : shown(unit, locale)
              },
              locale
            )
      ),
    valueOfFigure({
      value,
      valueTo: null,
      currency: null,
      unit: measure === 'percent' ? 'percent' : unit.en || unit.zh
    })
  );

const sourceOfTable = (table: NumberTables[number], tools: LiveTools): Write =>
  outside((locale) =>
    joined(
      [
        cited(tools, table.citations, locale),
        words(periodText(table.period, locale)),
        words(natureLabel(table.nature, locale)),
        inline(table.note, locale)
      ],
      words(locale === 'zh' ? '；' : '; ')
    )
  );

/** With more the table says it better. */
const mostBars = 20;

/** Draws the shares of one table, which are of one source, as bars; nothing where they are no shares of a whole. */
function percentBars(table: NumberTables[number], tools: LiveTools): ReportPair[] {
  const bars = table.rows.flatMap(({ label, values }) =>
    table.columns.map((column, index) => ({ label, column, value: values[index] ?? null }))
  );
  const isShare = bars.every(({ value }) => value === null || (value >= 0 && value <= 100));
  if (table.measure !== 'percent' || !isShare || bars.length > mostBars || bars.length < 2) return [];
  const nameOf = ({ label, column }: (typeof bars)[number], locale: Locale): string =>
    [shown(label, locale), ...(table.columns.length > 1 ? [shown(column, locale)] : [])].join(' · ');
  return [
    figure(tools, {
      id: `table-${table.id}-bars`,
      caption: (locale) => shown(table.title, locale),
      alt: (locale) =>
        bars
          .map(
            (bar) =>
              `${nameOf(bar, locale)}${locale === 'zh' ? '：' : ': '}${bar.value === null ? '–' : `${bar.value}%`}`
          )
          .join(locale === 'zh' ? '；' : '; '),
      sourceLine: sourceOfTable(table, tools),
      draw: (locale) =>
        tools.charts.shares(
          {
            title: { en: shown(table.title, 'en'), zh: shown(table.title, 'zh') },
            unknown: { en: '–', zh: '–' },
            isPercent: true,
            rows: bars.map((bar) => ({
              name: { en: nameOf(bar, 'en'), zh: nameOf(bar, 'zh') },
              side: null,
              count: bar.value,
              of: 100
            }))
          },
          locale
        )
    })
  ];
}
