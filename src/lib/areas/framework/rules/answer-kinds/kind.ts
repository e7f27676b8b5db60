/**
 * Defines what the rules of an answer kind are: of a kind of value that a question or a field of a record takes.
 * From them follow what is valid and complete, what is typed, what a form of the question needs, what is compared
 * and counted, and how the value stands in files.
 */
import type { Bilingual } from '#base/locale.ts';
import type { FieldValue, Indicator } from '../record.ts';
import type { PartChecks, Parts } from './checks.ts';
import type { FilePart, FiledValue } from './file-part.ts';

export type Figure = Pick<
  Indicator,
  'value' | 'valueTo' | 'valueText' | 'unit' | 'currency' | 'comparator' | 'referenceYear'
>;

export interface TypedNumbers {
  /** Checks whether the number of a part may be typed with a percent sign; it may not where this is left out. */
  readonly isPercent?: (part: string, parts: Parts) => boolean;
  /** Limits the number: from 0 to 100, or not below 0. */
  readonly range?: 'percent' | 'not-negative';
  /** Separates the number from the unit after it; null where the text ends with no unit. */
  readonly splitUnit?: (text: string) => { readonly number: string; readonly unit: string } | null;
  /** Returns the other parts that the typed text gives: a currency, that the number is approximate. */
  readonly alsoGives?: (part: string, typed: TypedAmount, parts: Parts) => Parts;
  /** Is true for amounts, which a Chinese reader sees in 万 and 亿. */
  readonly isAmount?: true;
}

export interface TypedAmount {
  readonly currency: string | null;
  readonly isApproximate: boolean;
  readonly isPercent: boolean;
}

/** Describes a kind whose value is one text in a form of its own, such as a date. */
export interface TypedText {
  /** Null for a text that is none of this kind. */
  readonly read: (text: string) => string | null;
  readonly isReadable: (stored: string) => boolean;
}

export interface KindRules {
  /**
   * Says how an answer is held: as a passage of text, as a text in each language, as records, or as one value. The
   * passage of any other question explains the answer.
   */
  readonly held: 'passage' | 'texts' | 'records' | 'value';
  readonly fits: (value: FieldValue) => boolean;
  /** Lists what each part of the value must be, for a kind with parts. The first wrong one is reported. */
  readonly checks?: PartChecks;
  /** Lists the parts without which a value says nothing: of each entry one must be given, and the first is asked for. */
  readonly needed?: readonly (readonly string[])[];
  /** Lists the parts that hold numbers. */
  readonly numbers?: readonly string[];
  readonly typedNumbers?: TypedNumbers;
  readonly typedText?: TypedText;
  readonly needs?: 'options' | 'record-type' | 'facets';
  /** Is true if a question of this kind may ask for several measures. */
  readonly takesMeasures?: true;
  /** Is true if the city may add choices of its own. */
  readonly takesOwn?: true;
  /** Lists the answers of a kind that has fixed ones. Other questions can depend on them, and records are filtered by them. */
  readonly fixedAnswers?: readonly string[];
  /** Is true if other questions can depend on the chosen options, and records are filtered by them. */
  readonly namesOptions?: true;
  /** Is true if records are grouped by a field of this kind that has a set of options. */
  readonly isCategory?: true;
  /** Is true for an amount in a currency: totals are compared with sums of such fields. */
  readonly isAmount?: true;
  /** The shares add up to 100; null where they need not. */
  readonly sharesOf?: (value: FieldValue | undefined) => readonly number[] | null;
  /** A text may name the figure; null where the parts hold none. */
  readonly figureOf?: (parts: Parts) => Figure | null;
  /** Converts a figure of the city to a value of this kind; left out where the figure is one as it is. */
  readonly fromFigure?: (figure: Parts) => FieldValue;
  /** Checks whether a value needs an explanation as evidence. */
  readonly needsText?: (value: FieldValue | undefined) => boolean;
  /** Names the measure under which the options of a question are ticked in addition to its value, and its name in files. */
  readonly ticked?: { readonly measure: string; readonly kind: 'tags'; readonly label: Bilingual };
  /** In the order in which they are written. */
  readonly fileParts: (of: FiledValue) => readonly FilePart[];
}
