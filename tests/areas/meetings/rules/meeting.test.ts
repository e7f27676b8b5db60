import { describe, expect, it } from 'vitest';
import { byTime, isAhead, validateMeeting, longest, type MeetingMinutes } from '#rules/meetings/meeting.ts';
import { emptyMinutes } from '#kit/minutes.ts';

const record: MeetingMinutes = {
  ...emptyMinutes,
  kind: 'meeting',
  title: { en: 'First meeting', zh: '第一次会议' },
  place: { en: 'Guangzhou', zh: '广州' },
  fromOn: '2013-05'
};
const facts = {
  sides: [{ id: 'eu' }, { id: 'cn' }],
  cities: [{ id: 'bristol' }, { id: 'haidian' }],
  nextSteps: [{ id: 'white-paper' }]
};

describe('the record of a meeting', () => {
  it('stands with a title in one language, and is as exact about its dates as they are known', () => {
    for (const dates of [
      { fromOn: null, toOn: null },
      { fromOn: '2013', toOn: null },
      { fromOn: '2014-22', toOn: '2014-08' },
      { fromOn: '2013-05-13', toOn: '2013-05-14' }
    ]) {
      expect(validateMeeting({ ...record, title: { en: '', zh: '考察' }, ...dates }, facts)).toMatchObject({
        ok: true,
        value: dates
      });
    }
  });

  it('keeps who came side by side, in the order of the sides, and leaves out a side of which nobody is named', () => {
    const checked = validateMeeting({ ...record, attendance: { cn: '王伟', eu: ' ' } }, facts);
    expect(checked).toMatchObject({ value: { attendance: { cn: '王伟' } } });
    const both = validateMeeting({ ...record, attendance: { cn: '王伟', eu: 'A. Berg' } }, facts);
    expect(both.ok && Object.keys(both.value.attendance)).toEqual(['eu', 'cn']);
  });

  it('names each city and each next step once', () => {
    const checked = validateMeeting(
      {
        ...record,
        kind: 'visit',
        cities: ['haidian', 'bristol', 'haidian'],
        advances: ['white-paper', 'white-paper']
      },
      facts
    );
    expect(checked).toMatchObject({ value: { cities: ['bristol', 'haidian'], advances: ['white-paper'] } });
  });

  it.each([
    [{ title: { en: ' ', zh: '' } }, 'invalid', 'title'],
    [{ kind: 'party' as 'visit' }, 'invalid', 'kind'],
    [{ fromOn: 'spring' }, 'invalid', 'fromOn'],
    [{ toOn: '2013-13' }, 'invalid', 'toOn'],
    [{ attendance: { us: 'J. Doe' } }, 'invalid', 'attendance'],
    [{ cities: ['atlantis'] }, 'invalid', 'cities'],
    [{ advances: ['nothing'] }, 'invalid', 'advances'],
    [{ decisions: { en: 'x'.repeat(longest.text + 1), zh: '' } }, 'too-large', 'decisions'],
    [{ attendance: { eu: 'x'.repeat(longest.attendance + 1) } }, 'too-large', 'attendance']
  ] as const)('is refused with %j', (change, code, field) => {
    expect(validateMeeting({ ...record, ...change }, facts)).toEqual({
      ok: false,
      refusal: { code, facts: { field } }
    });
  });

  it('does not end before it begins, as far as that can be known', () => {
    expect(validateMeeting({ ...record, fromOn: '2013-06', toOn: '2013-05' }, facts)).toEqual({
      ok: false,
      refusal: { code: 'dates-contradict' }
    });
    expect(validateMeeting({ ...record, fromOn: '2013-06', toOn: '2013' }, facts).ok).toBe(true);
  });
});

describe('meetings in time', () => {
  it('lie ahead until their last day is over, and while they have no date', () => {
    expect(isAhead({ fromOn: '2013-05', toOn: null }, '2013-05-31')).toBe(true);
    expect(isAhead({ fromOn: '2013-05', toOn: null }, '2013-06-01')).toBe(false);
    expect(isAhead({ fromOn: '2013-05-01', toOn: '2013-06' }, '2013-06-01')).toBe(true);
    expect(isAhead({ fromOn: null, toOn: null }, '2030-01-01')).toBe(true);
  });

  it('are in the order of their beginnings, those without a date last', () => {
    const dated = (id: string, fromOn: string | null) => ({ id, fromOn, toOn: null });
    const sorted = [
      dated('d', null),
      dated('c', '2014-22'),
      dated('b', '2013-05-13'),
      dated('a', '2013')
    ].sort(byTime);
    expect(sorted.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });
});
