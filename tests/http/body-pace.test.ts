/** Uploads on slow lines are taken as long as they get on; a request that only holds its connection is cut. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pace, watchPace } from '#server/http/body-pace.ts';

interface Sending {
  write(bytes: number): void;
  /** Sends so many bytes; resolves when they have reached the server. */
  send(bytes: number): Promise<void>;
  /** Lets so many milliseconds pass at the server; returns whether it has cut the connection since. */
  pass(milliseconds: number): boolean;
  readonly request: IncomingMessage;
  /** Resolves to the body of the answer, or to its first line where the connection was closed. */
  readonly answer: Promise<string>;
}

/** Opens a connection that has sent the head of a request of this length. */
async function begin(bytes: number, { isRead }: { readonly isRead: boolean }): Promise<Sending> {
  let tick = (): void => undefined;
  const server = createServer((request, response) => {
    watchPace(request, response, (check) => {
      tick = check;
      return () => (tick = () => undefined);
    });
    request.on('end', () => response.end('taken'));
    if (isRead) request.resume();
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
  const answer = answerOn(socket);
  const requested = once(server, 'request');
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes}\r\n\r\n`);
  const [request] = (await requested) as [IncomingMessage];
  const { socket: received } = request;
  let expected = received.bytesRead;
  const write = (more: number): void => void socket.write(Buffer.alloc(more, 'a'));
  return {
    request,
    answer,
    write,
    send: async (more) => {
      expected += more;
      write(more);
      while (received.bytesRead < expected) await setImmediate();
    },
    pass: (milliseconds) => {
      for (let passed = 0; passed < milliseconds; passed += pace.checkMilliseconds) tick();
      return received.writableEnded || received.destroyed;
    }
  };
}

const answerOn = (socket: Socket): Promise<string> => {
  let text = '';
  socket.on('error', () => undefined);
  return new Promise<string>((resolve) => {
    socket.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes('taken')) resolve('taken');
    });
    socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''));
  });
};

const { checkMilliseconds: step, idleMilliseconds: idle, graceMilliseconds: grace } = pace;
const usualPiece = (pace.bytesPerSecond * step) / 1000;

describe('the body of a request', () => {
  it('may take longer than any fixed time, while it comes at a rate of its own', async () => {
    const pieces = (4 * grace) / step;
    const { send, pass, answer } = await begin(pieces * usualPiece, { isRead: true });
    for (let n = 1; n < pieces; n += 1) {
      await send(usualPiece);
      expect(pass(step)).toBe(false);
    }
    await send(usualPiece);
    expect(await answer).toBe('taken');
  });

  it('is cut when nothing comes any more', async () => {
    const { send, pass, answer } = await begin(40_000, { isRead: true });
    await send(30_000);
    expect(pass(idle)).toBe(false);
    expect(pass(step)).toBe(true);
    expect(await answer).toBe('HTTP/1.1 408 Request Timeout');
  });

  it('is cut when it only trickles', async () => {
    const { send, pass, answer } = await begin(40_000, { isRead: true });
    for (let passed = 0; passed < grace; passed += step) {
      await send(1);
      expect(pass(step)).toBe(false);
    }
    await send(1);
    expect(pass(step)).toBe(true);
    expect(await answer).toBe('HTTP/1.1 408 Request Timeout');
  });

  it('that the server does not read yet is not the client’s delay', async () => {
    const { request, write, pass, answer } = await begin(4_000_000, { isRead: false });
    write(4_000_000);
    while (request.readableLength < request.readableHighWaterMark) await setImmediate();
    expect(pass(10 * grace)).toBe(false);
    request.resume();
    expect(await answer).toBe('taken');
  });
});
