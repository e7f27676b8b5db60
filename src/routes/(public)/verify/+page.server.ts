import { redirect } from '@sveltejs/kit';
import { parseHash } from '#rules/approval/approval.ts';
import { refuseForm } from '#lib/server/guard.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { statusOf } from '#base/refusal.ts';
import type { Actions, PageServerLoad } from './$types';

/** Looks up the hash that the address names. Anyone may call this; it changes nothing. */
export const load: PageServerLoad = async ({ locals, url, getClientAddress, setHeaders }) => {
  const requested = url.searchParams.get('hash')?.slice(0, 500) ?? '';
  const hash = parseHash(requested);
  setHeaders({ 'x-robots-tag': 'noindex' });
  if (requested === '') return { requested, hash: null, known: null, message: null };
  if (hash === undefined) return { requested, hash: null, known: null, message: null };
  const found = await locals.services.verification.ofHash(hash, getClientAddress());
  if (!found.ok)
    return {
      requested,
      hash,
      known: null,
      message: refusalSentence(found.refusal, locals.locale),
      status: statusOf[found.refusal.code]
    };
  return { requested, hash, known: found.value, message: null };
};

export const actions: Actions = {
  /** Hashes the file where no script runs; the file is not stored. */
  default: async ({ request, locals }) => {
    const file = (await request.formData()).get('file');
    if (!(file instanceof File) || file.size === 0)
      return refuseForm(locals, { code: 'invalid', facts: { field: 'file' } });
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    redirect(303, `/verify?hash=${Buffer.from(digest).toString('hex')}`);
  }
};
