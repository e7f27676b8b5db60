import { describe, expect, it } from 'vitest';
import {
  validateAppointment,
  validateRapporteurs,
  validateWithdrawal,
  type AppointmentFacts,
  type Held
} from '#rules/people/appointment.ts';

const held = (
  userId: string,
  role: Held['role'],
  sideId: string | null = null,
  cityId: string | null = null
): Held => ({ userId, role, sideId, cityId });

const facts = (...roles: Held[]): AppointmentFacts => ({
  sides: [{ id: 'eu' }, { id: 'cn' }],
  cities: [
    { id: 'bristol', sideId: 'eu' },
    { id: 'haidian', sideId: 'cn' }
  ],
  held: roles
});

describe('an appointment (R004)', () => {
  it.each([
    ['a chair of a side that has none', held('anna', 'chair', 'eu'), []],
    ['a chair beside the chair of the other side', held('anna', 'chair', 'eu'), [held('bo', 'chair', 'cn')]],
    ['an expert', held('anna', 'expert', 'cn'), []],
    ['an expert who already holds another role', held('anna', 'expert', 'eu'), [held('anna', 'secretariat')]],
    ['a secretariat of both sides', held('anna', 'secretariat'), []],
    ['a secretariat of one side', held('anna', 'secretariat', 'cn'), []],
    ['an observer', held('anna', 'observer'), []],
    [
      'a representative of a second city',
      held('anna', 'city', null, 'haidian'),
      [held('anna', 'city', 'eu', 'bristol')]
    ],
    [
      'a second representative of one city',
      held('anna', 'city', null, 'haidian'),
      [held('bo', 'city', 'cn', 'haidian')]
    ]
  ])('can be %s', (_, input, roles) => {
    expect(validateAppointment(input, facts(...roles))).toMatchObject({ ok: true });
  });

  it.each([
    ['a second chair of a side', held('anna', 'chair', 'eu'), [held('bo', 'chair', 'eu')], 'chair-taken'],
    [
      'a chair of both sides',
      held('anna', 'chair', 'eu'),
      [held('anna', 'chair', 'cn')],
      'chair-of-both-sides'
    ],
    ['a chair of no side', held('anna', 'chair'), [], 'side-required'],
    ['an expert of no side', held('anna', 'expert'), [], 'side-required'],
    ['an expert of a side that the study does not have', held('anna', 'expert', 'us'), [], 'side-required'],
    [
      'an observer of a side that the study does not have',
      held('anna', 'observer', 'us'),
      [],
      'side-required'
    ],
    ['an expert of both sides', held('anna', 'expert', 'eu'), [held('anna', 'expert', 'cn')], 'conflict'],
    ['a representative of no city', held('anna', 'city', 'eu'), [], 'city-required'],
    [
      'a representative of a city that the study does not have',
      held('anna', 'city', 'eu', 'lyon'),
      [],
      'city-required'
    ],
    [
      'the same twice',
      held('anna', 'city', null, 'haidian'),
      [held('anna', 'city', 'cn', 'haidian')],
      'conflict'
    ],
    ['a chair twice', held('anna', 'chair', 'eu'), [held('anna', 'chair', 'eu')], 'conflict']
  ])('cannot be %s', (_, input, roles, code) => {
    expect(validateAppointment(input, facts(...roles))).toMatchObject({ ok: false, refusal: { code } });
  });

  it('puts a representative on the side of the city, whatever was asked (R002)', () => {
    expect(validateAppointment(held('anna', 'city', 'eu', 'haidian'), facts())).toEqual({
      ok: true,
      value: held('anna', 'city', 'cn', 'haidian')
    });
  });

  it('gives no city to a role that has none', () => {
    expect(validateAppointment(held('anna', 'expert', 'eu', 'haidian'), facts())).toEqual({
      ok: true,
      value: held('anna', 'expert', 'eu')
    });
  });
});

describe('a withdrawal', () => {
  it('leaves the study its last secretariat', () => {
    const anna = held('anna', 'secretariat');
    expect(validateWithdrawal(anna, [anna, held('bo', 'chair', 'eu')])).toMatchObject({
      refusal: { code: 'last-secretariat' }
    });
    expect(validateWithdrawal(anna, [anna, held('bo', 'secretariat')])).toMatchObject({ ok: true });
    expect(validateWithdrawal(held('bo', 'chair', 'eu'), [anna, held('bo', 'chair', 'eu')])).toMatchObject({
      ok: true
    });
  });
});

describe('the rapporteurs of a city', () => {
  const roles = [
    held('anna', 'expert', 'eu'),
    held('ben', 'expert', 'eu'),
    held('chen', 'expert', 'cn'),
    held('dong', 'chair', 'cn')
  ];

  it.each([
    ['one expert of each side', { lead: 'anna', reviewer: 'chen' }, true],
    ['the same the other way round', { lead: 'chen', reviewer: 'anna' }, true],
    ['a lead alone', { lead: 'anna' }, true],
    ['nobody', {}, true],
    ['two experts of one side', { lead: 'anna', reviewer: 'ben' }, 'rapporteurs-of-one-side'],
    ['one expert twice', { lead: 'anna', reviewer: 'anna' }, 'rapporteurs-of-one-side'],
    ['a chair who is no expert', { lead: 'anna', reviewer: 'dong' }, 'expert-required'],
    ['somebody who is not in the study', { lead: 'eve' }, 'expert-required'],
    ['a deputy of the lead’s side', { lead: 'anna', deputy: 'ben', reviewer: 'chen' }, true],
    ['a deputy of the reviewer’s side', { lead: 'anna', deputy: 'chen' }, true],
    ['a deputy while the lead is sought', { deputy: 'ben', reviewer: 'chen' }, true],
    ['a deputy of the reviewer’s side while the lead is sought', { deputy: 'ben', reviewer: 'anna' }, true],
    ['a lead who is their own deputy', { lead: 'anna', deputy: 'anna', reviewer: 'chen' }, 'conflict'],
    ['a deputy who reviews', { lead: 'anna', deputy: 'chen', reviewer: 'chen' }, 'conflict'],
    ['a deputy who is no expert', { lead: 'anna', deputy: 'dong' }, 'expert-required'],
    ['a deputy who is not in the study', { lead: 'anna', deputy: 'eve' }, 'expert-required']
  ] as const)('are %s (R117)', (_, named, expected) => {
    const checked = validateRapporteurs({ lead: null, deputy: null, reviewer: null, ...named }, roles);
    expect(checked.ok || checked.refusal.code).toBe(expected);
  });
});
