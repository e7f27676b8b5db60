/**
 * Has the outputs of a report written by processes of their own, one after the other, bounded in time and memory: a
 * report that no machine can set never harms the server.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { largestOutput, type OutputName } from '#rules/report/report-build.ts';
import type { Bilingual } from '#base/locale.ts';
import type { ReportFailure, ReportFailureReason } from '#rules/report/report-failure.ts';
import type { ReportFault } from '#rules/report/report.ts';
import { folderFiles } from '../outputs/build-folder.ts';
import { outputTexts } from '../outputs/words.ts';
import type { WritingMessage, WritingOrder } from './writing-process.ts';

export interface ReportOrder {
  /** Holds the inputs or the content (`build-folder.ts`), and gets the outputs; it belongs to this order alone. */
  readonly folder: string;
  readonly outputs: readonly OutputName[];
  /** Says whether the folder holds inputs, from which the content is composed first. */
  readonly composes: boolean;
  /** Stops where the composition finds something that a publication must not have. */
  readonly isStrict?: boolean;
}

export interface WrittenOutput extends OutputName {
  /** Names the file in the folder. */
  readonly file: string;
  /** In bytes. */
  readonly size: number;
}

export type ReportResult =
  | { readonly kind: 'written'; readonly outputs: readonly WrittenOutput[] }
  /** Holds what to tell the reader, and in `detail` what to write to the log; nothing of the report is kept. */
  | { readonly kind: 'failed'; readonly failure: ReportFailure; readonly detail: string };

export interface ReportLimits {
  /** For all outputs together. */
  readonly milliseconds: number;
  /** Limits the memory of a process, where the system says how much that is (Linux). */
  readonly megabytes: number;
  /** Limits the memory of what is not the compiler's. */
  readonly heapMegabytes: number;
}

export const reportLimits: ReportLimits = { milliseconds: 300_000, megabytes: 1_200, heapMegabytes: 512 };

export interface ReportRun {
  /** Ends what is running at once. */
  readonly signal?: AbortSignal;
  /** Is called once the content is composed, with what is at fault in it. */
  readonly onComposed?: (faults: readonly ReportFault[]) => void;
  /** Is called before each output, with the number of those that are written. */
  readonly onProgress?: (written: number, next: OutputName) => void;
  /** Is called after each output, with the number of those that are written. */
  readonly onWritten?: (written: number) => void;
  readonly limits?: ReportLimits;
  /** Lets everything else on the machine go before. */
  readonly isBackground?: boolean;
  /** A test may take another. */
  readonly program?: URL;
}

const ownProgram = new URL('./writing-process.ts', import.meta.url);
const root = fileURLToPath(new URL('../../../..', import.meta.url));
/** Milliseconds from one look at the memory of the process to the next. */
const lookEvery = 250;
const mostDetail = 4_000;

/** Returns all outputs in the order in which they were asked, or why one of them could not be written. */
export async function runReport(order: ReportOrder, run: ReportRun = {}): Promise<ReportResult> {
  const { limits = reportLimits } = run;
  const end = performance.now() + limits.milliseconds;
  const sizes = new Map<number, number>();
  for (const [index, outputs] of groupsOf(order).entries()) {
    const result = await runProcess(
      {
        folder: order.folder,
        outputs,
        composes: order.composes && index === 0,
        isStrict: order.isStrict === true,
        mostBytes: largestOutput
      },
      {
        ...run,
        limits: { ...limits, milliseconds: Math.max(0, end - performance.now()) },
        onProgress: (_, next) => run.onProgress?.(sizes.size, next)
      },
      (at, size) => {
        sizes.set(at, size);
        run.onWritten?.(sizes.size);
      }
    );
    if (result.kind === 'failed') return result;
  }
  return {
    kind: 'written',
    outputs: order.outputs.map(({ edition, format }, index) => ({
      edition,
      format,
      file: folderFiles.output(index),
      size: sizes.get(index) ?? 0
    }))
  };
}

type Placed = WritingOrder['outputs'];

/**
 * Divides the outputs among processes: each PDF has its own, since the compiler keeps memory that it once had, and
 * all others share one, which also composes the content.
 */
function groupsOf({ outputs, composes }: ReportOrder): Placed[] {
  const placed = outputs.map(({ edition, format }, index) => ({ edition, format, at: index }));
  const isPdf = ({ format }: OutputName): boolean => ['pdf', 'archive', 'slides'].includes(format);
  const others = placed.filter((output) => !isPdf(output));
  return [
    ...(others.length > 0 || composes ? [others] : []),
    ...placed.filter(isPdf).map((output) => [output])
  ];
}

