import { parseHash } from '#rules/approval/approval.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { ok, refuse, statusOf } from '#base/refusal.ts';
import { openFormAction } from '#lib/server/form-action.ts';
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
  default: openFormAction({
    run: async ({ form }) => {
      const file = form.get('file');
      return file instanceof File && file.size > 0
        ? ok(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
        : refuse('invalid', { field: 'file' });
    },
    to: (digest) => `/verify?hash=${Buffer.from(digest).toString('hex')}`
  })
};
