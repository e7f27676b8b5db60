/**
 * Defines the form that a document is, whatever its format: under each question of a framework, and in each
 * of its records, the slots for its cells, written as labelled rows. A slot has a key for programs and a
 * label in both languages for people.
 */
import {
  activeQuestions,
  findRecordType,
  hasAccount,
  type CityFramework,
  type Framework,
  type Question
} from '#rules/framework/framework.ts';
import { figuresQuestion } from '#rules/answers/figure-record.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import { answerSection } from '#document/answer-cells.ts';
import { isAlone, languageNames, type FilePart } from '#rules/framework/answer-kinds/file-part.ts';
import { rulesOfKind } from '#rules/framework/answer-kinds/kinds.ts';
import {
  valueModelOf,
  fieldsOf,
  figureFields,
  partsOf,
  type ValueModel,
  type FieldValueModel
} from './parts.ts';

/** Describes a text of its own, in both languages. */
export interface Passage {
  readonly section: string;
  /** Null for the only passage of a question. */
  readonly facet: { readonly id: string; readonly label: Bilingual } | null;
}

/** Addresses a value: the state of the question, its value or one of its measures, or a field of a record. */
export interface CellAddress {
  readonly name: string;
  readonly measure: string | null;
  /** Null for the state. */
  readonly model: ValueModel | null;
}

export interface Slot {
  readonly key: string;
  readonly label: Bilingual;
  readonly cellAddress: CellAddress;
  /** Null for the source or note of a value, and for the state. */
  readonly part: FilePart | null;
  readonly about: 'source' | 'note' | null;
  readonly language: Locale | null;
  /** Says whether the slot is written only where it has a text. */
  readonly rare: boolean;
}

export interface FormQuestion {
  readonly id: string;
  readonly code: string;
  readonly text: Bilingual;
  readonly isPrompt: boolean;
  /** Says whether the question is no longer asked: then it is written only where there is an answer. */
  readonly isRetired: boolean;
  readonly passages: readonly Passage[];
  readonly slots: readonly Slot[];
  /** Empty where it takes none. */
  readonly recordSlots: readonly Slot[];
}

export interface FormCharacteristic {
  readonly id: string;
  readonly number: number;
  readonly name: Bilingual;
  /** Names the section of its general account, if there is one. */
  readonly account: string | null;
  readonly questions: readonly FormQuestion[];
}

export interface Form {
  readonly characteristics: readonly FormCharacteristic[];
  readonly figures: FormQuestion;
}

export const restKey = 'cells';

export function formOf(framework: CityFramework): Form {
  return {
    characteristics: framework.characteristics.map((characteristic) => {
      const active = new Set(activeQuestions(characteristic).map(({ id }) => id));
      // Questions that are no longer asked come last: they may still have answers.
      const questions = characteristic.questions.toSorted(
        (a, b) => Number(active.has(b.id)) - Number(active.has(a.id))
      );
      const { id, number, name } = characteristic;
      return {
        id,
        number,
        name,
        account: hasAccount(framework, id) ? id : null,
        questions: questions.map((question) => formQuestion(framework, question, !active.has(question.id)))
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
  const model = valueModelOf(framework, question);
  const hasValue = ['texts', 'value'].includes(rulesOfKind(question.kind).held);
  const measures = question.measures.length > 0 ? question.measures : [null];
  const values = hasValue
    ? measures.flatMap((measure) =>
        partSlots({ name: 'value', measure: measure?.id ?? null, model }, measure?.label ?? null)
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
    slots: [stateSlot, ...values, ...aboutSlots({ name: 'value', measure: null, model }, null, false)],
    recordSlots: recordType ? recordSlotsOf(fieldsOf(framework, recordType.fields)) : []
  };
}

const recordSlotsOf = (fields: readonly FieldValueModel[]): Slot[] => [
  ...fields.flatMap((field) => {
    const cellAddress: CellAddress = { name: field.id, measure: null, model: field };
    return [...partSlots(cellAddress, field.label), ...aboutSlots(cellAddress, field.label, true)];
  }),
  ...aboutSlots({ name: '$', measure: null, model: null }, null, false).filter(
    ({ about }) => about === 'source'
  )
];

export const stateLabel: Bilingual = { en: 'State', zh: '答复状态' };
const stateSlot: Slot = {
  key: 'state',
  label: stateLabel,
  cellAddress: { name: 'state', measure: null, model: null },
  part: null,
  about: null,
  language: null,
  rare: false
};

const baseKey = ({ name, measure }: CellAddress): string => (measure === null ? name : `${name}:${measure}`);

const partSlots = (cellAddress: CellAddress, label: Bilingual | null): Slot[] =>
  (cellAddress.model ? partsOf(cellAddress.model) : []).map((part) => ({
    key: `${baseKey(cellAddress)}#${part.id}`,
    label: label === null ? part.label : isAlone(part) ? label : joined(label, part.label),
    cellAddress,
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

const aboutSlots = (cellAddress: CellAddress, label: Bilingual | null, rare: boolean): Slot[] => [
  {
    key: `${baseKey(cellAddress)}@source`,
    label: joined(label, sourceLabel),
    cellAddress,
    part: null,
    about: 'source',
    language: null,
    rare
  },
  ...locales.map((language): Slot => ({
    key: `${baseKey(cellAddress)}@note#${language}`,
    label: joined(label, noteLabel(language)),
    cellAddress,
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
