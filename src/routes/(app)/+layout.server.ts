import type { LayoutServerLoad } from './$types';
import { needActor } from '#lib/server/guard.ts';

export const load: LayoutServerLoad = (event) => {
  needActor(event);
};
