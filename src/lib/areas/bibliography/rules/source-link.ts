/** Finds the citations of texts: links to the pages of sources of the bibliography. */
import type { ContentNode } from '#base/content.ts';

export interface SourceLink {
  readonly studySlug: string;
  /** Empty for a link to the bibliography as a whole. */
  readonly source: string;
}

/**
 * Null for any other address. The origin is not compared: the installation may have moved since the link was
 * made.
 */
export function sourceLinkOf(href: unknown): SourceLink | null {
  if (typeof href !== 'string' || !href.includes('/context/sources') || !URL.canParse(href)) return null;
  const { pathname, hash } = new URL(href);
  const [studySlug, source] =
    /^\/studies\/([^/]+)\/context\/sources(?:\/([^/]*))?\/?$/.exec(pathname)?.slice(1) ?? [];
  if (studySlug === undefined) return null;
  return { studySlug, source: source ? source : hash.replace(/^#(?:source-)?/, '') };
}

/** Maps blocks to the sources of a study that their words and notes cite. `isBlock` says which ids name blocks. */
export function sourcesCitedIn(
  nodes: readonly ContentNode[],
  studySlug: string,
  isBlock: (id: string) => boolean
): Map<string, Set<string>> {
  const cited = new Map<string, Set<string>>();
  const walk = ({ attrs, marks, content }: ContentNode, around: string): void => {
    const own = attrs?.['id'];
    const block = typeof own === 'string' && isBlock(own) ? own : around;
    for (const mark of marks ?? []) {
      const link = mark.type === 'link' ? sourceLinkOf(mark.attrs?.['href']) : null;
      if (link?.studySlug === studySlug && link.source !== '')
        cited.set(block, (cited.get(block) ?? new Set()).add(link.source));
    }
    content?.forEach((child) => walk(child, block));
  };
  nodes.forEach((node) => walk(node, ''));
  return cited;
}

/** Finds the address of a source within other words. The words after it may follow without a space. */
const address = /https?:\/\/[^\s/]+\/studies\/[^\s/]+\/context\/sources(?:\/|#source-|#)[A-Za-z0-9_~-]+/g;

/** Lists the sources of a study whose addresses stand in plain text. */
export const sourcesNamedIn = (text: string, studySlug: string): string[] =>
  (text.match(address) ?? []).flatMap((href) => {
    const link = sourceLinkOf(href);
    return link?.studySlug === studySlug ? [link.source] : [];
  });
