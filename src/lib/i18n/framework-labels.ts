/**
 * Defines the labels of a framework's closed sets, in the reader's language: kinds of answers, faults, and
 * differences between versions.
 */
import type { FaultKind, FrameworkFault } from '#rules/framework/fault-kinds.ts';
import type { ChangeKind } from '#rules/framework/framework-versions.ts';
import type { AnswerChangeKind } from '#rules/framework/question-changes.ts';
import type { Part } from '#rules/framework/framework-things.ts';
import { optionsOf, type Framework, type Question } from '#rules/framework/framework.ts';
import { textFor } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { locale } from './locale.ts';

const faults: Readonly<Record<FaultKind, (facts: { about: string }) => string>> = {
  'nothing-asked': m.framework_fault_nothing_asked,
  'version-unusable': m.framework_fault_version_unusable,
  'id-unusable': m.framework_fault_id_unusable,
  'id-twice': m.framework_fault_id_twice,
  'text-missing': m.framework_fault_text_missing,
  'text-one-language': m.framework_fault_text_one_language,
  'too-long': m.framework_fault_too_long,
  'too-many': m.framework_fault_too_many,
  'parent-unknown': m.framework_fault_parent_unknown,
  'parent-elsewhere': m.framework_fault_parent_elsewhere,
  'parent-is-prompt': m.framework_fault_parent_is_prompt,
  'record-type-missing': m.framework_fault_record_type_missing,
  'record-type-unknown': m.framework_fault_record_type_unknown,
  'record-type-nested': m.framework_fault_record_type_nested,
  'options-unknown': m.framework_fault_options_unknown,
  'choices-missing': m.framework_fault_choices_missing,
  'facets-missing': m.framework_fault_facets_missing,
  'condition-unknown': m.framework_fault_condition_unknown,
  'condition-later': m.framework_fault_condition_later,
  'condition-kind': m.framework_fault_condition_kind,
  'condition-value': m.framework_fault_condition_value,
  'condition-retired': m.framework_fault_condition_retired,
  'required-if-unknown': m.framework_fault_required_if_unknown,
  'linked-field-unknown': m.framework_fault_linked_field_unknown,
  'characteristic-unknown': m.framework_fault_characteristic_unknown,
  'version-used': m.framework_fault_version_used,
  'framework-other': m.framework_fault_framework_other,
  'characteristic-gone': m.framework_fault_characteristic_gone,
  'question-gone': m.framework_fault_question_gone,
  'question-moved': m.framework_fault_question_moved,
  'kind-changed': m.framework_fault_kind_changed,
  'record-type-changed': m.framework_fault_record_type_changed,
  'record-type-gone': m.framework_fault_record_type_gone,
  'field-gone': m.framework_fault_field_gone,
  'field-kind-changed': m.framework_fault_field_kind_changed,
  'option-gone': m.framework_fault_option_gone,
  'facet-gone': m.framework_fault_facet_gone
};

export const faultSentence = ({ kind, about }: Pick<FrameworkFault, 'kind' | 'about'>): string =>
  faults[kind]({ about });

const parts: Readonly<Record<Part, () => string>> = {
  framework: m.label_framework,
  characteristic: m.label_characteristic,
  question: m.label_question,
  facet: m.framework_part_facet,
  measure: m.framework_part_measure,
  option: m.framework_part_option,
  'option-set': m.framework_part_option_set,
  'record-type': m.framework_part_record_type,
  field: m.framework_part_field,
  goal: m.framework_part_goal,
  reference: m.framework_part_reference
};
export const partLabel = (part: Part): string => parts[part]();

/**
 * Returns the label of a thing of the draft by its part and id, as an event or a refusal names it; for an
 * unknown part, the id.
 */
export function thingLabel(part: string, id: string): string {
  const known = (Object.keys(parts) as Part[]).find((one) => one === part);
  if (known === undefined) return id;
  return known === 'framework'
    ? m.framework_edit_general()
    : m.framework_edit_thing({ part: partLabel(known), id });
}

const changes: Readonly<Record<ChangeKind, () => string>> = {
  added: m.label_added,
  removed: m.framework_change_removed,
  retired: m.framework_change_retired,
  restored: m.framework_change_restored,
  changed: m.label_changed,
  moved: m.framework_change_moved
};
export const changeLabel = (changeKind: ChangeKind): string => changes[changeKind]();

const roles: Readonly<Record<string, () => string>> = {
  text: m.label_wording,
  title: m.label_title,
  rankingNotice: m.framework_role_rankingNotice,
  filledBy: m.framework_role_filledBy,
  purpose: m.label_purpose,
  version: m.label_version,
  number: m.framework_role_number,
  code: m.framework_role_code,
  kind: m.framework_role_kind,
  required: m.framework_role_required,
  parentId: m.framework_role_parentId,
  recordType: m.framework_part_record_type,
  optionsRef: m.framework_part_option_set,
  exampleRequired: m.framework_role_exampleRequired,
  showIf: m.framework_role_showIf,
  requiredIf: m.framework_role_requiredIf,
  alsoAccepts: m.framework_role_alsoAccepts,
  withMoney: m.framework_role_withMoney,
  linkedField: m.framework_role_linkedField,
  url: m.label_address,
  characteristics: m.label_characteristics,
  guidance: m.framework_guidance,
  example: m.framework_example
};
/** Returns the label of the property of a thing that differs. */
export const textRoleLabel = (role: string): string => roles[role]?.() ?? role;

const changeKindLabels: Readonly<Record<AnswerChangeKind, () => string>> = {
  kept: m.framework_question_change_kept,
  reworded: m.framework_question_change_reworded,
  retired: m.framework_question_change_retired,
  new: m.framework_question_change_new
};
export const changeKindLabel = (changeKind: AnswerChangeKind): string => changeKindLabels[changeKind]();

const given: Readonly<Record<string, () => string>> = {
  yes: m.yes_within,
  partly: m.framework_answer_partly,
  no: m.no_within,
  unknown: m.framework_answer_unknown
};

/**
 * Returns the answers on which a question is shown, as text, and the code of the question that they belong
 * to; null for a question that is always shown.
 */
export function conditionText(
  framework: Framework,
  { showIf }: Pick<Question, 'showIf'>
): { readonly code: string; readonly answers: string } | null {
  const conditionQuestion = framework.characteristics
    .flatMap(({ questions }) => questions)
    .find(({ id }) => id === showIf?.question);
  if (!showIf || !conditionQuestion) return null;
  const options = optionsOf(framework, conditionQuestion);
  const label = (id: string): string => {
    const option = options.find((one) => one.id === id);
    return option ? textFor(option.label, locale()).text : (given[id]?.() ?? id);
  };
  return { code: conditionQuestion.code, answers: showIf.equals.map(label).join(m.study_join()) };
}
