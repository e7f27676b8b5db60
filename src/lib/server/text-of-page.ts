/** Says which text a page of versions or late proposals shows, and loads what every such page needs. */
import type { RequestEvent } from '@sveltejs/kit';
import { pageIn } from '#lib/forms/page-number.ts';
import type { TextLocation } from '#areas/documents';
import { needActor } from './guard.ts';

export type PageRequest = Pick<RequestEvent, 'locals' | 'url' | 'request'> & {
  readonly params: Readonly<Partial<Record<string, string>>>;
};

/** Returns the part of a long text that the address names, or the first. */
export const wantedPart = (url: URL) => pageIn(url, 'part');

export const studyOf = ({ params }: PageRequest): string => params['study'] ?? '';

/** Returns a chapter's text; of an assessment the one that `?text=` names, or else the findings. */
export function locationOf({ params, url }: Pick<PageRequest, 'params' | 'url'>): TextLocation {
  const { chapter, city } = params;
  if (chapter !== undefined) return { kind: 'chapter', slug: chapter };
  const text = url.searchParams.get('text');
  return { kind: text === 'response' || text === 'confidential' ? text : 'findings', city: city ?? '' };
}

export const textKeyOf = (event: PageRequest) => [studyOf(event), locationOf(event)] as const;

/** Where the address names none, the findings for a reader who may read them, and otherwise the response. */
export async function openLocationOf(event: PageRequest): Promise<TextLocation> {
  const location = locationOf(event);
  if (location.kind !== 'findings' || event.url.searchParams.has('text')) return location;
  const found = await event.locals.services.versions.list(needActor(event), studyOf(event), location);
  return found.ok ? location : { ...location, kind: 'response' };
}

export const textOf = (location: TextLocation): string => (location.kind === 'chapter' ? '' : location.kind);

export const fileResponse = (bytes: Uint8Array, type: string, fileName: string): Response =>
  new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store'
    }
  });
