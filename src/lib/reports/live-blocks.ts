/** Turns the data of a block that is made by rule into the blocks of a report, in both languages. */
import type { CityKind } from '#domain/city.ts';
import { resultHeld } from '#domain/level-chip.ts';
import { textFor, type Bilingual, type Locale } from '#domain/locale.ts';
import type { BlockData, LevelData } from '#domain/report-inputs.ts';
import { isRegisterBlock, type ReportBlockName } from '#domain/report.ts';
import type { ReportInline, ReportPair, ReportText } from '#domain/report-content.ts';
import type { PassageNote } from '#domain/version.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { resultLabel } from '#lib/level-chips/grade-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import {
  both,
  count,
  figure,
  inline,
  paragraph,
  said,
  table,
  type LiveTools,
  type Message
} from './block-parts.ts';
import { bibliography, contextFigures, numberTables, register } from './context-blocks.ts';
import { addresseeText, practices, recommendations, themes } from './findings-blocks.ts';
import { words } from './passage-blocks.ts';
import { roadmap } from './roadmap-blocks.ts';

/** Returns the pairs of a block; a sentence that says so where there is nothing. */
export function liveBlock(name: ReportBlockName, data: unknown, tools: LiveTools): ReportPair[] {
  const pairs = made(name, data, tools);
  return pairs.length > 0 ? pairs : [paragraph(tools, 'none', (locale) => m.report_nothing({}, { locale }))];
}

function made(name: ReportBlockName, data: unknown, tools: LiveTools): ReportPair[] {
  if (isRegisterBlock(name)) return register(name, data as BlockData[typeof name], tools);
  switch (name) {
    case 'pilots':
      return pilots(data as BlockData['pilots'], tools);
    case 'profiles':
      return profiles(data as BlockData['profiles'], tools);
    case 'framework':
      return framework(data as BlockData['framework'], tools);
    case 'levels':
      return levels(data as LevelData, tools);
    case 'matrix':
      return matrix(data as LevelData, tools);
    case 'panels':
      return panels(data as BlockData['panels'], tools);
    case 'dissent':
      return dissent(data as BlockData['dissent'], tools);
    case 'services':
      return services(data as BlockData['services'], tools);
    case 'consultation':
      return consultation(data as BlockData['consultation'], tools);
    case 'figures':
      return contextFigures(data as BlockData['figures'], tools);
    case 'tables':
      return numberTables(data as BlockData['tables'], tools);
    case 'trends':
      return themes(data as BlockData['trends'], 'trend', tools);
    case 'challenges':
      return themes(data as BlockData['challenges'], 'challenge', tools);
    case 'practices':
      return practices(data as BlockData['practices'], tools);
    case 'roadmap':
      return roadmap(data as BlockData['roadmap'], tools);
    case 'recommendations':
      return recommendations(data as BlockData['recommendations'], tools);
    case 'bibliography':
      return bibliography(data as BlockData['bibliography'], tools);
    case 'next-steps':
      return nextSteps(data as BlockData['next-steps'], tools);
    case 'divergences':
      return notes('divergence', tools);
    case 'waivers':
      return notes('waiver', tools);
    case 'glossary':
      return glossary(data as BlockData['glossary'], tools);
    case 'abbreviations':
      return abbreviations(data as BlockData['abbreviations'], tools);
  }
}

const cityKinds: Readonly<Record<CityKind, Message>> = {
  city: m.study_kind_city,
  district: m.study_kind_district,
  'new area': m.study_kind_new_area,
  'prefecture-level city': m.study_kind_prefecture,
  'sub-provincial city': m.study_kind_subprovincial,
  'county-level city': m.study_kind_county,
  'cooperation zone authority': m.study_kind_zone
};

const pilots = ({ sides }: BlockData['pilots'], tools: LiveTools): ReportPair[] =>
  sides
    .filter(({ cities }) => cities.length > 0)
    .map(({ name, cities }, at) =>
      table(tools, {
        id: `pilots-${at + 1}`,
        caption: (locale) => m.report_pilots_caption({ side: textFor(name, locale).text }, { locale }),
        alt: (locale) =>
          m.report_pilots_alt({ side: textFor(name, locale).text, count: String(cities.length) }, { locale }),
        heads: [
          (locale) => m.report_number({}, { locale }),
          (locale) => m.report_city({}, { locale }),
          (locale) => m.report_kind({}, { locale }),
          (locale) => m.report_within({}, { locale })
        ],
        align: ['end'],
        rows: cities.map((city) => [
          count(city.number),
          (locale) => [
            ...inline(city.name, locale),
            ...(city.withdrawnOn === null
              ? []
              : words(m.report_withdrawn({ date: partialDateText(city.withdrawnOn, locale) }, { locale })))
          ],
          (locale) => words(cityKinds[city.kind]({}, { locale })),
          (locale) => {
            const places = [city.within, city.country].map((place) => textFor(place, locale).text);
            return words(
              [...new Set(places.filter((place) => place !== ''))].join(locale === 'zh' ? '，' : ', ')
            );
          }
        ])
      })
    );

