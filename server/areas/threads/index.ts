export { heldComments } from './held-comments.ts';
export type { DiscussedScore } from './opening.ts';
export { listCommentFacts } from './store/comment-facts.ts';
export { countQuestions, listOpenThreads } from './store/open-threads.ts';
export {
  findComment,
  findThread,
  insertComment,
  insertThread,
  listThreads,
  settleThread,
  type CommentRow,
  type ThreadRow
} from './store/threads.ts';
export { listThreadEnds } from './thread-anchors.ts';
export { commentEvent, threadEvent } from './thread-events.ts';
export type { CommentView, ThreadsOnDocument, ThreadView } from './thread-views.ts';
export type { ShownThreads } from './found-threads.ts';
export { createThreads, type Threads } from './threads.ts';
