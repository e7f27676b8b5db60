/**
 * Writes a report as PDF by Typst, from a template of our own and data that is never read as markup. Equal
 * reports give equal bytes: the only date is the report's own, and no typeface of the machine takes part.
 */
import { NodeCompiler, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReportContent, ReportEdition } from '#domain/report-content.ts';
import { loadFonts } from './fonts.ts';
import type { Pictures } from './pictures.ts';
import { printedDocument } from './printed-document.ts';

const folder = fileURLToPath(new URL('./template', import.meta.url));

let compiler: NodeCompiler | undefined;

/** Returns PDF/UA-1. Throws a `ReportFailureError` for what the report's content makes impossible. */
export function pdfOf(content: ReportContent, edition: ReportEdition, pictures: Pictures): Uint8Array {
  const fonts = loadFonts();
  const { data, files } = printedDocument(content, edition, pictures, fonts);
  compiler ??= NodeCompiler.create({ workspace: folder, fontArgs: [{ fontBlobs: [...fonts.blobs] }] });
  compiler.resetShadow();
  compiler.mapShadow(join(folder, 'content.json'), Buffer.from(JSON.stringify(data)));
  for (const [name, bytes] of files) compiler.mapShadow(join(folder, name), Buffer.from(bytes));
  const compiled = compiler.compile({ mainFilePath: join(folder, 'report.typ') });
  if (!compiled.result) throw new Error(`Typst refused the report: ${JSON.stringify(compiled.takeDiagnostics()?.shortDiagnostics)}`);
  const pdf = compiler.pdf(compiled.result, { pdfStandard: PdfStandard.UA_1 });
  compiler.resetShadow();
  compiler.evictCache(0);
  return pdf;
}
