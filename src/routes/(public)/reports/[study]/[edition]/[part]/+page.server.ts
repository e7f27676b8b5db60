import { refuseRequest } from '#lib/server/guard.ts';
import { loadPublished } from '#lib/server/published.ts';
import type { PageServerLoad } from './$types';

/** Returns a page of a published report, for anyone: a part with all below it, or with links to what has pages of its own. */
export const load: PageServerLoad = async (event) => {
  const { publication, numbering, base } = await loadPublished(event);
  const pages = numbering.parts.filter(({ part, page }) => page === part.id);
  const at = pages.findIndex(({ page }) => page === event.params.part);
  if (at === -1) refuseRequest(event.locals, { code: 'not-found' });
  const { content, errata } = publication;
  const shown = numbering.parts.filter(({ page }) => page === event.params.part);
  const root = shown[0]?.depth ?? 1;
  const neighbour = (one: (typeof pages)[number] | undefined) =>
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
      depth: depth - root + 1,
      number,
      isAnnex,
      errata: errata.filter((erratum) => erratum.part === part.id)
    })),
    below: pages
      .filter(({ pageAbove }) => pageAbove === event.params.part)
      .map(({ part: { id, title }, number }) => ({ id, title, number })),
    numbering,
    sources: content.sources,
    before: neighbour(pages[at - 1]),
    next: neighbour(pages[at + 1])
  };
};
