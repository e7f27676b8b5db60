/** Defines the labels and messages for files that were read. */
import { fileLimits, type ExchangeFormat, type FileFault, type Finding } from '#domain/exchange.ts';
import { m } from '#lib/paraglide/messages.js';

const formatLabels: Readonly<Record<ExchangeFormat, () => string>> = {
  xlsx: m.exchange_format_xlsx,
  docx: m.exchange_format_docx,
  json: m.exchange_format_json,
  txt: m.exchange_format_txt
};
export const formatLabel = (format: ExchangeFormat): string => formatLabels[format]();

const megabytes = String(fileLimits.bytes / 1024 / 1024);
const faultSentences: Readonly<Record<FileFault, () => string>> = {
  empty: m.exchange_fault_empty,
  'too-large': () => m.exchange_fault_too_large({ megabytes }),
  'wrong-type': m.exchange_fault_wrong_type,
  broken: m.exchange_fault_broken,
  'unpacks-too-large': m.exchange_fault_unpacks_too_large,
  'too-many-rows': () => m.exchange_fault_too_many_rows({ rows: String(fileLimits.rows) }),
  'too-many-cells': m.exchange_fault_too_many_cells,
  encrypted: m.exchange_fault_encrypted,
  macros: m.exchange_fault_macros,
  external: m.exchange_fault_external,
  'too-deep': m.exchange_fault_too_deep,
  'not-utf8': m.exchange_fault_not_utf8,
  'too-much': m.exchange_fault_too_much
};

/** Returns why a file is not read, with the name of what is wrong in it; a limit is in the sentence itself. */
export function faultSentence(fault: FileFault, detail = ''): string {
  if (fault === 'external' && detail === 'DOCTYPE') return m.exchange_fault_doctype();
  const sentence = faultSentences[fault]();
  return detail === '' || /^\d+$/.test(detail) ? sentence : m.exchange_fault_detail({ sentence, detail });
}

const findingLabels: Readonly<Record<Finding['kind'], () => string>> = {
  unknown: m.exchange_finding_unknown,
  unreadable: m.exchange_finding_unreadable,
  contradictory: m.exchange_finding_contradictory,
  calculated: m.exchange_finding_calculated,
  'bad-characters': m.exchange_finding_bad_characters,
  comment: m.exchange_finding_comment,
  'too-many': m.exchange_finding_too_many,
  'too-large': m.exchange_finding_too_large,
  unplaced: m.exchange_finding_unplaced,
  confidential: m.exchange_finding_confidential
};
export const findingLabel = ({ kind, detail }: Pick<Finding, 'kind' | 'detail'>): string =>
  kind === 'contradictory' && detail === 'since' ? m.exchange_finding_since() : findingLabels[kind]();
