/** The words of the group's record, in the reader's language. */
import { textFor, type Bilingual } from '#domain/locale.ts';
import type { MeetingKind } from '#domain/meeting.ts';
import type { Addressee, NextStepState } from '#domain/next-step.ts';
import { m } from '#lib/paraglide/messages.js';
import { locale } from './locale.ts';

type Word = () => string;

const kinds: Readonly<Record<MeetingKind, Word>> = {
  meeting: m.record_kind_meeting,
  dialogue: m.record_kind_dialogue,
  forum: m.record_kind_forum,
  visit: m.record_kind_visit
};

const states: Readonly<Record<NextStepState, Word>> = {
  open: m.record_state_open,
  'under-way': m.record_state_under_way,
  done: m.record_state_done,
  dropped: m.record_state_dropped
};

export const meetingKindWord = (kind: MeetingKind): string => kinds[kind]();
export const nextStepStateWord = (state: NextStepState): string => states[state]();

/** `eu` is the study's first side, `cn` its second. */
export function addresseeWord(
  addressee: Addressee,
  sides: readonly [{ readonly name: Bilingual }, { readonly name: Bilingual }]
): string {
  if (addressee === 'both') return m.record_step_both();
  if (addressee === 'cities') return m.record_step_cities();
  return textFor(sides[addressee === 'eu' ? 0 : 1].name, locale()).text;
}
