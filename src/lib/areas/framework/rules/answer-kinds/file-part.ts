/** Defines the parts in which a value stands in a file, with their names in both languages. */
import type { Labelled } from '../framework.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import { comparators, type Comparator } from '../record.ts';

/** Determines how the part is written and parsed. */
export type PartForm =
  | 'text'
  | 'line'
  | 'number'
  | 'period'
  | 'currency'
  | 'choice'
  | 'choices'
  | 'flag'
  | 'typed'
  | 'entries'
  | 'json';

export interface FilePart {
  /**
   * Names the part: `amount`, or a path into the value, such as `money.amount`; `en` and `zh` for a text in
   * two languages.
   */
  readonly id: string;
  readonly label: Bilingual;
  readonly form: PartForm;
  /** `choices` and some fields also take additions of the city's own. */
  readonly options: readonly Labelled[];
  readonly language: Locale | null;
  /** Says whether the part is seldom used: a file has it only where it has a text. */
  readonly rare: boolean;
  /** Is true if the part is the value itself, not one of several parts of it. */
  readonly isWhole: boolean;
  /** Parses a part of the form `typed`, other than its options; null for a text that it cannot be. */
  readonly read: ((text: string) => string | null) | null;
}

export interface FiledValue {
  readonly options: readonly Labelled[];
  readonly withMoney: boolean;
}

export type PartOptions = Partial<Pick<FilePart, 'options' | 'language' | 'rare' | 'isWhole' | 'read'>>;

export const part = (
  id: string,
  form: PartForm,
  en: string,
  zh: string,
  { options = [], language = null, rare = false, isWhole = false, read = null }: PartOptions = {}
): FilePart => ({ id, label: { en, zh }, form, options, language, rare, isWhole, read });
export const rare: PartOptions = { rare: true };

/** Checks whether a part is all that people read of a value, which then has the name of its field. */
export const isAlone = ({ isWhole, form }: FilePart): boolean => isWhole && form !== 'text';

export const labelled = <Id extends string>(
  ids: readonly Id[],
  labels: Readonly<Record<Id, Bilingual>>
): Labelled[] => ids.map((id) => ({ id, label: labels[id] }));

export const comparatorOptions = labelled(comparators, {
  eq: { en: 'exactly', zh: '等于' },
  approx: { en: 'about', zh: '约' },
  gt: { en: 'more than', zh: '超过' },
  gte: { en: 'at least', zh: '不少于' },
  lt: { en: 'less than', zh: '少于' },
  lte: { en: 'at most', zh: '不超过' }
} satisfies Record<Comparator, Bilingual>);

export const languageNames = {
  en: { en: 'English', zh: '英文' },
  zh: { en: 'Chinese', zh: '中文' }
} as const;

export const textParts = (): readonly FilePart[] => [
  ...locales.map((language) =>
    part(language, 'text', languageNames[language].en, languageNames[language].zh, { language })
  ),
  part('plain', 'text', 'Language not stated', '未注明语言', { rare: true, isWhole: true })
];
