/** Opens the fan-out of this process: over Redis where an address is given, else none. */
import { RedisFanout } from './fanout-redis.ts';
import type { Fanout, FanoutTools } from './fanout.ts';

/** Without an address one node serves alone: always up, with no other node to send to. */
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
