/** Redirects addresses of pages that stand in sent e-mails, papers and bookmarks. No entry is ever removed. */
const moves: readonly (readonly [from: RegExp, to: string])[] = [
  [/^\/reading(?=\/)/, '/external-review'],
  [/^(\/studies\/[^/]+\/(?:assessments|chapters)\/[^/]+)\/way(?=\/|$)/, '$1/progress']
];

/** Path and query; null for an address that has not moved. */
function movedAddress({ pathname, search }: Pick<URL, 'pathname' | 'search'>): string | null {
  const move = moves.find(([from]) => from.test(pathname));
  return move ? pathname.replace(move[0], move[1]) + search : null;
}

/**
 * Null for every other one. 308 keeps method and body, so a form on a page that was opened before the move is
 * not lost.
 */
export function redirectMoved(url: Pick<URL, 'pathname' | 'search'>): Response | null {
  const location = movedAddress(url);
  return location === null
    ? null
    : new Response(null, { status: 308, headers: { location, 'cache-control': 'private, no-store' } });
}
