/** Defines why an output of a report cannot be written: one reason, and what it concerns. */
import type { Bilingual } from '#base/locale.ts';

export const reportFailureReasons = [
  /** A cross-reference leads to nothing; `subject` is its target. */
  'dead-reference',
  /** A citation names a source that the report does not list; `subject` is its number. */
  'unknown-source',
  /** Two parts, tables or figures of one language have the same id; `subject` is the id. */
  'repeated-id',
  /** A figure is not a drawing or picture that can be read; `subject` is its caption, or its id. */
  'unreadable-figure',
  /** A figure has more bytes or elements than a report may hold; `subject` is its caption, or its id. */
  'large-figure',
  /** The whole report is larger than what can be written. */
  'large-report',
  /** A file became larger than an output may be; `subject` names the output. */
  'large-output',
  /** The report has no parts. */
  'empty',
  /** The report has faults that a publication must not have; they are listed one by one. */
  'faults',
  'disk-full',
  /** The time ended; `subject` names the output that was being written. */
  'out-of-time',
  /** More memory was needed than is allowed; `subject` names the output that was being written. */
  'out-of-memory',
  'cancelled',
  /** The process was ended from outside. */
  'interrupted',
  /** Something in the process that writes failed. */
  'not-written'
] as const;
export type ReportFailureReason = (typeof reportFailureReasons)[number];

export interface ReportFailure {
  readonly reason: ReportFailureReason;
  /** Names what the reason is about, for readers of each language; empty where it is about the whole report. */
  readonly subject: Bilingual;
  /** Null where it is in no part. */
  readonly part: string | null;
}
