/**
 * Defines the files in which a city's response is exported and imported: their formats, their limits, and the
 * findings of an import.
 */

import { officeFormats } from '#base/office-format.ts';

export const exchangeTypes = {
  json: 'application/json',
  xlsx: officeFormats.xlsx,
  docx: officeFormats.docx,
  txt: 'text/plain; charset=utf-8'
} as const;
export type ExchangeFormat = keyof typeof exchangeTypes;
export const exchangeFormats = Object.keys(exchangeTypes) as ExchangeFormat[];

/**
 * Lists the kinds of import finding: content that could not be imported as it is, or was imported but must be
 * looked at.
 */
export const findingKinds = [
  /** The framework holds nothing of this name. */
  'unknown',
  /** The value does not have the form that its kind requires. */
  'unreadable',
  /** The same cell is given twice, with different values. */
  'contradictory',
  /** The value was calculated by a formula; the stored result of the formula is used. */
  'calculated',
  /** The text holds characters that no text should hold; `detail` lists them. */
  'bad-characters',
  /** The text is a remark by a person who went through the file: it is reported, and imported nowhere. */
  'comment',
  /** A question would have more records, or the response more values, than it may have. */
  'too-many',
  /** The value is larger than a field may be. */
  'too-large',
  /** The text belongs to no question. */
  'unplaced',
  /** The location belongs to an answer that is held back as confidential, or would mark one so. */
  'confidential'
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface Finding {
  readonly kind: FindingKind;
  /**
   * Gives the location in the file in the form that a user of the open file recognises: `Services!F12`, a
   * heading, a line.
   */
  readonly location: string;
  /** Shortened to 300 characters. */
  readonly text: string;
  /** Names the question to which the location belongs, where that is known. */
  readonly question: string | null;
  /** Holds a detail that needs no translation: an option's id, a code point; empty where there is none. */
  readonly detail: string;
}

/** Shortens a text of the file for a finding. */
export const shortened = (text: string): string => (text.length <= 300 ? text : `${text.slice(0, 299)}…`);
