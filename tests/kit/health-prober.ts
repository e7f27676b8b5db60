/**
 * Requests /healthz of a server again and again, as a thread: what the test itself does meanwhile does not count. Every time
 * is noted with the processor time that the server's own thread used meanwhile, and the memory that the server then holds.
 */
import { Agent, get } from 'node:http';
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Probed, Target } from './time-budget.ts';

const { port, pid } = workerData as Target;
/** Sets the pause between an answer and the next request. */
const pauseMilliseconds = 4;
const ticksPerSecond = 100;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const probed: Probed[] = [];
const ended = new AbortController();
parentPort?.on('message', () => ended.abort());

await probe();
parentPort?.postMessage('ready');
// The last request begins after the end has come, so that what is under way then is still measured.
while (!ended.signal.aborted) await probeAfterPause();
await probeAfterPause();
agent.destroy();
parentPort?.postMessage(probed);
parentPort?.close();

async function probeAfterPause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  probed.push(await probe());
}

async function probe(): Promise<Probed> {
  const usedBefore = processorMilliseconds();
  const begun = performance.now();
  await answered();
  const milliseconds = performance.now() - begun;
  return { milliseconds, used: processorMilliseconds() - usedBefore, megabytes: residentMegabytes() };
}

function answered(): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/healthz', agent }, (response) => {
      if (response.statusCode === 200) response.on('end', resolve).resume();
      else reject(new Error(`/healthz answered ${response.statusCode}`));
    }).on('error', reject);
  });
}

function processorMilliseconds(): number {
  const fields = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
}

function residentMegabytes(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;
}
