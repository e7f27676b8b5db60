/** Names what the checks of two languages find. */
import type { TextFinding } from '#rules/pairs/parity/text-findings.ts';
import { m } from '#lib/paraglide/messages.js';

const kinds: Readonly<Record<TextFinding['kind'], () => string>> = {
  missing: m.checks_kind_missing,
  value: m.checks_kind_value,
  unit: m.checks_kind_unit,
  currency: m.checks_kind_currency,
  comparator: m.checks_kind_comparator,
  points: m.checks_kind_points,
  year: m.checks_kind_year,
  period: m.checks_kind_period,
  list: m.checks_kind_list,
  chip: m.checks_kind_chip,
  name: m.checks_kind_name,
  term: m.checks_kind_term,
  forbidden: m.checks_kind_forbidden,
  'false-friend': m.checks_kind_false_friend,
  voice: m.checks_kind_voice,
  draft: m.checks_kind_draft
};
export const findingLabel = (kind: TextFinding['kind']): string => kinds[kind]();
