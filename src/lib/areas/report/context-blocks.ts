/** Writes what public sources say: registers, figures side by side, and the bibliography. */
import { valueOfFigure } from '#rules/comparison/data-columns.ts';
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { CitedSource, FigureTopics, RegisterData } from '#rules/report/report-blocks.ts';
import type { ReportPair } from '#rules/report/report-content.ts';
import type { RegisterBlockName } from '#rules/report/report.ts';
import { figureValue, periodText } from '#lib/areas/context/context-figure.ts';
import { areaLabel, natureLabel } from '#lib/areas/context/context-labels.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { titleOfBlock } from './block-titles.ts';
import {
  both,
  cautioned,
  cautionsOf,
  cited,
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

export const shown = (text: Bilingual, locale: Locale): string => textFor(text, locale).text;
export const outside =
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

/** Each source is named once. */
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
  groups.flatMap(({ area, topic, entries }, index): ReportPair[] => {
    const id = `${name}-${index + 1}`;
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

/** Figures of several sources are shown side by side; nothing adds them up or averages them. */
export const contextFigures = (topics: FigureTopics, tools: LiveTools): ReportPair[] =>
  topics.flatMap(({ topic, figures }, index): ReportPair[] => {
    const id = `figures-${index + 1}`;
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
