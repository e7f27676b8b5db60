/** Writes the roadmap: all steps on one table by horizon, then for each characteristic a timeline and its steps. */
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { RoadmapData, RoadmapStepItem } from '#rules/report/report-blocks.ts';
import type { ReportPair } from '#rules/report/report-content.ts';
import { horizons, type Horizon } from '#rules/roadmap/roadmap.ts';
import { horizonLabel } from '#lib/areas/roadmap/roadmap-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import {
  figure,
  heading,
  inline,
  onLines,
  said,
  table,
  tableOfColumns,
  type LiveTools
} from './block-parts.ts';
import { words } from '#document/nodes/report-words.ts';
import { supportLine } from './supports.ts';

const horizonTexts = (horizon: Horizon): Bilingual => ({
  en: horizonLabel(horizon, 'en'),
  zh: horizonLabel(horizon, 'zh')
});

const wayText = ({ from, to }: RoadmapStepItem, locale: Locale): string =>
  [
    from ? textFor(from, locale).text : m.roadmap_start({}, { locale }),
    to ? textFor(to, locale).text : m.roadmap_art({}, { locale })
  ].join(' → ');

export function roadmap({ characteristics }: RoadmapData, tools: LiveTools): ReportPair[] {
  if (characteristics.length === 0) return [];
  const all = characteristics.flatMap(({ steps }) => steps);
  const columns = [...horizons, null].filter(
    (horizon) => horizon !== null || all.some((step) => step.horizon === null)
  );
  return [
    table(tools, {
      id: 'roadmap',
      caption: (locale) => m.report_roadmap_caption({}, { locale }),
      alt: (locale) => m.report_roadmap_alt({ count: String(all.length) }, { locale }),
      heads: [
        (locale) => m.label_characteristic({}, { locale }),
        ...columns.map((horizon) => (locale: Locale) => horizonLabel(horizon, locale))
      ],
      rows: characteristics.map(({ name, steps }) => [
        said(name),
        ...columns.map(
          (horizon) => (locale: Locale) =>
            onLines(
              steps.filter((step) => step.horizon === horizon).map(({ title }) => inline(title, locale))
            )
        )
      ])
    }),
    ...characteristics.flatMap((one) => ofCharacteristic(one, tools))
  ];
}

function ofCharacteristic(
  { id, name, steps }: RoadmapData['characteristics'][number],
  tools: LiveTools
): ReportPair[] {
  const named = (locale: Locale): string => textFor(name, locale).text;
  return [
    heading(tools, `roadmap-${id}-name`, 1, said(name)),
    ...(steps.some(({ horizon }) => horizon !== null)
      ? [
          figure(tools, {
            id: `roadmap-${id}-time`,
            caption: (locale) => m.report_timeline_caption({ characteristic: named(locale) }, { locale }),
            alt: (locale) =>
              steps
                .map(({ title, horizon }) =>
                  m.report_timeline_step(
                    { step: textFor(title, locale).text, horizon: horizonLabel(horizon, locale) },
                    { locale }
                  )
                )
                .join(locale === 'zh' ? '；' : '; '),
            draw: (locale) =>
              tools.charts.horizons(
                {
                  title: name,
                  spans: horizons.map(horizonTexts),
                  rows: steps.map(({ title, horizon }) => ({
                    name: { en: textFor(title, 'en').text, zh: textFor(title, 'zh').text },
                    span: horizon === null ? null : horizons.indexOf(horizon)
                  }))
                },
                locale
              )
          })
        ]
      : []),
    tableOfColumns(
      tools,
      [
        {
          head: (locale) => m.roadmap_step_title({}, { locale }),
          cells: steps.map(({ title }) => said(title))
        },
        {
          head: (locale) => m.report_way({}, { locale }),
          cells: steps.map((step) => (locale: Locale) => words(wayText(step, locale)))
        },
        {
          head: (locale) => m.roadmap_horizon({}, { locale }),
          cells: steps.map(
            ({ horizon }) =>
              (locale: Locale) =>
                words(horizonLabel(horizon, locale))
          )
        },
        {
          head: (locale) => m.roadmap_responsible({}, { locale }),
          cells: steps.map(({ responsible }) => said(responsible))
        },
        {
          head: (locale) => m.report_step_after({}, { locale }),
          cells: steps.map(
            ({ after }) =>
              (locale: Locale) =>
                onLines(after.map((title) => inline(title, locale)))
          )
        },
        {
          head: (locale) => m.roadmap_helps({}, { locale }),
          cells: steps.map(
            ({ helps }) =>
              (locale: Locale) =>
                supportLine(helps, tools, locale)
          )
        }
      ],
      {
        id: `roadmap-${id}`,
        caption: (locale) => m.report_steps_caption({ characteristic: named(locale) }, { locale }),
        alt: (locale) =>
          m.report_steps_alt({ characteristic: named(locale), count: String(steps.length) }, { locale })
      }
    )
  ];
}
