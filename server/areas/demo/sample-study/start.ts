/** Starts the process that founds the sample study, where the demo is and the study is not complete. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from '#server/process/logger.ts';

/** Names the exit code that says that another process founds the sample study. */
export const underWayCode = 3;

const program = fileURLToPath(new URL('../../../sample-study-process.ts', import.meta.url));
/** Waits so long before it looks whether another node has come to an end with it. */
const lookAgainMilliseconds = 5 * 60_000;

export interface SampleFounding {
  stop(): void;
}

/** Founds the sample study in a process of its own, so that nobody who is being served waits for it. */
export function startSampleFounding(logger: Pick<Logger, 'info' | 'warn'>): SampleFounding {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let kill = (): void => undefined;
  const start = (): void => {
    const child = fork(program, [], { env: process.env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    kill = () => void child.kill('SIGKILL');
    child.on('error', (error) => logger.warn('The sample study is not founded', { error: String(error) }));
    child.on('exit', (code) => {
      if (stopped) return;
      if (code === 0) logger.info('The sample study is there', { address: '/studies/sample-study' });
      else if (code === underWayCode) {
        timer = setTimeout(start, lookAgainMilliseconds);
        timer.unref();
      } else logger.warn('The sample study is not founded', { code });
    });
  };
  start();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      kill();
    }
  };
}
