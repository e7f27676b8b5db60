/** Shows that the terms of the glossary are found and required in both languages: figures of docs/two-languages.md. */
import { describe, expect, it } from 'vitest';
import type { Locale } from '#base/locale.ts';
import type { CheckedTerm, TermVariant } from '#rules/pairs/glossary.ts';
import { findTerms, indexTerms } from '#rules/pairs/parity/term-index.ts';
import { checkTerms, termsOfPair, type TermFinding } from '#rules/pairs/parity/terms.ts';
import { plantedGlossary, plantedTermKinds, plantedTerms, type PlantedTerms } from '#kit/planted-terms.ts';

const variant = (language: Locale, use: TermVariant['use'], text: string): TermVariant => ({
  language,
  text,
  use,
  reason: { en: 'Because.', zh: '因为。' }
});
const term = (
  en: string,
  zh: string,
  variants: readonly TermVariant[] = [],
  kind: CheckedTerm['kind'] = 'term'
): CheckedTerm => ({ id: en, term: { en, zh }, kind, isChecked: true, variants });

const glossary = indexTerms([
  term('smart city', '智慧城市', [variant('zh', 'forbidden', '智能城市')]),
  term('smart city standard', '智慧城市标准'),
  term('legal person', '法人', [
    variant('en', 'allowed', 'legal entity'),
    variant('en', 'false-friend', 'corporate representative')
  ]),
  term('sanitation', '环境卫生', [variant('zh', 'allowed', '环卫'), variant('zh', 'false-friend', '卫生')]),
  term('new model of urbanisation', '新型城镇化'),
  term('urbanisation', '城镇化'),
  term('greenfield project', '新建型（绿地）项目'),
  term('build-operate-transfer', '建设－运营－移交'),
  term('Horizon 2020', '地平线2020'),
  term('European Investment Bank', '欧洲投资银行', [variant('en', 'allowed', 'EIB')], 'body')
]);

const words = (language: Locale, text: string): string[] =>
  findTerms(glossary, language, text).occurrences.map(({ from, to }) => text.slice(from, to));
const line = ({ kind, en, zh, in: language }: TermFinding): string =>
  `${kind} in ${language}: ${en?.text ?? '–'} | ${zh?.text ?? '–'}`;
const check = (en: string, zh: string): string[] => checkTerms(en, zh, glossary).map(line);

describe('the terms of a pair', () => {
  const ofPair = (en: string, zh: string): string[] =>
    termsOfPair({ en, zh }, glossary).map(
      ({ term: at, lacking }) => `${glossary.terms[at]?.id}${lacking ? ` not in ${lacking}` : ''}`
    );
  it('are those of either text, and those come first whose equivalent the other one lacks', () => {
    expect(ofPair('A smart city, sanitation and urbanisation', '智慧城市的环卫；法人')).toEqual([
      'urbanisation not in zh',
      'legal person not in en',
      'smart city',
      'sanitation'
    ]);
  });
  it('are those of a block that stands alone too', () => {
    expect(ofPair('A smart city', '')).toEqual(['smart city not in zh']);
    expect(ofPair('', '')).toEqual([]);
  });
});

describe('a term is found', () => {
  it('by the longest one at its place', () => {
    expect(words('en', 'Smart city standards for the smart city')).toEqual([
      'Smart city standards',
      'smart city'
    ]);
    expect(words('zh', '智慧城市标准和智慧城市、新型城镇化')).toEqual([
      '智慧城市标准',
      '智慧城市',
      '新型城镇化'
    ]);
  });

  it('in the plural, in either spelling, with a hyphen, a genitive and over the end of a line', () => {
    expect(
      words(
        'en',
        'SMART CITIES, urbanization, legal  persons’ rights, build operate transfer, greenfield\nprojects'
      )
    ).toEqual([
      'SMART CITIES',
      'urbanization',
      'legal  persons',
      'build operate transfer',
      'greenfield\nprojects'
    ]);
  });

  it('with and without what its entry has in brackets, in any width', () => {
    expect(words('zh', '新建型项目、新建型（绿地）项目、建设-运营-移交、地平线 ２０２０')).toEqual([
      '新建型项目',
      '新建型（绿地）项目',
      '建设-运营-移交',
      '地平线 ２０２０'
    ]);
  });

  it('and not within another word, nor across two', () => {
    expect(words('en', 'smart cityscape; smart. City; smart\n\ncity; a smart, city')).toEqual([]);
    expect(words('zh', '司法人员和执法人员')).toEqual([]);
  });

  it('with its capitals, where it is a name', () => {
    expect(words('en', 'the EIB and an eib, the European Investment Bank')).toEqual([
      'EIB',
      'European Investment Bank'
    ]);
  });
});

