/** States the rights of the schedule, which acts on what falls due. */
import type { Principal } from './subject.ts';

export type Due = 'do-what-is-due';

export const rightsOf = (who: Principal): ReadonlySet<Due> =>
  new Set<Due>(who === 'schedule' ? ['do-what-is-due'] : []);
