import { describe, expect, it } from 'vitest';
import {
  erasedAddress,
  erasedName,
  isErasedAddress,
  replacementsOf,
  withoutNames
} from '#rules/operations/erasure.ts';
import { isAddress, isName } from '#rules/people/person.ts';

const id = '4f2a9c1e-0000-4000-8000-000000000000';
const strip = (text: string, name = { en: 'Ana Ó Briain', zh: '欧阳晓雯' }): string =>
  withoutNames(text, replacementsOf(id, name, 'ana@x.example'));

describe('what stands for an erased person', () => {
  it('is a name and an address that accounts accept, and that no other account has', () => {
    expect(isName(erasedName(id))).toBe(true);
    expect(isAddress(erasedAddress(id))).toBe(true);
    expect(erasedAddress(id)).not.toBe(erasedAddress(`5${id.slice(1)}`));
    expect(isErasedAddress(erasedAddress(id))).toBe(true);
    expect(isErasedAddress('erased@x.example')).toBe(false);
  });

  it.each([
    ['Ana Ó Briain came', 'Erased person 4f2a came'],
    ['ANA Ó BRIAIN, ana ó briain', 'Erased person 4f2a, Erased person 4f2a'],
    ['Ana Ó Briains', 'Ana Ó Briains'],
    ['Susana Ó Briain', 'Susana Ó Briain'],
    ['参会：欧阳晓雯、王芳', '参会：已注销人员 4f2a、王芳'],
    ['write to Ana@x.example!', `write to ${erasedAddress(id)}!`],
    ['susana@x.example', 'susana@x.example'],
    ['', '']
  ])('replaces whole names and addresses only: %s', (text, expected) => {
    expect(strip(text)).toBe(expected);
  });

  it('replaces no name of one character, no empty name, and takes every character literally', () => {
    expect(strip('李华和A.B.先生', { en: '', zh: '李' })).toBe('李华和A.B.先生');
    expect(strip('A.B. and AxBx', { en: 'A.B.', zh: '' })).toBe('Erased person 4f2a and AxBx');
    expect(strip('$& came', { en: '$&', zh: '' })).toBe('Erased person 4f2a came');
  });
});
