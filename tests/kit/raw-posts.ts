/**
 * Sends posts as a hostile client does: any announced length, as many bytes as wanted, and then nothing. `fetch`
 * would not let a body be announced and not sent.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Server } from './server.ts';

export interface RawPost {
  readonly path: string;
  readonly cookie: string | null;
  /** States the announced length. */
  readonly length: number;
  readonly body: Uint8Array;
  readonly type?: string;
  /** Holds further headers, a line each. */
  readonly headers?: readonly string[];
}

export interface SentPost {
  /** 0 where the connection was closed without a status. */
  readonly status: Promise<number>;
  /** Resolves to all that was answered, once the connection is closed. */
  readonly answer: Promise<string>;
  readonly socket: Socket;
}

export const bytesOf = (count: number): Uint8Array => Buffer.alloc(count, 0x61);

export async function sendRaw(
  { origin, port }: Pick<Server, 'origin' | 'port'>,
  { path, cookie, length, body, type = 'multipart/form-data; boundary=x', headers = [] }: RawPost
): Promise<SentPost> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  let text = '';
  const answer = once(socket, 'close').then(() => text);
  const status = new Promise<number>((resolve) => {
    socket.on('data', (part) => {
      text += part.toString('latin1');
      const found = /^HTTP\/1\.1 (\d{3})/.exec(text);
      if (found) resolve(Number(found[1]));
    });
    socket.on('close', () => resolve(0));
  });
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: localhost:${port}`,
    `Origin: ${origin}`,
    `Content-Type: ${type}`,
    `Content-Length: ${length}`,
    ...(cookie === null ? [] : [`Cookie: ${cookie}`]),
    ...headers
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  if (body.length > 0) socket.write(body);
  return { status, answer, socket };
}

/** Counts how often each status was answered. */
export async function countStatuses(sent: readonly SentPost[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const status of await Promise.all(sent.map((one) => one.status)))
    counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

export const closeAll = (sent: readonly SentPost[]): void => sent.forEach(({ socket }) => socket.destroy());

export const residentMegabytes = ({ process }: Pick<Server, 'process'>): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${process.pid}/status`, 'utf8'))?.[1]) / 1024;
