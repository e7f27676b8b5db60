import type { ThreadsOnDocument } from '#areas/threads';

/** Holds what a page has that shows no threads to its reader. */
export const noThreads: ThreadsOnDocument = {
  documentId: '',
  threads: [],
  page: { page: 1, pages: 1, from: 0, to: 0 },
  threadCount: 0,
  openCount: 0,
  openOn: {},
  people: {},
  audiences: [],
  usage: [],
  now: ''
};
