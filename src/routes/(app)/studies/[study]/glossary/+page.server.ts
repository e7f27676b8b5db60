import { filterTerms } from '#domain/glossary.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const all = must(
    event.locals,
    await event.locals.services.frameworks.terms(needActor(event), event.params.study)
  );
  const query = (event.url.searchParams.get('q') ?? '').slice(0, 200);
  const group = event.url.searchParams.get('group') || null;
  const groups = [...new Set(all.map((term) => term.group))].sort();
  return {
    terms: filterTerms(all, { query, group }, event.locals.locale),
    total: all.length,
    groups,
    query,
    group
  };
};
