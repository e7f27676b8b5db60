/**
 * Is the process that builds a report: it reads the inputs from a file, composes the content, writes each output
 * to a file of its own, and tells its parent how far it is. It ends with its parent.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildFault, OutputName } from '#domain/report-build.ts';
import type { ReportFailureReason } from '#domain/report-failure.ts';
import { stableText, type ReportInputs } from '#domain/report-inputs.ts';
import type { Locale } from '#domain/locale.ts';
import { composeReport } from '#lib/reports/compose.ts';
import { reportCharts } from './charts/charts.ts';
import { ReportFailureError } from './failure.ts';
import { manifestFileText } from './words.ts';
import { writeReport, type Attachment } from './write.ts';

/** Says what to build: the folder with the inputs, into which the outputs are written. */
interface BuildOrder {
  readonly folder: string;
  readonly outputs: readonly OutputName[];
  /** Lists which of the outputs this process writes, by their places in the list. */
  readonly wanted: readonly number[];
  /** Limits one output, in bytes. */
  readonly most: number;
  /** Stops where something is at fault that a publication must not have. */
  readonly isStrict: boolean;
}

/** Is what the process says of itself, in this order: one composed, one for each output, one at the end. */
type BuildMessage =
  | { readonly kind: 'composed'; readonly faults: string }
  | { readonly kind: 'written'; readonly at: number }
  | { readonly kind: 'stopped'; readonly fault: BuildFault }
  | { readonly kind: 'done' };

const inputsFile = 'inputs.json';
const contentFile = 'content.json';
const picturesFile = 'pictures.json';
const outputFile = (at: number): string => `output-${at}`;

/** Says what a failure of an output is for the build; its subject is in the log. */
const faultOf: Readonly<Record<ReportFailureReason, BuildFault>> = {
  'dead-reference': 'faults',
  'unknown-source': 'faults',
  'repeated-id': 'faults',
  'unreadable-figure': 'figure',
  'large-figure': 'figure',
  'large-report': 'too-large',
  'out-of-time': 'too-long',
  'out-of-memory': 'memory',
  cancelled: 'interrupted',
  'not-written': 'broken'
};

const manifestOf = ({ manifest }: ReportInputs, locale: Locale): Attachment => ({
  name: 'manifest.json',
  bytes: new TextEncoder().encode(stableText(manifest)),
  type: 'application/json',
  description: manifestFileText(locale)
});

const tell = (message: BuildMessage): Promise<void> =>
  new Promise((resolve) => process.send?.(message, undefined, {}, () => resolve()));

async function build({ folder, outputs, wanted, most, isStrict }: BuildOrder): Promise<BuildMessage> {
  const inputs = JSON.parse(await readFile(join(folder, inputsFile), 'utf8')) as ReportInputs;
  const { content, pictures, faults } = composeReport(inputs, {
    hashOfBase64: (base64) => createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex'),
    charts: reportCharts
  });
  await writeFile(join(folder, contentFile), stableText(content));
  await tell({ kind: 'composed', faults: JSON.stringify(faults) });
  if (content.parts.length === 0) return { kind: 'stopped', fault: 'empty' };
  if (isStrict && faults.some(({ stops }) => stops)) return { kind: 'stopped', fault: 'faults' };
  const bytesOf = new Map(
    [...pictures].map(([hash, { base64 }]) => [hash, new Uint8Array(Buffer.from(base64, 'base64'))])
  );
  for (const [hash, bytes] of bytesOf) await writeFile(join(folder, `picture-${hash}`), bytes);
  await writeFile(join(folder, picturesFile), JSON.stringify([...bytesOf.keys()].sort()));
  for (const at of wanted) {
    const output = outputs[at];
    if (!output) continue;
    const { edition, format } = output;
    const bytes = await writeReport(content, edition, format, bytesOf, [
      manifestOf(inputs, edition === 'zh' ? 'zh' : 'en')
    ]);
    if (bytes.byteLength > most) return { kind: 'stopped', fault: 'too-large' };
    await writeFile(join(folder, outputFile(at)), bytes);
    await tell({ kind: 'written', at });
  }
  return { kind: 'done' };
}

if (process.send) {
  process.on('disconnect', () => process.exit(1));
  process.once('message', (order: BuildOrder) => {
    build(order)
      .catch((error: unknown): BuildMessage => {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code === 'ENOSPC' || code === 'EDQUOT') return { kind: 'stopped', fault: 'no-room' };
        if (error instanceof ReportFailureError) {
          console.error(error);
          return { kind: 'stopped', fault: faultOf[error.failure.reason] };
        }
        throw error;
      })
      .then(tell)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(2);
        }
      );
  });
}
