/**
 * The form that a document is, whatever its format: under each question of a framework, and in each of its records, the named lines in
 * which its cells stand. A line has a key for the machine and a label in both languages for everybody else.
 */
import { withheldStates, type WithheldState } from '#domain/answer.ts';
import {
  askedQuestions,
  findRecordType,
  hasAccount,
  type AskedFramework,
  type Framework,
  type Question
} from '#domain/framework.ts';
import { figuresQuestion } from '#domain/figure-record.ts';
import { locales, type Bilingual, type Locale } from '#domain/locale.ts';
import { answerSection } from '#document/answer-places.ts';
import { isWritten } from '#domain/answer.ts';
import {
  askedOf,
  fieldsOf,
  figureFields,
  languageNames,
  partsOf,
  type Asked,
  type AskedField,
  type Part
} from './parts.ts';

/** A text of its own, in both languages. */
export interface Passage {
  readonly section: string;
  /** Null for the only one of a question. */
  readonly facet: { readonly id: string; readonly label: Bilingual } | null;
}

/** Where a value can stand: the state of the question, its value or one of its measures, a field of a record. */
export interface Place {
  readonly name: string;
  readonly measure: string | null;
  /** Null for the state. */
  readonly asked: Asked | null;
}

export interface Slot {
  readonly key: string;
  readonly label: Bilingual;
  readonly place: Place;
  /** The part of the value, or what is said of it. */
  readonly part: Part | null;
  readonly about: 'source' | 'note' | null;
  readonly language: Locale | null;
  /** Written only where something stands in it. */
  readonly rare: boolean;
}

export interface FormQuestion {
  readonly id: string;
  readonly code: string;
  readonly text: Bilingual;
  readonly isPrompt: boolean;
  /** No longer asked: it stands there only where something was answered. */
  readonly isRetired: boolean;
  readonly passages: readonly Passage[];
  readonly slots: readonly Slot[];
  /** Of each of its records; none where it has none. */
  readonly recordSlots: readonly Slot[];
}

export interface FormCharacteristic {
  readonly id: string;
  readonly number: number;
  readonly name: Bilingual;
  /** The section of its general account, if there is one. */
  readonly account: string | null;
  readonly questions: readonly FormQuestion[];
}

export interface Form {
  readonly characteristics: readonly FormCharacteristic[];
  readonly figures: FormQuestion;
}

export const restKey = 'cells';

export function formOf(framework: AskedFramework): Form {
  return {
    characteristics: framework.characteristics.map((characteristic) => {
      const asked = new Set(askedQuestions(characteristic).map(({ id }) => id));
      // What is no longer asked comes last: answers to it may still stand.
      const questions = characteristic.questions.toSorted(
        (a, b) => Number(asked.has(b.id)) - Number(asked.has(a.id))
      );
      const { id, number, name } = characteristic;
      return {
        id,
        number,
        name,
        account: hasAccount(framework, id) ? id : null,
        questions: questions.map((question) => formQuestion(framework, question, !asked.has(question.id)))
      };
    }),
    figures: {
      id: figuresQuestion,
      code: '',
      text: { en: 'Figures of the city', zh: '城市数据' },
      isPrompt: false,
      isRetired: false,
      passages: [],
      slots: [],
      recordSlots: recordSlotsOf(figureFields(framework))
    }
  };
}

export const allQuestions = (form: Form): FormQuestion[] => [
  ...form.characteristics.flatMap(({ questions }) => questions),
  form.figures
];

function formQuestion(framework: Framework, question: Question, isRetired: boolean): FormQuestion {
  const recordType =
    question.recordType === null ? undefined : findRecordType(framework, question.recordType);
  const asked = askedOf(framework, question);
  const hasValue = !isWritten(question.kind) && question.kind !== 'record-list';
  const measures = question.measures.length > 0 ? question.measures : [null];
  const values = hasValue
    ? measures.flatMap((measure) =>
        partSlots({ name: 'value', measure: measure?.id ?? null, asked }, measure?.label ?? null)
      )
    : [];
  return {
    id: question.id,
    code: question.code,
    text: question.text,
    isPrompt: question.parentId !== null,
    isRetired,
    passages:
      question.facets.length > 0
        ? question.facets.map((facet) => ({ section: answerSection(question.id, facet.id), facet }))
        : [{ section: answerSection(question.id), facet: null }],
    slots: [stateSlot, ...values, ...aboutSlots({ name: 'value', measure: null, asked }, null, false)],
    recordSlots: recordType ? recordSlotsOf(fieldsOf(framework, recordType.fields)) : []
  };
}

const recordSlotsOf = (fields: readonly AskedField[]): Slot[] => [
  ...fields.flatMap((field) => {
    const place: Place = { name: field.id, measure: null, asked: field };
    return [...partSlots(place, field.label), ...aboutSlots(place, field.label, true)];
  }),
  ...aboutSlots({ name: '$', measure: null, asked: null }, null, false).filter(
    ({ about }) => about === 'source'
  )
];

export const stateLabel: Bilingual = { en: 'State', zh: '答复状态' };
const stateSlot: Slot = {
  key: 'state',
  label: stateLabel,
  place: { name: 'state', measure: null, asked: null },
  part: null,
  about: null,
  language: null,
  rare: false
};

const stateLabels: Readonly<Record<WithheldState, Bilingual>> = {
  'not-applicable': { en: 'Not applicable', zh: '不适用' },
  'no-data': { en: 'No data', zh: '无数据' },
  confidential: { en: 'Confidential', zh: '涉密不公开' }
};
export const stateOptions = withheldStates.map((id) => ({ id, label: stateLabels[id] }));

const baseKey = ({ name, measure }: Place): string => (measure === null ? name : `${name}:${measure}`);

/** A part that says all of a value is called as the value is. */
const isWhole = ({ id }: Part): boolean => ['choice', 'choices', 'date', 'entries'].includes(id);

const partSlots = (place: Place, label: Bilingual | null): Slot[] =>
  (place.asked ? partsOf(place.asked) : []).map((part) => ({
    key: `${baseKey(place)}#${part.id}`,
    label: label === null ? part.label : isWhole(part) ? label : joined(label, part.label),
    place,
    part,
    about: null,
    language: null,
    rare: part.rare
  }));

const sourceLabel: Bilingual = { en: 'Source', zh: '来源' };
const noteLabel = (language: Locale): Bilingual => ({
  en: `Note, ${languageNames[language].en}`,
  zh: `备注（${languageNames[language].zh}）`
});

const aboutSlots = (place: Place, label: Bilingual | null, rare: boolean): Slot[] => [
  {
    key: `${baseKey(place)}@source`,
    label: joined(label, sourceLabel),
    place,
    part: null,
    about: 'source',
    language: null,
    rare
  },
  ...locales.map((language): Slot => ({
    key: `${baseKey(place)}@note#${language}`,
    label: joined(label, noteLabel(language)),
    place,
    part: null,
    about: 'note',
    language,
    rare
  }))
];

const joined = (first: Bilingual | null, second: Bilingual): Bilingual =>
  first === null
    ? second
    : { en: `${first.en || first.zh} · ${second.en}`, zh: `${first.zh || first.en} · ${second.zh}` };
