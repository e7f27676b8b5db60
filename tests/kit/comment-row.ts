import { blankComment } from '#server/areas/consultation/store/city-comments.ts';

/** Holds the row of a city's comment on the whole text, without what it says. */
export const wholeTextComment = {
  ...blankComment,
  section: null,
  language: null,
  blockId: null,
  quote: '',
  stance: 'comment',
  kind: 'fact',
  proposal: '',
  origin: 'city',
  version: 1
} as const;
