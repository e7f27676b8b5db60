/** Makes the framework, the levels, the statistics of panels and the minority opinions. */
import { resultHeld } from '#rules/panels/level-chip.ts';
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { BlockData, LevelData } from '#rules/report/report-inputs.ts';
import type { ReportInline, ReportPair } from '#rules/report/report-content.ts';
import { sideInSentence } from '#rules/study/side-words.ts';
import { resultLabel } from '#document/nodes/level-chip/labels.ts';
import { m } from '#lib/paraglide/messages.js';
import {
  both,
  count,
  figure,
  inBoth,
  inline,
  paragraph,
  said,
  table,
  type LiveTools
} from './block-parts.ts';
import { words } from '#document/nodes/report-words.ts';

export function framework(data: BlockData['framework'], tools: LiveTools): ReportPair[] {
  if (!data) return [];
  return [
    ...(data.notice.en || data.notice.zh ? [notice(tools, data.notice)] : []),
    table(tools, {
      id: 'framework',
      caption: (locale) => m.report_framework_caption({ version: data.version }, { locale }),
      alt: (locale) => m.report_framework_alt({ count: String(data.characteristics.length) }, { locale }),
      heads: [
        (locale) => m.label_characteristic({}, { locale }),
        (locale) => m.label_purpose({}, { locale }),
        (locale) => m.label_questions({}, { locale })
      ],
      rows: data.characteristics.map(({ number, name, purpose, questions }) => [
        (locale) => [...words(`${number}. `), ...inline(name, locale)],
        said(purpose),
        (locale) =>
          questions.flatMap(({ code, text }, index): ReportInline[] => [
            ...(index === 0 ? [] : [{ kind: 'break' } as const]),
            ...words(`${code} `, ['bold']),
            ...inline(text, locale)
          ])
      ])
    })
  ];
}

const notice = (tools: LiveTools, text: Bilingual): ReportPair =>
  both((locale) => ({ kind: 'quote', id: `${tools.part}.notice`, text: inline(text, locale) }));

const labelOf = ({ names }: LiveTools, held: string | null, locale: Locale): string =>
  held === null ? '–' : resultLabel({ names }, resultHeld(held), locale);

export function levels(data: LevelData, tools: LiveTools): ReportPair[] {
  const known = [
    ...tools.names.levels.map(({ id }) => id),
    ...[...new Set(data.sides.flatMap(({ cities }) => cities.flatMap(({ held }) => held)))].filter(
      (held): held is string => held !== null && !tools.names.levels.some(({ id }) => id === held)
    )
  ];
  const counted = data.characteristics.map((characteristic, index) => ({
    characteristic,
    sides: data.sides.map(({ name, cities }) => ({
      name,
      counts: known.map((level) => cities.filter(({ held }) => held[index] === level).length),
      none: cities.filter(({ held }) => (held[index] ?? null) === null).length
    }))
  }));
  if (data.characteristics.length === 0) return [];
  const [first, second] = data.sides;
  const ordinary = tools.names.levels.length;
  const bothSides = first && second ? ([first.name, second.name] as const) : null;
  return [
    ...(data.notice ? [notice(tools, data.notice)] : []),
    ...(bothSides
      ? [
          figure(tools, {
            id: 'levels-bars',
            caption: (locale) => m.report_level_bars_caption({}, { locale }),
            alt: (locale) => m.report_level_bars_alt({}, { locale }),
            draw: (locale) =>
              tools.charts.levelBars(
                {
                  title: inBoth((one) => m.report_level_bars_caption({}, { locale: one })),
                  sides: bothSides,
                  levels: tools.names.levels.map(({ name }) => name),
                  without: inBoth((one) => m.report_without_level({}, { locale: one })),
                  characteristics: counted.map(({ characteristic, sides }) => {
                    const bars = sides.map(({ counts, none }) => [
                      ...counts.slice(0, ordinary),
                      counts.slice(ordinary).reduce((sum, each) => sum + each, none)
                    ]);
                    return { name: characteristic.name, counts: [bars[0] ?? [], bars[1] ?? []] as const };
                  })
                },
                locale
              )
          })
        ]
      : []),
    table(tools, {
      id: 'levels',
      caption: (locale) => m.report_levels_caption({}, { locale }),
      alt: (locale) => m.report_levels_alt({}, { locale }),
      heads: [
        (locale) => m.label_characteristic({}, { locale }),
        (locale) => m.label_side_short({}, { locale }),
        ...known.map((level) => (locale: Locale) => labelOf(tools, level, locale)),
        (locale) => m.report_no_level({}, { locale })
      ],
      align: ['start', 'start', ...known.map(() => 'end' as const), 'end'],
      rows: counted.flatMap(({ characteristic, sides }) =>
        sides.map(({ name, counts, none }) => [
          said(characteristic.name),
          said(name),
          ...counts.map(count),
          count(none)
        ])
      )
    })
  ];
}

