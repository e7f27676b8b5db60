/** Labels of reports in the reader's language: papers, parts, faults and builds. */
import type { BuildFault } from '#rules/report/report-build.ts';
import type { ReportEdition, ReportFormat, ReportKind } from '#rules/report/report-content.ts';
import { textFor, type Locale } from '#base/locale.ts';
import type { FaultKind, ReportFault } from '#rules/report/report.ts';
import { m } from '#lib/paraglide/messages.js';
import { labelFrom, type LabelTable } from './label-table.ts';
import { locale } from './locale.ts';

const kinds: LabelTable<ReportKind> = {
  report: m.label_report,
  'white-paper': m.report_kind_white_paper,
  handout: m.report_kind_handout
};
/** Names the papers within a sentence. */
export const reportNames: Readonly<Record<ReportKind, () => string>> = {
  report: m.report_name_report,
  'white-paper': m.report_kind_white_paper,
  handout: m.report_name_handout
};
const faults: Readonly<Record<FaultKind, () => string>> = {
  'not-approved': m.report_fault_not_approved,
  'missing-text': m.report_fault_missing_text,
  'empty-part': m.report_fault_empty_part,
  'title-missing': m.report_fault_title_missing,
  'language-missing': m.report_fault_language_missing,
  'dead-reference': m.report_fault_dead_reference,
  'figure-caption': m.report_fault_figure_caption,
  'figure-alternative': m.report_fault_figure_alternative,
  'picture-type': m.report_fault_picture_type,
  'picture-barred': m.report_fault_picture_barred,
  'picture-unregistered': m.report_fault_picture_unregistered,
  'machine-text': m.report_fault_machine_text,
  'source-missing': m.report_fault_source_missing,
  'dead-citation': m.report_fault_dead_citation,
  'support-changed': m.report_fault_support_changed,
  'source-changed': m.report_fault_source_changed,
  'source-gone': m.report_fault_source_gone,
  output: m.report_failed_broken
};
const failures: Readonly<Record<BuildFault, () => string>> = {
  faults: m.report_failed_faults,
  'no-room': m.report_failed_no_room,
  'too-long': m.report_failed_too_long,
  'too-large': m.report_failed_too_large,
  memory: m.report_failed_memory,
  interrupted: m.report_failed_interrupted,
  empty: m.report_failed_empty,
  figure: m.report_failed_figure,
  broken: m.report_failed_broken
};
const editions: LabelTable<ReportEdition> = {
  en: m.language_en,
  zh: m.language_zh,
  facing: m.report_edition_facing
};
const formats: Readonly<Record<ReportFormat, () => string>> = {
  html: () => 'HTML',
  pdf: () => 'PDF',
  docx: () => 'Word',
  json: () => 'JSON',
  xlsx: m.report_format_xlsx,
  csv: m.report_format_csv,
  archive: m.report_format_archive,
  slides: m.report_format_slides
};

export const reportKindLabel = (kind: ReportKind, language?: Locale): string =>
  labelFrom(kinds, kind, language);
export const faultKindLabel = (kind: FaultKind): string => faults[kind]();
export function faultLabel({ kind, about }: ReportFault): string {
  const { text } = textFor(about, locale());
  if (kind === 'output' && text !== '') return text;
  return text === '' ? faults[kind]() : m.report_fault_line({ fault: faults[kind](), about: text });
}
export const failureLabel = (fault: BuildFault): string => failures[fault]();
export const editionLabel = (edition: ReportEdition, language?: Locale): string =>
  labelFrom(editions, edition, language);
export const formatLabel = (format: ReportFormat): string => formats[format]();
