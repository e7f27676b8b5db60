/** The fan-out of this process: over Redis where an address is given, else none. */
import { RedisFanout } from './fanout-redis.ts';
import type { Fanout, FanoutTools } from './fanout.ts';

/** With no address one node serves alone: always up, and there is nobody to tell. */
export function openFanout(redisUrl: string | null, tools: FanoutTools): Fanout {
  return redisUrl === null ? alone : new RedisFanout(redisUrl, tools);
}

const alone: Fanout = {
  broadcast: () => undefined,
  listen: () => () => undefined,
  isUp: true,
  onChange: () => () => undefined,
  ping: () => Promise.resolve(),
  close: () => Promise.resolve()
};
