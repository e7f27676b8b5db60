/** Names kinds, states and supports of trends and challenges, in the reader's language. */
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { SupportKind, SupportRole, SupportState } from '#rules/bibliography/support.ts';
import type {
  ThemeAnswer,
  ThemeKind,
  ThemeLack,
  ThemeOrigin,
  ThemeScope,
  ThemeStage
} from '#rules/practices/theme.ts';
import { labelFrom, type LabelTable } from '#lib/i18n/label-table.ts';
import { locale } from '#lib/i18n/locale.ts';
import { nextStepKindLabel } from '#lib/areas/meetings/minutes-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Dependent } from '#rules/meetings/dependent.ts';

const kinds: LabelTable<ThemeKind> = {
  trend: m.themes_kind_trend,
  challenge: m.themes_kind_challenge
};
const origins: LabelTable<ThemeOrigin> = {
  cities: m.label_cities,
  research: m.themes_origin_research,
  both: m.themes_origin_both
};
const answers: LabelTable<ThemeAnswer> = {
  unknown: m.themes_answer_unknown,
  open: m.themes_answer_open,
  partly: m.themes_answer_partly,
  answered: m.themes_answer_answered
};
const stages: LabelTable<ThemeStage> = {
  draft: m.label_draft,
  published: m.label_published
};
const lacks: LabelTable<ThemeLack> = {
  languages: m.themes_lack_languages,
  cities: m.themes_lack_cities,
  sources: m.themes_lack_sources,
  side: m.themes_lack_side,
  changed: m.themes_lack_changed,
  gone: m.themes_lack_gone
};
const supportKindLabels: LabelTable<SupportKind> = {
  passage: m.supports_kind_passage,
  answer: m.label_answer,
  evidence: m.label_evidence,
  entry: m.thing_entry,
  figure: m.thing_figure,
  talk: m.thing_talk,
  source: m.thing_source,
  practice: m.thing_practice,
  finding: m.supports_kind_finding,
  step: m.supports_kind_step,
  'next-step': m.next_step_kind_next
};
const roles: LabelTable<SupportRole> = {
  supports: m.supports_role_supports,
  counters: m.supports_role_counters,
  answers: m.supports_role_answers
};
const headings: LabelTable<SupportRole> = {
  supports: m.supports_heading_supports,
  counters: m.supports_heading_counters,
  answers: m.supports_heading_answers
};
const states: LabelTable<SupportState> = {
  holds: m.supports_state_holds,
  changed: m.supports_state_changed,
  gone: m.supports_state_gone
};

export function dependentFormLabel(form: Dependent['form']): string {
  if (form === 'trend' || form === 'challenge') return themeKindLabel(form);
  return form === 'practice' || form === 'step' ? supportKindLabel(form) : nextStepKindLabel(form);
}

export const themeKindLabel = (kind: ThemeKind): string => labelFrom(kinds, kind);
export const themeOriginLabel = (origin: ThemeOrigin, language?: Locale): string =>
  labelFrom(origins, origin, language);
export const themeAnswerLabel = (answer: ThemeAnswer, language?: Locale): string =>
  labelFrom(answers, answer, language);
export const themeStageLabel = (stage: ThemeStage): string => labelFrom(stages, stage);
export const themeLackSentence = (lack: ThemeLack): string => labelFrom(lacks, lack);
export const supportKindLabel = (kind: SupportKind): string => labelFrom(supportKindLabels, kind);
export const supportRoleLabel = (role: SupportRole): string => labelFrom(roles, role);
export const supportHeading = (role: SupportRole, language?: Locale): string =>
  labelFrom(headings, role, language);
export const supportStateLabel = (state: SupportState): string => labelFrom(states, state);

export function themeScopeLabel(
  scope: ThemeScope,
  sides: readonly [{ readonly name: Bilingual }, { readonly name: Bilingual }]
): string {
  if (scope === 'common') return m.themes_scope_common();
  const side = sides[scope === 'first' ? 0 : 1];
  return m.themes_scope_one({ side: textFor(side.name, locale()).text });
}
