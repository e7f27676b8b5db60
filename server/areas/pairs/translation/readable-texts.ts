/**
 * Lists the texts of a study whose present words a person may read: findings and chapters with their states, and
 * the answers of a city for those who write them. What a city holds back is in a text of its own, which is never
 * among them.
 */
import type { Bilingual } from '#base/locale.ts';
import type { Actor, Grant } from '#base/permissions.ts';
import type { StudyId } from '#base/ids.ts';
import type { DocumentKind } from '#base/states.ts';
import { listAssessmentDocuments } from '#areas/assessments';
import { listCities } from '#areas/cities';
import type { Db } from '#server/store/open.ts';
import { loadReaderAccess } from '#areas/evidence';

export interface ReadableText {
  readonly documentId: string;
  readonly kind: DocumentKind;
  /** Names the city, or holds the title of the chapter. */
  readonly name: Bilingual;
}

export type ListReadableTexts = (
  actor: Actor,
  studyId: StudyId,
  grants: readonly Grant[]
) => Promise<readonly ReadableText[]>;

export const openReadableTexts =
  (db: Db): ListReadableTexts =>
  async (actor, studyId, grants) => {
    const access = await loadReaderAccess(db, actor, studyId, grants);
    const cities = new Map(
      (await listCities(db, studyId)).map(({ id, shortName }) => [id as string, shortName])
    );
    return [
      ...(await listAssessmentDocuments(db, studyId)).flatMap(({ id, kind, cityId }): ReadableText[] => {
        const name = cities.get(cityId);
        const needs = kind === 'findings' ? 'versions.read' : 'response.write';
        return name && access.ofCity(cityId).has(needs) ? [{ documentId: id, kind, name }] : [];
      }),
      ...[...access.chapters.values()].flatMap(({ id, title }): ReadableText[] =>
        access.ofChapter(id).has('chapter.versions') ? [{ documentId: id, kind: 'chapter', name: title }] : []
      )
    ];
  };