describe('a pair is checked for its terms', () => {
  it.each([
    ['Smart cities need sanitation.', '智慧城市需要环卫。'],
    ['Each legal entity pays.', '每个法人均须缴纳。'],
    ['A new model of urbanisation', '新型城镇化'],
    ['Sanitation and public health', '环境卫生与公共卫生'],
    ['nothing', '']
  ])('%s / %s has no finding', (en, zh) => {
    expect(check(en, zh)).toEqual([]);
  });

  it.each([
    ['Smart cities grow.', '城市在发展。', 'term in zh: Smart cities | –'],
    ['Cities grow.', '智慧城市在发展。', 'term in en: – | 智慧城市'],
    ['Smart cities grow.', '智能城市在发展。', 'forbidden in zh: Smart cities | 智能城市'],
    ['They grow.', '智能城市在发展。', 'forbidden in zh: – | 智能城市'],
    ['Sanitation improved.', '卫生有所改善。', 'false-friend in zh: Sanitation | 卫生'],
    [
      'The corporate representative pays.',
      '法人缴纳。',
      'false-friend in en: corporate representative | 法人'
    ],
    ['Smart cities', '法人', 'term in zh: Smart cities | 法人']
  ])('%s / %s: %s (R217, R219)', (en, zh, expected) => {
    expect(check(en, zh)).toEqual([expected]);
  });

  it('and a finding that was accepted is asked about again when either passage changes', () => {
    const keys = (en: string, zh: string): string[] => checkTerms(en, zh, glossary).map(({ key }) => key);
    const [en, zh] = ['Smart cities and urbanisation', '城市'];
    expect(new Set(keys(en, zh)).size).toBe(2);
    expect(keys(en, zh)).toEqual(keys(en, zh));
    for (const [other, another] of [
      [`${en}.`, zh],
      [en, `${zh}。`]
    ] as const)
      expect(keys(other, another).some((key) => keys(en, zh).includes(key))).toBe(false);
  });
});

describe('wrong terms that a seed plants', () => {
  const planted = indexTerms(plantedGlossary);
  type Place = { readonly from: number; readonly to: number } | null;
  const overlap = (one: Place, other: Place): boolean =>
    one !== null && other !== null && one.from < other.to && other.from < one.to;
  const findings = ({ en, zh }: PlantedTerms): TermFinding[] => checkTerms(en, zh, planted);
  const isOf = (finding: TermFinding, { fault }: PlantedTerms): boolean =>
    fault !== null && (overlap(finding.en, fault.en) || overlap(finding.zh, fault.zh));
  const cases = (first: number): PlantedTerms[] =>
    plantedTermKinds.flatMap((kind, index) =>
      Array.from({ length: 200 }, (_, n) => plantedTerms(first + index * 1000 + n, kind))
    );

  it('are found in at least 98 of 100 cases, in both languages, and 95 of 100 findings are right', () => {
    const all = cases(70_000);
    for (const side of ['en', 'zh'] as const) {
      const some = all.filter(({ fault }) => fault?.side === side);
      const found = some.filter((one) => findings(one).some((finding) => isOf(finding, one)));
      expect(found.length / some.length).toBeGreaterThanOrEqual(0.98);
      const said = some.flatMap((one) => findings(one).map((finding) => isOf(finding, one)));
      expect(said.filter(Boolean).length / said.length).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('and of 1,000 pairs without one at most ten have a finding', () => {
    const warned = Array.from({ length: 1000 }, (_, n) => plantedTerms(970_000 + n, null)).filter(
      (one) => findings(one).length > 0
    );
    expect(warned.length).toBeLessThanOrEqual(10);
  });
});

describe('bad input comes to an end', () => {
  it.each(['smart ', '智慧城', '智慧城市标准', 'smart city ', '\ud800', '\u0000', '- - -', '(', '\n'])(
    '%j, many times',
    (shape) => {
      const text = shape.repeat(Math.ceil(200_000 / shape.length));
      expect(checkTerms(`${text} a`, `${text}中`, glossary).length).toBeLessThanOrEqual(200);
    }
  );
});
