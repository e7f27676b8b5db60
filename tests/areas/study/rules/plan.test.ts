import { describe, expect, it } from 'vitest';
import { datesContradict, isOverdue, parallelPhases } from '#rules/study/plan.ts';
import { plannedPhase as phase } from '#kit/phases.ts';

describe('phases', () => {
  it('run next to each other where their planned months overlap (R008)', () => {
    const parallel = parallelPhases([
      phase('research', '2013-05', '2013-11'),
      phase('analysis', '2013-08', '2013-09'),
      phase('report', '2013-12', '2014-01')
    ]);
    expect(parallel.get('research')).toEqual(['analysis']);
    expect(parallel.get('analysis')).toEqual(['research']);
    expect(parallel.get('report')).toEqual([]);
  });

  it('that follow month upon month do not run next to each other', () => {
    const parallel = parallelPhases([
      phase('launch', '2013-04', '2013-04'),
      phase('meeting', '2013-05', '2013-05')
    ]);
    expect([...parallel.values()]).toEqual([[], []]);
  });

  it('known only by their year are said to run next to nothing', () => {
    const parallel = parallelPhases([
      phase('selection', '2013', '2013'),
      phase('meeting', '2013-05', '2013-05'),
      phase('open', null, null)
    ]);
    expect(parallel.get('selection')).toBeUndefined();
    expect(parallel.get('meeting')).toEqual([]);
  });

  it('contradict themselves when they end before they begin, planned or actual', () => {
    const dates = { plannedFrom: null, plannedTo: null, actualFrom: null, actualTo: null };
    expect(datesContradict({ ...dates, plannedFrom: '2013-06', plannedTo: '2013-05' })).toBe(true);
    expect(datesContradict({ ...dates, actualFrom: '2014', actualTo: '2013-12' })).toBe(true);
    expect(datesContradict({ ...dates, plannedFrom: '2013-06', plannedTo: '2013' })).toBe(false);
    expect(datesContradict({ ...dates, plannedFrom: '2013-06', actualTo: '2013-05' })).toBe(false);
  });
});

describe('a deliverable', () => {
  it.each([
    ['planned', '2013-11', true],
    ['in-progress', '2013-11', true],
    ['delivered', '2013-11', false],
    ['dropped', '2013-11', false],
    ['planned', '2013-12', false],
    ['planned', '2013', false],
    ['planned', null, false]
  ] as const)('%s and due %s is overdue in mid December 2013: %s', (state, dueOn, expected) => {
    expect(isOverdue({ state, dueOn }, '2013-12-15')).toBe(expected);
  });
});
