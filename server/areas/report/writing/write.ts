/**
 * Writes one output of a report. Equal contents, pictures and attachments give equal bytes, on every machine and
 * at any time.
 */
import type { ReportContent, ReportEdition, ReportFormat } from '#rules/report/report-content.ts';
import { csvPackage, jsonOf } from '../outputs/csv.ts';
import { located, ReportFailureError } from '../outputs/failure.ts';
import type { Attachment } from '../outputs/pdf.ts';
import type { Pictures } from '../outputs/pictures.ts';

export type { Attachment } from '../outputs/pdf.ts';
export type { Pictures } from '../outputs/pictures.ts';

/**
 * `json`, `csv` and `xlsx` are the same for both languages except for the tables that are chosen. Attachments
 * are for `archive`, whose own are the content and its tables. Rejects with a `ReportFailureError` where the
 * content makes the output impossible.
 */
export async function writeReport(
  content: ReportContent,
  edition: ReportEdition,
  format: ReportFormat,
  pictures: Pictures,
  attachments: readonly Attachment[] = []
): Promise<Uint8Array> {
  try {
    checkSize(content);
    return await writtenAs(content, edition, format, pictures, attachments);
  } catch (error) {
    if (error instanceof ReportFailureError) error.failure = located(error.failure, content);
    throw error;
  }
}

async function writtenAs(
  content: ReportContent,
  edition: ReportEdition,
  format: ReportFormat,
  pictures: Pictures,
  attachments: readonly Attachment[]
): Promise<Uint8Array> {
  switch (format) {
    case 'pdf':
      return (await import('../outputs/pdf.ts')).pdfOf(content, edition, pictures);
    case 'slides':
      return (await import('../outputs/pdf.ts')).slidesPdfOf(content, edition, pictures);
    case 'archive':
      return (await import('../outputs/pdf.ts')).archiveOf(content, edition, pictures, attachments);
    case 'docx':
      return (await import('../outputs/docx/document.ts')).docxOf(content, edition, pictures);
    case 'html':
      return (await import('../outputs/html.ts')).htmlOf(content, edition, pictures);
    case 'json':
      return jsonOf(content);
    case 'xlsx':
      return (await import('../outputs/xlsx.ts')).tablesWorkbook(content, edition);
    case 'csv':
      return csvPackage(content, edition);
  }
}

/** Limits a report: ten times the largest that a study of thirty cities has. */
const mostBlocks = 200_000;

function checkSize(content: ReportContent): void {
  let blocks = 0;
  const count = (parts: ReportContent['parts'], depth: number): void => {
    if (depth > 50) throw new ReportFailureError('large-report');
    for (const { pairs, parts: below } of parts) {
      for (const { en, zh } of pairs) {
        blocks += en.length + zh.length;
        for (const block of [...en, ...zh]) if (block.kind === 'table') blocks += block.rows.length;
      }
      count(below, depth + 1);
    }
  };
  count(content.parts, 1);
  if (blocks > mostBlocks) throw new ReportFailureError('large-report');
}
