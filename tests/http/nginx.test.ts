/**
 * An installation behind the proxy that docs/operations.md describes works as without one: pages, sync, live
 * events, uploads and downloads, also over a slow line. The configuration is read from the document.
 */
import { connect } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { pdf } from '#kit/evidence-files.ts';
import { LiveSocketClient, LiveStreamClient } from '#kit/live-client.ts';
import { documentedConfigurations, startNginx, type Nginx } from '#kit/nginx.ts';
import { textOf, writing } from '#kit/open-room.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy, testPassword, type TestPerson } from '#kit/people.ts';
import { freePort } from '#kit/server.ts';
import { RawSocket, RawStream, type Endpoint } from '#kit/socket.ts';
import { proxyTo } from '#kit/tcp-proxy.ts';

const study = '/studies/small-study';
const evidence = `${study}/assessments/haidian/evidence`;
const room = 'small-study.bristol.findings@1';

let pages: Pages;
let port = 0;
let expert: { person: TestPerson; cookie: string };
let city = '';
let chapterId = '';

beforeAll(async () => {
  port = await freePort();
  pages = await servePages({ env: { ORIGIN: `http://localhost:${port}` } });
  const { app } = pages;
  const made = await makeStudy(app, {
    cities: [
      { id: 'bristol', side: 'eu', state: 'drafting' },
      { id: 'haidian', side: 'cn', state: 'collecting' }
    ]
  });
  chapterId = made.chapterId;
  const person = await makePerson(app, { role: 'expert', side: 'eu', study: made });
  expert = { person, cookie: await cookieOf(app, person) };
  city = await cookieOf(app, await makePerson(app, { role: 'city', city: 'haidian', study: made }));
});

const asPage = (cookie: string): RequestInit => ({
  redirect: 'manual',
  headers: { cookie, accept: 'text/html', origin: pages.origin }
});

async function upload(through: Endpoint, path: string, file: File, fields: Readonly<Record<string, string>>) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set('file', file);
  return fetch(`http://localhost:${through.port}${path}`, { ...asPage(city), method: 'POST', body });
}

/** Adds a piece of evidence and reads it back; returns the status of the upload and whether it is the same. */
async function roundTrip(through: Endpoint, bytes: Uint8Array) {
  const file = new File([Buffer.from(bytes)], 'plan.pdf');
  const added = await upload(through, `${evidence}?/file`, file, { titleEn: 'A plan', titleZh: '' });
  const id = /evidence\/([^?]+)\?/.exec(added.headers.get('location') ?? '')?.[1] ?? '';
  const read = await fetch(`http://localhost:${through.port}${evidence}/${id}/1`, asPage(city));
  return { status: added.status, isSame: Buffer.from(await read.arrayBuffer()).equals(bytes) };
}

function largePdf(megabytes: number, text: string): Uint8Array {
  const bytes = new Uint8Array(megabytes * 2 ** 20).fill(0x20);
  bytes.set(pdf(text));
  return bytes;
}

describe('the proxy of the documentation', () => {
  it('is described for one node and for several', () => {
    expect(documentedConfigurations()).toHaveLength(2);
  });
});

