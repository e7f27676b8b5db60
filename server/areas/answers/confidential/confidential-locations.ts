/** Checks which locations of a response belong to answers that the city holds back as confidential. */
import { answersRoot } from '#document/answer-cells.ts';
import { isConfidentialCell, isConfidentialSection } from '#document/confidential-answers.ts';
import { passageOfRoot } from '#document/narrative.ts';
import { listConfidentialAnswersIn } from '../store/confidential.ts';
import type { Db } from '#server/store/open.ts';
import type { FoundRoom } from '#server/sync/handshake/room-facts.ts';

/**
 * Returns the check whether a root, or a key of the map of cells, belongs to a confidential answer, which
 * nobody writes in the response; undefined where none is.
 */
export async function confidentialAt(
  db: Db,
  { documentId, ended, facts }: Pick<FoundRoom, 'documentId' | 'ended' | 'facts'>
): Promise<((root: string, key: string | null) => boolean) | undefined> {
  if (facts.kind !== 'response' || ended) return undefined;
  const answers = await listConfidentialAnswersIn(db, documentId);
  if (answers.length === 0) return undefined;
  return (root, key) =>
    root === answersRoot
      ? isConfidentialCell(answers, key ?? '')
      : isConfidentialSection(answers, passageOfRoot(root)?.section ?? '');
}
