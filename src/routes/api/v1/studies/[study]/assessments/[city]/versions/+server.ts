import { ok } from '#base/refusal.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import { versionList, versionsJson } from '#lib/server/api/versions.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The versions of an assessment’s texts that the caller may read',
  answer: versionList,
  run: async (actor, { locals, params: { study, city } }: RequestEvent) => {
    const { assessments, versions } = locals.services;
    const seen = await assessments.load(actor, study, city);
    if (!seen.ok) return seen;
    const lists = await Promise.all(
      (['findings', 'response'] as const).map(async (kind) => {
        const list = await versions.list(actor, study, { kind, city });
        return list.ok ? versionsJson(kind, list.value) : [];
      })
    );
    return ok(lists.flat());
  },
  shape: (lines) => ({ versions: lines })
});
