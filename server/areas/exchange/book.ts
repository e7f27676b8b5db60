/**
 * Describes a city's response as files carry it, whatever their format. A format is two functions: one writes
 * a book as bytes, and one parses bytes. Neither knows the user nor the contents of the study: their callers
 * authorize the user and compare with the study.
 */
import type { Cells } from '#document/answers.ts';
import type { CityFramework } from '#rules/framework/framework.ts';
import type { SectionContent } from '#base/content.ts';
import type { AnswerBook } from '#areas/answers';
import type { Finding } from '#rules/exchange/exchange.ts';

export { shortened, type ExchangeFormat, type Finding, type FindingKind } from '#rules/exchange/exchange.ts';
export { fileLimits } from '#base/read-file.ts';

/** Its texts are shortened later. */
export type FoundThing = Omit<Finding, 'text' | 'detail'> & {
  readonly text: string;
  readonly detail?: string;
};

/** What a file does not mention is not in it, and stays as it is; null removes a cell. */
export interface ParsedFile {
  readonly cells: Readonly<Record<string, Cells[string] | null>>;
  readonly texts: readonly SectionContent[];
  readonly findings: readonly Finding[];
  /** Lists questions all of whose cells are in the file: a cell that the file does not mention is removed. */
  readonly whole?: readonly string[];
  /** As far as the file says so. */
  readonly from: {
    readonly study: string | null;
    readonly city: string | null;
    readonly frameworkVersion: string | null;
  };
}

export interface Exchange {
  readonly write: (book: AnswerBook) => Uint8Array;
  /** Throws `UnreadableFileError`, and nothing else for any bytes. */
  readonly read: (bytes: Uint8Array, framework: CityFramework) => ParsedFile;
}
