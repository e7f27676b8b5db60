import type { Insertable, Selectable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import type { Validation } from '#rules/practices/practice.ts';
import { isValidated } from '#rules/practices/practice.ts';
import type { Theme, ThemeInput } from '#rules/practices/theme.ts';
import { both } from '#server/store/bilingual.ts';
import { contentPrint } from '#areas/documents';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import type { ThemeTable } from './tables.ts';
import { listBases, updateStatement } from './statements.ts';
import { listSideIds } from '#areas/study';
import { printedSupports, type StoredSupport } from './supports.ts';

export interface ThemeRecord extends Theme {
  readonly validations: readonly Validation[];
  readonly supports: readonly StoredSupport[];
  /** Fingerprint of the present content: the theme and what it rests on. */
  readonly print: string;
}

/** Those that were not removed, oldest first. */
export const listThemes = foundOnce(async (db, studyId: StudyId): Promise<readonly ThemeRecord[]> => {
  const rows = await db
    .selectFrom('theme')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('removedAt', 'is', null)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return recordsFrom(db, studyId, rows);
});

export async function findTheme(db: Db, studyId: StudyId, id: string): Promise<ThemeRecord | undefined> {
  const rows = await db
    .selectFrom('theme')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .where('removedAt', 'is', null)
    .execute();
  return (await recordsFrom(db, studyId, rows))[0];
}

/** Lists the themes that both sides have validated as they are now. */
export async function publishedThemes(db: Db, studyId: StudyId): Promise<ThemeRecord[]> {
  const sides = await listSideIds(db, studyId);
  return (await listThemes(db, studyId)).filter((theme) => isPublished(theme, sides));
}

export const isPublished = (
  { validations, print }: Pick<ThemeRecord, 'validations' | 'print'>,
  sides: readonly string[]
): boolean => isValidated(validations, print, sides);

async function recordsFrom(
  db: Db,
  studyId: StudyId,
  rows: readonly Selectable<ThemeTable>[]
): Promise<ThemeRecord[]> {
  if (rows.length === 0) return [];
  const basisOf = await listBases(db, 'theme', studyId, rows);
  return rows.map((row) => {
    const theme = themeFrom(row);
    const { supports, validations } = basisOf(row);
    const { id, kind, scope, origin, answer, statement, explanation, characteristics } = theme;
    const content = { id, kind, scope, origin, answer, statement, explanation, characteristics };
    return {
      ...theme,
      supports,
      validations,
      print: contentPrint([content, printedSupports(supports)])
    };
  });
}

export const insertTheme = async (db: Db, row: Insertable<ThemeTable>): Promise<void> => {
  await db.insertInto('theme').values(row).execute();
};

/** Returns false where it has been saved by another user in between. */
export const updateTheme = (
  db: Db,
  seen: Pick<Theme, 'id' | 'version'>,
  input: ThemeInput
): Promise<boolean> => updateStatement(db, 'theme', seen, themeColumns(input));

export const themeColumns = ({
  kind,
  scope,
  origin,
  answer,
  statement,
  explanation,
  characteristics
}: ThemeInput) => ({
  kind,
  scope,
  origin,
  answer,
  statementEn: statement.en,
  statementZh: statement.zh,
  explanationEn: explanation.en,
  explanationZh: explanation.zh,
  characteristics: JSON.stringify(characteristics)
});

const themeFrom = (row: Selectable<ThemeTable>): Theme => ({
  id: row.id,
  kind: row.kind,
  scope: row.scope,
  origin: row.origin,
  answer: row.answer,
  statement: both(row.statementEn, row.statementZh),
  explanation: both(row.explanationEn, row.explanationZh),
  characteristics: JSON.parse(row.characteristics) as string[],
  userId: row.userId,
  at: row.at,
  version: row.version
});
