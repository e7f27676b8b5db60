/**
 * Measures the outputs of an invented study as large as the real one: thirty cities with nine sections of 300 words
 * in each language, 60 figures, four annexes. Prints the time, the time of the processors alone, which other work on
 * the machine changes less, and the most memory of the process that writes.
 * Usage: node tests/bench/report-outputs.ts [pdf docx html …]
 */
import { readFileSync } from 'node:fs';
import { reportEditions, reportFormats, type ReportFormat } from '#rules/report/report-content.ts';
import type { OutputName } from '#rules/report/report-build.ts';
import { wholeStudy } from '#kit/report-samples.ts';
import { writtenReport } from '#kit/written-report.ts';

const asked = process.argv
  .slice(2)
  .filter((name): name is ReportFormat => reportFormats.some((format) => format === name));
const formats = asked.length > 0 ? asked : (['pdf', 'docx', 'html'] as const);

/** In megabytes, of the child processes so far; 0 where unknown. */
function mostMemory(): number {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
    return Math.max(
      0,
      ...children.map(
        (pid) => Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
      )
    );
  } catch {
    return 0;
  }
}

/** Of child processes that have ended; 0 where unknown. */
function processorSeconds(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return 0;
  }
}

async function measure(title: string, outputs: readonly OutputName[]): Promise<void> {
  let memory = 0;
  const look = setInterval(() => (memory = Math.max(memory, mostMemory())), 50);
  const before = processorSeconds();
  const start = performance.now();
  const result = await writtenReport({ content, outputs }, { program });
  clearInterval(look);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const ofProcessors = (processorSeconds() - before).toFixed(1);
  const size =
    result.kind === 'written' ? result.outputs.reduce((sum, { bytes }) => sum + bytes.length, 0) : 0;
  const end = result.kind === 'written' ? `${(size / 2 ** 20).toFixed(1)} MB` : result.failure.reason;
  console.log(
    `${title.padEnd(14)} ${seconds.padStart(6)} s  ${ofProcessors.padStart(5)} s of processors  ${Math.round(memory).toString().padStart(5)} MB of memory  ${end}`
  );
}

/** `npm run build` makes it. */
const program = new URL('../../build/app/report-writing-writing-process.js', import.meta.url);
const content = wholeStudy();
for (const format of formats)
  for (const edition of reportEditions) await measure(`${format} ${edition}`, [{ edition, format }]);
await measure(
  'all in one',
  formats.flatMap((format) => reportEditions.map((edition) => ({ edition, format })))
);
