/**
 * Defines how a sign on the map is filled: by the progress of the city's text. The side is shown by shape and
 * hue instead.
 */
import type { AssessmentState } from '#base/states.ts';

export type Filled = 'whole' | 'half' | 'hollow';

/** A city whose state the reader may not know is as hollow as one that has not begun. */
export const filledBy = (state: AssessmentState | null): Filled =>
  state === 'approved' ? 'whole' : state === null || state === 'collecting' ? 'hollow' : 'half';
