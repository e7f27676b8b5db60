import { must } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Hands out a picture of a published report to anyone. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { publishing } = locals.services.reports;
  const bytes = must(locals, await publishing.picture(params.study, params.edition, params.hash));
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': typeOf(bytes),
      'cache-control': 'public, max-age=86400, immutable',
      'x-content-type-options': 'nosniff'
    }
  });
};

/** Returns the media type of a picture by its first bytes. */
function typeOf(bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  if (start.startsWith('\u0089PNG')) return 'image/png';
  if (start.startsWith('GIF8')) return 'image/gif';
  return start.startsWith('RIFF') && start.endsWith('WEBP') ? 'image/webp' : 'image/jpeg';
}
