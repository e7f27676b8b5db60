/** Tests `/probe`: any of our own pages may test the connection to the server, within narrow limits. */
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { closeCodes } from '#wire/close.ts';
import { testApp } from '#kit/app.ts';
import { attemptUpgrade, servePort, type Endpoint } from '#kit/socket.ts';

async function openEndpoint(): Promise<Endpoint> {
  const app = await testApp();
  return { port: await servePort(app), origin: app.config.origin };
}

async function openSocket(endpoint: Endpoint): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${endpoint.port}/probe`, {
    headers: { origin: endpoint.origin }
  });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

const closeOf = async (socket: WebSocket): Promise<number> => ((await once(socket, 'close')) as [number])[0];

describe('the socket', () => {
  it('echoes small frames for someone who is not signed in', async () => {
    const socket = await openSocket(await openEndpoint());
    socket.send('ping 1');
    const [text, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
    expect([text.toString(), isBinary]).toEqual(['ping 1', false]);
  });

  it('takes no large frame, and no more than five a second', async () => {
    const endpoint = await openEndpoint();
    const large = await openSocket(endpoint);
    large.send('x'.repeat(65));
    expect(await closeOf(large)).toBe(1009);
    const fast = await openSocket(endpoint);
    for (let n = 0; n < 10; n++) fast.send('x');
    expect(await closeOf(fast)).toBe(closeCodes.rate.number);
  });

  it('is not for pages of other sites', async () => {
    const endpoint = await openEndpoint();
    expect(await attemptUpgrade(endpoint, '/probe', { origin: 'https://evil.example' })).toBe(403);
    expect(await attemptUpgrade(endpoint, '/probe', { origin: null })).toBe(403);
    expect(await attemptUpgrade(endpoint, '/probe/', {})).toBe(404);
  });

  it('is closed when the server leaves', async () => {
    const app = await testApp();
    const socket = await openSocket({ port: await servePort(app), origin: app.config.origin });
    const closed = closeOf(socket);
    await app.probe.close();
    expect(await closed).toBe(closeCodes.restart.number);
  });
});

describe('the transport without sockets', () => {
  it('is an event stream that begins at once and ends by itself', async () => {
    const endpoint = await openEndpoint();
    const response = await fetch(`http://127.0.0.1:${endpoint.port}/probe`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toBe('event: open\ndata: {}\n\ndata: 1\n\ndata: 2\n\ndata: 3\n\n');
  });

  it('and a small request up, from our own pages alone', async () => {
    const endpoint = await openEndpoint();
    const post = async (body: string, origin = endpoint.origin): Promise<number> =>
      (await fetch(`http://127.0.0.1:${endpoint.port}/probe`, { method: 'POST', body, headers: { origin } }))
        .status;
    expect(await post('x'.repeat(64))).toBe(204);
    expect(await post('x'.repeat(65))).toBe(413);
    expect(await post('x', 'https://evil.example')).toBe(403);
    expect(
      (
        await fetch(`http://127.0.0.1:${endpoint.port}/probe`, {
          method: 'DELETE',
          headers: { origin: endpoint.origin }
        })
      ).status
    ).toBe(405);
  });
});
