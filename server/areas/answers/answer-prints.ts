/**
 * Computes fingerprints of a city's answers, by which a statement that was linked to an answer knows that the
 * answer has changed since. A fingerprint is made with the id of the response, which is told only
 * to those who may open it, so that nobody else finds a short answer by trying all of them.
 */
import { parseAnswerSection, parseCell } from '#document/answer-cells.ts';
import { partsOfCity } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import type { Actor } from '#base/permissions.ts';
import type { AnswerPrints } from '#rules/pairs/source.ts';
import { fingerprintsOf } from '#base/content.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { findAssessment, type DocumentRow, findFrameworkOfCity } from '#areas/assessments';
import type { Store } from '#server/store/open.ts';
import { listLastSeqs } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { findReadable, readContent } from '#areas/documents';
import { sha256 } from '#server/files/sha256.ts';

/** Responses; the least recently used one is dropped. */
const mostRemembered = 300;

export interface AnswerPrintTools {
  readonly store: Store;
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
}

/** Of an empty answer as well; null for who may not read them. */
export type ReadAnswerPrints = (actor: Actor, response: DocumentRow) => Promise<AnswerPrints | null>;

export function openAnswerPrints(tools: AnswerPrintTools): ReadAnswerPrints {
  const printsAt = openPrintsOfGenerations(tools);
  return async (actor, response) => {
    const generation = await findReadable(tools.store.db, actor, response.id);
    return generation === undefined ? null : printsAt({ ...response, generation }, actor.userId);
  };
}

/**
 * Returns the fingerprints in the generation that the row names, for callers that have judged who may learn them;
 * null without a framework.
 */
export type ReadPrintsOfGeneration = (
  response: DocumentRow,
  requester: string
) => Promise<AnswerPrints | null>;

export function openPrintsOfGenerations({ store, workers }: AnswerPrintTools): ReadPrintsOfGeneration {
  const { db, engine } = store;
  const remembered = new Map<string, AnswerPrints>();
  return async (response, requester) => {
    const { generation } = response;
    const framework = await findFrameworkOfCity(db, response.studyId as StudyId, response.cityId);
    if (!framework || response.cityId === null) return null;
    const seqs = await listLastSeqs(db, engine, [{ documentId: response.id, generation }]);
    const key = `${response.id}@${generation}:${seqs.get(`${response.id}@${generation}`) ?? 0} ${framework.version}`;
    let prints = remembered.get(key);
    if (!prints) {
      const { answers } = await readContent(db, workers, response, requester);
      const assessment = await findAssessment(db, response.studyId as StudyId, response.cityId);
      const held = new Map<string, unknown[]>();
      const add = (question: string | undefined, value: unknown): void => {
        if (question !== undefined) held.set(question, [...(held.get(question) ?? []), value]);
      };
      for (const [cell, value] of Object.entries(answers?.cells ?? {}))
        add(parseCell(cell)?.question, [cell, value]);
      for (const section of answers?.passages ?? [])
        add(parseAnswerSection(section.id)?.question, [section.id, Object.values(fingerprintsOf(section))]);
      const questions = partsOfCity(framework, assessment?.answersProfile ?? false).flatMap((part) =>
        part.questions.map(({ id }) => id)
      );
      prints = Object.fromEntries(
        questions.map((id) => [
          id,
          sha256(canonicalText(toCanonical([response.id, id, held.get(id) ?? []]))).slice(0, 16)
        ])
      );
    }
    remembered.delete(key);
    remembered.set(key, prints);
    for (const old of [...remembered.keys()].slice(0, Math.max(0, remembered.size - mostRemembered)))
      remembered.delete(old);
    return prints;
  };
}
