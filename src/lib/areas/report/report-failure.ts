/** Returns the sentence for each reason why an output of a report could not be written. */
import type { Locale } from '#base/locale.ts';
import type { ReportFailure, ReportFailureReason } from '#rules/report/report-failure.ts';
import { m } from '#lib/paraglide/messages.js';

const sentences: Readonly<Record<ReportFailureReason, (subject: string, locale: Locale) => string>> = {
  'dead-reference': (subject, locale) => m.report_output_failed_dead_reference({ subject }, { locale }),
  'unknown-source': (subject, locale) => m.report_output_failed_unknown_source({ subject }, { locale }),
  'repeated-id': (subject, locale) => m.report_output_failed_repeated_id({ subject }, { locale }),
  'unreadable-figure': (subject, locale) => m.report_output_failed_unreadable_figure({ subject }, { locale }),
  'large-figure': (subject, locale) => m.report_output_failed_large_figure({ subject }, { locale }),
  'large-report': (_, locale) => m.report_output_failed_large_report({}, { locale }),
  'large-output': (subject, locale) => m.report_output_failed_large_output({ subject }, { locale }),
  empty: (_, locale) => m.report_failed_empty({}, { locale }),
  faults: (_, locale) => m.report_failed_faults({}, { locale }),
  'disk-full': (_, locale) => m.report_failed_no_room({}, { locale }),
  'out-of-time': (subject, locale) => m.report_output_failed_out_of_time({ subject }, { locale }),
  'out-of-memory': (subject, locale) => m.report_output_failed_out_of_memory({ subject }, { locale }),
  cancelled: (_, locale) => m.report_output_failed_cancelled({}, { locale }),
  interrupted: (_, locale) => m.report_output_failed_interrupted({}, { locale }),
  'not-written': (_, locale) => m.report_output_failed_not_written({}, { locale })
};

export const reportFailureSentence = ({ reason, subject }: ReportFailure, locale: Locale): string =>
  sentences[reason](subject[locale], locale);
