/**
 * Converts between moments and local times in named zones, and lists the days on which one of the two sides
 * will hardly answer. Zones are IANA names, as every browser and Node know them.
 */

/** Lists the zones in which every deadline is shown. */
export const studyZones = ['Europe/Brussels', 'Asia/Shanghai'] as const;

export const holidays = ['golden-week', 'spring-festival', 'august'] as const;
export type Holiday = (typeof holidays)[number];

/**
 * Lists the first days of the Chinese year. Source: Hong Kong Observatory, Gregorian-lunar conversion tables.
 */
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

/**
 * Returns the holidays on a day `YYYY-MM-DD`: Golden Week, the Spring Festival from the eve to the sixth day,
 * and the European August.
 */
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

/**
 * Returns the holidays at a moment: the Chinese ones by the day in Beijing, August by the day in Brussels.
 */
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

/**
 * Returns the local time of the zone at a moment as `YYYY-MM-DDTHH:MM`, the value of an `<input
 * type="datetime-local">`.
 */
export const localIn = (zone: string, at: string): string =>
  new Date(shownIn(zone, Date.parse(at))).toISOString().slice(0, 16);

/** Returns the local day of the zone at a moment, as `YYYY-MM-DD`. */
export const dayIn = (zone: string, at: string): string => localIn(zone, at).slice(0, 10);

const localForm = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d$/;

/**
 * Returns the moment (ISO-8601 in UTC) of a local time `YYYY-MM-DDTHH:MM` in the zone; undefined where that
 * is no date or no zone. A local time that occurs twice means the first of the two; one that is skipped is
 * moved later by the length of the skipped time.
 */
export function momentOf(local: string, zone: string): string | undefined {
  if (!localForm.test(local) || !isTimeZone(zone)) return undefined;
  const wanted = Date.parse(`${local}:00.000Z`);
  // JavaScript parses 30 February as 2 March.
  if (new Date(wanted).toISOString().slice(0, 16) !== local) return undefined;
  const offsets = [wanted - dayMilliseconds, wanted + dayMilliseconds].map(
    (near) => shownIn(zone, near) - near
  );
  const [before = 0] = offsets;
  const found = offsets.map((offset) => wanted - offset).filter((moment) => shownIn(zone, moment) === wanted);
  return new Date(found.length > 0 ? Math.min(...found) : wanted - before).toISOString();
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Throws a RangeError for an unknown zone. */
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

/**
 * Returns the local time of the zone at a moment, read as if it were UTC, in milliseconds of whole seconds.
 */
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
