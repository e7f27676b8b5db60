import { z } from 'zod';
import { ok } from '#base/refusal.ts';
import { openEndpoint } from '#lib/server/api/endpoint.ts';
import { openApi } from '#lib/server/api/openapi.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = openEndpoint({
  summary: 'This description',
  answer: z.looseObject({ openapi: z.string() }),
  run: async ({ locals }: RequestEvent) => ok(await openApi(locals.services.config.origin)),
  shape: (description) => description
});
