/**
 * Uploads on slow lines are taken as long as they get on; a request that only holds its connection is cut.
 * Times are those of the test, the server's own are a thousand times as long.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { watchPace, type Pace } from '#server/http/body-pace.ts';

const limits: Pace = {
  idleMilliseconds: 200,
  graceMilliseconds: 400,
  bytesPerSecond: 10_000,
  checkMilliseconds: 10
};

/** Opens a connection that has sent the head of a request; the server reads the body after a while. */
async function begin(bytes: number, readsAfter = 0): Promise<{ socket: Socket; answer: Promise<string> }> {
  const server = createServer((request, response) => {
    watchPace(request, response, limits);
    request.on('end', () => response.end('taken'));
    setTimeout(() => request.resume(), readsAfter);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
    server.close();
    server.closeAllConnections();
  });
  await once(socket, 'connect');
  let text = '';
  socket.on('error', () => undefined);
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes('taken')) resolve('taken');
    });
    socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''));
  });
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes}\r\n\r\n`);
  return { socket, answer };
}

/** Sends a piece every so often until the other end closes or all is sent. */
function trickle(socket: Socket, { bytes, piece, every }: Record<'bytes' | 'piece' | 'every', number>): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (sent >= bytes || socket.destroyed) return clearInterval(timer);
    socket.write(Buffer.alloc(Math.min(piece, bytes - sent), 'a'));
    sent += piece;
  }, every);
  onTestFinished(() => clearInterval(timer));
}

describe('the body of a request', () => {
  it('may take longer than any fixed time, while it comes at a rate of its own', async () => {
    const { socket, answer } = await begin(40_000);
    trickle(socket, { bytes: 40_000, piece: 1_000, every: 25 });
    expect(await answer).toBe('taken');
  });

  it('is cut when nothing comes any more', async () => {
    const { answer } = await begin(40_000);
    expect(await answer).toBe('HTTP/1.1 408 Request Timeout');
  });

  it('is cut when it only trickles', async () => {
    const { socket, answer } = await begin(40_000);
    trickle(socket, { bytes: 40_000, piece: 10, every: 20 });
    expect(await answer).toBe('HTTP/1.1 408 Request Timeout');
  });

  it('that the server does not read yet is not the client’s delay', async () => {
    const { socket, answer } = await begin(4_000_000, limits.graceMilliseconds + limits.idleMilliseconds);
    socket.write(Buffer.alloc(4_000_000, 'a'));
    expect(await answer).toBe('taken');
  });
});
