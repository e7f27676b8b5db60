/** Knows the accounts of the demo, whose password everybody knows, and where they may be used. */
import { forwardingHeaders } from '#server/process/client-address.ts';
import { isLoopback, type Config } from '#server/process/config.ts';

export const demoHost = '@demo.local';
/** Matches the addresses of the accounts that only the sample study has. */
export const townAddresses = `town.%${demoHost}`;
/** Sets the password of all demo and bench accounts. */
export const demoPassword = 'meridian';

export const isDemoAccount = (email: string): boolean => email.endsWith(demoHost);

/**
 * Names from where demo accounts may sign in. Without a word from the operator only from this machine to this
 * machine; where `DEMO` was set by hand from everywhere; on a public origin without it from nowhere.
 */
export type DemoReach = 'nowhere' | 'this-machine' | 'everywhere';

export function reachOfDemo({ origin, isDemoByHand }: Pick<Config, 'origin' | 'isDemoByHand'>): DemoReach {
  if (isDemoByHand) return 'everywhere';
  return isLoopback(new URL(origin).hostname) ? 'this-machine' : 'nowhere';
}

export type RequestHeaders = Pick<Headers, 'get' | 'has'>;

/**
 * Checks whether a request was made on this machine: its peer, the host that it names and the origin of its page are
 * loopback ones, and nobody forwarded it.
 */
export function isLocalRequest(headers: RequestHeaders | undefined, address: string): boolean {
  if (!isLoopback(address.replace(/^::ffff:(?=\d+\.)/i, ''))) return false;
  // A caller in the process itself, such as the founder of the sample study, has no request.
  if (!headers) return true;
  const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).hostname : null);
  const host = hostOf(`http://${headers.get('host') ?? ''}`);
  const origin = headers.get('origin');
  const originHost = origin === null ? host : hostOf(origin);
  return (
    [host, originHost].every((name) => name !== null && isLoopback(name)) &&
    !forwardingHeaders.some((name) => headers.has(name))
  );
}
