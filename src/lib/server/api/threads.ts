/** Tells of threads of comments that the caller has; there is no sign of others. */
import { z } from 'zod';

import { audiences, subjectsOfThreads } from '#rules/threads/comment.ts';
import { locales } from '#base/locale.ts';
import type { CommentView, ThreadView } from '#areas/threads';
import { bilingual, shapes, time } from './shapes.ts';

const speaker = z.strictObject({ id: z.string(), name: bilingual }).register(shapes, { id: 'Speaker' });

const comment = z
  .strictObject({
    id: z.string(),
    author: speaker,
    role: z.string(),
    side: z.string().nullable(),
    language: z.enum(locales),
    body: z.string().describe('People who are mentioned appear as `@[id]`; empty once withdrawn'),
    at: time,
    heldUntil: time.nullable().describe('Until then only its author’s own circle sees it'),
    editedAt: time.nullable(),
    withdrawnAt: time.nullable()
  })
  .register(shapes, { id: 'Comment' });

const thread = z
  .strictObject({
    id: z.string(),
    document: z.enum(['response', 'findings']),
    about: z.enum(subjectsOfThreads),
    section: z.string().nullable(),
    target: z.string().nullable().describe('Id of the question, the record or the score'),
    language: z.enum(locales).nullable().describe('Language of the passage'),
    quote: z.string().describe('The passage that it was made on'),
    block: z.string().nullable().describe('The block in which the passage now begins'),
    counterpart: z.string().nullable().describe('The block of the other language that says the same'),
    deleted: z.boolean().describe('The passage no longer exists'),
    audience: z.enum(audiences),
    state: z.enum(['open', 'resolved']),
    comments: z.array(comment).describe('One page of them; the newest without `thread`'),
    commentPages: z.int().min(1).describe('The number of pages of its comments')
  })
  .register(shapes, { id: 'Thread' });

export const threadList = z
  .strictObject({
    threads: z.array(thread).describe('One page of the threads of each text'),
    pages: z.int().min(1).describe('The number of pages of the text that has most')
  })
  .register(shapes, {
    id: 'ThreadList',
    description: 'Threads that the caller has; there is no sign of others.'
  });

const commentJson = ({
  id,
  user,
  role,
  sideId,
  language,
  body,
  at,
  heldUntil,
  editedAt,
  withdrawnAt
}: CommentView) => ({
  id,
  author: { id: user.id, name: user.name },
  role,
  side: sideId,
  language,
  body,
  at,
  heldUntil,
  editedAt,
  withdrawnAt
});

export const threadJson = (
  {
    id,
    about,
    section,
    targetId,
    language,
    quote,
    foundAnchor,
    isGone,
    audience,
    state,
    comments,
    commentPage
  }: ThreadView,
  document: 'response' | 'findings'
) => ({
  id,
  document,
  about,
  section,
  target: targetId,
  language,
  quote,
  block: foundAnchor?.blockId ?? null,
  counterpart: foundAnchor?.counterpart ?? null,
  deleted: isGone,
  audience,
  state,
  comments: comments.map(commentJson),
  commentPages: commentPage.pages
});
