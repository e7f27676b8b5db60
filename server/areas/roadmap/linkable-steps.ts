import { findRelease } from './store/roadmap.ts';
import { listSteps } from '#areas/documents';
import type { LinkableThings } from '#areas/meetings';

export const listLinkableSteps: LinkableThings['step'] = async (db, { studyId, seesSteps }) =>
  (seesSteps ? await listSteps(db, studyId) : ((await findRelease(db, studyId))?.content.steps ?? [])).map(
    ({ id, title }) => ({ id, name: title })
  );
