import { describe, expect, it } from 'vitest';
import type { Locale } from '#base/locale.ts';
import { byName, byPerson } from '#base/name-order.ts';

const sorted = (locale: Locale, names: readonly string[], by = byName): string[] =>
  names.toSorted(by((name: string) => ({ en: '', zh: '', [locale]: name }), locale));

/** Shows that names stand where a reader looks them up (R214). */
describe('names are ordered in the reader’s language', () => {
  it('in English by the alphabet, accents and case aside, numbers by value', () => {
    expect(sorted('en', ['Zürich', 'Örebro', 'évora', 'Évry', 'Oslo', 'Eindhoven', 'Århus'])).toEqual([
      'Århus',
      'Eindhoven',
      'évora',
      'Évry',
      'Örebro',
      'Oslo',
      'Zürich'
    ]);
    expect(sorted('en', ['District 10', 'District 9'])).toEqual(['District 9', 'District 10']);
  });
  it('in Chinese by pinyin, places by the reading that they have', () => {
    expect(sorted('zh', ['西安', '厦门', '重庆', '长沙', '北京', '扬州', '成都', '丽水', '台州'])).toEqual([
      '北京',
      '长沙',
      '成都',
      '重庆',
      '丽水',
      '台州',
      '西安',
      '厦门',
      '扬州'
    ]);
    expect(sorted('zh', ['长效机制', '长沙', '单位'])).toEqual(['长沙', '单位', '长效机制']);
  });
  it('people in Chinese by the reading of their family names', () => {
    const people = ['张伟', '曾敏', '任红', '解放', '单勇', '陈明', '查平', '安琪', '王芳'];
    expect(sorted('zh', people, byPerson)).toEqual([
      '安琪',
      '陈明',
      '任红',
      '单勇',
      '王芳',
      '解放',
      '曾敏',
      '查平',
      '张伟'
    ]);
  });
  it('a name that is missing in one language by the name in the other', () => {
    const names = [
      { en: 'Zagreb', zh: '' },
      { en: 'Bristol', zh: '' }
    ];
    expect(names.toSorted(byName((name) => name, 'zh')).map(({ en }) => en)).toEqual(['Bristol', 'Zagreb']);
  });
});
