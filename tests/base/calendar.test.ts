import { describe, expect, it } from 'vitest';
import { dayIn, holidaysAt, holidaysOn, isTimeZone, localIn, momentOf } from '#base/calendar.ts';

describe('a local time in a named zone', () => {
  it('is a moment, and the moment shows it again', () => {
    expect(momentOf('2013-11-12T18:00', 'Europe/Brussels')).toBe('2013-11-12T17:00:00.000Z');
    expect(momentOf('2013-07-12T18:00', 'Europe/Brussels')).toBe('2013-07-12T16:00:00.000Z');
    expect(momentOf('2013-11-12T18:00', 'Asia/Shanghai')).toBe('2013-11-12T10:00:00.000Z');
    expect(localIn('Asia/Shanghai', '2013-11-12T17:00:00.000Z')).toBe('2013-11-13T01:00');
    expect(dayIn('Asia/Shanghai', '2013-12-31T16:00:00.000Z')).toBe('2014-01-01');
  });

  it('that the clocks leap over is as much later, one that they pass twice is the first', () => {
    expect(momentOf('2014-03-30T02:30', 'Europe/Brussels')).toBe('2014-03-30T01:30:00.000Z');
    expect(localIn('Europe/Brussels', '2014-03-30T01:30:00.000Z')).toBe('2014-03-30T03:30');
    expect(momentOf('2014-10-26T02:30', 'Europe/Brussels')).toBe('2014-10-26T00:30:00.000Z');
    expect(momentOf('2014-10-26T03:00', 'Europe/Brussels')).toBe('2014-10-26T02:00:00.000Z');
    expect(momentOf('2014-03-09T02:15', 'America/New_York')).toBe('2014-03-09T07:15:00.000Z');
    expect(momentOf('2014-04-06T01:45', 'Australia/Lord_Howe')).toBe('2014-04-05T14:45:00.000Z');
  });

  it('is none where the date or the zone is none', () => {
    for (const local of ['2014-02-30T10:00', '2014-13-01T10:00', '2014-01-01T24:00', '2014-01-01', ''])
      expect(momentOf(local, 'Asia/Shanghai')).toBeUndefined();
    expect(momentOf('2014-01-01T10:00', 'Mars/Olympus')).toBeUndefined();
    expect([isTimeZone('Europe/Rome'), isTimeZone('Rome'), isTimeZone('')]).toEqual([true, false, false]);
  });

  it('goes there and back in every hour of a year, in zones that shift and zones that do not', () => {
    for (const zone of ['Europe/Brussels', 'Asia/Shanghai', 'Europe/London', 'Asia/Kathmandu']) {
      let twice = 0;
      for (let hour = 0; hour < 365 * 24; hour += 1) {
        const at = new Date(Date.UTC(2014, 0, 1, hour)).toISOString();
        if (momentOf(localIn(zone, at), zone) !== at) twice += 1;
      }
      expect([zone, twice <= 1]).toEqual([zone, true]);
    }
  });
});

describe('the days on which one side will hardly answer', () => {
  it('are Golden Week, the Spring Festival from its eve to its sixth day, and August', () => {
    expect(holidaysOn('2013-09-30')).toEqual([]);
    expect(holidaysOn('2013-10-01')).toEqual(['golden-week']);
    expect(holidaysOn('2013-10-07')).toEqual(['golden-week']);
    expect(holidaysOn('2013-10-08')).toEqual([]);
    expect(
      ['2014-01-29', '2014-01-30', '2014-02-05', '2014-02-06'].map((day) => holidaysOn(day).length)
    ).toEqual([0, 1, 1, 0]);
    expect(holidaysOn('2014-08-01')).toEqual(['august']);
    expect(holidaysOn('2014-08-31')).toEqual(['august']);
  });

  it('know every Chinese new year that the calendar of the machine knows', () => {
    const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', {
      timeZone: 'UTC',
      month: 'numeric',
      day: 'numeric'
    });
    for (let year = 2013; year <= 2035; year += 1) {
      // The new moon falls minutes from midnight in Beijing (6 February 2027, 23:56; 3 February 2030, 00:07): ICU is a day off there.
      if (year === 2027 || year === 2030) continue;
      const days = Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(year, 0, 15 + i)));
      const first = days.find((day) => chinese.format(day) === '1/1');
      if (!first) throw new Error(`no new year in ${year}`);
      const at = (days: number) =>
        holidaysOn(new Date(first.getTime() + days * 86_400_000).toISOString().slice(0, 10)).includes(
          'spring-festival'
        );
      expect([year, at(-2), at(-1), at(0), at(5), at(6)]).toEqual([year, false, true, true, true, false]);
    }
  });

  it('begin and end where they are kept: in Beijing and in Brussels', () => {
    expect(holidaysAt('2013-09-30T16:30:00.000Z')).toEqual(['golden-week']);
    expect(holidaysAt('2013-10-07T16:30:00.000Z')).toEqual([]);
    expect(holidaysAt('2013-07-31T16:30:00.000Z')).toEqual([]);
    expect(holidaysAt('2013-07-31T22:30:00.000Z')).toEqual(['august']);
  });
});
