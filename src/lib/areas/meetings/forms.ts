/**
 * Reads the forms of the minutes: meetings, next steps, invitations. Lengths here only limit the size of the
 * input; the domain validates it.
 */
import { z } from 'zod';
import { locales } from '#base/locale.ts';
import { meetingKinds, type MeetingMinutes } from '#rules/meetings/meeting.ts';
import { addressees, nextStepKinds, nextStepStates, type NextStepInput } from '#rules/meetings/next-step.ts';
import { roles } from '#base/permissions.ts';
import { bilingualIn, dateOrNull, oneOf, textIn, textOrNull, typedIn } from '#lib/forms/fields.ts';
import { choice, id, line, optionalLine, password } from '#lib/forms/shapes.ts';
import { linksIn, linksTypedIn } from '#lib/areas/meetings/link-forms.ts';

const attendance = 'attendance-';
const lists = ['cities', 'advances', 'scopeCities', 'scopeCharacteristics'] as const;

const listIn = (form: FormData, name: (typeof lists)[number]): string[] =>
  form.getAll(name).filter((value): value is string => typeof value === 'string' && value !== '');

export const meetingIn = (form: FormData): MeetingMinutes => ({
  kind: oneOf(meetingKinds, textIn(form, 'kind')) ?? 'meeting',
  title: bilingualIn(form, 'title'),
  place: bilingualIn(form, 'place'),
  fromOn: dateOrNull(form, 'fromOn'),
  toOn: dateOrNull(form, 'toOn'),
  agenda: bilingualIn(form, 'agenda'),
  decisions: bilingualIn(form, 'decisions'),
  attendance: Object.fromEntries(
    [...form.keys()]
      .filter((name) => name.startsWith(attendance))
      .map((name) => [name.slice(attendance.length), textIn(form, name)])
  ),
  cities: listIn(form, 'cities'),
  advances: listIn(form, 'advances'),
  learned: bilingualIn(form, 'learned')
});

export const nextStepTypedIn = (form: FormData): Record<string, string> => ({
  ...meetingTypedIn(form),
  ...linksTypedIn(form)
});

/** The ids of a list are joined with a space. */
export const meetingTypedIn = (form: FormData): Record<string, string> => ({
  ...typedIn(form),
  ...Object.fromEntries(lists.map((name) => [name, listIn(form, name).join(' ')]))
});

export const nextStepIn = (form: FormData, studySlug: string): NextStepInput => ({
  kind: oneOf(nextStepKinds, textIn(form, 'kind')) ?? 'next-step',
  scope: { cities: listIn(form, 'scopeCities'), characteristics: listIn(form, 'scopeCharacteristics') },
  links: linksIn(form, studySlug),
  meetingId: textOrNull(form, 'meetingId'),
  addressee: oneOf(addressees, textIn(form, 'addressee')) ?? 'both',
  action: bilingualIn(form, 'action'),
  ownerBodyId: textOrNull(form, 'ownerBodyId'),
  dueOn: dateOrNull(form, 'dueOn'),
  state: oneOf(nextStepStates, textIn(form, 'state')) ?? 'open',
  report: bilingualIn(form, 'report')
});

export const inviteForm = z.object({
  email: line,
  role: z.enum(roles),
  side: choice.default(null),
  city: choice.default(null),
  locale: z.enum(locales)
});
export const invitationForm = z.object({ invitation: id });
export const acceptForm = z.object({
  nameEn: optionalLine,
  nameZh: optionalLine,
  password: password.default('')
});
