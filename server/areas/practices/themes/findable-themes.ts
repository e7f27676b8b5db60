import type { Reading } from '#rules/search/search.ts';
import type { Theme } from '#rules/practices/theme.ts';
import type { StudyId } from '#base/ids.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { ofStudy } from '#lib/areas/search/findable.ts';
import { listThemes, publishedThemes } from '../store/themes.ts';
import type { Db } from '#server/store/open.ts';

export async function findableThemes(db: Db, studyId: StudyId): Promise<Findable[]> {
  const made = (theme: Theme, reading: Reading, key: string): Findable => ({
    ...ofStudy(studyId, 'theme', theme.id, reading),
    key,
    title: theme.statement,
    text: theme.explanation,
    section: theme.characteristics.length === 1 ? (theme.characteristics[0] ?? null) : null
  });
  return [
    ...(await listThemes(db, studyId)).map((theme) => made(theme, 'themes', `theme/${theme.id}`)),
    ...(await publishedThemes(db, studyId)).map((theme) =>
      made(theme, 'themes-published', `theme/${theme.id}/published`)
    )
  ];
}
