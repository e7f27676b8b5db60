/**
 * Gathers what an approval covers besides the text: the framework it was written for, the levels, and the
 * hashes of what it rests on.
 */
import { recordOfFramework, type Framework } from '#rules/framework/framework.ts';
import { levelsToHold } from '#rules/panels/level-chip.ts';
import type { DocumentVersion } from '#rules/versions/version.ts';
import type { SectionContent } from '#base/content.ts';
import { canonicalText, toCanonical, type Json } from '#base/canonical.ts';
import { type DocumentRow, findFrameworkOfCity } from '#areas/assessments';
import { listEvidence, listFiles } from '#areas/evidence';
import type { Db } from '#server/store/open.ts';
import { selectRows } from '#server/store/rows.ts';
import { releasedLevels } from '#areas/panels';
import { sha256 } from '#server/files/sha256.ts';
import type { StudyId } from '#base/ids.ts';

/** Remembers the hashes of frameworks, which are parsed once and never change. */
const frameworkHashes = new WeakMap<Framework, string>();

function hashOfFramework(framework: Framework): string {
  const hash = frameworkHashes.get(framework) ?? hashOfRow(recordOfFramework(framework));
  frameworkHashes.set(framework, hash);
  return hash;
}

const hashOfRow = (row: object): string => sha256(canonicalText(toCanonical(row)));

/**
 * Returns id, version and hash of the framework that the text answers to: its city's, or the study's newest;
 * null before there is one.
 */
export async function frameworkOf(
  db: Db,
  { studyId, cityId }: Pick<DocumentRow, 'studyId' | 'cityId'>
): Promise<DocumentVersion['framework']> {
  const framework = await findFrameworkOfCity(db, studyId as StudyId, cityId);
  return framework
    ? { id: framework.id, version: framework.version, sha256: hashOfFramework(framework) }
    : null;
}

/**
 * Returns the released levels, as a version of this text holds them. They depend on no reader: all who may
 * read the version may read them.
 */
export async function levelsOf(
  db: Db,
  { studyId, kind, cityId }: Pick<DocumentRow, 'studyId' | 'kind' | 'cityId'>,
  sections: readonly SectionContent[]
): Promise<DocumentVersion['levels']> {
  if (kind === 'response' || kind === 'confidential') return [];
  const framework = await findFrameworkOfCity(db, studyId as StudyId, cityId);
  const characteristics = framework?.characteristics.map(({ id }) => id) ?? [];
  return levelsToHold(
    { kind, city: cityId, sections, characteristics },
    await releasedLevels(db, studyId as StudyId)
  );
}

/** Hashes the city's records, figures and evidence, by id. A row's own version counter is left out. */
export async function evidenceOf(
  db: Db,
  { studyId, cityId }: Pick<DocumentRow, 'studyId' | 'cityId'>
): Promise<DocumentVersion['evidence']> {
  if (cityId === null) return [];
  const ofCity = { column: 'cityId', values: [cityId] };
  const records = (await selectRows(db, 'record', ofCity)).filter((row) => row.studyId === studyId);
  const figures = (await selectRows(db, 'indicator', ofCity)).filter((row) => row.studyId === studyId);
  return [
    ...records.map(({ version: _, fields, ...row }) => ({
      id: `record:${row.id}`,
      sha256: hashOfRow({ ...row, fields: JSON.parse(fields) as Json })
    })),
    ...figures.map((row) => ({ id: `figure:${row.id}`, sha256: hashOfRow(row) })),
    ...(await piecesOf(db, studyId, cityId))
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * All that is held back as confidential has one combined hash: a reader of the version learns neither which pieces
 * these are nor how many.
 */
async function piecesOf(
  db: Db,
  studyId: string,
  cityId: string
): Promise<{ readonly id: string; readonly sha256: string }[]> {
  const rows = await listEvidence(db, studyId, cityId);
  const newest = new Map(
    (
      await listFiles(
        db,
        rows.map(({ id }) => id)
      )
    ).map(({ evidenceId, sha256: hash }) => [evidenceId, hash])
  );
  const pieces = rows.map(({ version: _, ...row }) => ({
    isHeld: row.isConfidential === 1,
    id: `evidence:${row.id}`,
    sha256: hashOfRow({ ...row, file: newest.get(row.id) ?? null })
  }));
  const held = pieces.filter(({ isHeld }) => isHeld).map(({ id, sha256: hash }) => [id, hash] as const);
  const open = pieces.filter(({ isHeld }) => !isHeld).map(({ id, sha256: hash }) => ({ id, sha256: hash }));
  return held.length === 0
    ? open
    : [
        ...open,
        { id: 'evidence-held-back', sha256: hashOfRow(held.toSorted(([a], [b]) => (a < b ? -1 : 1))) }
      ];
}