/** Serves on a port what stands for a node, until it is restarted. */
class Node {
  connections = 0;
  readonly #port: number;
  #server: Server;
  constructor(port: number) {
    this.#port = port;
    this.#server = createServer();
    onTestFinished(() => this.stop());
  }
  async start(): Promise<void> {
    this.#server = createServer((_, response) => void response.end('ok'));
    this.#server.on('connection', () => (this.connections += 1));
    await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening');
  }
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

it.each([
  ['one node', 0],
  ['several nodes', 1]
])('nginx as documented for %s uses a connection to a node for many requests', async (_, at) => {
  const [front, upstream] = [await freePort(), await freePort()];
  const node = new Node(upstream);
  await node.start();
  const nginx = await startNginx(documentedConfigurations()[at] ?? '', {
    port: front,
    upstreams: [upstream]
  });
  onTestFinished(() => nginx.stop());
  for (let count = 0; count < 10; count += 1)
    for (const path of ['/', '/sync-http/room'])
      expect((await fetch(`http://127.0.0.1:${front}${path}`)).status).toBe(200);
  // One for each group of nodes, and where several are named, for each of them.
  expect(node.connections).toBeLessThanOrEqual(4);
});

describe('nodes behind nginx as documented for several', () => {
  it('are restarted one soon after the other, and nobody is told that there is none', async () => {
    const [front, ...upstreams] = [await freePort(), await freePort(), await freePort()];
    const [a, b] = upstreams.map((upstream) => new Node(upstream)) as [Node, Node];
    await Promise.all([a.start(), b.start()]);
    const nginx = await startNginx(documentedConfigurations()[1] ?? '', { port: front, upstreams });
    onTestFinished(() => nginx.stop());
    const paths = ['/', '/', '/sync-http/room', '/sync-http/room'];
    const answers = () =>
      Promise.all(paths.map(async (path) => (await fetch(`http://127.0.0.1:${front}${path}`)).status));
    const served = paths.map(() => 200);
    expect(await answers()).toEqual(served);
    for (const [restarted, moment] of [
      [a, 'first'],
      [b, 'second']
    ] as const) {
      await restarted.stop();
      // The proxy finds out by connections that are refused.
      expect([moment, await answers()]).toEqual([moment, served]);
      await restarted.start();
    }
    expect(await answers()).toEqual(served);
  });
});

describe.each([
  ['one node', 0],
  ['several nodes', 1]
])('behind nginx as documented for %s', (_, at) => {
  let nginx: Nginx;
  let endpoint: Endpoint;

  beforeAll(async () => {
    endpoint = { port, origin: pages.origin };
    const configuration = documentedConfigurations()[at] ?? '';
    nginx = await startNginx(configuration, {
      port,
      upstreams: [pages.app.config.port]
    });
  });
  afterAll(() => nginx.stop());

  it('a person signs in and reads every kind of page', async () => {
    const signedIn = await fetch(`${pages.origin}/login`, {
      ...asPage(''),
      method: 'POST',
      body: new URLSearchParams({ email: expert.person.email, password: testPassword })
    });
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/studies']);
    const cookie = (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    for (const path of [
      '/studies',
      '/account',
      study,
      `${study}/cities`,
      `${study}/assessments/bristol/smart-city-strategy`,
      `${study}/chapters/trends`,
      `${study}/comparison`,
      `${study}/framework`,
      `${study}/inbox`
    ]) {
      const { status } = await fetch(pages.origin + path, asPage(cookie));
      expect([path, status]).toEqual([path, 200]);
    }
  });

  it('pages, scripts and styles come compressed', async () => {
    const page = await rawPage(`${study}/assessments/bristol/smart-city-strategy`);
    expect(page.encoding).toBe('gzip');
    const html = gunzipSync(page.body).toString('utf8');
    expect(page.body.length).toBeLessThan(html.length / 3);
    const script = /href="[./]*(_app\/immutable\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
    const style = /href="[./]*(_app\/immutable\/[^"]+\.css)"/.exec(html)?.[1] ?? '';
    expect([script, (await rawPage(`/${script}`)).encoding]).toEqual([script, 'gzip']);
    expect((await rawPage(`/${style}`)).encoding).toBe('gzip');
  });

  it('a page is served over HTTP/2', async () => {
    const session = connect(`http://127.0.0.1:${port}`);
    const status = await new Promise((resolve, reject) => {
      session.on('error', reject);
      const stream = session.request({
        ':path': study,
        ':authority': `localhost:${port}`,
        cookie: expert.cookie
      });
      stream.on('response', (headers) => resolve(headers[':status']));
      stream.resume();
    });
    session.close();
    expect(status).toBe(200);
  });

  it('what one writes over a socket the other reads over an event stream', async () => {
    const bySocket = await RawSocket.join(endpoint, room, { cookie: expert.cookie });
    const byStream = await RawStream.join(endpoint, room, { cookie: expert.cookie });
    const word = `through the proxy ${at}`;
    bySocket.update(writing(new Y.Doc(), word));
    await bySocket.hear('committed');
    expect(textOf((await byStream.hear('update')).bytes)).toContain(word);
    byStream.update(writing(new Y.Doc(), 'and back'));
    await byStream.hear('committed');
    expect(textOf((await bySocket.hear('update')).bytes)).toContain('and back');
    byStream.leave();
  });

  it.each([
    ['a socket', LiveSocketClient],
    ['an event stream', LiveStreamClient]
  ])('live events arrive over %s at once', async (_kind, Client) => {
    const live = new Client(endpoint, 'study=small-study', expert.cookie);
    await live.opened();
    const shown = live.events(1);
    await pages.app.documents.freeze(null, chapterId);
    expect((await shown)[0]?.kind).toBe('document.frozen');
    await pages.app.documents.reopen(null, chapterId);
  });

  it('evidence of 20 MiB is taken and comes back as it was', async () => {
    expect(await roundTrip(endpoint, largePdf(20, `large ${at}`))).toEqual({ status: 303, isSame: true });
  });

  it('a file with answers above 1 MiB is read', async () => {
    const answers = { format: 'meridian.answers/1', study: 'small-study', city: 'haidian', answers: {} };
    const file = new File([JSON.stringify(answers), ' '.repeat(5 * 2 ** 20)], 'answers.json');
    const read = await upload(endpoint, `${study}/assessments/haidian/files?/read`, file, {});
    expect(read.status).toBe(200);
  });

  it('all of it works over a line of 300 ms', async () => {
    const line = await proxyTo(port);
    line.setDelay(300);
    const far = { port: line.port, origin: pages.origin };
    const page = await fetch(`http://localhost:${far.port}${study}`, asPage(expert.cookie));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('</html>');
    const socket = await RawSocket.join(far, room, { cookie: expert.cookie });
    socket.update(writing(new Y.Doc(), 'from afar'));
    await socket.hear('committed');
    const stream = await RawStream.join(far, room, { cookie: expert.cookie });
    stream.update(writing(new Y.Doc(), 'from afar'));
    await stream.hear('committed');
    stream.leave();
    expect(await roundTrip(far, largePdf(5, `far ${at}`))).toEqual({ status: 303, isSame: true });
  });
});

/** Reads bytes as they come: fetch would undo the compression. */
const rawPage = (path: string): Promise<{ encoding: string; body: Buffer }> =>
  new Promise((resolve, reject) => {
    const sent = request(
      `${pages.origin}${path}`,
      { headers: { cookie: expert.cookie, accept: 'text/html', 'accept-encoding': 'gzip' } },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ encoding: String(response.headers['content-encoding']), body: Buffer.concat(parts) })
        );
      }
    );
    sent.on('error', reject);
    sent.end();
  });
