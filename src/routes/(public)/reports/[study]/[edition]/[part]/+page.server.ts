import { refuseRequest } from '#lib/server/guard.ts';
import { loadPublished } from '#lib/server/published.ts';
import type { PageServerLoad } from './$types';

/** Returns a part at the top of a published report with all below it, for anyone. */
export const load: PageServerLoad = async (event) => {
  const { publication, numbering, base } = await loadPublished(event);
  const top = numbering.parts.filter(({ depth }) => depth === 1);
  const at = top.findIndex(({ part }) => part.id === event.params.part);
  if (at === -1) refuseRequest(event.locals, { code: 'not-found' });
  const { content, errata } = publication;
  const shown = numbering.parts.filter(({ page }) => page === event.params.part);
  const neighbour = (one: (typeof top)[number] | undefined) =>
    one ? { href: `${base}/${one.part.id}`, title: one.part.title } : null;
  return {
    base,
    reportTitle: content.title,
    isFacing: event.url.searchParams.get('view') === 'facing',
    parts: shown.map(({ part, depth, number, isAnnex }) => ({
      id: part.id,
      title: part.title,
      approval: part.approval,
      pairs: part.pairs,
      depth,
      number,
      isAnnex,
      errata: errata.filter((erratum) => erratum.part === part.id)
    })),
    numbering,
    sources: content.sources,
    before: neighbour(top[at - 1]),
    next: neighbour(top[at + 1])
  };
};
