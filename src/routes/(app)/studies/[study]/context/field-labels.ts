/** Names the fields of the forms of the research as the forms show them, so that a refusal says which one is at fault. */
import { m } from '#lib/paraglide/messages.js';

const labels: Readonly<Record<string, () => string>> = {
  title: m.label_title,
  author: m.label_author,
  publisher: m.context_source_publisher,
  date: m.label_date,
  address: m.label_web_address,
  register: m.context_register,
  area: m.context_area,
  topic: m.context_topic,
  summary: m.context_entry_summary,
  issuer: m.context_entry_issuer,
  cities: m.context_cities,
  caution: m.context_caution,
  pins: m.context_pins,
  citations: m.context_citations,
  label: m.context_figure_label,
  measure: m.context_figure_measure,
  value: m.label_value,
  valueTo: m.context_figure_value_to,
  unit: m.context_figure_unit,
  currency: m.label_currency,
  comparator: m.context_figure_comparator,
  period: m.context_period,
  nature: m.context_nature,
  scope: m.context_scope,
  method: m.context_method,
  note: m.label_note,
  columns: m.context_table_columns,
  rows: m.context_table_rows,
  party: m.context_talk_party,
  heldOn: m.label_date,
  owner: m.context_image_owner,
  state: m.context_image_state,
  decidedBy: m.context_image_by,
  decidedOn: m.context_image_on,
  document: m.context_image_document,
  terms: m.context_image_terms,
  hash: m.context_image_picture
};

/** Lists the fields that a form calls otherwise than the others do. */
const ownLabels = {
  image: { title: m.context_image_title },
  source: { title: m.context_source_title, kind: m.label_kind }
} as const satisfies Readonly<Record<string, Readonly<Record<string, () => string>>>>;

/** Names a form of the research that has labels of its own. */
export type OwnForm = keyof typeof ownLabels;

export const fieldLabel = (field: string, form?: OwnForm): string => {
  const own: Readonly<Record<string, () => string>> = form ? ownLabels[form] : {};
  return (own[field] ?? labels[field])?.() ?? '';
};
