/** What a page knows of the questions of one characteristic: each with its choices, and the types of its records. */
import { mostRecords, mostRecordsOf } from '#domain/answer-faults.ts';
import type {
  AnswerKind,
  AskedFramework,
  Characteristic,
  Condition,
  FieldDefinition,
  Framework,
  Labelled,
  Origin,
  Question,
  RecordType
} from '#domain/framework.ts';
import { askedQuestions, findRecordType, hasAccount, optionsOf } from '#domain/framework.ts';
import { figuresQuestion, figureType, generalSection } from '#domain/figure-record.ts';
import type { Bilingual } from '#domain/locale.ts';

export interface AskedField {
  readonly id: string;
  readonly label: Bilingual;
  readonly kind: AnswerKind;
  readonly required: boolean;
  readonly requiredIf: FieldDefinition['requiredIf'];
  readonly options: readonly Labelled[];
  /** The fields of records inside this field. */
  readonly parts: readonly AskedField[];
}

export interface AskedType {
  readonly id: string;
  readonly label: Bilingual;
  readonly fields: readonly AskedField[];
}

export interface AskedQuestion extends Pick<
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
  readonly type: AskedType | null;
  readonly showIf: Condition | null;
  readonly maxRecords: number;
  readonly from: readonly Origin[];
}

/** What is no longer asked is left out, but where answers of any time are read. */
type Since = 'now' | 'ever';

const fieldOf = (framework: Framework, field: FieldDefinition, depth: number, since: Since): AskedField => ({
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
): AskedField[] =>
  (type?.fields ?? [])
    .filter(({ retired }) => since === 'ever' || retired !== true)
    .map((field) => fieldOf(framework, field, depth, since));

const typeOf = (framework: Framework, id: string | null, since: Since): AskedType | null => {
  const type = id === null ? undefined : findRecordType(framework, id);
  return type ? { id: type.id, label: type.label, fields: fieldsOf(framework, type, 0, since) } : null;
};

const asked = (framework: Framework, question: Question, since: Since): AskedQuestion => ({
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

export const questionsAsked = (framework: Framework, characteristic: Characteristic): AskedQuestion[] =>
  askedQuestions(characteristic).map((question) => asked(framework, question, 'now'));

/** With what is retired: an earlier version may have answered it. */
export const questionsEverAsked = (framework: Framework, { questions }: Characteristic): AskedQuestion[] =>
  questions.map((question) => asked(framework, question, 'ever'));

export const figuresTitle: Bilingual = { en: 'Figures of the city', zh: '城市数据' };

/** The city's figures, asked like any records; each stands under a characteristic, or under none. */
export function figuresAsked(framework: AskedFramework): AskedQuestion {
  const sections = [
    { id: generalSection, label: { en: 'The city as a whole', zh: '全市总体' } },
    ...framework.characteristics
      .filter(({ id }) => hasAccount(framework, id))
      .map(({ id, name }) => ({ id, label: name }))
  ];
  const fields = figureType.fields.map((field): AskedField => ({
    ...field,
    options: field.id === 'section' ? sections : [],
    parts: []
  }));
  return {
    id: figuresQuestion,
    code: '',
    text: figuresTitle,
    kind: 'record-list',
    required: false,
    parentId: null,
    facets: [],
    measures: [],
    alsoAccepts: null,
    withMoney: false,
    guidance: null,
    example: null,
    exampleRequired: false,
    showIf: null,
    maxRecords: mostRecords,
    from: [],
    options: [],
    type: { id: figureType.id, label: figureType.label, fields }
  };
}
