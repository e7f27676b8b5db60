/** Tests what is said of a deadline that is not taken: a day is the least for a consultation, and for nothing else. */
import { expect, it } from 'vitest';
import { validateDeadline } from '#rules/assessments/deadline.ts';
import type { AssessmentState } from '#base/states.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';

const now = '2026-12-01T09:00:00.000Z';
const deadlineAt = (at: string) => ({ at, zone: 'Europe/Brussels' });

function saidOf(state: AssessmentState, at: string): string[] {
  const before = deadlineAt('2026-12-20T09:00:00.000Z');
  const refused = validateDeadline(deadlineAt(at), { state, deadline: before }, now);
  if (refused.ok) throw new Error('taken');
  return (['en', 'zh'] as const).map((locale) => refusalSentence(refused.refusal, locale));
}

it('of a questionnaire: that the time has passed, with no word of comments', () => {
  expect(saidOf('collecting', '2026-11-30T09:00:00.000Z')).toEqual([
    'This time has passed already. Please choose a later one.',
    '该时间已过，请选择更晚的时间。'
  ]);
});

it('of a consultation that is brought forward: that the city is given a day', () => {
  expect(saidOf('consultation', '2026-12-01T12:00:00.000Z')).toEqual([
    'A city is given at least a day to comment. Please choose a later time.',
    '至少应给城市一天时间提出意见，请选择更晚的时间。'
  ]);
});
