import type { Phase } from '#rules/study/plan.ts';

/** Returns a phase that has only planned dates. */
export const plannedPhase = (id: string, plannedFrom: string | null, plannedTo: string | null): Phase => ({
  id,
  position: 0,
  name: { en: id, zh: id },
  description: { en: '', zh: '' },
  plannedFrom,
  plannedTo,
  actualFrom: null,
  actualTo: null,
  version: 1
});
