/**
 * Defines dates of limited precision: a year `2013`, a season `2014-22`, a month `2013-04` or a day
 * `2013-04-18`; they are never shown or compared more exactly than that. Seasons are written as in ISO
 * 8601-2: 21 spring, 22 summer, 23 autumn, 24 winter.
 */

const pattern = /^(\d{4})(?:-2[1-4]|-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/;

export const seasons = ['spring', 'summer', 'autumn', 'winter'] as const;
export type Season = (typeof seasons)[number];

/** Returns the season of a date that is known to the season only. */
export const seasonOf = (date: string): Season | undefined =>
  /^\d{4}-2[1-4]$/.test(date) ? seasons[Number(date.slice(6)) - 1] : undefined;

export function isPartialDate(text: string): boolean {
  const match = pattern.exec(text);
  if (!match) return false;
  if (match[3] === undefined) return true;
  const day = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Returns the first and last day that the date can mean, as `YYYY-MM-DD`. */
export function spanOf(date: string): { first: string; last: string } {
  const [year = '', month, day] = date.split('-');
  const season = seasonOf(date);
  if (season) {
    // These are the meteorological seasons of the northern hemisphere; a winter ends in the next year.
    const firstMonth = 3 + 3 * seasons.indexOf(season);
    const last = new Date(Date.UTC(Number(year), firstMonth + 2, 0)).toISOString().slice(0, 10);
    return { first: `${year}-${String(firstMonth).padStart(2, '0')}-01`, last };
  }
  if (day !== undefined) return { first: date, last: date };
  if (month !== undefined) {
    const length = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
    return { first: `${date}-01`, last: `${date}-${String(length).padStart(2, '0')}` };
  }
  return { first: `${year}-01-01`, last: `${year}-12-31` };
}

/** Checks whether the whole of the date is before the day: a month is over when its last day is. */
export const isOver = (date: string, today: string): boolean => spanOf(date).last < today;

/** Checks whether a beginning can be no later than an end, each as exact as it is known. */
export const canPrecede = (from: string, to: string): boolean => spanOf(from).first <= spanOf(to).last;
