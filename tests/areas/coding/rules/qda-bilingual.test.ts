/** Shows R169: a code in two languages goes through a format of one language and comes back the same. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { namesFromQda, qdaNames } from '#rules/coding/qda-bilingual.ts';

describe('names and descriptions in REFI-QDA', () => {
  it('have the English name as the name, and the Chinese one on a marked line', () => {
    expect(
      qdaNames({ en: 'Open data', zh: '开放数据' }, { en: 'What is published.', zh: '公开了什么。' })
    ).toEqual({ name: 'Open data', description: 'What is published.\n[中文] 开放数据\n公开了什么。' });
  });

  it('have the Chinese name as the name where there is no English one', () => {
    expect(qdaNames({ en: '', zh: '开放数据' }, { en: '', zh: '' })).toEqual({
      name: '开放数据',
      description: '[中文]='
    });
  });

  it('have no mark where there is nothing Chinese', () => {
    expect(qdaNames({ en: 'Trust', zh: '' }, { en: 'A memo', zh: '' })).toEqual({
      name: 'Trust',
      description: 'A memo'
    });
  });

  it.each([
    ['Economy', 'Jobs and taxes', { en: 'Economy', zh: '' }, { en: 'Jobs and taxes', zh: '' }],
    ['智慧交通', '城市交通管理', { en: '', zh: '智慧交通' }, { en: '', zh: '城市交通管理' }],
    ['5G 网络', '', { en: '', zh: '5G 网络' }, { en: '', zh: '' }],
    ['Mobility', '城市交通管理', { en: 'Mobility', zh: '' }, { en: '', zh: '城市交通管理' }]
  ])('of another program are in the language in which they are: %s', (name, text, both, description) => {
    expect(namesFromQda({ name, description: text })).toEqual({ name: both, description });
  });

  it('come back as they were, whatever is written in them', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      '中',
      '𠮷',
      '👩‍👩‍👧',
      '=',
      '\\',
      '[中文]',
      '[中文] ',
      '[中文]=',
      '\r'
    );
    const name = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    const text = fc
      .array(fc.oneof(piece, fc.constant('\n')), { maxLength: 8 })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        fc.record({ en: name, zh: name }),
        fc.record({ en: text, zh: text }),
        (both, description) => {
          expect(namesFromQda(qdaNames(both, description))).toEqual({ name: both, description });
        }
      ),
      { numRuns: 2_000, seed: 169 }
    );
  });
});
