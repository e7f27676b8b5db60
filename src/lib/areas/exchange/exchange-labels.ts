import type { ExchangeFormat, Finding } from '#rules/exchange/exchange.ts';
import { m } from '#lib/paraglide/messages.js';

const formatLabels: Readonly<Record<ExchangeFormat, () => string>> = {
  xlsx: m.exchange_format_xlsx,
  docx: m.exchange_format_docx,
  json: m.exchange_format_json,
  txt: m.exchange_format_txt
};
export const formatLabel = (format: ExchangeFormat): string => formatLabels[format]();

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
