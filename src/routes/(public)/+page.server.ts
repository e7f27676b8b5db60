import { redirect } from '@sveltejs/kit';
import { sampleSlug } from '#rules/study/study.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  if (locals.actor) redirect(303, '/studies');
  const published = await locals.services.reports.publishing.list(sampleSlug);
  return { sample: published.length > 0 ? sampleSlug : null };
};
