/**
 * Lists the parts in which a value of each kind is in a file, with their names in both languages. Nothing
 * here is about one question.
 */
import { durationUnits, moneyStatuses, notYet, type YesNo } from '#domain/answer.ts';
import {
  findRecordType,
  hasAccount,
  optionsOf,
  yesNoAnswers,
  type AnswerKind,
  type CityFramework,
  type FieldDefinition,
  type Framework,
  type Labelled,
  type Question
} from '#domain/framework.ts';
import { figureType, generalSection } from '#domain/figure-record.ts';
import { locales, type Bilingual, type Locale } from '#domain/locale.ts';
import { comparators, type Comparator } from '#domain/record.ts';

/** Names the form of a part, which determines how it is written and parsed. */
export type PartForm =
  | 'text'
  | 'line'
  | 'number'
  | 'period'
  | 'currency'
  | 'choice'
  | 'choices'
  | 'flag'
  | 'date'
  | 'entries'
  | 'json';

export interface Part {
  /**
   * Names the part: `amount`, or a path into the value, such as `money.amount`; `en` and `zh` for a text in
   * two languages.
   */
  readonly id: string;
  readonly label: Bilingual;
  readonly form: PartForm;
  /** Lists the choices; `choices` and some fields also take additions of the city's own. */
  readonly options: readonly Labelled[];
  readonly language: Locale | null;
  /** Says whether the part is seldom used: a file has it only where it has a text. */
  readonly rare: boolean;
}

/** Describes what determines how the value of a question or a field is written. */
export interface ValueModel {
  readonly kind: AnswerKind;
  readonly options: readonly Labelled[];
  readonly withMoney: boolean;
  /** Lists the fields of the records inside a field. */
  readonly fields: readonly FieldValueModel[];
}

export interface FieldValueModel extends ValueModel {
  readonly id: string;
  readonly label: Bilingual;
  readonly required: boolean;
}

/** Returns the model of a question with one value, or of one of its measures. */
export const valueModelOf = (
  framework: Framework,
  question: Pick<Question, 'kind' | 'options' | 'optionsRef' | 'withMoney'>
): ValueModel => ({
  kind: question.kind,
  options: optionsOf(framework, question),
  withMoney: question.withMoney,
  fields: []
});

/** Returns the fields of a record type, including retired ones, whose values are exported with the rest. */
export const fieldsOf = (
  framework: Framework,
  fields: readonly FieldDefinition[],
  depth = 0
): FieldValueModel[] =>
  fields.map((field) => ({
    id: field.id,
    label: field.label,
    required: field.required,
    kind: field.kind,
    options: optionsOf(framework, field),
    withMoney: false,
    fields:
      field.recordType !== null && depth === 0
        ? fieldsOf(framework, findRecordType(framework, field.recordType)?.fields ?? [], 1)
        : []
  }));

/** Returns the fields of a city's figures, each of which is under a characteristic or under none. */
export const figureFields = (framework: CityFramework): FieldValueModel[] =>
  fieldsOf(framework, figureType.fields).map((field) =>
    field.id === 'section'
      ? {
          ...field,
          options: [
            { id: generalSection, label: { en: 'The city as a whole', zh: '全市总体' } },
            ...framework.characteristics
              .filter(({ id }) => hasAccount(framework, id))
              .map(({ id, name }) => ({ id, label: name }))
          ]
        }
      : field
  );

const labelled = <Id extends string>(
  ids: readonly Id[],
  labels: Readonly<Record<Id, Bilingual>>
): Labelled[] => ids.map((id) => ({ id, label: labels[id] }));

export const yesNoOptions = labelled(yesNoAnswers, {
  yes: { en: 'Yes', zh: '是' },
  partly: { en: 'Partly', zh: '部分' },
  no: { en: 'No', zh: '否' },
  unknown: { en: 'Not known', zh: '不清楚' }
} satisfies Record<YesNo, Bilingual>);
export const comparatorOptions = labelled(comparators, {
  eq: { en: 'exactly', zh: '等于' },
  approx: { en: 'about', zh: '约' },
  gt: { en: 'more than', zh: '超过' },
  gte: { en: 'at least', zh: '不少于' },
  lt: { en: 'less than', zh: '少于' },
  lte: { en: 'at most', zh: '不超过' }
} satisfies Record<Comparator, Bilingual>);
const statusOptions = labelled(moneyStatuses, {
  planned: { en: 'planned', zh: '计划' },
  committed: { en: 'committed', zh: '已落实' },
  spent: { en: 'spent', zh: '已支出' }
});
const unitOptions = labelled(durationUnits, {
  days: { en: 'days', zh: '天' },
  weeks: { en: 'weeks', zh: '周' },
  months: { en: 'months', zh: '个月' },
  years: { en: 'years', zh: '年' }
});
export const notYetOption: Labelled = { id: notYet, label: { en: 'not yet launched', zh: '尚未上线' } };

type Options = Partial<Pick<Part, 'options' | 'language' | 'rare'>>;
const part = (
  id: string,
  form: PartForm,
  en: string,
  zh: string,
  { options = [], language = null, rare = false }: Options = {}
): Part => ({
  id,
  label: { en, zh },
  form,
  options,
  language,
  rare
});
const rare: Options = { rare: true };

