/** Reads which loads a page has and what they follow, as SvelteKit tells the browser with the page's data. */
import { dependencyOn, topicsOf, type EventSubject } from '#lib/events/topics.ts';
import type { Pages } from '#kit/pages.ts';

export interface LoadedNode {
  readonly type: string;
  readonly uses?: { readonly dependencies?: readonly string[]; readonly parent?: 1 };
}

export const dataOf = (path: string, query = ''): string => {
  const [page = '', search = ''] = path.split('?');
  return `${page}/__data.json?${[search, query].filter((one) => one !== '').join('&')}`;
};

export async function nodesOf(
  pages: Pages,
  path: string,
  cookie: string
): Promise<readonly (LoadedNode | null)[]> {
  const response = await pages.sendRequest(dataOf(path), { cookie });
  const [first = ''] = (await response.text()).split('\n');
  return response.ok ? ((JSON.parse(first) as { nodes?: (LoadedNode | null)[] }).nodes ?? []) : [];
}

export const eventAbout = (kind: string, facts: Partial<EventSubject> = {}): EventSubject => ({
  kind,
  cityId: null,
  documentId: null,
  payload: {},
  ...facts
});

/** One digit for each load of a page: 1 for one that runs again after the event. */
export function againAfter(nodes: readonly (LoadedNode | null)[], slug: string, event: EventSubject): string {
  const outdated = new Set<string>(topicsOf(event).map((topic) => dependencyOn(slug, topic)));
  let isParentOutdated = false;
  return nodes
    .map((node) => {
      const isOutdated =
        (node?.uses?.dependencies ?? []).some((dependency) => outdated.has(dependency)) ||
        (node?.uses?.parent === 1 && isParentOutdated);
      isParentOutdated ||= isOutdated;
      return isOutdated ? '1' : '0';
    })
    .join('');
}
