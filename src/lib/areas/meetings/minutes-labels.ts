import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { MeetingKind } from '#rules/meetings/meeting.ts';
import type { Addressee, NextStepKind, NextStepState } from '#rules/meetings/next-step.ts';
import { m } from '#lib/paraglide/messages.js';
import { labelFrom, type LabelTable } from '#lib/i18n/label-table.ts';
import { locale } from '#lib/i18n/locale.ts';

const kinds: LabelTable<MeetingKind> = {
  meeting: m.minutes_kind_meeting,
  dialogue: m.minutes_kind_dialogue,
  forum: m.minutes_kind_forum,
  visit: m.minutes_kind_visit
};

const states: LabelTable<NextStepState> = {
  open: m.next_step_state_open,
  'under-way': m.next_step_state_under_way,
  done: m.label_done,
  dropped: m.next_step_state_dropped
};

const stepKinds: LabelTable<NextStepKind> = {
  'next-step': m.next_step_kind_next,
  recommendation: m.next_step_kind_recommendation
};

export const nextStepKindLabel = (kind: NextStepKind): string => labelFrom(stepKinds, kind);
export const meetingKindLabel = (kind: MeetingKind): string => labelFrom(kinds, kind);
export const nextStepStateLabel = (state: NextStepState, language?: Locale): string =>
  labelFrom(states, state, language);

/** `eu` is the study's first side, `cn` its second. */
export function addresseeLabel(
  addressee: Addressee,
  sides: readonly [{ readonly name: Bilingual }, { readonly name: Bilingual }]
): string {
  if (addressee === 'both') return m.label_two_sides();
  if (addressee === 'cities') return m.next_step_cities();
  return textFor(sides[addressee === 'eu' ? 0 : 1].name, locale()).text;
}