/** Holds what no other part can express, as JSON for programs. */
export const otherPart = part('other', 'json', 'For the machine', '供程序读取', rare);
export const languageNames = {
  en: { en: 'English', zh: '英文' },
  zh: { en: 'Chinese', zh: '中文' }
} as const;

const bilingualParts: readonly Part[] = [
  ...locales.map((language) =>
    part(language, 'text', languageNames[language].en, languageNames[language].zh, { language })
  ),
  part('plain', 'text', 'Language not stated', '未注明语言', rare)
];
const ownTextParts = locales.map((language) =>
  part(
    language,
    'text',
    `Own addition, ${languageNames[language].en}`,
    `自行补充（${languageNames[language].zh}）`,
    { language, rare: true }
  )
);
const comparator = (more: Options = {}): Part =>
  part('comparator', 'choice', 'Comparison', '比较', { ...more, options: comparatorOptions });

const money = (prefix = '', seldom = false): Part[] => [
  part(`${prefix}amount`, 'number', prefix ? 'Worth in money' : 'Amount', prefix ? '折合金额' : '金额', {
    rare: seldom
  }),
  part(
    `${prefix}currency`,
    'currency',
    prefix ? 'Worth: currency' : 'Currency',
    prefix ? '折合金额币种' : '币种',
    { rare: seldom }
  ),
  part(
    `${prefix}year`,
    'period',
    prefix ? 'Worth: year' : 'Year or period',
    prefix ? '折合金额年份' : '年份或时期',
    { rare: seldom || prefix !== '' }
  ),
  part(
    `${prefix}period`,
    'period',
    prefix ? 'Worth: period' : 'Period',
    prefix ? '折合金额时期' : '时期',
    rare
  ),
  part(
    `${prefix}status`,
    'choice',
    prefix ? 'Worth: planned or spent' : 'Planned or spent',
    prefix ? '折合金额：计划或支出' : '计划或支出',
    { options: statusOptions, rare: seldom || prefix !== '' }
  ),
  part(
    `${prefix}comparator`,
    'choice',
    prefix ? 'Worth: comparison' : 'Comparison',
    prefix ? '折合金额：比较' : '比较',
    { options: comparatorOptions, rare: true }
  ),
  part(
    `${prefix}approximate`,
    'flag',
    prefix ? 'Worth: approximate' : 'Approximate',
    prefix ? '折合金额为约数' : '约数',
    { options: yesNoOptions, rare: seldom || prefix !== '' }
  )
];

const quantity = (withMoney: boolean): Part[] => [
  part('value', 'number', 'Value', '数值'),
  part('valueTo', 'number', 'Up to', '上限', rare),
  part('text', 'line', 'As printed', '原文表述', rare),
  part('unit', 'line', 'Unit', '单位'),
  part('currency', 'currency', 'Currency', '币种', rare),
  comparator(),
  part('year', 'period', 'Year', '年份'),
  part('basis', 'line', 'Basis', '口径'),
  part('baseline', 'number', 'Baseline', '基准值'),
  part('baselineYear', 'period', 'Baseline year', '基准年'),
  ...money('money.', !withMoney)
];

const known = new WeakMap<ValueModel, readonly Part[]>();

/** Returns the parts in the order in which they are written, `other` last. */
export function partsOf(model: ValueModel): readonly Part[] {
  const parts = known.get(model) ?? partsFor(model);
  known.set(model, parts);
  return parts;
}

function partsFor({ kind, options, withMoney }: ValueModel): readonly Part[] {
  switch (kind) {
    case 'rich-text':
    case 'facet-text':
    case 'short-text':
      return [...bilingualParts, otherPart];
    case 'yes-no-evidence':
      return [part('choice', 'choice', 'Answer', '答复', { options: yesNoOptions }), otherPart];
    case 'single-choice':
      return [part('choice', 'choice', 'Choice', '选项', { options }), ...ownTextParts, otherPart];
    case 'tags':
    case 'party-list':
      return [
        part('choices', 'choices', 'Choices, one on each line', '选项（每行一项）', { options }),
        otherPart
      ];
    case 'money':
      return [...money(), otherPart];
    case 'percentage':
      return [
        part('value', 'number', 'Per cent', '百分比'),
        comparator(rare),
        part('year', 'period', 'Year', '年份', rare),
        part('of.en', 'line', 'Of what, English', '占何种总量（英文）', rare),
        part('of.zh', 'line', 'Of what, Chinese', '占何种总量（中文）', rare),
        otherPart
      ];
    case 'percentage-split':
      return [
        ...options.map(({ id, label }) =>
          part(`parts.${id}`, 'number', `${label.en}, per cent`, `${label.zh}（%）`)
        ),
        part('currency', 'currency', 'Currency', '币种', rare),
        part('year', 'period', 'Year', '年份', rare),
        otherPart
      ];
    case 'quantity':
      return [...quantity(withMoney), otherPart];
    case 'duration':
      return [
        part('value', 'number', 'Value', '数值'),
        part('unit', 'choice', 'Unit', '单位', { options: unitOptions }),
        otherPart
      ];
    case 'date':
      return [
        part('date', 'date', 'Date: 2013, 2013-04 or 2013-04-18', '日期：2013、2013-04 或 2013-04-18', {
          options: [notYetOption]
        }),
        otherPart
      ];
    case 'record-list':
      return [part('entries', 'entries', 'Entries, parted by a blank line', '各项之间空一行'), otherPart];
  }
}
