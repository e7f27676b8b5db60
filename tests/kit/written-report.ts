/** Has a report written by the processes that the queue of builds uses, in a folder of its own, and reads the outputs. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportContent } from '#rules/report/report-content.ts';
import type { OutputName } from '#rules/report/report-build.ts';
import { writeContent } from '#server/areas/report/outputs/build-folder.ts';
import type { Pictures } from '#server/areas/report/outputs/pictures.ts';
import { runReport, type ReportResult, type ReportRun } from '#server/areas/report/writing/run.ts';
import { quickFolder } from './scratch-folder.ts';

export interface ContentOrder {
  readonly content: ReportContent;
  readonly outputs: readonly OutputName[];
  readonly pictures?: Pictures;
  /** Is called with the folder before anything is written into it. */
  readonly prepare?: (folder: string) => Promise<void>;
}

export interface ReadOutput extends OutputName {
  readonly bytes: Uint8Array;
  /** Holds the SHA-256 of the bytes, in hexadecimal. */
  readonly sha256: string;
}

export async function writtenReport(
  { content, outputs, pictures = new Map(), prepare }: ContentOrder,
  run: ReportRun = {}
): Promise<
  | Extract<ReportResult, { kind: 'failed' }>
  | { readonly kind: 'written'; readonly outputs: readonly ReadOutput[] }
> {
  const folder = await mkdtemp(join(quickFolder(), 'meridian-report-'));
  try {
    await writeContent(folder, content, pictures, null);
    await prepare?.(folder);
    const result = await runReport({ folder, outputs, composes: false }, run);
    if (result.kind === 'failed') return result;
    const read: ReadOutput[] = [];
    for (const { edition, format, file } of result.outputs) {
      const bytes = new Uint8Array(await readFile(join(folder, file)));
      read.push({ edition, format, bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
    }
    return { kind: 'written', outputs: read };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
