/**
 * Builds the matrix of a consultation as the table that is exported: every comment with its location, its
 * disposition and the city's answer.
 */
import { languageTag, textFor, type Bilingual, type Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Cell, Table, TablePart } from '#server/files/table.ts';
import type { CityComment, CityRounds, SectionName, StudyConsultations } from '#areas/consultation';
import {
  answerLabel,
  citedNumber,
  dispositionLabel,
  kindLabel,
  originLabel,
  stanceLabel,
  statusLabel
} from '#lib/areas/consultation/consultation-labels.ts';
import { zonedText } from '#lib/i18n/deadline.ts';

type Message = (facts: never, options: { locale: Locale }) => string;

/** What the city and others wrote stays in its original language. */
export function matrixTable(
  { study, sections, cities }: StudyConsultations,
  languages: readonly Locale[],
  now: string
): Table {
  const [main = 'en'] = languages;
  const say = (label: (language: Locale) => string): Cell =>
    languages.map((language) => ({ text: label(language), language }));
  const message = (each: Message): Cell => say((language) => each({} as never, { locale: language }));
  const text = (both: Bilingual): Cell =>
    languages.length > 1
      ? languages.map((language) => ({ text: both[language], language }))
      : [shown(both, main)];
  const asOf = now.slice(0, 16).replace('T', ' ');
  const only = cities.length === 1 ? cities[0] : undefined;
  const column = (heading: Message, width: number) => ({ heading: message(heading), width });
  return {
    language: main,
    title: say((language) =>
      only
        ? m.consultation_matrix_of(
            { city: textFor(only.city.shortName, language).text },
            { locale: language }
          )
        : m.consultation_matrix_of_study({}, { locale: language })
    ),
    lead: [
      ...text(study.title),
      ...say((language) => m.consultation_export_as_of({ time: asOf }, { locale: language }))
    ],
    partColumn: only ? null : message(m.label_city),
    columns: [
      column(m.consultation_number, 7),
      column(m.consultation_place_and_quote, 32),
      column(m.label_thing_kind, 13),
      column(m.consultation_body, 40),
      column(m.consultation_proposed, 30),
      column(m.consultation_origin, 16),
      column(m.consultation_disposition, 13),
      column(m.label_reason, 36),
      column(m.consultation_change, 28),
      column(m.consultation_answer, 24),
      column(m.consultation_statement, 10)
    ],
    parts: cities.map((one) =>
      partOf(one, sections, {
        say,
        message,
        text,
        codeOf: (side) => study.sides.find(({ id }) => id === side)?.code ?? ''
      })
    )
  };
}

interface Saying {
  readonly say: (label: (language: Locale) => string) => Cell;
  readonly message: (each: Message) => Cell;
  readonly text: (both: Bilingual) => Cell;
  /** Empty for none. */
  readonly codeOf: (side: string | null) => string;
}

function partOf(
  { city, rounds, comments }: CityRounds,
  sections: readonly SectionName[],
  { say, message, text, codeOf }: Saying
): TablePart {
  const sectionCell = (section: string | null): Cell => {
    if (section === null) return message(m.consultation_whole);
    const found = sections.find(({ id }) => id === section);
    return found
      ? text(found.name).map((text) => ({ ...text, text: `${found.number} ${text.text}` }))
      : [{ text: section, language: 'en' }];
  };
  const change = ({ decision }: CityComment): Cell => {
    if (!decision || decision.disposition === 'rejected' || decision.disposition === 'noted') return [];
    if (!decision.change) return message(m.consultation_change_none);
    const { section, quote, quoteLanguage } = decision.change;
    return [
      ...sectionCell(section),
      ...(quote === '' ? message(m.consultation_change_gone) : [{ text: quote, language: quoteLanguage }])
    ];
  };
  const rows = comments.map((comment): Cell[] => [
    [{ text: citedNumber(comment, rounds.length), language: 'en' }],
    [
      ...sectionCell(comment.section),
      ...(comment.quoteLanguage === null ? [] : [{ text: comment.quote, language: comment.quoteLanguage }])
    ],
    say((language) =>
      comment.kind === null ? stanceLabel(comment.stance, language) : kindLabel(comment.kind, language)
    ),
    [{ text: comment.body, language: comment.language }],
    [{ text: comment.proposal, language: comment.language }],
    [
      ...say((language) => originLabel(comment.origin, language)),
      {
        text: [comment.originName, codeOf(comment.originSide), comment.originOn ?? '']
          .filter((part) => part !== '')
          .join(', '),
        language: hanOr(comment.originName)
      }
    ],
    say((language) =>
      comment.stance === 'accept'
        ? m.consultation_disposition_unneeded({}, { locale: language })
        : comment.decision
          ? dispositionLabel(comment.decision.disposition, language)
          : m.consultation_disposition_none({}, { locale: language })
    ),
    comment.decision ? text(comment.decision.reason) : [],
    change(comment),
    comment.answer
      ? [
          ...say((language) => answerLabel(comment.answer?.answer ?? 'acknowledged', language)),
          { text: comment.answer.text, language: hanOr(comment.answer.text) }
        ]
      : [],
    comment.isStatement ? message(m.yes) : []
  ]);
  const latest = rounds.at(-1);
  const hasCommented = comments.some(({ origin, round }) => origin === 'city' && round === latest?.round);
  return {
    heading: text(city.shortName),
    lead: say((language) => {
      const status = statusLabel(latest?.status ?? 'not-opened', hasCommented, language);
      const until = latest
        ? m.consultation_until_text(
            { time: zonedText(latest.deadline, latest.deadlineZone, language) },
            { locale: language }
          )
        : '';
      return [status, until].filter((part) => part !== '').join(' · ');
    }),
    rows
  };
}

const shown = (both: Bilingual, language: Locale): Cell[number] => {
  const { text, locale } = textFor(both, language);
  return { text, language: locale };
};

const hanOr = (text: string): Locale => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en');

/** Returns the languages that `?language=` requests; both where it requests both or holds no known value. */
export const requestedLanguages = (requested: string | null): readonly Locale[] =>
  requested === 'en' || requested === 'zh' ? [requested] : ['en', 'zh'];

/** Returns a file name for every system: ASCII, with its subject. */
export const fileNameOf = (parts: readonly string[], languages: readonly Locale[], format: string): string =>
  `${[...parts, 'consultation', ...(languages.length === 1 ? languages.map((language) => languageTag(language)) : [])].join('-')}.${format}`;