export function matrix(data: LevelData, tools: LiveTools): ReportPair[] {
  if (data.characteristics.length === 0) return [];
  return [
    ...(data.notice ? [notice(tools, data.notice)] : []),
    ...data.sides
      .filter(({ cities }) => cities.length > 0)
      .map(({ name, cities }, index) =>
        table(tools, {
          id: `matrix-${index + 1}`,
          caption: (locale) => m.report_matrix_caption({ side: textFor(name, locale).text }, { locale }),
          alt: (locale) => m.report_matrix_alt({ side: sideInSentence(name, locale) }, { locale }),
          heads: [
            (locale) => m.label_city({}, { locale }),
            ...data.characteristics.map(
              (characteristic) => (locale: Locale) => textFor(characteristic.name, locale).text
            )
          ],
          rows: cities.map((city) => [
            said(city.name),
            ...city.held.map((held) => (locale: Locale) => words(labelOf(tools, held, locale)))
          ])
        })
      )
  ];
}

const decimals = (value: number, locale: Locale): string =>
  new Intl.NumberFormat(locale === 'zh' ? 'zh-Hans' : 'en-GB', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2
  }).format(value);

export const panels = ({ all, closed, rows }: BlockData['panels'], tools: LiveTools): ReportPair[] =>
  all === 0
    ? []
    : [
        paragraph(tools, 'panels-count', (locale) =>
          m.report_panels_count({ all: String(all), closed: String(closed) }, { locale })
        ),
        table(tools, {
          id: 'panels',
          caption: (locale) => m.report_panels_caption({}, { locale }),
          alt: (locale) => m.report_panels_alt({}, { locale }),
          heads: [
            (locale) => m.label_characteristic({}, { locale }),
            (locale) => m.label_city_count({}, { locale }),
            (locale) => m.report_assessors({}, { locale }),
            (locale) => m.report_agreement({}, { locale }),
            (locale) => m.report_interval({}, { locale })
          ],
          align: ['start', 'end', 'end', 'end', 'end'],
          rows: rows.map(({ name, cities, assessors, agreement }) => [
            (locale) => (name ? inline(name, locale) : words(m.label_all_characteristics({}, { locale }))),
            count(cities),
            (locale) => words(agreement ? String(assessors) : m.report_too_few({}, { locale })),
            (locale) => words(agreement ? decimals(agreement.value, locale) : '–'),
            (locale) =>
              words(
                agreement && agreement.low !== null && agreement.high !== null
                  ? `${decimals(agreement.low, locale)} – ${decimals(agreement.high, locale)}`
                  : '–'
              )
          ])
        })
      ];

export const dissent = (voices: BlockData['dissent'], tools: LiveTools): ReportPair[] =>
  voices.flatMap(({ city, characteristic, released, side, level, opinion }, index): ReportPair[] => [
    both((locale) => ({
      kind: 'paragraph',
      id: `${tools.part}.dissent-${index + 1}`,
      text: [
        ...words(
          m.report_dissent(
            {
              city: textFor(city, locale).text,
              characteristic: textFor(characteristic, locale).text,
              released: labelOf(tools, released, locale),
              side: sideInSentence(side, locale),
              level: labelOf(tools, level, locale)
            },
            { locale }
          ),
          ['bold']
        )
      ]
    })),
    both((locale) => ({
      kind: 'quote',
      id: `${tools.part}.dissent-${index + 1}-words`,
      text: inline(opinion, locale)
    }))
  ]);
