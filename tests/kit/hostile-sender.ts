/** Starts a process of the lowest priority that sends hostile posts: those who are measured have the cores first. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { compiled } from './compiled.ts';
import type { Flood } from './sending-process.ts';

export interface HostileSender {
  /** Begins to send; resolves when all has been sent that the server takes. */
  send(flood: Flood): Promise<void>;
  /** Closes all connections and returns how often each status was answered. */
  end(): Promise<Readonly<Record<string, number>>>;
}

/** Resolves once the process waits for its orders. */
export async function startHostileSender(): Promise<HostileSender> {
  const child = fork(fileURLToPath(new URL('./sending-process.ts', import.meta.url)), {
    env: { ...compiled, PATH: process.env['PATH'], TZ: 'UTC' }
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const next = async (): Promise<unknown> => {
    const [said] = (await once(child, 'message')) as [unknown];
    return said;
  };
  await next();
  return {
    send: async (flood) => {
      const sent = next();
      child.send(flood);
      await sent;
    },
    end: async () => {
      const counted = next();
      child.send('end');
      return (await counted) as Readonly<Record<string, number>>;
    }
  };
}
