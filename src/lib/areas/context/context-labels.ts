import type { CitingKind, SourceKind } from '#rules/bibliography/bibliography.ts';
import type { FigureNature, Measure } from '#rules/context/context-figure.ts';
import type { Register, TrendArea } from '#rules/context/context.ts';
import type { PermissionState } from '#rules/context/image-permission.ts';
import type { Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { labelFrom, type LabelTable } from '#lib/i18n/label-table.ts';

const registers: LabelTable<Register> = {
  policy: m.context_register_policy,
  priority: m.context_register_priority,
  financing: m.context_register_financing,
  standards: m.context_register_standards,
  project: m.context_register_project,
  trend: m.label_trends,
  concept: m.context_register_concept
};
export const registerLabel = (register: Register, language?: Locale): string =>
  labelFrom(registers, register, language);

const areas: LabelTable<TrendArea> = {
  governance: m.label_governance,
  financing: m.context_area_financing,
  'business-models': m.context_area_business_models,
  services: m.context_area_services,
  technology: m.context_area_technology,
  communities: m.context_area_communities,
  policies: m.context_area_policies
};
export const areaLabel = (area: TrendArea, language?: Locale): string => labelFrom(areas, area, language);

const kinds: LabelTable<SourceKind> = {
  report: m.label_report,
  policy: m.context_source_kind_policy,
  statistics: m.context_source_kind_statistics,
  article: m.context_source_kind_article,
  book: m.context_source_kind_book,
  website: m.context_source_kind_website,
  standard: m.context_source_kind_standard,
  other: m.context_source_kind_other
};
export const sourceKindLabel = (kind: SourceKind): string => labelFrom(kinds, kind);

const citing: LabelTable<CitingKind> = {
  entry: m.context_kind_entry,
  figure: m.thing_figure,
  table: m.context_kind_table
};
export const citingKindLabel = (kind: CitingKind): string => labelFrom(citing, kind);

const natures: LabelTable<FigureNature> = {
  observed: m.context_nature_observed,
  forecast: m.context_nature_forecast,
  planned: m.label_planned,
  unstated: m.context_nature_unstated
};
export const natureLabel = (nature: FigureNature, language?: Locale): string =>
  labelFrom(natures, nature, language);

const meanings: LabelTable<FigureNature> = {
  observed: m.context_nature_observed_meaning,
  forecast: m.context_nature_forecast_meaning,
  planned: m.context_nature_planned_meaning,
  unstated: m.context_nature_unstated_meaning
};
export const natureMeaning = (nature: FigureNature): string => labelFrom(meanings, nature);

const measures: LabelTable<Measure> = {
  number: m.context_measure_number,
  percent: m.label_percentage,
  money: m.context_measure_money
};
export const measureLabel = (measure: Measure): string => labelFrom(measures, measure);

const permissions: LabelTable<PermissionState> = {
  'not-asked': m.context_image_state_not_asked,
  asked: m.context_image_state_asked,
  granted: m.context_image_state_granted,
  refused: m.context_image_state_refused,
  withdrawn: m.label_withdrawn,
  own: m.context_image_state_own
};
export const permissionLabel = (state: PermissionState): string => labelFrom(permissions, state);
