import { isLocale } from '#domain/locale.ts';
import { methodNotAllowed, refuseApi } from '#lib/server/api.ts';
import { tablesCsv } from '#lib/server/public-api.ts';
import type { RequestHandler } from './$types';

/** Returns the tables of a published report as CSV, for anyone. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const { publishing } = locals.services.reports;
  const found = await publishing.load(params.study, params.edition);
  if (!found.ok) return refuseApi(locals, found.refusal);
  const asked = url.searchParams.get('language') ?? locals.locale;
  const language = isLocale(asked) ? asked : 'en';
  return new Response(new Uint8Array(tablesCsv(found.value.content, language)), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${params.study}-${params.edition}-tables-${language}.csv"`
    }
  });
};
export const fallback: RequestHandler = methodNotAllowed;
