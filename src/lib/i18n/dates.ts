import type { Locale } from '#base/locale.ts';
import { seasonOf, type Season } from '#base/partial-date.ts';
import { m } from '#lib/paraglide/messages.js';
import { dateFormat } from './formats.ts';
import { locale } from './locale.ts';

const seasonNames: Readonly<Record<Season, typeof m.study_season_spring>> = {
  spring: m.study_season_spring,
  summer: m.study_season_summer,
  autumn: m.study_season_autumn,
  winter: m.study_season_winter
};

/** Formats a date no more precisely than it is known. */
export function partialDateText(date: string, language: Locale): string {
  const season = seasonOf(date);
  if (season) return seasonNames[season]({ year: date.slice(0, 4) }, { locale: language });
  const [year = 1970, month, day] = date.split('-').map(Number);
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', year: 'numeric' };
  if (month !== undefined) options.month = 'long';
  if (day !== undefined) options.day = 'numeric';
  return dateFormat(language, options).format(Date.UTC(year, (month ?? 1) - 1, day ?? 1));
}

/** Formats a period of which one end may be open or unknown; empty where both are. */
export function rangeText(from: string | null, to: string | null): string {
  if (from !== null && to !== null) {
    const ends = { from: partialDateText(from, locale()), to: partialDateText(to, locale()) };
    return from === to ? ends.from : m.study_range_between(ends);
  }
  if (from !== null) return m.study_range_from({ date: partialDateText(from, locale()) });
  return to === null ? '' : m.study_range_until({ date: partialDateText(to, locale()) });
}

/** Returns the dates of something past or planned; a missing end equals the beginning. */
export const datesText = (from: string | null, to: string | null): string =>
  rangeText(from ?? to, to ?? from);
