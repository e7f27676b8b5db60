import { listEntries } from './store/context-entries.ts';
import { listContextFigures } from './store/context-figures.ts';
import type { LinkableThings } from '#areas/meetings';

export const listLinkableEntries: LinkableThings['entry'] = async (db, { studyId }) =>
  (await listEntries(db, studyId)).map(({ id, title }) => ({ id, name: title }));

export const listLinkableFigures: LinkableThings['figure'] = async (db, { studyId }) =>
  (await listContextFigures(db, studyId)).map(({ id, label }) => ({ id, name: label }));
