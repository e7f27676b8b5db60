import { describe, expect, it } from 'vitest';
import { deadlineZones, holidayTexts, leftText, zonedText } from '#lib/i18n/deadline.ts';

const at = '2013-11-12T17:00:00.000Z';

describe('a deadline', () => {
  it('names the zone that it was set in, and stands in Brussels and Beijing (R248)', () => {
    expect(deadlineZones('Asia/Shanghai')).toEqual(['Asia/Shanghai', 'Europe/Brussels']);
    expect(deadlineZones('Europe/Rome')).toEqual(['Europe/Rome', 'Europe/Brussels', 'Asia/Shanghai']);
    expect(zonedText(at, 'Europe/Brussels', 'en')).toBe('12 Nov 2013, 18:00 Brussels');
    expect(zonedText(at, 'Asia/Shanghai', 'zh')).toBe('北京 2013年11月13日 01:00');
    expect(zonedText(at, 'Europe/Rome', 'en')).toMatch(/^12 Nov 2013, 18:00 \S/);
  });

  it('says what is left of it, and by how much it is over', () => {
    const now = Date.parse(at);
    const hours = (count: number) => leftText(at, now - count * 3_600_000, 'en');
    expect([hours(95), hours(47), hours(0.5), hours(-3)]).toEqual([
      'in 3 days',
      'in 47 hours',
      'in 30 minutes',
      '3 hours ago'
    ]);
    expect(leftText(at, now - 95 * 3_600_000, 'zh')).toBe('3天后');
  });

  it('warns in both languages where it falls into a holiday', () => {
    expect(holidayTexts('2013-10-03T10:00:00.000Z', 'en')[0]).toContain('Golden Week');
    expect(holidayTexts('2014-01-31T10:00:00.000Z', 'zh')[0]).toContain('春节');
    expect(holidayTexts(at, 'en')).toEqual([]);
  });
});
