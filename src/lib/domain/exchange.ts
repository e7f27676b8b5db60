/** Files that carry a city's response out and in again: in which formats, within which limits, and what is said of one that was read. */

export const exchangeFormats = ['json', 'xlsx', 'docx', 'txt'] as const;
export type ExchangeFormat = (typeof exchangeFormats)[number];

/** What could not be taken over as it stands, or can be taken but has to be looked at. */
export const findingKinds = [
  /** Nothing in the framework is called so. */
  'unknown',
  /** No value of this kind looks so. */
  'unreadable',
  /** The same place is given twice, differently. */
  'contradictory',
  /** Was calculated by a formula; the value that stood beside it is taken. */
  'calculated',
  /** Holds signs that no text should hold; `detail` tells which. */
  'bad-characters',
  /** A remark of somebody who went through the file: kept, and written nowhere. */
  'comment',
  /** Words that belong to no question. */
  'unplaced'
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface Finding {
  readonly kind: FindingKind;
  /** Where in the file, as whoever has it open finds it: `Services!F12`, a heading, a line. */
  readonly location: string;
  /** What stands there, shortened to 300 characters. */
  readonly text: string;
  /** The question whose place it is, where that is known. */
  readonly question: string | null;
  /** More for a reader, in no language: an option's id, a code point; empty where there is none. */
  readonly detail: string;
}

/** As a finding shows words of the file. */
export const shortened = (text: string): string => (text.length <= 300 ? text : `${text.slice(0, 299)}…`);

/** Why a file is not read at all. */
export const fileFaults = [
  'empty',
  'too-large',
  /** Not of the kind that its name or the sender says. */
  'wrong-type',
  'broken',
  /** Unpacks to more than is allowed, or is packed in layers. */
  'unpacks-too-large',
  'too-many-rows',
  'too-many-cells',
  'encrypted',
  'macros',
  /** Points to something outside itself, such as an external entity or a linked workbook. */
  'external',
  'too-deep',
  'not-utf8',
  /** Reading took too long or too much memory. */
  'too-much'
] as const;
export type FileFault = (typeof fileFaults)[number];

/** What one file may hold. The bytes are judged before anything is unpacked. */
export const fileLimits = {
  bytes: 20 * 1024 * 1024,
  unpackedBytes: 100 * 1024 * 1024,
  /** Of one part of a package. */
  partBytes: 60 * 1024 * 1024,
  parts: 2_000,
  rows: 20_000,
  cells: 400_000,
  depth: 200
} as const;
