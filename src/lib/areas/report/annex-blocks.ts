/** Makes the next steps, notes of divergence and waiver, the glossary and the abbreviations. */
import { textFor, type Locale } from '#base/locale.ts';
import type { BlockData } from '#rules/report/report-inputs.ts';
import type { ReportPair, ReportText } from '#rules/report/report-content.ts';
import type { PassageNote } from '#rules/versions/version.ts';
import { nextStepStateLabel } from '#lib/areas/meetings/minutes-labels.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { figure, inBoth, inline, said, table, type LiveTools } from './block-parts.ts';
import { addresseeText } from './findings-blocks.ts';
import { words } from '#document/nodes/report-words.ts';

export const nextSteps = (steps: BlockData['next-steps'], tools: LiveTools): ReportPair[] => {
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
          caption: (locale) => m.report_block_next_steps({}, { locale }),
          alt: (locale) => m.report_next_steps_alt({}, { locale }),
          heads: [
            (locale) => m.report_action({}, { locale }),
            (locale) => m.next_step_addressee({}, { locale }),
            (locale) => m.label_due({}, { locale }),
            (locale) => m.label_state({}, { locale })
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
            (locale) => words(nextStepStateLabel(state, locale))
          ])
        })
      ];
};

export function notes(kind: PassageNote['kind'], tools: LiveTools): ReportPair[] {
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
        (locale) => m.label_text({}, { locale }),
        (locale) => m.language_en({}, { locale }),
        (locale) => m.language_zh({}, { locale }),
        (locale) => m.label_note({}, { locale })
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

export const glossary = (terms: BlockData['glossary'], tools: LiveTools): ReportPair[] =>
  terms.length === 0
    ? []
    : [
        table(tools, {
          id: 'glossary',
          caption: (locale) => m.report_glossary_caption({}, { locale }),
          alt: (locale) => m.report_glossary_alt({}, { locale }),
          heads: [
            (locale) => m.language_en({}, { locale }),
            (locale) => m.language_zh({}, { locale }),
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

export const abbreviations = (terms: BlockData['abbreviations'], tools: LiveTools): ReportPair[] =>
  terms.length === 0
    ? []
    : [
        table(tools, {
          id: 'abbreviations',
          caption: (locale) => m.report_block_abbreviations({}, { locale }),
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
