/** Describes the values of questions and fields as files have them, and lists the parts of each. */
import { rulesOfKind, type AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import { part, rare, type FilePart } from '#rules/framework/answer-kinds/file-part.ts';
import {
  findRecordType,
  hasAccount,
  optionsOf,
  type CityFramework,
  type FieldDefinition,
  type Framework,
  type Labelled,
  type Question
} from '#rules/framework/framework.ts';
import { figureType, generalSection } from '#rules/answers/figure-record.ts';
import type { Bilingual } from '#base/locale.ts';

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

/** With retired fields, whose values are exported with the rest. */
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

/** Holds what no other part can express, as JSON for programs. */
export const otherPart = part('other', 'json', 'For the machine', '供程序读取', rare);

const known = new WeakMap<ValueModel, readonly FilePart[]>();

/** In the order in which they are written, `other` last. */
export function partsOf(model: ValueModel): readonly FilePart[] {
  const parts = known.get(model) ?? [...rulesOfKind(model.kind).fileParts(model), otherPart];
  known.set(model, parts);
  return parts;
}
