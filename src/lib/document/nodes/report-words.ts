import type { ReportInline, ReportMark } from '#rules/report/report-content.ts';

/** Returns a piece of text without a language of its own; none for empty words. */
export const words = (
  text: string,
  marks: readonly ReportMark[] = [],
  href: string | null = null
): ReportInline[] => (text === '' ? [] : [{ kind: 'text', text, marks, href, language: null }]);
