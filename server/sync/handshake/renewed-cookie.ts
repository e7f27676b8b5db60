/**
 * Passes the renewal of a session cookie on to the answer of a socket or event stream: a page that stays open
 * may make no other request before the browser's cookie expires.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocketServer } from 'ws';

const renewed = new WeakMap<IncomingMessage, string>();

/** Notes the Set-Cookie value for the answer to this request; null for none. */
export function noteRenewedCookie(request: IncomingMessage, cookie: string | null): void {
  if (cookie !== null) renewed.set(request, cookie);
}

/** Adds the noted cookies to the answers of upgrades. */
export function sendRenewedCookies(server: WebSocketServer): void {
  server.on('headers', (headers, request) => {
    const cookie = renewed.get(request);
    if (cookie !== undefined) headers.push(`Set-Cookie: ${cookie}`);
  });
}

/** Adds the noted cookie to the answer of an event stream, before its head is written. */
export function sendRenewedCookie(request: IncomingMessage, response: ServerResponse): void {
  const cookie = renewed.get(request);
  if (cookie !== undefined) response.setHeader('set-cookie', cookie);
}
