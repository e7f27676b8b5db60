import { z } from 'zod';
import { isLocale, locales } from '#base/locale.ts';
import { methodNotAllowed, refuseApi } from '#lib/server/api/edge.ts';
import { parameter, type Description } from '#lib/server/api/endpoint.ts';
import { tablesCsv } from '#lib/server/api/publications.ts';
import type { RequestHandler } from './$types';

const mediaType = 'text/csv; charset=utf-8';

export const _description: Description = {
  summary: 'The tables of a published report, as CSV',
  anonymous: true,
  answer: z.string(),
  mediaType,
  query: z.object({
    language: parameter(
      'The language of the tables',
      { type: 'string', enum: locales },
      z.string().optional()
    )
  })
};

export const GET: RequestHandler = async ({ locals, params, url }) => {
  const found = await locals.services.reports.publishing.load(params.study, params.edition);
  if (!found.ok) return refuseApi(locals, found.refusal);
  const asked = url.searchParams.get('language') ?? locals.locale;
  const language = isLocale(asked) ? asked : 'en';
  return new Response(new Uint8Array(tablesCsv(found.value.content, language)), {
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="${params.study}-${params.edition}-tables-${language}.csv"`
    }
  });
};
export const fallback: RequestHandler = methodNotAllowed;
