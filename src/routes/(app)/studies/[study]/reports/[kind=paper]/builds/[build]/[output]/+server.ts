import { reportFiles } from '#rules/report/report-content.ts';
import { outputIn } from '#lib/areas/report/forms.ts';
import { must, needActor, refuseRequest } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Hands out a file of a build to those who read the report's drafts. */
export const GET: RequestHandler = async (event) => {
  const actor = needActor(event);
  const name = outputIn(event.params.output);
  const { builds } = event.locals.services.reports;
  // Who may not read drafts learns nothing about the name of a file.
  const file = must(
    event.locals,
    await builds.file(
      actor,
      event.params.study,
      event.params.build,
      name ?? { edition: 'facing', format: 'archive' }
    )
  );
  if (!name) refuseRequest(event.locals, { code: 'not-found' });
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'content-type': reportFiles[name.format].mediaType,
      'content-disposition': `attachment; filename="${file.fileName}"`,
      'x-content-type-options': 'nosniff'
    }
  });
};
