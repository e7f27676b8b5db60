/** Defines the labels of the minutes, in the reader's language. */
import { textFor, type Bilingual } from '#base/locale.ts';
import type { MeetingKind } from '#rules/meetings/meeting.ts';
import type { Addressee, NextStepKind, NextStepState } from '#rules/meetings/next-step.ts';
import { m } from '#lib/paraglide/messages.js';
import { locale } from '#lib/i18n/locale.ts';

type LabelMessage = () => string;

const kinds: Readonly<Record<MeetingKind, LabelMessage>> = {
  meeting: m.minutes_kind_meeting,
  dialogue: m.minutes_kind_dialogue,
  forum: m.minutes_kind_forum,
  visit: m.minutes_kind_visit
};

const states: Readonly<Record<NextStepState, LabelMessage>> = {
  open: m.next_step_state_open,
  'under-way': m.next_step_state_under_way,
  done: m.label_done,
  dropped: m.next_step_state_dropped
};

const stepKinds: Readonly<Record<NextStepKind, LabelMessage>> = {
  'next-step': m.next_step_kind_next,
  recommendation: m.next_step_kind_recommendation
};

export const nextStepKindLabel = (kind: NextStepKind): string => stepKinds[kind]();
export const meetingKindLabel = (kind: MeetingKind): string => kinds[kind]();
export const nextStepStateLabel = (state: NextStepState): string => states[state]();

/** Returns the name of the addressee: `eu` is the study's first side, `cn` its second. */
export function addresseeLabel(
  addressee: Addressee,
  sides: readonly [{ readonly name: Bilingual }, { readonly name: Bilingual }]
): string {
  if (addressee === 'both') return m.next_step_both();
  if (addressee === 'cities') return m.next_step_cities();
  return textFor(sides[addressee === 'eu' ? 0 : 1].name, locale()).text;
}
