/**
 * Formats a deadline: in the zone in which it was set, in Brussels and Beijing, and as the time that is left.
 */
import { holidaysAt, studyZones, type Holiday } from '#base/calendar.ts';
import type { Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { dateFormat, formatTag } from './formats.ts';

/**
 * Returns the name of a zone: the cities of the study have names of their own, other zones are named by the
 * reader's system.
 */
export function zoneLabel(zone: string, at: string, language: Locale): string {
  if (zone === 'Europe/Brussels') return m.deadline_brussels({}, { locale: language });
  if (zone === 'Asia/Shanghai') return m.deadline_beijing({}, { locale: language });
  // Systems name it GMT+0 or the like.
  if (zone === 'UTC' || zone === 'Etc/UTC') return 'UTC';
  const parts = dateFormat(language, {
    timeZone: zone,
    timeZoneName: 'shortGeneric'
  }).formatToParts(new Date(at));
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** Formats day and time in the zone, with the zone's name. */
export function zonedText(at: string, zone: string, language: Locale): string {
  const format = dateFormat(language, {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'short'
  });
  return m.deadline_in_zone(
    { time: format.format(new Date(at)), zone: zoneLabel(zone, at, language) },
    { locale: language }
  );
}

/** Lists the zone in which it was set first, then the study's others, each once. */
export const deadlineZones = (zone: string | null): string[] => [
  ...new Set([...(zone === null ? [] : [zone]), ...studyZones])
];

/** Formats a time in the zones of both sides. */
export const timeOfBothSides = (at: string, language: Locale): string =>
  studyZones.map((zone) => zonedText(at, zone, language)).join(language === 'zh' ? '；' : ' · ');

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Returns “in 3 days”, “5 hours ago”; in days only from two days on. */
export function leftText(at: string, now: number, language: Locale): string {
  const format = new Intl.RelativeTimeFormat(formatTag(language), { numeric: 'always' });
  const left = Date.parse(at) - now;
  if (Math.abs(left) >= 2 * day) return format.format(Math.trunc(left / day), 'day');
  if (Math.abs(left) >= hour) return format.format(Math.trunc(left / hour), 'hour');
  return format.format(Math.trunc(left / minute), 'minute');
}

const holidayLabels: Readonly<Record<Holiday, typeof m.deadline_golden_week>> = {
  'golden-week': m.deadline_golden_week,
  'spring-festival': m.deadline_spring_festival,
  august: m.deadline_august
};

/** Returns one sentence for each holiday that the moment falls into. */
export const holidayTexts = (at: string, language: Locale): string[] =>
  holidaysAt(at).map((one) => holidayLabels[one]({}, { locale: language }));
