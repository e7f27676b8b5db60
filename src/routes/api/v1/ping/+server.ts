import { ok } from '#base/refusal.ts';
import { openEndpoint } from '#lib/server/api/endpoint.ts';
import { ping } from '#lib/server/api/shapes.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = openEndpoint({
  summary: 'The server’s clock',
  answer: ping,
  headers: { 'cache-control': 'no-store' },
  run: ({ locals }: RequestEvent) => ok(locals.services.now()),
  shape: (now) => ({ time: now.toISOString() })
});
