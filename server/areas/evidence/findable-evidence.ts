import { scopeOf } from '#rules/search/search.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { alike, dated, together } from '#lib/areas/search/findable.ts';
import { listEvidence } from './store/evidence.ts';
import { listFiles } from './store/evidence-files.ts';
import type { Db } from '#server/store/open.ts';

export async function findableEvidence(db: Db, studyId: string, cityId: string): Promise<Findable[]> {
  const pieces = await listEvidence(db, studyId, cityId);
  const files = await listFiles(
    db,
    pieces.map(({ id }) => id)
  );
  return pieces.map((piece) => {
    const names = files.filter(({ evidenceId }) => evidenceId === piece.id).map(({ fileName }) => fileName);
    const found: Findable = {
      key: piece.id,
      kind: 'evidence',
      scope: scopeOf(studyId, piece.isConfidential === 1 ? 'evidence-held' : 'evidence', cityId),
      title: { en: piece.titleEn, zh: piece.titleZh },
      text: together([
        { en: piece.noteEn, zh: piece.noteZh },
        ...[piece.citation, piece.url ?? '', ...new Set(names)].map(alike)
      ]),
      cityId,
      userId: piece.userId,
      target: { id: piece.id }
    };
    return dated(found, piece.datedOn);
  });
}
