/**
 * Shows that nobody can exhaust the server's memory with bodies: session and right are checked before a body
 * is read, and what is in flight is bounded.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pdf } from '#kit/evidence-files.ts';
import {
  bytesOf,
  closeAll,
  countStatuses,
  residentMegabytes,
  sendRaw,
  type SentPost
} from '#kit/raw-posts.ts';
import { quickFolder } from '#kit/scratch-folder.ts';
import { signIn, startServer, type Server } from '#kit/server.ts';

const megabyte = 2 ** 20;
const study = '/studies/eu-china-2013';
const evidence = (city: string): string => `${study}/assessments/${city}/evidence?/file`;

let server: Server;
let observer = '';
let city = '';
const folder = mkdtempSync(join(quickFolder(), 'meridian-bodies-'));
beforeAll(async () => {
  server = await startServer({ dataDir: folder });
  [observer, city] = await Promise.all([
    signIn(server.origin, 'observer@demo.local'),
    signIn(server.origin, 'city.haidian@demo.local')
  ]);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const statusOf = async (path: string, cookie: string | null, length: number): Promise<number> =>
  (await sendRaw(server, { path, cookie, length, body: new Uint8Array() })).status;

async function sendMany(
  count: number,
  path: string,
  cookie: string | null,
  { length, bytes }: { readonly length: number; readonly bytes: number }
): Promise<{ readonly sent: SentPost[]; readonly grown: number }> {
  const before = residentMegabytes(server);
  const body = bytesOf(bytes);
  const sent = await Promise.all(
    Array.from({ length: count }, () => sendRaw(server, { path, cookie, length, body }))
  );
  await fetch(`${server.origin}/healthz`);
  return { sent, grown: residentMegabytes(server) - before };
}

describe('a body', () => {
  it('of a reader without the right is refused before it is read', async () => {
    expect(await statusOf(evidence('ningbo'), observer, 20 * megabyte)).toBe(403);
    expect(await statusOf(`${study}/assessments/ningbo/files?/read`, observer, 20 * megabyte)).toBe(403);
    expect(await statusOf(`${study}/approvals/pilots?/seal`, city, 10 * megabyte)).toBe(404);
    expect(await statusOf(evidence('nowhere'), observer, 20 * megabyte)).toBe(404);
    expect(await statusOf('/studies/nowhere/approvals/pilots?/seal', observer, 10 * megabyte)).toBe(404);
  });

  it('of a reader without a session is refused before it is read', async () => {
    expect(await statusOf(evidence('ningbo'), null, 20 * megabyte)).toBe(401);
    for (const path of ['/login', '/locale', '/theme', '/invitation/x'])
      expect(await statusOf(path, null, 17 * 1024), path).toBe(413);
    for (const path of ['/external-review/x?/comment', '/reading/x?/comment'])
      expect(await statusOf(path, null, 129 * 1024), path).toBe(413);
    expect(await statusOf('/verify', null, megabyte + 1)).toBe(413);
  });

  it('of a form on an open page is refused in the shape that the page reads', async () => {
    const sent = await sendRaw(server, {
      path: `${study}/plan?/phase`,
      cookie: observer,
      length: 2 * megabyte,
      body: new Uint8Array(),
      headers: ['x-sveltekit-action: true']
    });
    expect(await sent.status).toBe(413);
    const body = (await sent.answer).split('\r\n\r\n')[1] ?? '';
    expect(body).toContain('{"type":"error","error":{"code":"too-large","message":""}}');
  });

  it('of 100 posts of an observer costs less than 100 MB of memory', async () => {
    const { sent, grown } = await sendMany(100, evidence('ningbo'), observer, {
      length: 20 * megabyte,
      bytes: 2 * megabyte
    });
    const counts = await countStatuses(sent);
    closeAll(sent);
    expect(
      Object.keys(counts)
        .map(Number)
        .filter((status) => ![0, 403, 429].includes(status))
    ).toEqual([]);
    expect(grown).toBeLessThan(100);
  });

  it('of a person who may send it is taken twice at once, and again when those are gone', async () => {
    const own = evidence('haidian');
    const one = { path: own, cookie: city, length: 20 * megabyte, body: bytesOf(1) };
    const stalled = [await sendRaw(server, one), await sendRaw(server, one)];
    expect(await statusOf(own, city, 20 * megabyte)).toBe(429);
    closeAll(stalled);
    const form = new FormData();
    form.set('titleEn', 'A plan');
    form.set('titleZh', '');
    form.set('file', new File([Buffer.from(pdf('taken'))], 'plan.pdf'));
    const send = async (): Promise<number> =>
      (
        await fetch(server.origin + own, {
          method: 'POST',
          redirect: 'manual',
          headers: { accept: 'text/html', origin: server.origin, cookie: city },
          body: form
        })
      ).status;
    // The server notices a closed connection a moment after its sender has closed it.
    let taken = 429;
    await vi.waitUntil(async () => (taken = await send()) !== 429, { timeout: 20_000, interval: 20 });
    // The page itself answers: the demo's city has handed in.
    expect([303, 409]).toContain(taken);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  });

  it('that stalls without a session leaves room for others', async () => {
    const { sent, grown } = await sendMany(100, '/login', null, { length: 16 * 1024, bytes: 15 * 1024 });
    expect(grown).toBeLessThan(50);
    expect(await signIn(server.origin, 'expert1.eu@demo.local')).toContain('session');
    closeAll(sent);
  });
});
