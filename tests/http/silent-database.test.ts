/**
 * Tests a database that neither answers nor refuses: the readiness check reports it, and the process still
 * ends on SIGTERM.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { expect, inject, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '#kit/databases.ts';
import { makeDatabase } from '#kit/postgres.ts';
import { startServer } from '#kit/server.ts';

/**
 * Starts a proxy before PostgreSQL that forwards everything until it is switched to forward nothing any more.
 */
async function proxyTo(address: string): Promise<{ url: string; setSilent(silent: boolean): void }> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  const { port } = new URL(address);
  const proxy = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => [near, far].forEach((one) => one.destroy()));
    }
    near.pipe(far).pipe(near);
    if (isSilent) near.pause();
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const url = new URL(address);
  url.search = '';
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.href,
    setSilent: (silent) => {
      isSilent = silent;
      for (const socket of sockets)
        if (silent) socket.pause();
        else socket.resume();
    }
  };
}

it('/readyz says that the database does not answer, and a SIGTERM ends the server all the same', async () => {
  const proxy = await proxyTo(
    await makeDatabase(inject('postgresUrl'), `t_${randomUUID().replaceAll('-', '')}`)
  );
  const server = await startServer({
    dataDir: temporaryFolder(),
    env: { DATABASE_URL: proxy.url, DEMO: '0' }
  });
  const ready = async () => {
    const response = await fetch(`${server.origin}/readyz`);
    return { status: response.status, body: (await response.json()) as unknown };
  };
  expect(await ready()).toEqual({ status: 200, body: { ok: true } });
  proxy.setSilent(true);
  expect(await ready()).toEqual({ status: 503, body: { ok: false, missing: ['database'] } });
  expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
  proxy.setSilent(false);
  expect(await ready()).toEqual({ status: 200, body: { ok: true } });
  proxy.setSilent(true);
  expect((await ready()).status).toBe(503);
  await server.stop('SIGTERM');
}, 180_000);
