/** Shows that readers without a session who hold back the bytes of long forms leave room for those who sign in. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createApp } from '#server/app.ts';
import { openHttpServer } from '#server/http/server.ts';
import { testConfig } from '#kit/app.ts';
import { takeDocumentThread } from '#kit/kept-threads.ts';
import { bytesOf, closeAll, sendRaw, type SentPost } from '#kit/raw-posts.ts';

const kibibyte = 2 ** 10;

async function aServer(): Promise<(address: string, length: number, bytes?: number) => Promise<SentPost>> {
  const config = await testConfig('sqlite', { TRUSTED_PROXY: '127.0.0.1' });
  const app = await createApp(config, {
    schedulerMilliseconds: null,
    spawnDocumentThread: takeDocumentThread
  });
  onTestFinished(() => app.close());
  const server = openHttpServer(app, (request, response) => {
    request.resume().on('end', () => response.end('taken'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const target = { origin: config.origin, port: (server.address() as AddressInfo).port };
  return (address, length, bytes = 0) =>
    sendRaw(target, {
      path: '/login',
      cookie: null,
      length,
      body: bytesOf(bytes),
      headers: [`X-Forwarded-For: ${address}`, 'Connection: close']
    });
}

it('forty addresses that send long forms slowly do not close the sign-in', async () => {
  const post = await aServer();
  const slow = await Promise.all(
    Array.from({ length: 40 * 32 }, (_, n) => post(`192.0.2.${n % 40}`, 16 * kibibyte))
  );
  const own = await post('198.51.100.7', 300, 300);
  expect(await own.status).toBe(200);
  closeAll([...slow, own]);
});

it('one address that sends short forms slowly is told so, and closes it for nobody else', async () => {
  const post = await aServer();
  const slow = await Promise.all(Array.from({ length: 40 }, () => post('192.0.2.1', 300)));
  const [own, other] = [await post('192.0.2.1', 300, 300), await post('192.0.2.2', 300, 300)];
  expect([await own.status, await other.status]).toEqual([429, 200]);
  closeAll([...slow, own, other]);
});
