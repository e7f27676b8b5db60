/**
 * Has the outputs of a report written by processes of their own, one after the other, bounded in time and memory: a
 * report that no machine can set never harms the server.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ReportFailure, ReportFailureReason } from '#domain/report-failure.ts';
import type { ReportMessage, ReportOrder, ReportOutput } from './child.ts';

export type { ReportOrder, ReportOutput } from './child.ts';

export interface WrittenOutput extends ReportOutput {
  readonly bytes: Uint8Array;
  /** Holds the SHA-256 of the bytes, in hexadecimal. */
  readonly sha256: string;
}

export type ReportResult =
  | { readonly kind: 'written'; readonly outputs: readonly WrittenOutput[] }
  /** Holds what to tell the reader, and in `detail` what to write to the log; nothing of the report is kept. */
  | { readonly kind: 'failed'; readonly failure: ReportFailure; readonly detail: string };

export interface ReportLimits {
  /** Limits the time of all outputs together. */
  readonly milliseconds: number;
  /** Limits the memory of a process, where the system says how much that is (Linux). */
  readonly megabytes: number;
  /** Limits the memory of what is not the compiler's. */
  readonly heapMegabytes: number;
}

export const reportLimits: ReportLimits = { milliseconds: 180_000, megabytes: 1_200, heapMegabytes: 384 };

export interface ReportRun {
  /** Ends what is running at once. */
  readonly signal?: AbortSignal;
  /** Is called before each output, with the number of those that are written. */
  readonly onProgress?: (written: number, next: ReportOutput) => void;
  readonly limits?: ReportLimits;
}

const program = fileURLToPath(new URL('./child.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
/** The milliseconds from one look at the memory of the process to the next. */
const lookEvery = 250;
const mostDetail = 4_000;

/** Returns all outputs in the order in which they were asked, or why one of them could not be written. */
export async function runReport(
  order: ReportOrder,
  { signal, onProgress, limits = reportLimits }: ReportRun = {}
): Promise<ReportResult> {
  const end = performance.now() + limits.milliseconds;
  const written = new Map<ReportOutput, WrittenOutput>();
  for (const outputs of groupsOf(order.outputs)) {
    const result = await runProcess(
      { ...order, outputs },
      {
        ...(signal ? { signal } : {}),
        onProgress: (_, next) => onProgress?.(written.size, next),
        limits: { ...limits, milliseconds: Math.max(0, end - performance.now()) }
      },
      (output, at) => written.set(outputs[at] ?? output, output)
    );
    if (result.kind === 'failed') return result;
  }
  return { kind: 'written', outputs: order.outputs.flatMap((output) => written.get(output) ?? []) };
}

/**
 * Gives each PDF a process of its own, as the compiler keeps memory that it once had, and one process to all
 * other outputs.
 */
function groupsOf(outputs: readonly ReportOutput[]): ReportOutput[][] {
  const isPdf = ({ format }: ReportOutput): boolean => format === 'pdf' || format === 'archive';
  const others = outputs.filter((output) => !isPdf(output));
  return [...outputs.filter(isPdf).map((output) => [output]), ...(others.length > 0 ? [others] : [])];
}

async function runProcess(
  order: ReportOrder,
  { signal, onProgress, limits }: Required<Pick<ReportRun, 'onProgress' | 'limits'>> & ReportRun,
  keep: (output: WrittenOutput, at: number) => void
): Promise<Failed | { readonly kind: 'done' }> {
  if (signal?.aborted) return failed('cancelled');
  const child = fork(program, [], {
    // Of the environment it gets only what keeps the compiler's threads from holding freed memory.
    env: { MALLOC_ARENA_MAX: '1' },
    execArgv: [
      `--max-old-space-size=${limits.heapMegabytes}`,
      '--permission',
      '--allow-addons',
      `--allow-fs-read=${root}`,
      '--disable-warning=SecurityWarning',
      '--disable-warning=ExperimentalWarning'
    ],
    cwd: root,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc']
  });
  return new Promise((resolve) => {
    let stderr = '';
    let isSettled = false;
    const settle = (result: Failed | { readonly kind: 'done' }): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      clearInterval(look);
      signal?.removeEventListener('abort', cancel);
      child.kill('SIGKILL');
      resolve(result);
    };
    const cancel = (): void => settle(failed('cancelled'));
    const timer = setTimeout(() => settle(failed('out-of-time')), limits.milliseconds);
    const look = setInterval(() => {
      void memoryOf(child).then((megabytes) => {
        if (megabytes > limits.megabytes) settle(failed('out-of-memory', `${Math.round(megabytes)} MB`));
      });
    }, lookEvery);
    signal?.addEventListener('abort', cancel, { once: true });

    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-mostDetail);
    });
    child.on('error', (error) => settle(failed('not-written', error.message)));
    child.on('message', (message: ReportMessage) => {
      switch (message.kind) {
        case 'ready':
          child.send(order, (error) => {
            if (error) settle(failed('not-written', error.message));
          });
          return;
        case 'begun': {
          const next = order.outputs[message.output];
          if (next) onProgress(message.output, next);
          return;
        }
        case 'written': {
          const output = order.outputs[message.output];
          const sha256 = createHash('sha256').update(message.bytes).digest('hex');
          if (output) keep({ ...output, bytes: message.bytes, sha256 }, message.output);
          return;
        }
        case 'done':
          settle({ kind: 'done' });
          return;
        case 'failed':
          settle({ kind: 'failed', failure: message.failure, detail: message.detail });
      }
    });
    child.once('close', (code, endSignal) => {
      const isHeap = /heap out of memory|Allocation failed/.test(stderr);
      settle(
        failed(
          isHeap ? 'out-of-memory' : 'not-written',
          `The process ended with ${endSignal ?? code ?? 'nothing'}. ${stderr}`
        )
      );
    });
  });
}

type Failed = Extract<ReportResult, { kind: 'failed' }>;

const failed = (reason: ReportFailureReason, detail = ''): Failed => ({
  kind: 'failed',
  failure: { reason, subject: '' },
  detail
});

/** Returns how much memory a process uses, in megabytes; 0 where the system does not say. */
async function memoryOf({ pid }: ChildProcess): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
