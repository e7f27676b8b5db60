/** Reports why an output cannot be written, in a form that becomes a sentence for the reader. */
import type { ReportFailure, ReportFailureReason } from '#domain/report-failure.ts';

export class ReportFailureError extends Error {
  override readonly name = 'ReportFailureError';
  readonly failure: ReportFailure;

  constructor(reason: ReportFailureReason, subject = '', options?: ErrorOptions) {
    super(subject === '' ? reason : `${reason}: ${subject}`, options);
    this.failure = { reason, subject };
  }
}