const profiles = ({ sides }: BlockData['profiles'], tools: LiveTools): ReportPair[] =>
  sides.flatMap(({ cities }) =>
    cities
      .filter(({ figures }) => figures.length > 0)
      .map(({ id, name, figures }) =>
        table(tools, {
          id: `profile-${id}`,
          caption: (locale) => m.report_profile_caption({ city: textFor(name, locale).text }, { locale }),
          alt: (locale) => m.report_profile_alt({ city: textFor(name, locale).text }, { locale }),
          heads: [
            (locale) => m.report_figure_name({}, { locale }),
            (locale) => m.report_value({}, { locale }),
            (locale) => m.report_year({}, { locale }),
            (locale) => m.report_caution({}, { locale })
          ],
          align: ['start', 'end', 'end'],
          rows: figures.map(({ label, figure, caution }) => [
            said(label),
            (locale) => words(figureText(figure, locale) || m.fact_not_given({}, { locale })),
            (locale) => words(figure.referenceYear ?? m.fact_no_year({}, { locale })),
            (locale) => (caution ? inline(caution, locale) : [])
          ])
        })
      )
  );

function framework(data: BlockData['framework'], tools: LiveTools): ReportPair[] {
  if (!data) return [];
  return [
    ...(data.notice.en || data.notice.zh ? [notice(tools, data.notice)] : []),
    table(tools, {
      id: 'framework',
      caption: (locale) => m.report_framework_caption({ version: data.version }, { locale }),
      alt: (locale) => m.report_framework_alt({ count: String(data.characteristics.length) }, { locale }),
      heads: [
        (locale) => m.report_characteristic({}, { locale }),
        (locale) => m.report_purpose({}, { locale }),
        (locale) => m.report_questions({}, { locale })
      ],
      rows: data.characteristics.map(({ number, name, purpose, questions }) => [
        (locale) => [...words(`${number}. `), ...inline(name, locale)],
        said(purpose),
        (locale) =>
          questions.flatMap(({ code, text }, at): ReportInline[] => [
            ...(at === 0 ? [] : [{ kind: 'break' } as const]),
            ...words(`${code} `, ['bold']),
            ...inline(text, locale)
          ])
      ])
    })
  ];
}

const inBoth = (say: (locale: Locale) => string): Bilingual => ({ en: say('en'), zh: say('zh') });

const notice = (tools: LiveTools, text: Bilingual): ReportPair =>
  both((locale) => ({ kind: 'quote', id: `${tools.part}.notice`, text: inline(text, locale) }));

const labelOf = ({ names }: LiveTools, held: string | null, locale: Locale): string =>
  held === null ? '–' : resultLabel({ names }, resultHeld(held), locale);