async function runProcess(
  order: WritingOrder,
  {
    signal,
    onComposed,
    onProgress,
    limits,
    isBackground = false,
    program = ownProgram
  }: Required<Pick<ReportRun, 'onProgress' | 'limits'>> & ReportRun,
  onWritten: (at: number, size: number) => void
): Promise<Failed | { readonly kind: 'done' }> {
  if (signal?.aborted) return failed('cancelled');
  const child = startProcess(program, order.folder, limits);
  if (isBackground) lowerPriority(child);
  return new Promise((resolve) => {
    let stderr = '';
    let isSettled = false;
    let current: OutputName | null = null;
    const settle = (result: Failed | { readonly kind: 'done' }): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      clearInterval(look);
      signal?.removeEventListener('abort', cancel);
      // Nothing writes into the folder any more once the caller knows the result.
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
        return resolve(result);
      child.once('close', () => resolve(result));
      child.kill('SIGKILL');
    };
    const cancel = (): void => settle(failed('cancelled'));
    const writing = (): Bilingual => outputTexts(current);
    const timer = setTimeout(() => settle(failed('out-of-time', '', writing())), limits.milliseconds);
    const look = setInterval(() => {
      void memoryOf(child).then((megabytes) => {
        if (megabytes > limits.megabytes)
          settle(failed('out-of-memory', `${Math.round(megabytes)} MB`, writing()));
      });
    }, lookEvery);
    signal?.addEventListener('abort', cancel, { once: true });

    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-mostDetail);
    });
    child.on('error', (error) => settle(failed('not-written', error.message)));
    child.on('message', (message: WritingMessage) => {
      if (isSettled) return;
      switch (message.kind) {
        case 'composed':
          onComposed?.(message.faults);
          return;
        case 'begun':
          current = order.outputs.find(({ at }) => at === message.at) ?? null;
          if (current) onProgress(message.at, current);
          return;
        case 'written':
          onWritten(message.at, message.size);
          return;
        case 'done':
          settle({ kind: 'done' });
          return;
        case 'failed':
          settle({ kind: 'failed', failure: message.failure, detail: message.detail });
      }
    });
    child.once('close', (code, endSignal) => {
      settle(failureOfEnd(endSignal ?? code, stderr, writing()));
    });
    child.send(order, (error) => {
      if (error) settle(failed('not-written', error.message));
    });
  });
}

/** Starts the program with no more rights than it needs: to read the code, and to read and write the folder. */
function startProcess(program: URL, folder: string, limits: ReportLimits): ChildProcess {
  return fork(fileURLToPath(program), [], {
    env: {
      // The zone and the language of the machine are no part of a report.
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      // Keeps the compiler's threads from holding freed memory.
      MALLOC_ARENA_MAX: '1'
    },
    execArgv: [
      `--max-old-space-size=${limits.heapMegabytes}`,
      '--permission',
      '--allow-addons',
      `--allow-fs-read=${root}`,
      `--allow-fs-read=${folder}`,
      `--allow-fs-write=${folder}`,
      '--disable-warning=SecurityWarning',
      '--disable-warning=ExperimentalWarning'
    ],
    cwd: root,
    serialization: 'json',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc']
  });
}

function failureOfEnd(end: NodeJS.Signals | number | null, stderr: string, writing: Bilingual): Failed {
  const isHeap = /heap out of memory|Allocation failed/.test(stderr);
  const isEnded = end === 'SIGKILL' || end === 'SIGTERM';
  const detail = `The process ended with ${end ?? 'nothing'}. ${stderr}`;
  return isHeap
    ? failed('out-of-memory', detail, writing)
    : failed(isEnded ? 'interrupted' : 'not-written', detail);
}

/** Lets what people type go before: the process has a lower priority than the server. */
function lowerPriority({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // The process has ended already, or the system has no priorities: the build runs as everything else.
  }
}

type Failed = Extract<ReportResult, { kind: 'failed' }>;

const failed = (
  reason: ReportFailureReason,
  detail = '',
  subject: Bilingual = { en: '', zh: '' }
): Failed => ({ kind: 'failed', failure: { reason, subject, part: null }, detail });

/** In megabytes; 0 where the system does not say. */
async function memoryOf({ pid }: ChildProcess): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
