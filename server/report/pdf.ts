/**
 * Writes a report as PDF by Typst, from a template of our own and data that is never read as markup. Equal
 * reports give equal bytes: the only date is the report's own, and no typeface of the machine takes part.
 */
import { NodeCompiler, PdfStandard, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReportContent, ReportEdition } from '#domain/report-content.ts';
import { loadFonts, readFontFiles } from './fonts.ts';
import type { Pictures } from './pictures.ts';
import { printedDocument } from './printed-document.ts';
import { spreadsOf, type UnitSizes } from './spreads.ts';

const folder = fileURLToPath(new URL('./template', import.meta.url));

/** Returns PDF/UA-1. Throws a `ReportFailureError` for what the report's content makes impossible. */
export function pdfOf(content: ReportContent, edition: ReportEdition, pictures: Pictures): Uint8Array {
  const { data, files } = printedDocument(content, edition, pictures, loadFonts());
  const typst = openTypst(files);
  try {
    if (edition !== 'facing') return typst.pdf(data);
    const sizes = typst.query<UnitSizes[]>(data, '<sizes>');
    // What was measured is set again anyway: keeping it would cost more memory than it saves time.
    typst.forget();
    return typst.pdf({ ...data, spreads: spreadsOf(data.units, sizes, columnHeight) });
  } finally {
    typst.close();
  }
}

/** Holds the height of the text on a page of the template, in points: 297 mm less 32 mm above and 30 mm below. */
const columnHeight = ((297 - 32 - 30) / 25.4) * 72;

interface Typst {
  readonly pdf: (data: object) => Uint8Array;
  /** Returns the value of the metadata that has the label. */
  readonly query: <Value>(data: object, label: string) => Value;
  /** Frees what the compiler keeps of earlier work. */
  readonly forget: () => void;
  readonly close: () => void;
}

let compiler: NodeCompiler | undefined;

function openTypst(files: ReadonlyMap<string, Uint8Array>): Typst {
  const typst = (compiler ??= NodeCompiler.create({
    workspace: folder,
    fontArgs: [{ fontBlobs: readFontFiles() }]
  }));
  for (const [name, bytes] of files) typst.mapShadow(join(folder, name), Buffer.from(bytes));
  const compiled = (data: object): NodeTypstDocument => {
    typst.mapShadow(join(folder, 'content.json'), Buffer.from(JSON.stringify(data)));
    const made = typst.compile({ mainFilePath: join(folder, 'report.typ') });
    if (made.result) return made.result;
    throw new Error(`Typst refused the report: ${JSON.stringify(made.takeDiagnostics()?.shortDiagnostics)}`);
  };
  return {
    pdf: (data) => typst.pdf(compiled(data), { pdfStandard: PdfStandard.UA_1 }),
    query: (data, label) => {
      const [first] = typst.query(compiled(data), { selector: label, field: 'value' }) as unknown[];
      return first as never;
    },
    forget: () => typst.evictCache(0),
    close: () => {
      typst.resetShadow();
      typst.evictCache(0);
    }
  };
}
