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
  /** No longer offered; where it was chosen before it stays readable. */
  readonly retired?: true | undefined;
}

/** A question that is asked only where another one, before it, was answered in one of these ways. */
export interface Condition {
  readonly question: string;
  /** Ids of options, or of `yesNoAnswers` for a `yes-no-evidence` question. */
  readonly equals: readonly string[];
}

export const yesNoAnswers = ['yes', 'partly', 'no', 'unknown'] as const;

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
  /** Null for a question that everybody is asked. */
  readonly showIf: Condition | null;
  /** A second kind in which it may be answered, such as money beside shares. */
  readonly alsoAccepts: AnswerKind | null;
  /** Whether each quantity may be given in money as well. */
  readonly withMoney: boolean;
  /** `{recordType}.{field}` whose records the answer speaks of. */
  readonly linkedField: string | null;
  readonly guidance: Bilingual | null;
  readonly example: Bilingual | null;
  /** No longer asked; what was answered before stays readable. */
  readonly retired: boolean;
  /** Of its records; where it is not said, as many as any question may have. */
  readonly maxRecords?: number | undefined;
  /** Of a short profile: what was answered already, and may be taken over. */
  readonly from?: readonly Origin[] | undefined;
}

/** Where an answer may be taken from: another question, of the city's figures the named one. */
export interface Origin {
  readonly question: string;
  readonly record?: string | undefined;
  /** The measure, or the topic, to which it belongs in the answer. */
  readonly measure?: string | undefined;
  readonly facet?: string | undefined;
}

export interface Characteristic {
  readonly number: number;
  readonly id: string;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly questions: readonly Question[];
}

/** Characteristics of which a part of a short profile speaks are where its answers may be found already. */
export interface ProfilePart extends Characteristic {
  readonly mapsTo: readonly string[];
}

/** A second, shorter template of the same study, for those cities that the secretariat chooses. */
export interface ShortProfile {
  readonly id: string;
  readonly title: Bilingual;
  readonly useNote: Bilingual;
  readonly parts: readonly ProfilePart[];
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
  readonly retired?: true | undefined;
}

export interface RecordType {
  readonly id: string;
  readonly label: Bilingual;
  /** Ids of the questions that are answered with these records. */
  readonly usedBy: readonly string[];
  readonly fields: readonly FieldDefinition[];
}

/** Literature behind the framework, with the characteristics that rest on it. */
export interface Reference {
  readonly id: string;
  readonly text: Bilingual;
  readonly url: string | null;
  readonly characteristics: readonly string[];
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
  readonly references: readonly Reference[];
  readonly profile?: ShortProfile | undefined;
}

export const findCharacteristic = (framework: Framework, id: string): Characteristic | undefined =>
  framework.characteristics.find((characteristic) => characteristic.id === id);

/** All under which a city may be asked: the characteristics, and after them the parts of a short profile. */
export const answerParts = ({
  characteristics,
  profile
}: Pick<Framework, 'characteristics' | 'profile'>): readonly Characteristic[] =>
  profile ? [...characteristics, ...profile.parts] : characteristics;

/** The same of one city, which answers the short profile or does not. */
export const partsOfCity = (framework: Framework, answersProfile: boolean): readonly Characteristic[] =>
  answersProfile ? answerParts(framework) : framework.characteristics;

/** A framework as one city is asked: the parts of the short profile that it answers stand behind the characteristics. */
export interface CityFramework extends Framework {
  /** Which of the characteristics are such parts: they have questions, and no text of their own. */
  readonly profileParts?: readonly string[];
}

export const frameworkOfCity = (framework: Framework, answersProfile: boolean): CityFramework => ({
  ...framework,
  profile: undefined,
  characteristics: partsOfCity(framework, answersProfile),
  profileParts: answersProfile ? (framework.profile?.parts ?? []).map(({ id }) => id) : []
});

/** Whether there is a general account of it, beside the answers to its questions. */
export const hasAccount = ({ profileParts = [] }: CityFramework, part: string): boolean =>
  !profileParts.includes(part);

/** The part under which a question stands. */
export const partOfQuestion = (framework: Framework, question: string): Characteristic | undefined =>
  answerParts(framework).find(({ questions }) => questions.some(({ id }) => id === question));

export const findRecordType = (
  framework: Pick<Framework, 'recordTypes'>,
  id: string
): RecordType | undefined => framework.recordTypes.find((recordType) => recordType.id === id);

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

/** What is asked now: without what has been retired, and without prompts of a retired question. */
export function activeQuestions({ questions }: Characteristic): Question[] {
  const retired = new Set(questions.filter((question) => question.retired).map(({ id }) => id));
  return questions.filter((question) => !retired.has(question.id) && !retired.has(question.parentId ?? ''));
}

export const isOffered = ({ retired }: { readonly retired?: boolean | undefined }): boolean =>
  retired !== true;

/** Everything the framework asks, in the order in which it is read, each question before its prompts. */
export const inDocumentOrder = (framework: Framework): Question[] =>
  answerParts(framework).flatMap((characteristic) =>
    questionsWithPrompts(characteristic).flatMap(({ question, prompts }) => [question, ...prompts])
  );

/**
 * The framework as its agreement covers it. What was added to the shape later is left out where it says nothing, so that a framework
 * without it keeps the hash under which it was signed.
 */
export function recordOfFramework({ references, profile, ...framework }: Framework): object {
  return {
    ...framework,
    ...(references.length > 0 ? { references } : {}),
    characteristics: framework.characteristics.map(recordOfPart),
    ...(profile && { profile: { ...profile, parts: profile.parts.map(recordOfPart) } })
  };
}

const recordOfPart = (part: Characteristic): object => ({
  ...part,
  questions: part.questions.map(
    ({ showIf, alsoAccepts, withMoney, linkedField, guidance, example, retired, ...question }) => ({
      ...question,
      ...(showIf && { showIf }),
      ...(alsoAccepts && { alsoAccepts }),
      ...(withMoney && { withMoney }),
      ...(linkedField && { linkedField }),
      ...(guidance && { guidance }),
      ...(example && { example }),
      ...(retired && { retired })
    })
  )
});

/** The record types that a characteristic's questions ask for, each once, in the order of the questions. */
export function recordTypesOf(framework: Framework, characteristic: Characteristic): RecordType[] {
  const ids = new Set(characteristic.questions.flatMap((question) => question.recordType ?? []));
  return [...ids].flatMap((id) => findRecordType(framework, id) ?? []);
}

/** The characteristic under which records of a type are shown. */
export const characteristicOfRecordType = (
  framework: Framework,
  recordType: string
): Characteristic | undefined =>
  framework.characteristics.find((characteristic) =>
    characteristic.questions.some((question) => question.recordType === recordType)
  );
