/**
 * An assessment framework: characteristics, their questions with prompts, answer kinds, option sets and record types. It is
 * data of a study, not code: everything here works for any framework of this shape. A framework compares; it does not rank.
 */
import type { Bilingual } from './locale.ts';

export const answerKinds = [
  'rich-text',
  'facet-text',
  'yes-no-evidence',
  'record-list',
  'tags',
  'money',
  'percentage',
  'percentage-split',
  'quantity',
  'duration',
  'date',
  'single-choice',
  'short-text',
  'party-list'
] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** Something with an id and a name in both languages: an option, a facet, a measure, an answer kind. */
export interface Labelled {
  readonly id: string;
  readonly label: Bilingual;
}

export interface Question {
  readonly id: string;
  /** As printed, such as `6.1a`. */
  readonly code: string;
  readonly text: Bilingual;
  readonly kind: AnswerKind;
  readonly required: boolean;
  /** Set for a prompt, which belongs under its question. */
  readonly parentId: string | null;
  /** The topics of a `facet-text` answer. */
  readonly facets: readonly Labelled[];
  readonly measures: readonly Labelled[];
  /** The type of the records of a `record-list` answer. */
  readonly recordType: string | null;
  readonly optionsRef: string | null;
  readonly options: readonly Labelled[];
  readonly exampleRequired: boolean;
}

export interface Characteristic {
  readonly number: number;
  readonly id: string;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly questions: readonly Question[];
}

export interface FieldDefinition {
  readonly id: string;
  readonly label: Bilingual;
  readonly kind: AnswerKind;
  readonly required: boolean;
  readonly requiredIf: { readonly field: string; readonly equals: string } | null;
  readonly optionsRef: string | null;
  readonly options: readonly Labelled[];
  readonly recordType: string | null;
}

export interface RecordType {
  readonly id: string;
  readonly label: Bilingual;
  /** Ids of the questions that are answered with these records. */
  readonly usedBy: readonly string[];
  readonly fields: readonly FieldDefinition[];
}

export interface Framework {
  readonly id: string;
  readonly version: string;
  readonly title: Bilingual;
  readonly goals: readonly { readonly id: string; readonly text: Bilingual }[];
  readonly rankingNotice: Bilingual;
  readonly filledBy: Bilingual;
  readonly answerKinds: readonly Labelled[];
  readonly answerStates: readonly Labelled[];
  readonly optionSets: Readonly<Record<string, readonly Labelled[]>>;
  readonly recordTypes: readonly RecordType[];
  readonly characteristics: readonly Characteristic[];
}

export const findCharacteristic = (framework: Framework, id: string): Characteristic | undefined =>
  framework.characteristics.find((characteristic) => characteristic.id === id);

export const findRecordType = (framework: Framework, id: string): RecordType | undefined =>
  framework.recordTypes.find((recordType) => recordType.id === id);

/** The choices of a question or field: its own, else those of the named set. */
export function optionsOf(
  framework: Framework,
  of: { readonly options: readonly Labelled[]; readonly optionsRef: string | null }
): readonly Labelled[] {
  if (of.options.length > 0 || of.optionsRef === null) return of.options;
  return framework.optionSets[of.optionsRef] ?? [];
}

/** A characteristic's questions in their printed order, each with the prompts that stand under it. */
export function questionsWithPrompts(
  characteristic: Characteristic
): { readonly question: Question; readonly prompts: readonly Question[] }[] {
  return characteristic.questions
    .filter((question) => question.parentId === null)
    .map((question) => ({
      question,
      prompts: characteristic.questions.filter((prompt) => prompt.parentId === question.id)
    }));
}

/** The record types that a characteristic's questions ask for, each once, in the order of the questions. */
export function recordTypesOf(framework: Framework, characteristic: Characteristic): RecordType[] {
  const ids = new Set(characteristic.questions.flatMap((question) => question.recordType ?? []));
  return [...ids].flatMap((id) => findRecordType(framework, id) ?? []);
}

/** The characteristic under which records of a type are shown. */
export const characteristicOfRecordType = (framework: Framework, recordType: string): Characteristic | undefined =>
  framework.characteristics.find((characteristic) =>
    characteristic.questions.some((question) => question.recordType === recordType)
  );
