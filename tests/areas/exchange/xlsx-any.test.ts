/** Whatever a response holds, under any framework: as a workbook it goes out and comes back unchanged. */
import fc from '#kit/properties.ts';
import { describe, expect, test } from 'vitest';
import { nineBooks } from '#kit/nine-books.ts';
import { cellKey, sectionsOfQuestion } from '#document/answer-cells.ts';
import { findRecordType, type Framework } from '#rules/framework/framework.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { ContentNode } from '#base/content.ts';
import { xlsxExchange } from '#server/areas/exchange/xlsx.ts';

const [haidian] = nineBooks();
if (!haidian) throw new Error('No city is described');
const { framework } = haidian;

/** A framework of another domain: the same structure, no text in common. */
const libraries: Framework = {
  ...framework,
  id: 'libraries',
  version: '7',
  optionSets: { reach: [{ id: 'near', label: { en: 'Near', zh: '近' } }] },
  recordTypes: [
    {
      id: 'branch',
      label: { en: 'Branch: [main]/other?', zh: '分馆' },
      usedBy: ['l.branches'],
      fields: [
        {
          id: 'name',
          label: { en: 'Name', zh: '名称' },
          kind: 'short-text',
          required: true,
          requiredIf: null,
          optionsRef: null,
          options: [],
          recordType: null
        },
        {
          id: 'reach',
          label: { en: 'Name', zh: '名称' },
          kind: 'tags',
          required: false,
          requiredIf: null,
          optionsRef: 'reach',
          options: [],
          recordType: null
        },
        {
          id: 'cost',
          label: { en: 'Cost', zh: '费用' },
          kind: 'money',
          required: false,
          requiredIf: null,
          optionsRef: null,
          options: [],
          recordType: null
        }
      ]
    }
  ],
  characteristics: Array.from({ length: 12 }, (_, n) => ({
    number: n + 1,
    id: `c${n}`,
    name: { en: 'Same name', zh: '同名' },
    purpose: { en: '', zh: '' },
    questions: [
      ...(n === 0
        ? [
            {
              ...(framework.characteristics[0]?.questions[2] ?? haidianQuestion()),
              id: 'l.branches',
              code: '',
              recordType: 'branch',
              optionsRef: null
            }
          ]
        : []),
      ...Array.from({ length: 10 }, (__, m) => ({
        ...haidianQuestion(),
        id: `l.${n}-${m}`,
        code: `${n}.${m}`,
        kind: (['quantity', 'date', 'single-choice', 'short-text', 'duration'] as const)[m % 5] ?? 'date'
      }))
    ]
  }))
};
function haidianQuestion() {
  const question = framework.characteristics[0]?.questions[0];
  if (!question) throw new Error('There is no question');
  return { ...question, facets: [], parentId: null };
}

const phrase = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', '=1', '智慧城市', 'a\n\nb', '_x0041_', '—', 'Yes [yes]')
);
const value: fc.Arbitrary<FieldValue> = fc
  .oneof(
    phrase,
    fc.integer(),
    fc.boolean(),
    fc.constantFrom<FieldValue>(
      'yes',
      'confidential',
      '2013-04',
      'near',
      [],
      ['near', { en: 'A', zh: '甲' }],
      { amount: 5, currency: 'CNY' },
      { value: 3, unit: 'days' },
      { parts: { public: 60 } }
    ),
    fc.jsonValue().map((one) => one as FieldValue)
  )
  .filter((one) => one !== null && JSON.stringify(one) === JSON.stringify(JSON.parse(JSON.stringify(one))));

function cellsOf(of: Framework): fc.Arbitrary<Record<string, FieldValue>> {
  const questions = of.characteristics.flatMap((one) => one.questions);
  const key = fc.oneof(
    fc
      .record({
        question: fc.constantFrom(...questions.map(({ id }) => id), 'no.such', 'figures'),
        name: fc.constantFrom('state', 'value'),
        measure: fc.constantFrom(null, 'kinds', 'co2', 'jobs', 'none'),
        language: fc.constantFrom(null, 'en' as const, 'zh' as const),
        about: fc.constantFrom(null, 'source' as const, 'note' as const)
      })
      .map(cellKey),
    fc
      .constantFrom(...questions.filter(({ recordType }) => recordType !== null))
      .chain(({ id, recordType }) =>
        fc
          .record({
            question: fc.constant(id),
            record: fc.constantFrom('r1', 'r2', 'a.b'),
            name: fc.constantFrom(
              '$',
              'odd',
              ...(findRecordType(of, recordType ?? '')?.fields ?? []).map((field) => field.id)
            ),
            language: fc.constantFrom(null, 'en' as const, 'zh' as const),
            about: fc.constantFrom(null, 'source' as const, 'note' as const)
          })
          .map(cellKey)
      )
  );
  return fc
    .array(fc.tuple(key, fc.oneof(value, phrase, fc.nat(9))), { maxLength: 30 })
    .map((all) => Object.fromEntries(all));
}

const text = fc.record(
  {
    type: fc.constant('text'),
    text: fc.oneof(phrase, fc.lorem()).map((one) => one || 'x'),
    marks: fc.constant([{ type: 'bold' }])
  },
  { requiredKeys: ['type', 'text'] }
) as fc.Arbitrary<ContentNode>;
const block = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom('paragraph', 'heading', 'unheard-of'),
      attrs: fc.record({ id: fc.uuid(), level: fc.constantFrom(2, 3) }),
      content: fc.array(fc.oneof(text, fc.constant({ type: 'hardBreak' })))
    },
    { requiredKeys: ['type'] }
  ),
  fc.array(text, { minLength: 1 }).map((content) => ({
    type: 'bulletList',
    content: [{ type: 'listItem', content: [{ type: 'paragraph', content }] }]
  })),
  fc.constant({ type: 'horizontalRule' })
) as fc.Arbitrary<ContentNode>;

describe.each([
  ['of nine characteristics', framework],
  ['of another field and 120 questions', libraries]
])('a response to a framework %s', (_name, of) => {
  const sections = of.characteristics.flatMap(({ id, questions }) => [
    id,
    ...questions.flatMap(sectionsOfQuestion)
  ]);
  const texts = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...sections),
      en: fc.array(block, { maxLength: 4 }),
      zh: fc.array(block, { maxLength: 4 })
    }),
    { selector: ({ id }) => id, maxLength: 4 }
  );

  test('goes out and comes back unchanged, whatever it holds', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        cellsOf(of),
        texts,
        fc.constantFrom('en' as const, 'zh' as const),
        (cells, written, language) => {
          const book = { ...haidian, framework: of, language, cells, texts: written };
          const parsed = xlsxExchange.read(xlsxExchange.write(book), of);
          expect(Object.fromEntries(Object.entries(parsed.cells).filter(([, one]) => one !== null))).toEqual(
            JSON.parse(JSON.stringify(cells))
          );
          expect(new Map(parsed.texts.map((one) => [one.id, one]))).toEqual(
            new Map((JSON.parse(JSON.stringify(written)) as typeof written).map((one) => [one.id, one]))
          );
        }
      ),
      { numRuns: 25 }
    );
  });
});
