/**
 * Defines an assessment framework: characteristics, their questions with prompts, answer kinds, option sets
 * and record types. It is data of a study, not code: everything here works for any framework of this shape. A
 * framework compares; it does not rank.
 */
import type { AnswerKind } from './answer-kinds/kinds.ts';
import type { Bilingual } from '#base/locale.ts';

/**
 * Describes an item with an id and a name in both languages: an option, a facet, a measure, an answer kind.
 */
export interface Labelled {
  readonly id: string;
  readonly label: Bilingual;
  /** Is true when it is no longer offered; where it was chosen before, it stays readable. */
  readonly retired?: true | undefined;
}

/** Shows a question only where an earlier one has one of these answers. */
export interface Condition {
  readonly question: string;
  /** Lists ids of options, or of the answers that the kind of the question names. */
  readonly equals: readonly string[];
}

export interface Question {
  readonly id: string;
  /** As printed, such as `6.1a`. */
  readonly code: string;
  readonly text: Bilingual;
  readonly kind: AnswerKind;
  readonly required: boolean;
  /** Set for prompts only. */
  readonly parentId: string | null;
  /** Lists the topics of a `facet-text` answer. */
  readonly facets: readonly Labelled[];
  readonly measures: readonly Labelled[];
  /** Names the type of the records of a `record-list` answer. */
  readonly recordType: string | null;
  readonly optionsRef: string | null;
  readonly options: readonly Labelled[];
  readonly exampleRequired: boolean;
  /** Null for a question that is always shown. */
  readonly showIf: Condition | null;
  /** A second kind of answer, such as money next to shares. */
  readonly alsoAccepts: AnswerKind | null;
  /** Is true when each quantity may be given in money as well. */
  readonly withMoney: boolean;
  /** Names, as `{recordType}.{field}`, the records that the answer is about. */
  readonly linkedField: string | null;
  readonly guidance: Bilingual | null;
  readonly example: Bilingual | null;
  /** Is true when it is no longer asked; earlier answers stay readable. */
  readonly retired: boolean;
  /** Without it, the general limit for questions applies. */
  readonly maxRecords?: number | undefined;
  /** Lists, in a short profile, the earlier answers that may be copied. */
  readonly from?: readonly Origin[] | undefined;
}

/**
 * Names a source from which an answer may be copied: another question, or, among the city's figures, the
 * named one.
 */
export interface Origin {
  readonly question: string;
  readonly record?: string | undefined;
  /** Names the measure, or the topic, to which it belongs in the answer. */
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

/** A part of a short profile, with the characteristics that may already hold its answers. */
export interface ProfilePart extends Characteristic {
  readonly mapsTo: readonly string[];
}

/** Describes a second, shorter template of the same study, for those cities that the secretariat chooses. */
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
  /** Lists the ids of the questions that are answered with these records. */
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

/**
 * Lists all parts under which a city may be asked: the characteristics, and after them the parts of a short
 * profile.
 */
export const answerParts = ({
  characteristics,
  profile
}: Pick<Framework, 'characteristics' | 'profile'>): readonly Characteristic[] =>
  profile ? [...characteristics, ...profile.parts] : characteristics;

/** Lists the parts under which one city is asked, with or without those of the short profile. */
export const partsOfCity = (framework: Framework, answersProfile: boolean): readonly Characteristic[] =>
  answersProfile ? answerParts(framework) : framework.characteristics;

/**
 * Describes a framework for one city: the parts of the short profile that it answers follow the
 * characteristics.
 */
export interface CityFramework extends Framework {
  /** Lists which of the characteristics are such parts: they have questions, and no text of their own. */
  readonly profileParts?: readonly string[];
}

export const frameworkOfCity = (framework: Framework, answersProfile: boolean): CityFramework => ({
  ...framework,
  profile: undefined,
  characteristics: partsOfCity(framework, answersProfile),
  profileParts: answersProfile ? (framework.profile?.parts ?? []).map(({ id }) => id) : []
});

/** Checks whether a part has a general account in addition to the answers to its questions. */
export const hasAccount = ({ profileParts = [] }: CityFramework, part: string): boolean =>
  !profileParts.includes(part);

export const partOfQuestion = (framework: Framework, question: string): Characteristic | undefined =>
  answerParts(framework).find(({ questions }) => questions.some(({ id }) => id === question));

export const findRecordType = (
  framework: Pick<Framework, 'recordTypes'>,
  id: string
): RecordType | undefined => framework.recordTypes.find((recordType) => recordType.id === id);

/** Its own, else those of the named set. */
export function optionsOf(
  framework: Framework,
  of: { readonly options: readonly Labelled[]; readonly optionsRef: string | null }
): readonly Labelled[] {
  if (of.options.length > 0 || of.optionsRef === null) return of.options;
  return framework.optionSets[of.optionsRef] ?? [];
}

/** In their printed order. */
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

/** Without retired ones, and without prompts of a retired question. */
export function activeQuestions({ questions }: Characteristic): Question[] {
  const retired = new Set(questions.filter((question) => question.retired).map(({ id }) => id));
  return questions.filter((question) => !retired.has(question.id) && !retired.has(question.parentId ?? ''));
}

export const isOffered = ({ retired }: { readonly retired?: boolean | undefined }): boolean =>
  retired !== true;

/** Each question before its prompts. */
export const inDocumentOrder = (framework: Framework): Question[] =>
  answerParts(framework).flatMap((characteristic) =>
    questionsWithPrompts(characteristic).flatMap(({ question, prompts }) => [question, ...prompts])
  );

/**
 * Returns the framework in the form that its signatures cover. Fields that were added to the shape later are
 * left out where they are empty, so that a framework without them keeps the hash under which it was signed.
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

/** Each once, in the order of the questions. */
export function recordTypesOf(framework: Framework, characteristic: Characteristic): RecordType[] {
  const ids = new Set(characteristic.questions.flatMap((question) => question.recordType ?? []));
  return [...ids].flatMap((id) => findRecordType(framework, id) ?? []);
}

export const characteristicOfRecordType = (
  framework: Framework,
  recordType: string
): Characteristic | undefined =>
  framework.characteristics.find((characteristic) =>
    characteristic.questions.some((question) => question.recordType === recordType)
  );
