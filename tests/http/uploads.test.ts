/** Shows that uploads leave room on the disk for text, and that nobody holds up the uploads of others. */
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { testApp } from '#kit/app.ts';
import { pdf } from '#kit/evidence-files.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { bytesOf, sendRaw } from '#kit/raw-posts.ts';
import { openHttpServer } from '#server/http/server.ts';
import { diskReserve } from '#server/store/storage.ts';

const mebibyte = 2 ** 20;

/** Serves an app whose pages read a form whole and answer with a page that is longer than a socket holds. */
async function openUploads(freeBytes: number) {
  const app = await testApp('sqlite', { readFreeBytes: () => Promise.resolve(freeBytes) });
  const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'collecting' }] });
  const read: number[] = [];
  const server = openHttpServer(app, (request, response) => {
    let bytes = 0;
    request.on('data', (part: Uint8Array) => (bytes += part.length));
    request.on('end', () => {
      read.push(bytes);
      response.writeHead(200).end(bytesOf(64 * mebibyte));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { readonly port: number };
  const addCity = async (): Promise<string> =>
    cookieOf(app, await makePerson(app, { role: 'city', city: 'haidian', study }));
  const path = `/studies/${study.slug}/assessments/haidian/evidence?/file`;
  return { app, port, origin: app.config.origin, path, read, addCity };
}

it('a file is refused before it is read where the disk is nearly full', async () => {
  const { app, port, origin, path, addCity, read } = await openUploads(diskReserve + 10 * mebibyte);
  const cookie = await addCity();
  const { status } = await sendRaw({ origin, port }, { path, cookie, length: 20 * mebibyte, body: pdf() });
  expect(await status).toBe(507);
  const incoming = join(app.config.dataDir, 'incoming');
  expect(existsSync(incoming) ? readdirSync(incoming) : []).toEqual([]);
  expect(read).toEqual([]);
  const small = await sendRaw({ origin, port }, { path, cookie, length: 1_000, body: bytesOf(1_000) });
  expect(await small.status).toBe(200);
});

it('a person who does not read the answer holds up nobody’s upload', async () => {
  const { port, origin, path, addCity } = await openUploads(Infinity);
  const [slow, quick] = [await addCity(), await addCity()];
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.pause();
  socket.write(
    [
      `POST ${path} HTTP/1.1`,
      `Host: localhost:${port}`,
      `Origin: ${origin}`,
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Length: 1000',
      `Cookie: ${slow}`,
      '',
      'a'.repeat(1_000)
    ].join('\r\n')
  );
  await once(socket, 'readable');
  const { status } = await sendRaw(
    { origin, port },
    { path, cookie: quick, length: 1_000, body: bytesOf(1_000) }
  );
  expect(await status).toBe(200);
});
