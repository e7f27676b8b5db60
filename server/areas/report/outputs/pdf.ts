/**
 * Writes a report as PDF by Typst, from a template of our own and data that is never read as markup. Equal
 * reports give equal bytes: the only date is the report's own, and no typeface of the machine takes part.
 */
import { NodeCompiler, PdfStandard, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReportContent, ReportEdition } from '#rules/report/report-content.ts';
import { cleanText } from './clean-text.ts';
import { csvPackage, jsonOf } from './csv.ts';
import { ReportFailureError } from './failure.ts';
import { loadFonts, readFontFiles } from './fonts.ts';
import type { Pictures } from './pictures.ts';
import { pages, printedDocument, type PrintedForm } from './printed-document.ts';
import { contentFileText, tablesFileText } from './words.ts';
import { inReadingOrder, spreadsOf, type UnitSizes } from './spreads.ts';

const folder = fileURLToPath(new URL('./template', import.meta.url));

/** Describes a file that is kept within a PDF. */
export interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The media type, as `application/json`. */
  readonly type: string;
  readonly description: string;
}

/** Returns PDF/UA-1. Throws a `ReportFailureError` for what the report's content makes impossible. */
export const pdfOf = (content: ReportContent, edition: ReportEdition, pictures: Pictures): Uint8Array =>
  written(content, edition, pictures, PdfStandard.UA_1, []);

/** Slides of 16 by 9, one message a page: PDF/UA-1 too. */
export const slidesPdfOf = (content: ReportContent, edition: ReportEdition, pictures: Pictures): Uint8Array =>
  written(content, edition, pictures, PdfStandard.UA_1, [], 'slides');

/** Returns PDF/A-3a, which holds the content, its tables and the given files in addition to the pages. */
export function archiveOf(
  content: ReportContent,
  edition: ReportEdition,
  pictures: Pictures,
  attachments: readonly Attachment[]
): Uint8Array {
  const lang = edition === 'zh' ? 'zh' : 'en';
  const tables = csvPackage(content, edition);
  return written(content, edition, pictures, PdfStandard.A_3a, [
    ...attachments,
    {
      name: 'report.json',
      bytes: jsonOf(content),
      type: 'application/json',
      description: contentFileText(lang)
    },
    { name: 'tables.zip', bytes: tables, type: 'application/zip', description: tablesFileText(lang) }
  ]);
}

function written(
  content: ReportContent,
  edition: ReportEdition,
  pictures: Pictures,
  standard: PdfStandard,
  attachments: readonly Attachment[],
  form: PrintedForm = content.kind === 'handout' ? 'handout' : 'report'
): Uint8Array {
  const printed = printedDocument(content, edition, pictures, loadFonts(), form);
  const files = new Map([
    ...printed.files,
    ...attachments.map(({ bytes }, index) => [`attachment-${index}`, bytes] as const)
  ]);
  const data = {
    ...printed.data,
    attachments: attachments.map(({ name, type, description }, index) => ({
      ...{ name, type, description },
      file: `attachment-${index}`
    }))
  };
  const typst = openTypst(files, standard);
  try {
    if (edition !== 'facing' || form !== 'report') return typst.pdf(data);
    const sizes = typst.query(data, '<sizes>') as UnitSizes[];
    // What was measured is set again anyway: keeping it would cost more memory than it saves time.
    typst.forget();
    const spreads = spreadsOf(data.units, sizes, pages.report.height);
    return typst.pdf({ ...data, units: inReadingOrder(data.units, spreads), spreads });
  } catch (error) {
    for (const [name, figure] of printed.figures)
      if (!typst.canRead(name)) throw new ReportFailureError('unreadable-figure', figure, { cause: error });
    throw error;
  } finally {
    typst.close();
  }
}

/** Replaces halves of pairs, which JSON can hold and the compiler cannot read. */
const cleanValue = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? cleanText(value) : value;

interface Typst {
  readonly pdf: (data: object) => Uint8Array;
  /** Returns the value of the metadata that has the label. */
  readonly query: (data: object, label: string) => unknown;
  /** Tells whether a file is a picture that the compiler can set. */
  readonly canRead: (name: string) => boolean;
  /** Frees what the compiler keeps of earlier work. */
  readonly forget: () => void;
  readonly close: () => void;
}

let compiler: NodeCompiler | undefined;

function openTypst(files: ReadonlyMap<string, Uint8Array>, standard: PdfStandard): Typst {
  const typst = (compiler ??= NodeCompiler.create({
    workspace: folder,
    fontArgs: [{ fontBlobs: readFontFiles() }]
  }));
  for (const [name, bytes] of files) typst.mapShadow(join(folder, name), Buffer.from(bytes));
  const compiled = (data: object): NodeTypstDocument => {
    typst.mapShadow(join(folder, 'content.json'), Buffer.from(JSON.stringify(data, cleanValue)));
    const made = typst.compile({ mainFilePath: join(folder, 'report.typ') });
    if (made.result) return made.result;
    throw new Error(`Typst refused the report: ${JSON.stringify(made.takeDiagnostics()?.shortDiagnostics)}`);
  };
  return {
    pdf: (data) => typst.pdf(compiled(data), { pdfStandard: standard }),
    query: (data, label) => {
      const [first] = typst.query(compiled(data), { selector: label, field: 'value' }) as unknown[];
      return first;
    },
    canRead: (name) => typst.compile({ mainFileContent: `#image(${JSON.stringify(name)})` }).result !== null,
    forget: () => typst.evictCache(0),
    close: () => {
      typst.resetShadow();
      typst.evictCache(0);
    }
  };
}
