/** Answers with the matrix of a consultation as a file, for users who may read it on its page. */
import type { RequestEvent } from '@sveltejs/kit';
import { fileNameOf, requestedLanguages, matrixTable } from '#lib/areas/consultation/consultation-table.ts';
import { officeFormats, type OfficeFormat } from '#base/office-format.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import type { StudyConsultations } from '#areas/consultation';
import { must, needActor } from './guard.ts';

export async function matrixFile(
  event: Pick<RequestEvent, 'locals' | 'url'>,
  format: OfficeFormat,
  names: readonly string[],
  read: (actor: Actor) => Promise<Result<StudyConsultations>>
): Promise<Response> {
  const { locals, url } = event;
  const actor = needActor(event);
  const consultations = must(locals, await read(actor));
  const languages = requestedLanguages(url.searchParams.get('language'));
  const bytes = must(
    locals,
    await locals.services.exports.table(
      format,
      matrixTable(consultations, languages, locals.services.now().toISOString()),
      actor.userId
    )
  );
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': officeFormats[format],
      'content-disposition': `attachment; filename="${fileNameOf(names, languages, format)}"`,
      'cache-control': 'private, no-store'
    }
  });
}
