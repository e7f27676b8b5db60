/** Tests that no more connections stay open than the operator allows. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createApp } from '#server/app.ts';
import { openHttpServer } from '#server/http/server.ts';
import { testConfig } from '#kit/app.ts';
import { takeDocumentThread } from '#kit/kept-threads.ts';

it('a connection beyond MAX_CONNECTIONS is closed at once, and those before it are served', async () => {
  const config = await testConfig('sqlite', { MAX_CONNECTIONS: '2' });
  const app = await createApp(config, {
    schedulerMilliseconds: null,
    spawnDocumentThread: takeDocumentThread
  });
  onTestFinished(() => app.close());
  const waiting: ServerResponse[] = [];
  const server = openHttpServer(app, (_, response) => {
    waiting.push(response);
    server.emit('waiting');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const open = (): Socket => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    // The other end may reset the connection as well as end it.
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    socket.write('GET /studies HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    return socket;
  };
  const textOf = async (socket: Socket): Promise<string> => {
    let text = '';
    socket.on('data', (data: Buffer) => (text += data.toString()));
    await once(socket, 'close');
    return text;
  };

  const served = [];
  for (let n = 0; n < 2; n++) {
    const isWaiting = once(server, 'waiting');
    served.push(textOf(open()));
    await isWaiting;
  }
  expect(await textOf(open())).toBe('');
  expect(waiting).toHaveLength(2);
  for (const response of waiting) response.end('A page');
  for (const text of await Promise.all(served)) expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*A page/);
});
