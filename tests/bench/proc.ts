/**
 * Reads the resource usage of a server from /proc: processor time, memory, bytes written to disk; of the
 * process and its children.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';

const ticksPerSecond = 100;
/** Threads that have ended are in the ticks only; those are exact to this. */
const tickError = 0.02;

export function familyOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ')
  );
  return [pid, ...children.filter(Boolean).flatMap((child) => familyOf(Number(child)))];
}

export const processorSeconds = (pid: number): number =>
  familyOf(pid).reduce((sum, one) => sum + secondsOf(one), 0);

function secondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold anything; the numbers follow it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  const exact =
    readdirSync(`/proc/${pid}/task`).reduce(
      (sum, task) => sum + runTimeOf(`/proc/${pid}/task/${task}/schedstat`),
      0
    ) / 1e9;
  return exact + tickError >= ticks ? exact : ticks;
}

function runTimeOf(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0]);
  } catch {
    // The thread ended between the listing and the reading.
    return 0;
  }
}

/** Measures the bytes that only this server holds, after its garbage is collected. */
export async function memoryBytes(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR2');
  // No event signals the end of the garbage collection; it shows in processor time that no longer grows.
  let before = -1;
  for (let now = processorSeconds(pid); now - before > 0.005; now = processorSeconds(pid)) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return familyOf(pid).reduce((sum, one) => sum + privateBytesOf(one), 0);
}

function privateBytesOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce(
    (sum, match) => sum + Number(match[1]),
    0
  );
  return kilobytes * 1024;
}

/** Counts the bytes that were sent to the disk, including what the page cache has still to write. */
export function writtenBytes(pid: number): number {
  return familyOf(pid).reduce(
    (sum, one) =>
      sum + Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${one}/io`, 'utf8'))?.[1] ?? 0),
    0
  );
}

export function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const stat = statSync(`${folder}/${name}`, { throwIfNoEntry: false });
    return stat?.isFile() ? sum + stat.size : sum;
  }, 0);
}
