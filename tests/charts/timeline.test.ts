import { describe, expect, it } from 'vitest';
import { axisOf, barOf, markOf } from '#lib/charts/timeline.ts';
import type { Phase } from '#rules/study/plan.ts';
import { plannedPhase } from '#kit/phases.ts';

const phase = (from: string | null, to: string | null): Phase => ({
  ...plannedPhase(`${from}`, from, to),
  name: { en: '', zh: '' }
});

describe('a line of time', () => {
  const axis = axisOf([phase('2013-05', '2013-05'), phase('2013-11', '2014-02')]);
  if (!axis) throw new Error('no axis');

  it('begins and ends with whole quarters', () => {
    expect([axis.from, axis.to]).toEqual([2013 * 12 + 3, 2014 * 12 + 3]);
    expect(axis.years.map(({ year }) => year)).toEqual([2013, 2014]);
    expect(axis.quarters).toHaveLength(5);
  });

  it('shows the whole year where all lies within one, so that the name of the year is not that of a quarter', () => {
    const whole = axisOf([phase('2027-01', '2027-03')]);
    expect([whole?.from, whole?.to, whole?.years.length]).toEqual([2027 * 12, 2028 * 12, 1]);
    expect(whole && barOf(whole, '2027-01', '2027-03')).toEqual({ start: 0, length: 0.25 });
  });

  it('gives a month its length and a year its twelve', () => {
    expect(barOf(axis, '2013-04', '2013-06')).toEqual({ start: 0, length: 0.25 });
    expect(barOf(axis, '2013-05', null)?.length).toBeCloseTo(1 / 12);
    expect(barOf(axis, null, null)).toBeNull();
  });

  it('marks a day only where it lies on the line', () => {
    expect(markOf(axis, '2013-10-01')).toBeCloseTo(0.5);
    expect(markOf(axis, '2026-11-25')).toBeNull();
  });

  it('is not drawn for phases without dates', () => {
    expect(axisOf([phase(null, null)])).toBeUndefined();
  });
});
