/**
 * Defines the sheets and columns that a framework gives a workbook: for each characteristic a sheet of its
 * questions, for each list of records a sheet, and one for the city's figures. Writing and reading use the
 * same definitions; each sheet and column has a key and a name in both languages.
 */
import {
  activeQuestions,
  findRecordType,
  hasAccount,
  isOffered,
  type CityFramework,
  type Characteristic,
  type Framework,
  type Labelled,
  type Question
} from '#rules/framework/framework.ts';
import { figuresQuestion, figureType } from '#rules/answers/figure-record.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import { answerSection, type CellOf } from '#document/answer-cells.ts';
import { languageNames, type FilePart } from '#rules/framework/answer-kinds/file-part.ts';
import { rulesOfKind } from '#rules/framework/answer-kinds/kinds.ts';
import {
  valueModelOf,
  fieldsOf,
  figureFields,
  partsOf,
  normalizedText,
  type ValueModel,
  type FieldValueModel
} from './parts.ts';
import { type Column, column, aboutColumns, partKey, partColumn, widthOf } from './sheet-columns.ts';

/** Describes one row of a sheet of questions. */
export interface Target {
  readonly key: string;
  readonly question: Question | null;
  readonly code: string;
  readonly text: Bilingual;
  /** Names a measure or topic of the question. */
  readonly part: Bilingual;
  /** Null where there is only text. */
  readonly value: { readonly model: ValueModel; readonly at: CellOf } | null;
  readonly section: string | null;
  /** Says whether the row is that of the question as a whole. */
  readonly isWhole: boolean;
  /** Addresses the state of the question or of the topic that the row shows; null where it has none. */
  readonly state: CellOf | null;
}

export interface QuestionSheet {
  readonly kind: 'questions';
  readonly marker: string;
  readonly name: Bilingual;
  readonly targets: readonly Target[];
  readonly columns: readonly Column[];
}

export interface RecordSheet {
  readonly kind: 'records';
  readonly marker: string;
  readonly name: Bilingual;
  readonly question: string;
  readonly fields: readonly FieldValueModel[];
  readonly columns: readonly Column[];
}

export type Sheet = QuestionSheet | RecordSheet;

export const sheetsOf = (framework: CityFramework): Sheet[] => [
  ...framework.characteristics.flatMap((characteristic) => [
    questionSheet(framework, characteristic),
    ...characteristic.questions.flatMap((question) =>
      question.recordType === null ? [] : [recordSheet(framework, question)]
    )
  ]),
  sheetOfRecords(
    figuresQuestion,
    { en: 'Figures', zh: '城市数据' },
    figureFields(framework),
    new Set(figureType.fields.map(({ id }) => id))
  )
];

function questionSheet(framework: CityFramework, characteristic: Characteristic): QuestionSheet {
  const targets = targetsOf(framework, characteristic);
  const parts = new Map<string, FilePart[]>();
  for (const { value } of targets)
    for (const part of value ? partsOf(value.model) : [])
      parts.set(part.id, [...(parts.get(part.id) ?? []), part]);
  const { other = [], ...named } = Object.fromEntries(parts);
  const valueColumns = [...Object.entries(named), ['other', other] as const].map(([id, all]): Column => {
    const names = (language: Locale): string =>
      [...new Set(all.map(({ label }) => label[language]))].join(' / ');
    return column(partKey(null, id), names('en'), names('zh'), Math.max(10, ...all.map(widthOf)), {
      isRare: all.every(({ rare }) => rare)
    });
  });
  return {
    kind: 'questions',
    marker: `@questions:${characteristic.id}`,
    name: {
      en: `${characteristic.number} ${characteristic.name.en}`,
      zh: `${characteristic.number} ${characteristic.name.zh}`
    },
    targets,
    columns: [
      column('row', 'Key', '标识', 4, { isHidden: true }),
      column('code', 'No.', '编号', 7),
      column('question.en', 'Question', '问题（英文）', 38),
      column('question.zh', 'Question in Chinese', '问题', 38),
      column('part', 'Measure or topic', '指标或主题', 20),
      column('state', 'State, where there is no answer', '状态（无答复时填写）', 20),
      ...valueColumns,
      ...locales.map((language) =>
        column(
          `text.${language}`,
          `Text, ${languageNames[language].en}`,
          `文字（${languageNames[language].zh}）`,
          60
        )
      ),
      ...aboutColumns('value', null, false)
    ]
  };
}

