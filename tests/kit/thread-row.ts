/** Holds the columns of a thread about an English passage that nobody has settled. */
export const passageThread = {
  about: 'passage',
  section: 'stakeholders',
  targetId: null,
  language: 'en',
  anchorFrom: null,
  anchorTo: null,
  blockId: null,
  settledBy: null,
  settledAt: null,
  version: 1
} as const;
