/**
 * Bounds how long a body may take by its progress instead of by a fixed time: 20 MiB on a slow line take many
 * minutes and are welcome, a request that trickles to hold its connection is not.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Pace {
  /** Limits the time without any byte. */
  readonly idleMilliseconds: number;
  /** Sets how long every body may take, whatever its size. */
  readonly graceMilliseconds: number;
  /** Sets the rate that is needed beyond that: half of what the slowest usual line brings. */
  readonly bytesPerSecond: number;
  readonly checkMilliseconds: number;
}

/** Calls back at an interval; returns what stops it. */
export type Ticking = (tick: () => void, milliseconds: number) => () => void;

const ticking: Ticking = (tick, milliseconds) => {
  const timer = setInterval(tick, milliseconds);
  timer.unref();
  return () => clearInterval(timer);
};

export const pace: Pace = {
  idleMilliseconds: 30_000,
  graceMilliseconds: 60_000,
  bytesPerSecond: 8 * 1024,
  checkMilliseconds: 2_000
};

const bringsBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Cuts the connection with 408 when the body comes too slowly. Time in which the server itself does not read is not counted. */
export function watchPace(
  request: IncomingMessage,
  response: ServerResponse,
  ticks: Ticking = ticking
): void {
  if (!bringsBody(request)) return;
  const { socket } = request;
  const before = socket.bytesRead;
  let last = before;
  let idle = 0;
  let waited = 0;
  const stop = ticks(() => {
    const received = socket.bytesRead;
    const isHeldBack = request.readableLength >= request.readableHighWaterMark;
    if (!isHeldBack) {
      waited += pace.checkMilliseconds;
      idle = received === last ? idle + pace.checkMilliseconds : 0;
    }
    last = received;
    const allowed = pace.graceMilliseconds + ((received - before) / pace.bytesPerSecond) * 1000;
    if (idle < pace.idleMilliseconds && waited <= allowed) return;
    stop();
    if (!response.headersSent)
      socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    socket.destroySoon();
  }, pace.checkMilliseconds);
  request.once('end', stop);
  request.once('close', stop);
}
