/** Makes the services of each side, and what became of the comments of consultations. */
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { BlockData } from '#rules/report/report-inputs.ts';
import type { ReportInline, ReportPair, ReportText } from '#rules/report/report-content.ts';
import { m } from '#lib/paraglide/messages.js';
import { both, count, figure, inBoth, inline, said, table, type LiveTools } from './block-parts.ts';
import { words } from '#document/nodes/report-words.ts';

export const services = (types: BlockData['services'], tools: LiveTools): ReportPair[] =>
  types
    .filter(({ rows }) => rows.length > 0)
    .flatMap(({ label, shares, rows }, typeIndex) => [
      sharesOfSides(label, shares, typeIndex, tools),
      table(tools, {
        id: `services-${typeIndex + 1}`,
        caption: (locale) => m.report_services_caption({ type: textFor(label, locale).text }, { locale }),
        alt: (locale) => m.report_services_alt({ type: textFor(label, locale).text }, { locale }),
        heads: [
          (locale) => m.label_category({}, { locale }),
          (locale) => m.label_side_short({}, { locale }),
          (locale) => m.label_city({}, { locale }),
          (locale) => m.report_names({}, { locale })
        ],
        rows: rows.map(({ category, side, city, names }) => [
          (locale) => (category ? inline(category, locale) : words(m.report_no_category({}, { locale }))),
          said(side),
          said(city),
          (locale) =>
            names.flatMap((name, index): ReportInline[] => [
              ...(index === 0 ? [] : [{ kind: 'break' } as const]),
              ...inline(name, locale)
            ])
        ])
      })
    ]);

/** Draws for each category which share of the reporting cities of a side have any; it is no share of services. */
function sharesOfSides(
  label: Bilingual,
  shares: BlockData['services'][number]['shares'],
  at: number,
  tools: LiveTools
): ReportPair {
  const colon = (locale: Locale): string => (locale === 'zh' ? '：' : ': ');
  const caption = (locale: Locale): string =>
    m.report_shares_caption({ type: textFor(label, locale).text }, { locale });
  const categoryText = (category: Bilingual | null, locale: Locale): string =>
    category ? textFor(category, locale).text : m.report_no_category({}, { locale });
  const unknown = (locale: Locale): string => m.report_shares_unknown({}, { locale });
  // A side of which no city reported is named once, with a gap in place of its bars.
  const silent = (shares[0]?.sides ?? []).filter(({ of }) => of === 0);
  const reported = shares
    .filter(({ sides }) => sides.some(({ count: own }) => own > 0))
    .map(({ category, sides }) => ({
      category,
      sides: sides.map((one, side) => ({ ...one, side: side === 0 ? (0 as const) : (1 as const) }))
    }));
  return figure(tools, {
    id: `services-${at + 1}-shares`,
    caption,
    alt: (locale) =>
      m.report_shares_alt(
        {
          shares: [
            ...silent.map(({ name }) => `${textFor(name, locale).text}${colon(locale)}${unknown(locale)}`),
            ...reported.map(
              ({ category, sides }) =>
                `${categoryText(category, locale)}${colon(locale)}${sides
                  .filter(({ of }) => of > 0)
                  .map(({ name, count: own, of }) => `${textFor(name, locale).text} ${own}/${of}`)
                  .join(locale === 'zh' ? '、' : ', ')}`
            )
          ].join(locale === 'zh' ? '；' : '; ')
        },
        { locale }
      ),
    draw: (locale) =>
      tools.charts.shares(
        {
          title: inBoth(caption),
          unknown: inBoth(unknown),
          rows: [
            ...silent.map(({ name }) => ({ name, side: null, count: null, of: 0 })),
            ...reported.flatMap(({ category, sides }) =>
              sides
                .filter(({ of }) => of > 0)
                .map(({ name, side, count: own, of }) => ({
                  name: inBoth((one) => `${categoryText(category, one)} · ${textFor(name, one).text}`),
                  side,
                  count: own,
                  of
                }))
            )
          ]
        },
        locale
      )
  });
}

export function consultation(cities: BlockData['consultation'], tools: LiveTools): ReportPair[] {
  if (cities.length === 0) return [];
  const stated = cities.flatMap(({ city, statements }) =>
    statements.map((statement) => ({ city, ...statement }))
  );
  return [
    table(tools, {
      id: 'consultation',
      caption: (locale) => m.report_consultation_caption({}, { locale }),
      alt: (locale) => m.report_consultation_alt({}, { locale }),
      heads: [
        (locale) => m.label_city({}, { locale }),
        (locale) => m.label_comment_count({}, { locale }),
        (locale) => m.consultation_disposition_accepted({}, { locale }),
        (locale) => m.report_partly({}, { locale }),
        (locale) => m.consultation_disposition_rejected({}, { locale }),
        (locale) => m.report_noted({}, { locale }),
        (locale) => m.report_contested({}, { locale })
      ],
      align: ['start', 'end', 'end', 'end', 'end', 'end', 'end'],
      rows: cities.map((row) => [
        said(row.city),
        count(row.comments),
        count(row.accepted),
        count(row.partly),
        count(row.rejected),
        count(row.noted),
        count(row.contested)
      ])
    }),
    ...stated.flatMap(({ city, quote, body, language }, index): ReportPair[] => {
      const own = (text: string, locale: Locale): ReportText => [
        { kind: 'text', text, marks: [], href: null, language: language === locale ? null : language }
      ];
      return [
        both((locale) => ({
          kind: 'paragraph',
          id: `${tools.part}.statement-${index + 1}`,
          text: [
            ...words(m.report_statement({ city: textFor(city, locale).text }, { locale }), ['bold']),
            ...(quote === '' ? [] : [{ kind: 'break' } as const, ...own(quote, locale)])
          ]
        })),
        both((locale) => ({
          kind: 'quote',
          id: `${tools.part}.statement-${index + 1}-words`,
          text: own(body, locale)
        }))
      ];
    })
  ];
}