function levels(data: LevelData, tools: LiveTools): ReportPair[] {
  const known = [
    ...tools.names.levels.map(({ id }) => id),
    ...[...new Set(data.sides.flatMap(({ cities }) => cities.flatMap(({ held }) => held)))].filter(
      (held): held is string => held !== null && !tools.names.levels.some(({ id }) => id === held)
    )
  ];
  const counted = data.characteristics.map((characteristic, at) => ({
    characteristic,
    sides: data.sides.map(({ name, cities }) => ({
      name,
      counts: known.map((level) => cities.filter(({ held }) => held[at] === level).length),
      none: cities.filter(({ held }) => (held[at] ?? null) === null).length
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
        (locale) => m.report_characteristic({}, { locale }),
        (locale) => m.report_side({}, { locale }),
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

function matrix(data: LevelData, tools: LiveTools): ReportPair[] {
  if (data.characteristics.length === 0) return [];
  return [
    ...(data.notice ? [notice(tools, data.notice)] : []),
    ...data.sides
      .filter(({ cities }) => cities.length > 0)
      .map(({ name, cities }, at) =>
        table(tools, {
          id: `matrix-${at + 1}`,
          caption: (locale) => m.report_matrix_caption({ side: textFor(name, locale).text }, { locale }),
          alt: (locale) => m.report_matrix_alt({ side: textFor(name, locale).text }, { locale }),
          heads: [
            (locale) => m.report_city({}, { locale }),
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

const panels = ({ all, closed, rows }: BlockData['panels'], tools: LiveTools): ReportPair[] =>
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
            (locale) => m.report_characteristic({}, { locale }),
            (locale) => m.report_cities({}, { locale }),
            (locale) => m.report_assessors({}, { locale }),
            (locale) => m.report_agreement({}, { locale }),
            (locale) => m.report_interval({}, { locale })
          ],
          align: ['start', 'end', 'end', 'end', 'end'],
          rows: rows.map(({ name, cities, assessors, agreement }) => [
            (locale) => (name ? inline(name, locale) : words(m.report_whole_study({}, { locale }))),
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

const dissent = (voices: BlockData['dissent'], tools: LiveTools): ReportPair[] =>
  voices.flatMap(({ city, characteristic, released, side, level, opinion }, at): ReportPair[] => [
    both((locale) => ({
      kind: 'paragraph',
      id: `${tools.part}.dissent-${at + 1}`,
      text: [
        ...words(
          m.report_dissent(
            {
              city: textFor(city, locale).text,
              characteristic: textFor(characteristic, locale).text,
              released: labelOf(tools, released, locale),
              side: textFor(side, locale).text,
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
      id: `${tools.part}.dissent-${at + 1}-words`,
      text: inline(opinion, locale)
    }))
  ]);

const services = (types: BlockData['services'], tools: LiveTools): ReportPair[] =>
  types
    .filter(({ rows }) => rows.length > 0)
    .flatMap(({ label, shares, rows }, at) => [
      sharesOfSides(label, shares, at, tools),
      table(tools, {
        id: `services-${at + 1}`,
        caption: (locale) => m.report_services_caption({ type: textFor(label, locale).text }, { locale }),
        alt: (locale) => m.report_services_alt({ type: textFor(label, locale).text }, { locale }),
        heads: [
          (locale) => m.report_category({}, { locale }),
          (locale) => m.report_side({}, { locale }),
          (locale) => m.report_city({}, { locale }),
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

function consultation(cities: BlockData['consultation'], tools: LiveTools): ReportPair[] {
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
        (locale) => m.report_city({}, { locale }),
        (locale) => m.report_comments({}, { locale }),
        (locale) => m.report_accepted({}, { locale }),
        (locale) => m.report_partly({}, { locale }),
        (locale) => m.report_rejected({}, { locale }),
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
    ...stated.flatMap(({ city, quote, body, language }, at): ReportPair[] => {
      const own = (text: string, locale: Locale): ReportText => [
        { kind: 'text', text, marks: [], href: null, language: language === locale ? null : language }
      ];
      return [
        both((locale) => ({
          kind: 'paragraph',
          id: `${tools.part}.statement-${at + 1}`,
          text: [
            ...words(m.report_statement({ city: textFor(city, locale).text }, { locale }), ['bold']),
            ...(quote === '' ? [] : [{ kind: 'break' } as const, ...own(quote, locale)])
          ]
        })),
        both((locale) => ({
          kind: 'quote',
          id: `${tools.part}.statement-${at + 1}-words`,
          text: own(body, locale)
        }))
      ];
    })
  ];
}

const stepStates: Readonly<Record<string, Message>> = {
  open: m.next_step_state_open,
  'under-way': m.next_step_state_under_way,
  done: m.next_step_state_done,
  dropped: m.next_step_state_dropped
};

const nextSteps = (steps: BlockData['next-steps'], tools: LiveTools): ReportPair[] => {
  const dated = steps.filter(({ dueOn }) => dueOn !== null);
  return steps.length === 0
    ? []
    : [
        ...(dated.length < 2
          ? []
          : [
              figure(tools, {
                id: 'next-steps-time',
                caption: (locale) => m.report_due_caption({}, { locale }),
                alt: (locale) =>
                  dated
                    .map(
                      ({ action, dueOn }) =>
                        `${textFor(action, locale).text}${locale === 'zh' ? '：' : ': '}${dueOn === null ? '' : partialDateText(dueOn, locale)}`
                    )
                    .join(locale === 'zh' ? '；' : '; '),
                draw: (locale) =>
                  tools.charts.timeline(
                    {
                      title: inBoth((one) => m.report_due_caption({}, { locale: one })),
                      rows: dated.map(({ action, dueOn }) => ({
                        name: inBoth((one) => textFor(action, one).text),
                        side: null,
                        from: dueOn,
                        to: dueOn
                      }))
                    },
                    locale
                  )
              })
            ]),
        table(tools, {
          id: 'next-steps',
          caption: (locale) => m.report_next_steps_caption({}, { locale }),
          alt: (locale) => m.report_next_steps_alt({}, { locale }),
          heads: [
            (locale) => m.report_action({}, { locale }),
            (locale) => m.next_step_addressee({}, { locale }),
            (locale) => m.report_due({}, { locale }),
            (locale) => m.next_step_state({}, { locale })
          ],
          rows: steps.map(({ action, addressee, owner, dueOn, state }) => [
            said(action),
            (locale) =>
              words(
                [addresseeText(addressee, locale), owner ? textFor(owner, locale).text : '']
                  .filter((text) => text !== '')
                  .join(locale === 'zh' ? '；' : '; ')
              ),
            (locale) => words(dueOn === null ? '' : partialDateText(dueOn, locale)),
            (locale) => words(stepStates[state]?.({}, { locale }) ?? state)
          ])
        })
      ];
};

function notes(kind: PassageNote['kind'], tools: LiveTools): ReportPair[] {
  const own = tools.notes.filter(({ note }) => note.kind === kind);
  if (own.length === 0) return [];
  return [
    table(tools, {
      id: kind,
      caption: (locale) =>
        kind === 'waiver'
          ? m.report_waivers_caption({}, { locale })
          : m.report_divergences_caption({}, { locale }),
      alt: (locale) =>
        kind === 'waiver' ? m.report_waivers_alt({}, { locale }) : m.report_divergences_alt({}, { locale }),
      heads: [
        (locale) => m.report_text({}, { locale }),
        (locale) => m.report_english({}, { locale }),
        (locale) => m.report_chinese({}, { locale }),
        (locale) => m.report_note({}, { locale })
      ],
      rows: own.map(({ title, note }) => [
        said(title),
        (locale) => foreign(note.en?.words ?? '', 'en', locale),
        (locale) => foreign(note.zh?.words ?? '', 'zh', locale),
        said(note.note)
      ])
    })
  ];
}

const foreign = (text: string, language: Locale, locale: Locale): ReportText =>
  text === ''
    ? []
    : [{ kind: 'text', text, marks: [], href: null, language: language === locale ? null : language }];

const glossary = (terms: BlockData['glossary'], tools: LiveTools): ReportPair[] =>
  terms.length === 0
    ? []
    : [
        table(tools, {
          id: 'glossary',
          caption: (locale) => m.report_glossary_caption({}, { locale }),
          alt: (locale) => m.report_glossary_alt({}, { locale }),
          heads: [
            (locale) => m.report_english({}, { locale }),
            (locale) => m.report_chinese({}, { locale }),
            (locale) => m.report_meaning({}, { locale })
          ],
          rows: terms.map(({ term, definition, caution }) => [
            (locale) => foreign(term.en, 'en', locale),
            (locale) => foreign(term.zh, 'zh', locale),
            (locale) => [
              ...inline(definition, locale),
              ...(caution ? [...words(' ⚠ '), ...inline(caution, locale)] : [])
            ]
          ])
        })
      ];

const abbreviations = (terms: BlockData['abbreviations'], tools: LiveTools): ReportPair[] =>
  terms.length === 0
    ? []
    : [
        table(tools, {
          id: 'abbreviations',
          caption: (locale) => m.report_abbreviations_caption({}, { locale }),
          alt: (locale) => m.report_abbreviations_alt({}, { locale }),
          heads: [
            (locale) => m.report_abbreviation({}, { locale }),
            (locale) => m.report_meaning({}, { locale })
          ],
          rows: terms.map(({ term, definition }) => [
            (locale) => foreign(term.en, 'en', locale),
            (locale) => [
              ...foreign(term.zh, 'zh', locale),
              ...(definition.en || definition.zh
                ? [...words(locale === 'zh' ? '：' : ': '), ...inline(definition, locale)]
                : [])
            ]
          ])
        })
      ];
