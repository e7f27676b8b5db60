/** Writes the tables of a report for files of data: citations as the numbers of their sources, figures as numbers. */
import { withNumbers, type DataCell, type DataLabels } from '#rules/comparison/data-columns.ts';
import type { Locale } from '#base/locale.ts';
import type { ReportCell, ReportSource, ReportText } from '#rules/report/report-content.ts';
import { m } from '#lib/paraglide/messages.js';

/** Returns what a cross-reference prints. */
export type ReferenceText = (target: string) => string;

/** Returns a text with its citations as `[1]`, its notes in brackets, and what its cross-references print. */
export const dataText = (text: ReportText, referenceText: ReferenceText): string =>
  text
    .map((inline): string => {
      switch (inline.kind) {
        case 'text':
          return inline.text;
        case 'break':
          return ' ';
        case 'note':
          return ` (${dataText(inline.text, referenceText)})`;
        case 'cite':
          return `[${inline.sources.join(', ')}]`;
        case 'reference':
          return referenceText(inline.target);
      }
    })
    .join('');

export const dataCell = ({ text, value }: ReportCell, referenceText: ReferenceText): DataCell => ({
  text: dataText(text, referenceText),
  value
});

export const dataLabels = (locale: Locale): DataLabels => ({
  number: (head) => m.data_number({ head }, { locale }),
  to: (head) => m.data_number_to({ head }, { locale }),
  unit: (head) => m.data_unit({ head }, { locale })
});

export const numbered = (
  rows: readonly (readonly DataCell[])[],
  headRows: number,
  locale: Locale
): (string | number | null)[][] => withNumbers(rows, headRows, dataLabels(locale));

export const sourcesHeading = (locale: Locale): string => m.public_report_sources({}, { locale });

/** Lists the sources to which the numbers in brackets lead, below their heads. */
export const sourceRows = (sources: readonly ReportSource[], locale: Locale): (string | number)[][] => [
  [
    m.label_number({}, { locale }),
    m.data_source_title_en({}, { locale }),
    m.data_source_title_zh({}, { locale }),
    m.label_author({}, { locale }),
    m.label_date({}, { locale }),
    m.data_source_address({}, { locale })
  ],
  ...sources.map(({ number, title, author, date, address }) => [
    number,
    title.en,
    title.zh,
    author,
    date,
    address
  ])
];
