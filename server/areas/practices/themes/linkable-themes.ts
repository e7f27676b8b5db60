/** Lists the trends and challenges of a study that statements can be linked to. */
import { isPublished, listThemes } from '../store/themes.ts';
import type { LinkableThings } from '#areas/meetings';

export const listLinkableThemes: LinkableThings['theme'] = async (db, { studyId, sides, seesDrafts }) =>
  (await listThemes(db, studyId)).map((theme) => ({
    id: theme.id,
    name: theme.statement,
    isHidden: !seesDrafts && !isPublished(theme, sides)
  }));
