import type { PageServerLoad } from './$types';

/** Lists what was published, for anyone. */
export const load: PageServerLoad = async ({ locals }) => ({
  published: await locals.services.reports.publishing.list()
});
