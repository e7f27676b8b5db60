import { loadPublished } from '#lib/server/published.ts';
import type { PageServerLoad } from './$types';

/** Returns the contents page of a published report, for anyone. */
export const load: PageServerLoad = async (event) => {
  const { publication, numbering, base } = await loadPublished(event);
  const { content, ...about } = publication;
  return {
    about,
    base,
    title: content.title,
    subtitle: content.subtitle,
    date: content.date,
    tables: [...numbering.blocks.values()].some(({ kind }) => kind === 'table'),
    parts: numbering.parts.map(({ part, depth, number, isAnnex, page }) => ({
      id: part.id,
      title: part.title,
      depth,
      number,
      isAnnex,
      page
    }))
  };
};
