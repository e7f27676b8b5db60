/**
 * Writes outputs of one report in a process of its own, which gets one order and ends when it is done, or
 * when the process that ordered it is gone. It has no environment, and reads no files but those of the program.
 */
import type { ReportFailure } from '#domain/report-failure.ts';
import type { ReportContent, ReportEdition, ReportFormat } from '#domain/report-content.ts';
import { ReportFailureError } from './failure.ts';
import { writeReport, type Attachment, type Pictures } from './write.ts';

export interface ReportOutput {
  readonly edition: ReportEdition;
  readonly format: ReportFormat;
}

export interface ReportOrder {
  readonly content: ReportContent;
  readonly outputs: readonly ReportOutput[];
  readonly pictures: Pictures;
  readonly attachments: readonly Attachment[];
}

/** Describes what the process sends: before each output that it begins it, then its bytes, and its end. */
export type ReportMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'begun'; readonly output: number }
  | { readonly kind: 'written'; readonly output: number; readonly bytes: Uint8Array }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: ReportFailure; readonly detail: string };

const send = (message: ReportMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    if (process.send) process.send(message, (error: Error | null) => (error ? reject(error) : resolve()));
    else reject(new Error('This program is started by another'));
  });

async function write({ content, outputs, pictures, attachments }: ReportOrder): Promise<void> {
  try {
    for (const [output, { edition, format }] of outputs.entries()) {
      await send({ kind: 'begun', output });
      await send({
        kind: 'written',
        output,
        bytes: await writeReport(content, edition, format, pictures, attachments)
      });
    }
    await send({ kind: 'done' });
  } catch (error) {
    await send({
      kind: 'failed',
      failure: error instanceof ReportFailureError ? error.failure : { reason: 'not-written', subject: '' },
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error)
    });
  }
  process.disconnect();
}

if (process.send) {
  process.once('message', (order) => void write(order as ReportOrder));
  process.once('disconnect', () => process.exit());
  await send({ kind: 'ready' });
}
