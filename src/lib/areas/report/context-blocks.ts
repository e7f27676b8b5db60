/** Writes what public sources say: registers, figures side by side, tables of numbers, and the bibliography. */
import { valueOfFigure } from '#rules/comparison/data-columns.ts';
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { CitedSource, FigureTopics, NumberTables, RegisterData } from '#rules/report/report-blocks.ts';
import type { ReportPair } from '#rules/report/report-content.ts';
import type { RegisterBlockName } from '#rules/report/report.ts';
import { figureValue, periodText } from '#lib/areas/context/context-figure.ts';
import { areaLabel, natureLabel } from '#lib/areas/context/context-labels.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { m } from '#lib/paraglide/messages.js';
import { titleOfBlock } from './block-titles.ts';
import {
  both,
  cautioned,
  cautionsOf,
  cited,
  figure,
  joined,
  listed,
  onLines,
  said,
  tableOfColumns,
  valued,
  inline,
  type LiveTools,
  type Write
} from './block-parts.ts';
import { words } from '#document/nodes/report-words.ts';

const shown = (text: Bilingual, locale: Locale): string => textFor(text, locale).text;
const outside =
  (from: Write): Write =>
  (locale) => [...words(m.report_source_outside({}, { locale })), ...from(locale)];

/** Returns a notice before a table, which holds what is to be known before it is used. */
const notice = (id: string, caution: Bilingual | null, tools: LiveTools): ReportPair[] =>
  caution === null
    ? []
    : [
        both((locale) => ({
          kind: 'quote',
          id: `${tools.part}.${id}-caution`,
          text: cautioned(caution, locale)
        }))
      ];

/** Joins the citations of several things; each source is named once. */
const sourcesOf =
  (
    things: readonly {
      readonly citations: readonly { readonly sourceId: string; readonly place: string }[];
    }[],
    tools: LiveTools
  ): Write =>
  (locale) => {
    const ids = [...new Set(things.flatMap(({ citations }) => citations.map(({ sourceId }) => sourceId)))];
    return cited(
      tools,
      ids.map((sourceId) => ({ sourceId, place: '' })),
      locale
    );
  };

export const register = (name: RegisterBlockName, { groups }: RegisterData, tools: LiveTools): ReportPair[] =>
  groups.flatMap(({ area, topic, entries }, at): ReportPair[] => {
    const id = `${name}-${at + 1}`;
    const cautions = cautionsOf(
      topic?.caution ?? null,
      entries.map(({ caution }) => caution)
    );
    const caption = (locale: Locale): string =>
      [
        area === null ? '' : areaLabel(area, locale),
        topic === null ? (area === null ? shown(titleOfBlock(name), locale) : '') : shown(topic.title, locale)
      ]
        .filter((text) => text !== '')
        .join(locale === 'zh' ? '：' : ': ');
    return [
      ...notice(id, cautions.common, tools),
      tableOfColumns(
        tools,
        [
          {
            head: (locale) => m.label_title({}, { locale }),
            cells: entries.map(({ title }) => said(title))
          },
          {
            head: (locale) => m.context_entry_issuer({}, { locale }),
            cells: entries.map(({ issuer }) => said(issuer))
          },
          {
            head: (locale) => m.label_date({}, { locale }),
            cells: entries.map(
              ({ date }) =>
                (locale: Locale) =>
                  words(date === null ? '' : partialDateText(date, locale))
            )
          },
          {
            head: (locale) => m.report_says({}, { locale }),
            cells: entries.map(
              ({ summary, cities }, row) =>
                (locale: Locale) =>
                  onLines([
                    inline(summary, locale),
                    cities.length === 0
                      ? []
                      : [...words(m.report_cities_before({}, { locale })), ...listed(cities, locale)],
                    cautions.ofRow(row, locale)
                  ])
            )
          },
          {
            head: (locale) => m.context_citations({}, { locale }),
            cells: entries.map(
              ({ citations }) =>
                (locale: Locale) =>
                  cited(tools, citations, locale)
            )
          }
        ],
        {
          id,
          caption,
          alt: (locale) =>
            m.report_register_alt({ title: caption(locale), count: String(entries.length) }, { locale }),
          sourceLine: outside(sourcesOf(entries, tools))
        }
      )
    ];
  });

/**
 * Returns the figures of the context by topic. Those of several sources are shown side by side; nothing adds
 * them up or averages them.
 */
