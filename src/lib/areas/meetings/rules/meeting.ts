/**
 * Defines the minutes of the group: its own meetings, events outside (dialogues, forums) and study visits.
 * Feedback and next steps name one as their origin. Dates are as exact as they are known; a text may exist in
 * one language until the other is written.
 */
import { gapsOf, type Bilingual } from '#base/locale.ts';
import { canPrecede, isOver, isPartialDate, spanOf } from '#base/partial-date.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export const meetingKinds = ['meeting', 'dialogue', 'forum', 'visit'] as const;
export type MeetingKind = (typeof meetingKinds)[number];

export interface MeetingMinutes {
  readonly kind: MeetingKind;
  readonly title: Bilingual;
  readonly place: Bilingual;
  readonly fromOn: string | null;
  readonly toOn: string | null;
  readonly agenda: Bilingual;
  readonly decisions: Bilingual;
  /** As the names are written: `{ [sideId]: text }`. */
  readonly attendance: Readonly<Record<string, string>>;
  /** Lists the cities that are visited. */
  readonly cities: readonly string[];
  /** Lists the next steps that it is to advance. */
  readonly advances: readonly string[];
  readonly learned: Bilingual;
}

export interface Meeting extends MeetingMinutes {
  readonly id: string;
  readonly version: number;
}

export interface MeetingFacts {
  readonly sides: readonly { readonly id: string }[];
  readonly cities: readonly { readonly id: string }[];
  readonly nextSteps: readonly { readonly id: string }[];
}

export const longest = { title: 300, place: 300, attendance: 5_000, text: 20_000 } as const;

const bilingualFields = {
  title: longest.title,
  place: longest.place,
  agenda: longest.text,
  decisions: longest.text,
  learned: longest.text
} as const;

/** Returns the minutes as they are stored, without duplicates, or names the first invalid field. */
export function validateMeeting(
  minutes: MeetingMinutes,
  { sides, cities, nextSteps }: MeetingFacts
): Result<MeetingMinutes> {
  if (!meetingKinds.includes(minutes.kind)) return refuse('invalid', { field: 'kind' });
  if (gapsOf(minutes.title).length === 2) return refuse('invalid', { field: 'title' });
  for (const [field, most] of Object.entries(bilingualFields) as [keyof typeof bilingualFields, number][]) {
    if (minutes[field].en.length > most || minutes[field].zh.length > most)
      return refuse('too-large', { field });
  }
  const wrongDate = (['fromOn', 'toOn'] as const).find(
    (field) => minutes[field] !== null && !isPartialDate(minutes[field])
  );
  if (wrongDate) return refuse('invalid', { field: wrongDate });
  if (minutes.fromOn !== null && minutes.toOn !== null && !canPrecede(minutes.fromOn, minutes.toOn))
    return refuse('dates-contradict');
  const came = Object.entries(minutes.attendance).filter(([, names]) => names.trim() !== '');
  if (came.some(([side]) => !isOneOf(sides, side))) return refuse('invalid', { field: 'attendance' });
  if (came.some(([, names]) => names.length > longest.attendance))
    return refuse('too-large', { field: 'attendance' });
  if (!minutes.cities.every((city) => isOneOf(cities, city))) return refuse('invalid', { field: 'cities' });
  if (!minutes.advances.every((step) => isOneOf(nextSteps, step)))
    return refuse('invalid', { field: 'advances' });
  return ok({
    ...minutes,
    // The order is that of the study's sides, so that equal minutes are stored equally.
    attendance: Object.fromEntries(sides.flatMap(({ id }) => came.filter(([side]) => side === id))),
    cities: [...new Set(minutes.cities)].sort(),
    advances: [...new Set(minutes.advances)].sort()
  });
}

const isOneOf = (known: readonly { readonly id: string }[], id: string): boolean =>
  known.some((one) => one.id === id);

type Dated = Pick<MeetingMinutes, 'fromOn' | 'toOn'>;

/**
 * Checks whether a meeting is still to come, or under way: its last day has not passed. A meeting without a
 * date is still being planned.
 */
export function isAhead({ fromOn, toOn }: Dated, today: string): boolean {
  const last = toOn ?? fromOn;
  return last === null || !isOver(last, today);
}

/** The earliest first; those without a date come last. */
export function byTime(a: Dated & { readonly id: string }, b: Dated & { readonly id: string }): number {
  const [first, second] = [beginning(a), beginning(b)];
  if (first !== second) return first < second ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function beginning({ fromOn, toOn }: Dated): string {
  const date = fromOn ?? toOn;
  return date === null ? '9999-99' : spanOf(date).first;
}
