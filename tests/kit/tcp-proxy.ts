/**
 * Runs a proxy before a server on this machine that forwards everything: late, or not at all, as a test
 * requires.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface TcpProxy {
  readonly port: number;
  /**
   * Stops forwarding in both directions without closing. What was sent meanwhile arrives once it forwards
   * again.
   */
  setSilent(isSilent: boolean): void;
  /** Delays what the server sends from now on by so much. */
  setDelay(milliseconds: number): void;
}

export async function proxyTo(port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  let delay = 0;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => [near, far].forEach((one) => one.destroy()));
      if (isSilent) socket.pause();
    }
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => {
      if (delay === 0) near.write(bytes);
      else setTimeout(() => near.writable && near.write(bytes), delay).unref();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    setSilent: (silent) => {
      isSilent = silent;
      for (const socket of sockets)
        if (silent) socket.pause();
        else socket.resume();
    },
    setDelay: (milliseconds) => {
      delay = milliseconds;
    }
  };
}
