/**
 * Defines what a page knows of the questions of one characteristic: each with its choices, and the types of
 * its records.
 */
import type { Answer, ShownState } from '#rules/answers/answer.ts';
import { mostRecords, mostRecordsOf, shownState } from '#rules/answers/answer-faults.ts';
import type { AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import type {
  CityFramework,
  Characteristic,
  Condition,
  FieldDefinition,
  Framework,
  Labelled,
  Origin,
  Question,
  RecordType
} from '#rules/framework/framework.ts';
import { activeQuestions, findRecordType, hasAccount, optionsOf } from '#rules/framework/framework.ts';
import { figuresQuestion, figureType, generalSection } from '#rules/answers/figure-record.ts';
import type { Bilingual } from '#base/locale.ts';

export interface FieldModel {
  readonly id: string;
  readonly label: Bilingual;
  readonly kind: AnswerKind;
  readonly required: boolean;
  readonly requiredIf: FieldDefinition['requiredIf'];
  readonly options: readonly Labelled[];
  /** Lists the fields of records inside this field. */
  readonly parts: readonly FieldModel[];
}

export interface RecordTypeModel {
  readonly id: string;
  readonly label: Bilingual;
  readonly fields: readonly FieldModel[];
}

export interface QuestionModel extends Pick<
  Question,
  | 'id'
  | 'code'
  | 'text'
  | 'kind'
  | 'required'
  | 'parentId'
  | 'facets'
  | 'measures'
  | 'alsoAccepts'
  | 'withMoney'
  | 'guidance'
  | 'example'
  | 'exampleRequired'
> {
  readonly options: readonly Labelled[];
  readonly type: RecordTypeModel | null;
  readonly showIf: Condition | null;
  readonly maxRecords: number;
  readonly from: readonly Origin[];
}

/**
 * Selects whether retired questions are left out ('now') or included, where answers of any time are read
 * ('ever').
 */
type Since = 'now' | 'ever';

const fieldOf = (framework: Framework, field: FieldDefinition, depth: number, since: Since): FieldModel => ({
  id: field.id,
  label: field.label,
  kind: field.kind,
  required: field.required,
  requiredIf: field.requiredIf,
  options: optionsOf(framework, field),
  parts:
    field.recordType !== null && depth === 0
      ? fieldsOf(framework, findRecordType(framework, field.recordType), 1, since)
      : []
});

const fieldsOf = (
  framework: Framework,
  type: RecordType | undefined,
  depth: number,
  since: Since
): FieldModel[] =>
  (type?.fields ?? [])
    .filter(({ retired }) => since === 'ever' || retired !== true)
    .map((field) => fieldOf(framework, field, depth, since));

const typeOf = (framework: Framework, id: string | null, since: Since): RecordTypeModel | null => {
  const type = id === null ? undefined : findRecordType(framework, id);
  return type ? { id: type.id, label: type.label, fields: fieldsOf(framework, type, 0, since) } : null;
};

const questionModelOf = (framework: Framework, question: Question, since: Since): QuestionModel => ({
  id: question.id,
  code: question.code,
  text: question.text,
  kind: question.kind,
  required: question.required,
  parentId: question.parentId,
  facets: question.facets,
  measures: question.measures,
  alsoAccepts: question.alsoAccepts,
  withMoney: question.withMoney,
  guidance: question.guidance,
  example: question.example,
  exampleRequired: question.exampleRequired,
  showIf: question.showIf,
  maxRecords: mostRecordsOf(question),
  from: question.from ?? [],
  options: optionsOf(framework, question),
  type: typeOf(framework, question.recordType, since)
});

export const activeQuestionModels = (framework: Framework, characteristic: Characteristic): QuestionModel[] =>
  activeQuestions(characteristic).map((question) => questionModelOf(framework, question, 'now'));

/** Includes retired questions: an earlier version may have answered them. */
export const allQuestionModels = (framework: Framework, { questions }: Characteristic): QuestionModel[] =>
  questions.map((question) => questionModelOf(framework, question, 'ever'));

/** `hasText` says that one of its passages holds text. */
export const shownStateOf = (
  question: QuestionModel,
  answer: Answer | undefined,
  hasText: boolean
): ShownState => shownState({ ...question, fields: question.type?.fields ?? [] }, answer, hasText);

export const figuresTitle: Bilingual = { en: 'Figures of the city', zh: '城市数据' };

/** Holds what a question has that asks for one thing of everybody and explains nothing. */
export const plainQuestion = {
  required: false,
  parentId: null,
  facets: [],
  measures: [],
  alsoAccepts: null,
  withMoney: false,
  guidance: null,
  example: null,
  exampleRequired: false,
  showIf: null
} satisfies Partial<QuestionModel>;

/**
 * Returns the model for the city's figures, which are asked for like any records; each belongs to one
 * characteristic or to none.
 */
export function figuresModel(framework: CityFramework): QuestionModel {
  const sections = [
    { id: generalSection, label: { en: 'The city as a whole', zh: '全市总体' } },
    ...framework.characteristics
      .filter(({ id }) => hasAccount(framework, id))
      .map(({ id, name }) => ({ id, label: name }))
  ];
  const fields = figureType.fields.map((field): FieldModel => ({
    ...field,
    options: field.id === 'section' ? sections : [],
    parts: []
  }));
  return {
    id: figuresQuestion,
    code: '',
    text: figuresTitle,
    kind: 'record-list',
    ...plainQuestion,
    maxRecords: mostRecords,
    from: [],
    options: [],
    type: { id: figureType.id, label: figureType.label, fields }
  };
}
