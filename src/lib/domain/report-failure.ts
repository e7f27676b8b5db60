/** Defines why an output of a report cannot be written: one reason, and what it concerns. */

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
  'out-of-time',
  'out-of-memory',
  'cancelled',
  /** The process that writes ended, or something in it failed. */
  'not-written'
] as const;
export type ReportFailureReason = (typeof reportFailureReasons)[number];

export interface ReportFailure {
  readonly reason: ReportFailureReason;
  /** Names what the reason is about; empty where it is about the whole report. */
  readonly subject: string;
}
