import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ parent, url }) => {
  const { characteristics } = await parent();
  redirect(307, `${url.pathname}/${characteristics[0]?.id ?? ''}`);
};