function targetsOf(framework: CityFramework, characteristic: Characteristic): Target[] {
  const none: Bilingual = { en: '', zh: '' };
  const account: Target = {
    key: `#${characteristic.id}`,
    question: null,
    code: '',
    text: characteristic.name,
    part: { en: 'General account', zh: '总体说明' },
    value: null,
    section: characteristic.id,
    isWhole: false,
    state: null
  };
  const active = new Set(activeQuestions(characteristic));
  return [
    ...(hasAccount(framework, characteristic.id) ? [account] : []),
    // A question that is no longer asked keeps its row at the end, for earlier answers.
    ...[...characteristic.questions]
      .sort((a, b) => Number(!active.has(a)) - Number(!active.has(b)))
      .flatMap((question): Target[] => {
        const of = { question, code: question.code, text: question.text };
        const valueOf = (measure: string | null, more: Partial<ValueModel> = {}): Target['value'] => ({
          model: { ...valueModelOf(framework, question), ...more },
          at: { question: question.id, name: 'value', measure }
        });
        const { held, ticked } = rulesOfKind(question.kind);
        const measures: readonly (readonly [Labelled, Partial<ValueModel>])[] =
          ticked && valueModelOf(framework, question).options.length > 0
            ? [[{ id: ticked.measure, label: ticked.label }, { kind: ticked.kind }]]
            : question.measures.map((measure) => [measure, {}] as const);
        const hasValue =
          held !== 'records' && held !== 'passage' && (measures.length === 0 || ticked !== undefined);
        return [
          {
            key: question.id,
            ...of,
            part: none,
            value: hasValue ? valueOf(null) : null,
            section: question.facets.length > 0 ? null : answerSection(question.id),
            isWhole: true,
            state: { question: question.id, name: 'state' }
          },
          ...measures.map(([{ id, label }, more]): Target => ({
            key: `${question.id}/value:${id}`,
            ...of,
            part: label,
            value: valueOf(id, more),
            section: null,
            isWhole: false,
            state: null
          })),
          ...question.facets.map(({ id, label }): Target => ({
            key: answerSection(question.id, id),
            ...of,
            part: label,
            value: null,
            section: answerSection(question.id, id),
            isWhole: false,
            state: { question: question.id, name: 'state', measure: id }
          }))
        ];
      })
  ];
}

const recordSheet = (framework: Framework, question: Question): RecordSheet => {
  const type = findRecordType(framework, question.recordType ?? '');
  const name = type?.label ?? question.text;
  return sheetOfRecords(
    question.id,
    { en: `${question.code} ${name.en}`, zh: `${question.code} ${name.zh}` },
    fieldsOf(framework, type?.fields ?? []),
    new Set((type?.fields ?? []).filter(isOffered).map(({ id }) => id))
  );
};

function sheetOfRecords(
  question: string,
  name: Bilingual,
  fields: readonly FieldValueModel[],
  offered: ReadonlySet<string>
): RecordSheet {
  return {
    kind: 'records',
    marker: `@records:${question}`,
    name,
    question,
    fields,
    columns: [
      column('record', 'Key', '标识', 4, { isHidden: true }),
      column('place', 'Place', '次序', 4, { isHidden: true }),
      ...fields.flatMap((field) =>
        partsOf(field).map((part) =>
          offered.has(field.id) ? partColumn(field, part) : { ...partColumn(field, part), isRare: true }
        )
      ),
      ...aboutColumns('$', { en: 'Whole entry', zh: '本条' }, false).map((one, index) =>
        index === 0 ? one : { ...one, isRare: true }
      ),
      ...fields.flatMap((field) => aboutColumns(field.id, field.label, true))
    ]
  };
}

/** Returns the key of the n-th further column, for text that is too long for one cell. */
export const continued = (key: string, n: number): string => (n === 0 ? key : `${key}+${n + 1}`);
export function partOfKey(key: string): { readonly key: string; readonly n: number } {
  const match = /^(.*)\+(\d{1,3})$/.exec(key);
  return match ? { key: match[1] ?? '', n: Number(match[2]) - 1 } : { key, n: 0 };
}

const names = new WeakMap<Column, ReadonlySet<string>>();

/**
 * Returns the names that a header may give the column: both languages as they are written here, or one of
 * them.
 */
export function namesOf(column: Column): ReadonlySet<string> {
  const { label } = column;
  const all =
    names.get(column) ?? new Set([`${label.en}${label.zh}`, label.en, label.zh].map(normalizedText));
  names.set(column, all);
  return all;
}
