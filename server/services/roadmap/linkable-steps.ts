/** Lists the steps of the roadmap that statements can be linked to. */
import { findRelease } from '../../store/roadmap.ts';
import { listSteps } from '../../store/step-sections.ts';
import type { LinkableThings } from './linkable.ts';

export const listLinkableSteps: LinkableThings['step'] = async (db, { studyId, seesSteps }) =>
  (seesSteps ? await listSteps(db, studyId) : ((await findRelease(db, studyId))?.content.steps ?? [])).map(
    ({ id, title }) => ({ id, name: title })
  );
