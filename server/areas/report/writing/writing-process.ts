/**
 * Is the process that composes a report and writes its outputs. It gets one order, and ends when that is done or
 * when the process that ordered it is gone. It has no environment, reads the program's files and the folder of the
 * order, and writes into that folder alone.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportFailure } from '#rules/report/report-failure.ts';
import type { OutputName } from '#rules/report/report-build.ts';
import type { ReportInputs } from '#rules/report/report-inputs.ts';
import { stableText } from '#rules/report/report-inputs.ts';
import type { ReportFault } from '#rules/report/report.ts';
import { composeReport } from '#lib/areas/report/compose.ts';
import { sha256 } from '#server/files/sha256.ts';
import { folderFiles, readContent, writeContent } from '../outputs/build-folder.ts';
import { reportCharts } from '../outputs/charts/charts.ts';
import { ReportFailureError } from '../outputs/failure.ts';
import { manifestFileText, outputTexts } from '../outputs/words.ts';
import { writeReport } from './write.ts';

export interface WritingOrder {
  readonly folder: string;
  /** Lists what this process writes, with the place of each output among all of the build. */
  readonly outputs: readonly (OutputName & { readonly at: number })[];
  /** Composes the content from the inputs first. */
  readonly composes: boolean;
  /** Stops where the composition finds something that a publication must not have. */
  readonly isStrict: boolean;
  /** Per output, in bytes. */
  readonly mostBytes: number;
}

/** Describes what the process says of itself, in this order; `composed` only where it composes. */
export type WritingMessage =
  | { readonly kind: 'composed'; readonly faults: readonly ReportFault[] }
  | { readonly kind: 'begun'; readonly at: number }
  | { readonly kind: 'written'; readonly at: number; readonly size: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: ReportFailure; readonly detail: string };

const report = (message: WritingMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    if (process.send)
      process.send(message, undefined, {}, (error) => {
        if (error) reject(error);
        else resolve();
      });
    else reject(new Error('This program is started by another'));
  });

async function compose({ folder, isStrict }: WritingOrder): Promise<void> {
  const inputs = JSON.parse(await readFile(join(folder, folderFiles.inputs), 'utf8')) as ReportInputs;
  const { content, pictures, faults } = composeReport(inputs, {
    hashOfBase64: (base64) => sha256(Buffer.from(base64, 'base64')),
    charts: reportCharts
  });
  const bytes = new Map(
    [...pictures].map(([hash, { base64 }]) => [hash, new Uint8Array(Buffer.from(base64, 'base64'))])
  );
  await writeContent(folder, content, bytes, stableText(inputs.manifest));
  await report({ kind: 'composed', faults });
  if (content.parts.length === 0) throw new ReportFailureError('empty');
  if (isStrict && faults.some(({ stops }) => stops)) throw new ReportFailureError('faults');
}

async function write({ folder, outputs, mostBytes }: WritingOrder): Promise<void> {
  if (outputs.length === 0) return;
  const { content, pictures, manifest } = await readContent(folder);
  for (const { at, edition, format } of outputs) {
    await report({ kind: 'begun', at });
    const language = edition === 'zh' ? 'zh' : 'en';
    const attachments =
      manifest === null
        ? []
        : [
            {
              name: folderFiles.manifest,
              bytes: manifest,
              type: 'application/json',
              description: manifestFileText(language)
            }
          ];
    const bytes = await writeReport(content, edition, format, pictures, attachments);
    if (bytes.byteLength > mostBytes)
      throw new ReportFailureError('large-output', outputTexts({ edition, format }));
    await writeFile(join(folder, folderFiles.output(at)), bytes);
    await report({ kind: 'written', at, size: bytes.byteLength });
  }
}

const isOfFullDisk = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

function failureOf(error: unknown): ReportFailure {
  if (error instanceof ReportFailureError) return error.failure;
  const reason = isOfFullDisk(error) ? 'disk-full' : 'not-written';
  return { reason, subject: { en: '', zh: '' }, part: null };
}

async function run(order: WritingOrder): Promise<void> {
  try {
    if (order.composes) await compose(order);
    await write(order);
    await report({ kind: 'done' });
  } catch (error) {
    await report({
      kind: 'failed',
      failure: failureOf(error),
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error)
    });
  }
  process.disconnect();
}

if (process.send) {
  process.once('message', (order) => void run(order as WritingOrder));
  process.once('disconnect', () => process.exit());
}
