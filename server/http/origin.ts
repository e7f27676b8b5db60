/**
 * Decides which requests may act: those of our own pages. The same check serves forms, API and socket
 * upgrades.
 */
import type { IncomingMessage } from 'node:http';
import { isLoopback } from '#server/process/config.ts';

const safeMethods: readonly (string | undefined)[] = ['GET', 'HEAD', 'OPTIONS'];

/** Checks whether the request's `Origin` is exactly ours. A missing or `null` one is not. */
export const isOwnOrigin = (request: IncomingMessage, origin: string): boolean =>
  request.headers.origin === origin;

/** Refuses what changes something and does not come from our own origin, whatever its content type. */
export const mayAct = (request: IncomingMessage, origin: string): boolean =>
  safeMethods.includes(request.method) || isOwnOrigin(request, origin);

/**
 * Returns the address to redirect to, or undefined. On a loopback origin, `127.0.0.1` and `localhost` are two
 * sites to a browser and share no cookie: a page requested by the other name is redirected to the right one.
 * Only pages: programs read the API by either name.
 */
export function pageOnOtherLoopbackName(request: IncomingMessage, origin: string): string | undefined {
  const own = new URL(origin);
  const hostHeader = request.headers.host;
  if (!hostHeader || hostHeader === own.host || !isLoopback(own.hostname)) return undefined;
  if (!safeMethods.includes(request.method) || !request.headers.accept?.includes('text/html'))
    return undefined;
  if (!URL.canParse(`http://${hostHeader}`)) return undefined;
  const other = new URL(`http://${hostHeader}`);
  if (!isLoopback(other.hostname) || other.port !== own.port) return undefined;
  // The path is used unchanged; it begins with one slash, so it cannot name another host.
  return `${origin}/${(request.url ?? '/').replace(/^\/+/, '')}`;
}
