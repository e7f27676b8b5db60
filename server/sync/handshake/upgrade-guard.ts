/**
 * Decides who may connect by socket at all: origin, then rate, then session. Refusals are plain HTTP, before
 * any frame.
 */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { isLoopback } from '#server/process/config.ts';
import type { Actor } from '#base/permissions.ts';
import type { ClientAddress } from '#server/process/client-address.ts';
import type { Sessions } from '#server/auth/sessions.ts';
import { openRates } from '#server/process/rates.ts';
import { noteRenewedCookie } from './renewed-cookie.ts';

export interface UpgradeGuardTools {
  readonly origin: string;
  readonly sessions: Pick<Sessions, 'read'>;
  readonly now: () => Date;
  readonly clientAddress: ClientAddress;
}

export type Admission = { readonly actor: Actor } | { readonly status: 401 | 403 | 429 };

export interface UpgradeGuard {
  /**
   * A socket and a post state their origin. A browser's plain GET to its own site does not, and states that
   * it is same-origin where it can.
   */
  admit(request: IncomingMessage): Promise<Admission>;
}

/** Limits the rate per address: a whole office may share one. */
const perAddress = { burst: 1_000, perSecond: 50 };
const perPerson = { burst: 400, perSecond: 20 };

export function openUpgradeGuard(tools: UpgradeGuardTools): UpgradeGuard {
  const addresses = openRates(perAddress, tools.now);
  const people = openRates(perPerson, tools.now);
  return {
    admit: async (request) => {
      // A page of another site would bring the reader's cookie along.
      if (!isOfThisSite(request, tools.origin)) return { status: 403 };
      const address = tools.clientAddress(request);
      if (!isLoopback(address) && !addresses.take(address)) return { status: 429 };
      const session = await tools.sessions.read(request.headers.cookie ?? null);
      if (!session) return { status: 401 };
      if (!people.take(session.actor.userId)) return { status: 429 };
      noteRenewedCookie(request, session.renewedCookie);
      return { actor: session.actor };
    }
  };
}

function isOfThisSite({ method, headers }: IncomingMessage, origin: string): boolean {
  if (headers.origin !== undefined || headers.upgrade !== undefined || method !== 'GET')
    return headers.origin === origin;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin';
}

/**
 * Refuses with the same bytes for every reason of one status, so that a room which exists looks like one
 * which does not.
 */
export function refuseUpgrade(socket: Duplex, status: 400 | 401 | 403 | 404 | 429 | 500 | 503): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
  );
}
