/** Loads the codings of the comments that a page shows: with what is said of a text, not with what stands next to it. */
import type { RequestEvent } from '@sveltejs/kit';
import type { ThreadsOnDocument } from '#areas/threads';
import { follow, type FollowingLoad } from './follow.ts';
import { must, needActor } from './guard.ts';

/** Null for a reader who reads none. Only a page that shows comments follows what is coded. */
export async function loadCommentCodings(
  event: Pick<RequestEvent, 'locals' | 'url'> & FollowingLoad,
  { threads }: Pick<ThreadsOnDocument, 'threads'>
) {
  const ids = threads.flatMap(({ comments }) => comments.map(({ id }) => id));
  if (ids.length === 0) return null;
  const { coding } = event.locals.services;
  const codings = must(event.locals, await coding.ofComments(needActor(event), event.params.study, ids));
  if (codings !== null) follow(event, 'codes');
  return codings;
}
