/** `/probe`: anyone of our own pages may try the way to the server, within narrow bounds. */
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { closeCodes } from '#wire/close.ts';
import { openHouse } from '#kit/house.ts';
import { knock, servePort, type Door } from '#kit/socket.ts';

async function openDoor(): Promise<Door> {
  const house = await openHouse();
  return { port: await servePort(house), origin: house.config.origin };
}

async function openSocket(door: Door): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${door.port}/probe`, { headers: { origin: door.origin } });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

const closeOf = async (socket: WebSocket): Promise<number> => ((await once(socket, 'close')) as [number])[0];

describe('the socket', () => {
  it('echoes small frames for someone who is not signed in', async () => {
    const socket = await openSocket(await openDoor());
    socket.send('ping 1');
    const [text, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
    expect([text.toString(), isBinary]).toEqual(['ping 1', false]);
  });

  it('takes no large frame, and no more than five a second', async () => {
    const door = await openDoor();
    const large = await openSocket(door);
    large.send('x'.repeat(65));
    expect(await closeOf(large)).toBe(1009);
    const fast = await openSocket(door);
    for (let n = 0; n < 10; n++) fast.send('x');
    expect(await closeOf(fast)).toBe(closeCodes.rate);
  });

  it('is not for pages of other sites', async () => {
    const door = await openDoor();
    expect(await knock(door, '/probe', { origin: 'https://evil.example' })).toBe(403);
    expect(await knock(door, '/probe', { origin: null })).toBe(403);
    expect(await knock(door, '/probe/', {})).toBe(404);
  });

  it('is closed when the server leaves', async () => {
    const house = await openHouse();
    const socket = await openSocket({ port: await servePort(house), origin: house.config.origin });
    const closed = closeOf(socket);
    await house.probe.close();
    expect(await closed).toBe(closeCodes.restart);
  });
});

describe('the way without sockets', () => {
  it('is an event stream that begins at once and ends by itself', async () => {
    const door = await openDoor();
    const response = await fetch(`http://127.0.0.1:${door.port}/probe`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toBe('event: open\ndata: {}\n\ndata: 1\n\ndata: 2\n\ndata: 3\n\n');
  });

  it('and a small request up, from our own pages alone', async () => {
    const door = await openDoor();
    const post = async (body: string, origin = door.origin): Promise<number> =>
      (await fetch(`http://127.0.0.1:${door.port}/probe`, { method: 'POST', body, headers: { origin } }))
        .status;
    expect(await post('x'.repeat(64))).toBe(204);
    expect(await post('x'.repeat(65))).toBe(413);
    expect(await post('x', 'https://evil.example')).toBe(403);
    expect(
      (
        await fetch(`http://127.0.0.1:${door.port}/probe`, {
          method: 'DELETE',
          headers: { origin: door.origin }
        })
      ).status
    ).toBe(405);
  });
});
