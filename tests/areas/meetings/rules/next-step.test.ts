import { describe, expect, it } from 'vitest';
import {
  isOverdue,
  validateNextStep,
  longestAction,
  matches,
  type NextStepInput
} from '#rules/meetings/next-step.ts';
import { whitePaperStep } from '#kit/next-steps.ts';

const record: NextStepInput = { ...whitePaperStep, dueOn: '2014-04' };
const facts = {
  meetings: [{ id: 'dialogue-4' }],
  bodies: [{ id: 'secretariat' }],
  cities: [{ id: 'bristol' }],
  characteristics: [{ id: 'governance' }],
  linkable: { step: [{ id: 's1', name: { en: 'Step', zh: '' } }] }
};

describe('a next step', () => {
  it('names where it was agreed and who owns it', () => {
    expect(
      validateNextStep({ ...record, meetingId: 'dialogue-4', ownerBodyId: 'secretariat' }, facts).ok
    ).toBe(true);
  });

  it.each([
    [{ action: { en: '', zh: ' ' } }, 'invalid', 'action'],
    [{ action: { en: 'x'.repeat(longestAction + 1), zh: '' } }, 'too-large', 'action'],
    [{ addressee: 'us' as 'eu' }, 'invalid', 'addressee'],
    [{ state: 'late' as 'open' }, 'invalid', 'state'],
    [{ meetingId: 'dialogue-9' }, 'invalid', 'meetingId'],
    [{ ownerBodyId: 'nobody' }, 'invalid', 'ownerBodyId'],
    [{ dueOn: 'soon' }, 'invalid', 'dueOn'],
    [{ state: 'dropped' as const }, 'reason-required', 'report']
  ] as const)('is refused with %j', (change, code, field) => {
    expect(validateNextStep({ ...record, ...change }, facts)).toEqual({
      ok: false,
      refusal: { code, facts: { field } }
    });
  });

  it('is dropped with a word on why, in one language at least', () => {
    expect(
      validateNextStep({ ...record, state: 'dropped', report: { en: '', zh: '并入下一期项目' } }, facts).ok
    ).toBe(true);
  });

  it('is overdue when the last day of its due date has passed and it is neither done nor dropped', () => {
    expect(isOverdue(record, '2014-04-30')).toBe(false);
    expect(isOverdue(record, '2014-05-01')).toBe(true);
    expect(isOverdue({ ...record, state: 'done' }, '2014-05-01')).toBe(false);
    expect(isOverdue({ ...record, dueOn: null }, '2014-05-01')).toBe(false);
  });

  it('of both sides is found under each side, one of the cities under the cities alone (R180)', () => {
    const found = (addressee: NextStepInput['addressee']) =>
      (['eu', 'cn', 'both', 'cities'] as const).filter((wanted) =>
        matches({ addressee, state: 'open' }, { addressee: wanted, state: null })
      );
    expect(found('both')).toEqual(['eu', 'cn', 'both']);
    expect(found('eu')).toEqual(['eu']);
    expect(found('cities')).toEqual(['cities']);
    expect(matches(record, { addressee: null, state: 'done' })).toBe(false);
  });
});
