/**
 * Defines the labels of the study's closed sets, in the reader's language. An id that the code does not know
 * is shown as it is.
 */
import {
  parentLevels,
  type CheckResult,
  type CityKind,
  type CriterionGroup,
  type ParentLevel
} from '#rules/cities/city.ts';
import type { TermGroup } from '#rules/pairs/glossary.ts';
import type { DeliverableState } from '#rules/study/plan.ts';
import type { StudyText } from '#rules/study/study.ts';
import type { Locale } from '#base/locale.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';
import { m } from '#lib/paraglide/messages.js';
import { labelFrom, type LabelMessage, type LabelTable } from './label-table.ts';
import { locale } from './locale.ts';

const states: LabelTable<AssessmentState | ChapterState> = {
  collecting: m.state_collecting,
  drafting: m.state_drafting,
  'internal-review': m.state_internal_review,
  review: m.state_review,
  consultation: m.label_consultation,
  revision: m.state_revision,
  approval: m.state_approval,
  approved: m.state_approved
};

const cityKinds: LabelTable<CityKind> = {
  city: m.label_city,
  district: m.study_kind_district,
  'new area': m.study_kind_new_area,
  'prefecture-level city': m.study_kind_prefecture,
  'sub-provincial city': m.study_kind_subprovincial,
  'county-level city': m.study_kind_county,
  'cooperation zone authority': m.study_kind_zone
};

const results: LabelTable<CheckResult> = {
  met: m.study_result_met,
  partly: m.study_result_partly,
  'not-met': m.study_result_not_met,
  unknown: m.study_result_unknown
};

const deliverableStates: LabelTable<DeliverableState> = {
  planned: m.study_deliverable_planned,
  'in-progress': m.study_deliverable_in_progress,
  delivered: m.study_deliverable_done,
  dropped: m.study_deliverable_dropped
};

const texts: LabelTable<StudyText> = {
  title: m.label_title,
  shortTitle: m.study_text_shortTitle,
  programme: m.study_text_programme,
  purpose: m.study_text_purpose,
  scope: m.study_text_scope
};

const criterionGroups: LabelTable<CriterionGroup> = {
  general: m.study_group_general,
  organisation: m.study_group_organisation,
  information: m.study_group_information,
  transport: m.study_group_transport,
  energy: m.study_group_energy,
  education: m.study_group_education,
  health: m.study_group_health,
  entry: m.study_group_entry,
  key: m.study_group_key,
  evidence: m.study_evidence
};

const termGroups: LabelTable<TermGroup> = {
  concepts: m.study_term_concepts,
  'data and platforms': m.study_term_data,
  'funding and business': m.study_term_funding,
  governance: m.label_governance,
  services: m.label_services,
  'plans and administration': m.study_term_plans,
  'study and product': m.study_term_study,
  'security and law': m.study_term_security
};

const anyLabelFrom = (labels: Readonly<Record<string, LabelMessage>>, id: string): string =>
  labels[id]?.({}, { locale: locale() }) ?? id;

/** Returns the label of a state of an assessment or a chapter. */
export const anyStateLabel = (state: string): string => anyLabelFrom(states, state);
const levelLabels: LabelTable<ParentLevel> = {
  country: m.study_country,
  region: m.study_level_region,
  province: m.study_level_province,
  'autonomous region': m.study_level_autonomous_region,
  municipality: m.study_level_municipality,
  'sub-provincial city': m.study_kind_subprovincial,
  'prefecture-level city': m.study_kind_prefecture,
  'autonomous prefecture': m.study_level_autonomous_prefecture
};

/** Returns the options of a form field, the first of which is "not given". */
export const parentLevelOptions = (): { readonly value: string; readonly label: string }[] => [
  { value: '', label: m.study_level_none() },
  ...parentLevels.map((level) => ({ value: level, label: labelFrom(levelLabels, level) }))
];

export const cityKindLabel = (kind: CityKind, language?: Locale): string =>
  labelFrom(cityKinds, kind, language);
export const resultLabel = (result: CheckResult): string => labelFrom(results, result);
export const deliverableStateLabel = (state: DeliverableState): string => labelFrom(deliverableStates, state);
export const studyTextLabel = (text: StudyText): string => labelFrom(texts, text);
export const criterionGroupLabel = (group: string): string => anyLabelFrom(criterionGroups, group);
export const termGroupLabel = (group: string): string => anyLabelFrom(termGroups, group);
