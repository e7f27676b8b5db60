/** How a sign on the map is filled: how far the city's text has come, apart from the side, which its shape and hue tell. */
import type { AssessmentState } from '#domain/workflow.ts';

export type Filled = 'whole' | 'half' | 'hollow';

/** A city whose state is not the reader's business is as hollow as one that has not begun. */
export const filledBy = (state: AssessmentState | null): Filled =>
  state === 'approved' ? 'whole' : state === null || state === 'collecting' ? 'hollow' : 'half';
