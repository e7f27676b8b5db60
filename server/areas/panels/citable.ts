/**
 * Reads what of a city's response can be cited for a characteristic: its questions where the city has
 * answered, its records, its figures, its evidence.
 */
import type { CityId } from '#base/ids.ts';
import { findCharacteristic, recordTypesOf } from '#rules/framework/framework.ts';
import type { Bilingual } from '#base/locale.ts';
import { nameOfRecord } from '#rules/framework/record.ts';
import type { Cited } from '#rules/panels/score.ts';
import { findDocument, listAssessmentDocuments, findFrameworkOfCity } from '#areas/assessments';
import { listEvidence, listUses } from '#areas/evidence';
import type { Db } from '#server/store/open.ts';
import { listIndicators, listRecords } from '#areas/answers';
import { findStudy } from '#areas/study';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { partsOf } from '#areas/documents';

export interface CitableTools {
  readonly workers: Pick<DocumentWorkers, 'written'>;
}

export interface Citable extends Cited {
  readonly name: Bilingual;
}

/** It does not authorize: its callers have. */
export async function readCitable(
  db: Db,
  { workers }: CitableTools,
  studySlug: string,
  { cityId, characteristic }: { readonly cityId: string; readonly characteristic: string },
  requester: string
): Promise<Citable[]> {
  const study = await findStudy(db, studySlug);
  const framework = study && (await findFrameworkOfCity(db, study.id, cityId));
  const found = framework && findCharacteristic(framework, characteristic);
  if (!found) return [];
  const response = (await listAssessmentDocuments(db, study.id, cityId as CityId)).find(
    ({ kind }) => kind === 'response'
  );
  const document = response && (await findDocument(db, response.id));
  const written = document
    ? (
        await workers.written(
          await partsOf(db, document.id, document.generation),
          [characteristic],
          requester
        )
      ).get(characteristic)
    : undefined;
  // A level cannot rest on a question that the city has left open.
  const questions = written?.en || written?.zh ? found.questions : [];
  const types = recordTypesOf(framework, found).map(({ id }) => id);
  const records = (await listRecords(db, study.id, cityId as CityId)).filter(({ recordType }) =>
    types.includes(recordType)
  );
  const figures = (await listIndicators(db, study.id, cityId as CityId)).filter(
    ({ section }) => section === characteristic || (section === 'general' && found.number === 1)
  );
  const pieces = (await listEvidence(db, study.id, cityId)).filter(({ withdrawnAt }) => withdrawnAt === null);
  const uses = await listUses(
    db,
    pieces.map(({ id }) => id)
  );
  // These are cited by an answer under this characteristic, or by no answer yet.
  const own = new Set(found.questions.map(({ id }) => id));
  const isNear = (id: string): boolean =>
    uses.some((use) => use.evidenceId === id && own.has(use.questionId)) ||
    uses.every((use) => use.evidenceId !== id);
  return [
    ...questions.map(({ id, code, text }): Citable => ({
      kind: 'question',
      id,
      name: { en: `${code} ${text.en}`, zh: `${code} ${text.zh}` }
    })),
    ...records.map(({ id, fields }): Citable => ({ kind: 'record', id, name: nameOfRecord(fields) })),
    ...figures.map(({ id, label }): Citable => ({ kind: 'figure', id, name: label })),
    ...pieces
      .filter(({ id }) => isNear(id))
      .map(({ id, titleEn, titleZh }): Citable => ({
        kind: 'evidence',
        id,
        name: { en: titleEn, zh: titleZh }
      }))
  ];
}
