/** Returns the words of the outputs themselves, in the language of what they stand next to. */
import type { Bilingual, Locale } from '#base/locale.ts';
import type { OutputName } from '#rules/report/report-build.ts';
import type { ReportApproval, ReportContent, ReportGap } from '#rules/report/report-content.ts';
import { editionLabel, reportKindLabel } from '#lib/i18n/report-labels.ts';
import { m } from '#lib/paraglide/messages.js';

/** Returns a day as a reader of the language writes it; what is no complete day as it stands. */
export function dayText(day: string, locale: Locale): string {
  const [, year = '', month = '', date = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  const name = monthNames[Number(month) - 1];
  if (name === undefined) return day;
  return locale === 'zh'
    ? `${Number(year)}年${Number(month)}月${Number(date)}日`
    : `${Number(date)} ${name} ${Number(year)}`;
}

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December'
];

export const gapText = (why: ReportGap['why'], locale: Locale): string =>
  ({
    confidential: () => m.confidential_mark({}, { locale }),
    'not-translated': () => m.report_output_gap_not_translated({}, { locale }),
    'not-approved': () => m.report_output_gap_not_approved({}, { locale }),
    'not-written': () => m.report_output_gap_not_written({}, { locale }),
    withdrawn: () => m.report_output_gap_withdrawn({}, { locale })
  })[why]();

/** Returns the line that says which draft or edition this is. A draft has it on every page. */
export function editionText({ status, number, date }: ReportContent, locale: Locale): string {
  const facts = { number, date: dayText(date, locale) };
  return status === 'draft'
    ? m.report_output_draft(facts, { locale })
    : m.report_output_edition(facts, { locale });
}

export const kindText = ({ kind }: ReportContent, locale: Locale): string => reportKindLabel(kind, locale);

export function approvalText({ version, on, signers }: ReportApproval, locale: Locale): string {
  const facts = { version: String(version), date: dayText(on, locale) };
  const names = signers.map((signer) => nameIn(signer, locale)).join(locale === 'zh' ? '、' : ', ');
  return names === ''
    ? m.report_output_approved_by_none(facts, { locale })
    : m.report_output_approved({ ...facts, signers: names }, { locale });
}

const nameIn = (name: Bilingual, locale: Locale): string =>
  name[locale] || name[locale === 'en' ? 'zh' : 'en'];

export const contentsText = (locale: Locale): string => m.report_output_contents({}, { locale });
export const sourcesText = (locale: Locale): string => m.report_output_sources({}, { locale });
export const partDraftText = (locale: Locale): string => m.report_output_part_draft({}, { locale });
export const hashText = (locale: Locale): string => m.report_output_hash({}, { locale });
export const untitledText = (locale: Locale): string => m.report_output_no_title({}, { locale });
export const backText = (locale: Locale): string => m.report_output_back({}, { locale });
export const contentFileText = (locale: Locale): string => m.report_output_content_file({}, { locale });
export const manifestFileText = (locale: Locale): string => m.report_output_manifest({}, { locale });
export const tableListTitle = (locale: Locale): string => m.report_output_tables({}, { locale });
export const tableListHeads = (locale: Locale): string[] =>
  [m.report_output_tables_table, m.label_language, m.report_output_tables_caption, m.label_source].map(
    (message) => message({}, { locale })
  );
export const tablesFileText = (locale: Locale): string => m.report_output_tables_file({}, { locale });
export const qrAltText = (text: string, locale: Locale): string =>
  m.report_output_qr_alt({ text }, { locale });
export const addressText = (address: string, locale: Locale): string =>
  m.report_output_address({ address }, { locale });

const formatNames = {
  pdf: 'PDF',
  archive: 'PDF/A',
  slides: 'PDF 16:9',
  docx: 'Word',
  html: 'HTML',
  json: 'JSON',
  csv: 'CSV',
  xlsx: 'XLSX'
} as const;

/** Names an output; what is done before any output is written where there is none. */
const outputText = (output: OutputName | null, locale: Locale): string =>
  output
    ? m.report_output_named(
        { format: formatNames[output.format], edition: editionLabel(output.edition, locale) },
        { locale }
      )
    : m.report_output_composing({}, { locale });

export const outputTexts = (output: OutputName | null): Bilingual => ({
  en: outputText(output, 'en'),
  zh: outputText(output, 'zh')
});

const labels = {
  chapter: m.report_output_chapter,
  section: m.report_output_section,
  annex: m.report_output_annex,
  table: m.report_output_table,
  figure: m.report_output_figure
} as const;

export const labelText = (kind: keyof typeof labels, number: string, locale: Locale): string =>
  labels[kind]({ number }, { locale });
