import { reportFiles } from '#rules/report/report-content.ts';
import { outputIn } from '#lib/areas/report/forms.ts';
import { must, refuseRequest } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Hands out a file of a published report to anyone. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const name = outputIn(params.output);
  if (!name) refuseRequest(locals, { code: 'not-found' });
  const file = must(
    locals,
    await locals.services.reports.publishing.file(params.study, params.edition, name)
  );
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'content-type': reportFiles[name.format].mediaType,
      'content-disposition': `attachment; filename="${file.fileName}"`,
      'cache-control': 'public, max-age=86400, immutable',
      etag: `"${file.sha256}"`,
      'x-content-type-options': 'nosniff'
    }
  });
};
