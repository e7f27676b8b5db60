/** What an approval covers besides the text: the framework it was written for, the levels, and the hashes of what it rests on. */
import { createHash } from 'node:crypto';
import { canonicalText, toCanonical, type DocumentVersion, type Json } from '#domain/version.ts';
import type { DocumentRow } from '../../store/documents.ts';
import { findFramework } from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import { selectRows } from '../../store/rows.ts';
import type { StudyId } from '#domain/ids.ts';

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

const hashOfRow = (row: object): string => sha256(canonicalText(toCanonical(row)));

/** Of a study's newest framework; null before it has one. */
export async function frameworkOf(db: Db, studyId: string): Promise<DocumentVersion['framework']> {
  const framework = await findFramework(db, studyId as StudyId);
  return framework ? { id: framework.id, version: framework.version, sha256: hashOfRow(framework) } : null;
}

/** The panel's levels of a city's characteristics, in the framework's order; null where no panel has closed. */
export async function levelsOf(db: Db, document: Pick<DocumentRow, 'studyId' | 'kind'>): Promise<DocumentVersion['levels']> {
  if (document.kind !== 'findings') return [];
  const framework = await findFramework(db, document.studyId as StudyId);
  return framework?.characteristics.map(({ id }) => ({ characteristic: id, level: null })) ?? [];
}

/** The city's records and figures, by id. A row's own version counter is no part of it. */
export async function evidenceOf(db: Db, { studyId, cityId }: Pick<DocumentRow, 'studyId' | 'cityId'>): Promise<DocumentVersion['evidence']> {
  if (cityId === null) return [];
  const ofCity = { column: 'cityId', values: [cityId] };
  const records = (await selectRows(db, 'record', ofCity)).filter((row) => row.studyId === studyId);
  const figures = (await selectRows(db, 'indicator', ofCity)).filter((row) => row.studyId === studyId);
  return [
    ...records.map(({ version: _, fields, ...row }) => ({ id: `record:${row.id}`, sha256: hashOfRow({ ...row, fields: JSON.parse(fields) as Json }) })),
    ...figures.map((row) => ({ id: `figure:${row.id}`, sha256: hashOfRow(row) }))
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
}
