/**
 * A city's response as files carry it, whatever their format. A format is two functions: one that writes a book as bytes, and one that
 * reads bytes as what was found in them. Neither knows who asks nor what stands in the study: that is judged by whoever calls them.
 */
import type { Cells } from '#document/answers.ts';
import type { CityFramework } from '#domain/framework.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import type { SectionContent } from '#domain/version.ts';
import type { FileFault, Finding } from '#domain/exchange.ts';

export {
  fileLimits,
  shortened,
  type ExchangeFormat,
  type FileFault,
  type Finding,
  type FindingKind
} from '#domain/exchange.ts';

export interface AnswerBook {
  readonly study: { readonly slug: string; readonly title: Bilingual };
  readonly city: { readonly id: string; readonly name: Bilingual };
  readonly framework: CityFramework;
  /** Language of headings that stand in one language; the words of the city stand in both. */
  readonly language: Locale;
  /** As `#document/answers` reads and writes them; none in an empty form. */
  readonly cells: Cells;
  /** The texts that hold anything: general accounts, whose id is that of a characteristic, and passages (`#document/answer-places`). */
  readonly texts: readonly SectionContent[];
}

/** Something that was found while reading; its words are shortened later. */
export type FoundThing = Omit<Finding, 'text' | 'detail'> & {
  readonly text: string;
  readonly detail?: string;
};

/** What was read. What a file does not speak of is not in it, and stays as it is; null takes a cell out. */
export interface ParsedFile {
  readonly cells: Readonly<Record<string, Cells[string] | null>>;
  readonly texts: readonly SectionContent[];
  readonly findings: readonly Finding[];
  /** Questions whose cells stand in the file as a whole: what it does not say of them is taken out. */
  readonly whole?: readonly string[];
  /** Of the file where it says so. */
  readonly from: {
    readonly study: string | null;
    readonly city: string | null;
    readonly frameworkVersion: string | null;
  };
}

export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
  readonly fault: FileFault;
  /** For a reader: which part of the file, how many rows. */
  readonly detail: string;

  constructor(fault: FileFault, detail = '') {
    super(`The file cannot be read: ${fault}${detail ? ` (${detail})` : ''}`);
    this.fault = fault;
    this.detail = detail;
  }
}

export interface Exchange {
  readonly write: (book: AnswerBook) => Uint8Array;
  /** Throws `UnreadableFileError`, and nothing else for any bytes. */
  readonly read: (bytes: Uint8Array, framework: CityFramework) => ParsedFile;
}