export const contextFigures = (topics: FigureTopics, tools: LiveTools): ReportPair[] =>
  topics.flatMap(({ topic, figures }, at): ReportPair[] => {
    const id = `figures-${at + 1}`;
    const cautions = cautionsOf(
      topic.caution,
      figures.map(({ caution }) => caution)
    );
    return [
      ...notice(id, cautions.common, tools),
      tableOfColumns(
        tools,
        [
          {
            head: (locale) => m.context_figure_label({}, { locale }),
            cells: figures.map(({ label }) => said(label))
          },
          {
            head: (locale) => m.label_value({}, { locale }),
            align: 'end',
            cells: figures.map((figure) =>
              valued(
                (locale) => words(figureValue(figure, locale)),
                valueOfFigure({
                  ...figure,
                  unit: figure.measure === 'percent' ? 'percent' : figure.unit.en || figure.unit.zh
                })
              )
            )
          },
          {
            head: (locale) => m.context_period({}, { locale }),
            cells: figures.map(
              ({ period }) =>
                (locale: Locale) =>
                  words(periodText(period, locale))
            )
          },
          {
            head: (locale) => m.context_nature({}, { locale }),
            cells: figures.map(
              ({ nature }) =>
                (locale: Locale) =>
                  words(natureLabel(nature, locale))
            )
          },
          {
            head: (locale) => m.context_scope({}, { locale }),
            cells: figures.map(
              ({ scope }, row) =>
                (locale: Locale) =>
                  onLines([inline(scope, locale), cautions.ofRow(row, locale)])
            )
          },
          {
            head: (locale) => m.context_method({}, { locale }),
            cells: figures.map(({ method }) => said(method))
          },
          {
            head: (locale) => m.context_citations({}, { locale }),
            cells: figures.map(
              ({ citations }) =>
                (locale: Locale) =>
                  cited(tools, citations, locale)
            )
          }
        ],
        {
          id,
          caption: (locale) => m.context_figures_table({ topic: shown(topic.title, locale) }, { locale }),
          alt: (locale) =>
            m.report_figures_alt(
              { topic: shown(topic.title, locale), count: String(figures.length) },
              { locale }
            ),
          sourceLine: outside(sourcesOf(figures, tools))
        }
      )
    ];
  });

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
        ...table.columns.map((column, at) => ({
          head: (locale: Locale) => shown(column, locale),
          align: 'end' as const,
          cells: table.rows.map(({ values }) => numberCell(table, values[at] ?? null))
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

/** Returns a cell of a table of numbers; a case that nobody knows is a dash. */
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

/** Limits the bars of a chart: with more the table says it better. */
const mostBars = 20;

/** Draws the shares of one table, which are of one source, as bars; nothing where they are no shares of a whole. */
function percentBars(table: NumberTables[number], tools: LiveTools): ReportPair[] {
  const bars = table.rows.flatMap(({ label, values }) =>
    table.columns.map((column, at) => ({ label, column, value: values[at] ?? null }))
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

export const bibliography = (
  sources: readonly (CitedSource & { readonly id: string })[],
  tools: LiveTools
): ReportPair[] =>
  sources.length === 0
    ? []
    : [
        tableOfColumns(
          tools,
          [
            {
              head: (locale) => m.context_source_title({}, { locale }),
              cells: sources.map(({ title }) => said(title))
            },
            {
              head: (locale) => m.label_author({}, { locale }),
              cells: sources.map(
                ({ author }) =>
                  () =>
                    words(author)
              )
            },
            {
              head: (locale) => m.context_source_publisher({}, { locale }),
              cells: sources.map(({ publisher }) => said(publisher))
            },
            {
              head: (locale) => m.label_date({}, { locale }),
              cells: sources.map(
                ({ date }) =>
                  (locale: Locale) =>
                    words(date === null ? '' : partialDateText(date, locale))
              )
            },
            {
              head: (locale) => m.label_web_address({}, { locale }),
              cells: sources.map(
                ({ address }) =>
                  () =>
                    words(address, [], address === '' ? null : address)
              )
            }
          ],
          {
            id: 'bibliography',
            caption: (locale) => m.report_bibliography_caption({}, { locale }),
            alt: (locale) => m.report_bibliography_alt({ count: String(sources.length) }, { locale })
          }
        )
      ];
