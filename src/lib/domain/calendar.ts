/**
 * Times as people set and meet them: a local time in a named zone and the moment it is, and the days on which one of the two sides
 * will hardly answer. Zones are IANA names, as every browser and Node know them.
 */

/** The zones that every deadline is shown in. */
export const studyZones = ['Europe/Brussels', 'Asia/Shanghai'] as const;

export const holidays = ['golden-week', 'spring-festival', 'august'] as const;
export type Holiday = (typeof holidays)[number];

/** The first day of the Chinese year. Source: Hong Kong Observatory, Gregorian-lunar conversion tables. */
const firstDays: readonly string[] = [
  '2013-02-10',
  '2014-01-31',
  '2015-02-19',
  '2016-02-08',
  '2017-01-28',
  '2018-02-16',
  '2019-02-05',
  '2020-01-25',
  '2021-02-12',
  '2022-02-01',
  '2023-01-22',
  '2024-02-10',
  '2025-01-29',
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
  '2029-02-13',
  '2030-02-03',
  '2031-01-23',
  '2032-02-11',
  '2033-01-31',
  '2034-02-19',
  '2035-02-08'
];

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** Of a day `YYYY-MM-DD`: Golden Week, the Spring Festival from the eve to the sixth day, and the European August. */
export function holidaysOn(day: string): Holiday[] {
  const found: Holiday[] = [];
  if (day.slice(5) >= '10-01' && day.slice(5) <= '10-07') found.push('golden-week');
  const first = firstDays.find((one) => one.startsWith(day.slice(0, 4)));
  if (first !== undefined) {
    const after = (Date.parse(day) - Date.parse(first)) / dayMilliseconds;
    if (after >= -1 && after <= 5) found.push('spring-festival');
  }
  if (day.slice(5, 7) === '08') found.push('august');
  return found;
}

/** Of a moment: the Chinese holidays by the day that it is in Beijing, August by the day in Brussels. */
export function holidaysAt(at: string): Holiday[] {
  const [brussels, beijing] = studyZones;
  return [
    ...holidaysOn(dayIn(beijing, at)).filter((one) => one !== 'august'),
    ...holidaysOn(dayIn(brussels, at)).filter((one) => one === 'august')
  ];
}

export function isTimeZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** What the clocks of the zone show at a moment, `YYYY-MM-DDTHH:MM`: the value of an `<input type="datetime-local">`. */
export const localIn = (zone: string, at: string): string =>
  new Date(shownIn(zone, Date.parse(at))).toISOString().slice(0, 16);

/** `YYYY-MM-DD` */
export const dayIn = (zone: string, at: string): string => localIn(zone, at).slice(0, 10);

const localForm = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d$/;

/**
 * The moment (ISO-8601 in UTC) at which the clocks of the zone show `YYYY-MM-DDTHH:MM`; undefined where that is no date or no zone.
 * A time that the clocks pass twice is the first of the two; one that they leap over is as much later as they leap.
 */
export function momentOf(local: string, zone: string): string | undefined {
  if (!localForm.test(local) || !isTimeZone(zone)) return undefined;
  const wanted = Date.parse(`${local}:00.000Z`);
  // 30 February parses as 2 March.
  if (new Date(wanted).toISOString().slice(0, 16) !== local) return undefined;
  const offsets = [wanted - dayMilliseconds, wanted + dayMilliseconds].map(
    (near) => shownIn(zone, near) - near
  );
  const [before = 0] = offsets;
  const found = offsets.map((offset) => wanted - offset).filter((moment) => shownIn(zone, moment) === wanted);
  return new Date(found.length > 0 ? Math.min(...found) : wanted - before).toISOString();
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Throws a RangeError for what is no zone. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const numeric = 'numeric' as const;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** What the clocks show at a moment, as if it were UTC, in milliseconds of whole seconds. */
function shownIn(zone: string, moment: number): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)])
  );
  const [year = 0, month = 1, ...rest] = (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map(
    (type) => parts.get(type)
  );
  return Date.UTC(year, month - 1, ...rest);
}
