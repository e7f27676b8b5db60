/**
 * Builds the answers that changed after a clarification: as they were in the version submitted before, and as
 * they were returned.
 */
import { parseAnswerSection, parseCell } from '#document/answer-cells.ts';
import type { Cells } from '#document/answers.ts';
import type { RenderedHtml } from '#document/texts.ts';
import type { HeldAnswers } from '#document/question-content.ts';
import type { StudyId } from '#base/ids.ts';
import type { ClarificationRow } from './store/clarifications.ts';
import type { Db } from '#server/store/open.ts';
import { findVersion, type VersionRow } from '#areas/versions';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';

export interface HeldAnswer {
  readonly cells: Cells;
  /** By passage. */
  readonly html: Readonly<Record<string, RenderedHtml>>;
}

export interface ChangedAnswer {
  readonly before: HeldAnswer;
  readonly after: HeldAnswer;
}

export async function changedAnswers(
  db: Db,
  workers: Pick<DocumentWorkers, 'renderVersion'>,
  { studyId, requester }: { readonly studyId: StudyId; readonly requester: string },
  rows: readonly ClarificationRow[],
  readable: (version: VersionRow) => Pick<VersionRow, 'bytes'>
): Promise<Map<string, ChangedAnswer>> {
  const versions = new Map<string, (question: string) => HeldAnswer>();
  const read = async (id: string): Promise<(question: string) => HeldAnswer> => {
    const known = versions.get(id);
    if (known) return known;
    const stored = await findVersion(db, studyId, id);
    if (!stored) throw new Error('A version that a clarification names is gone');
    const version = readable(stored);
    const { answers = {} } = JSON.parse(new TextDecoder().decode(version.bytes)) as HeldAnswers;
    const { sections } = await workers.renderVersion(version.bytes, null, requester);
    const holds = (question: string): HeldAnswer => ({
      cells: Object.fromEntries(
        Object.entries(answers).filter(([key]) => parseCell(key)?.question === question)
      ),
      html: Object.fromEntries(
        sections
          .filter(({ id: section }) => parseAnswerSection(section)?.question === question)
          .map(({ id: section, html }) => [section, html])
      )
    });
    versions.set(id, holds);
    return holds;
  };
  const found = new Map<string, ChangedAnswer>();
  for (const { id, question, isChanged, fromVersionId, toVersionId } of rows) {
    if (isChanged !== 1 || toVersionId === null) continue;
    found.set(id, {
      before: (await read(fromVersionId))(question),
      after: (await read(toVersionId))(question)
    });
  }
  return found;
}
