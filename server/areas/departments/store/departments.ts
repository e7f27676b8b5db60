import type { Insertable, Selectable } from 'kysely';
import type { Assignment, AssignmentState, Department } from '#rules/departments/department.ts';
import type { Bilingual } from '#base/locale.ts';
import { both } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import type { AssignmentTable, DepartmentTable } from './tables.ts';

/** In the order in which they were added. */
export async function listDepartments(db: Db, studyId: string, cityId: string): Promise<Department[]> {
  const rows = await db
    .selectFrom('department')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(({ id, nameEn, nameZh, version }) => ({ id, name: both(nameEn, nameZh), version }));
}

const assignmentFrom = ({
  id,
  characteristic,
  question,
  departmentId,
  dueOn,
  state,
  version
}: Selectable<AssignmentTable>): Assignment => ({
  id,
  characteristic,
  question: question === '' ? null : question,
  departmentId,
  dueOn,
  state,
  version
});

export async function listAssignments(db: Db, studyId: string, cityId: string): Promise<Assignment[]> {
  const rows = await db
    .selectFrom('assignment')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .orderBy('id')
    .execute();
  return rows.map(assignmentFrom);
}

export async function insertDepartment(db: Db, row: Insertable<DepartmentTable>): Promise<void> {
  await db.insertInto('department').values(row).execute();
}

/** Returns false where it has been deleted, or changed by another user since. */
export async function renameDepartment(
  db: Db,
  { id, version }: Pick<Department, 'id' | 'version'>,
  { en, zh }: Bilingual
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('department')
    .set({ nameEn: en, nameZh: zh, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deleteDepartment(db: Db, id: string): Promise<void> {
  await db.deleteFrom('assignment').where('departmentId', '=', id).execute();
  await db.deleteFrom('department').where('id', '=', id).execute();
}

/** Replaces the one for the same characteristic and question. */
export async function replaceAssignment(db: Db, row: Insertable<AssignmentTable>): Promise<void> {
  await db
    .insertInto('assignment')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['studyId', 'cityId', 'characteristic', 'question']).doUpdateSet((eb) => ({
        departmentId: row.departmentId,
        dueOn: row.dueOn ?? null,
        state: row.state,
        userId: row.userId,
        at: row.at,
        version: eb('assignment.version', '+', 1)
      }))
    )
    .execute();
}

export async function deleteAssignment(db: Db, id: string): Promise<void> {
  await db.deleteFrom('assignment').where('id', '=', id).execute();
}

/** Returns false where it has been deleted, or changed by another user since. */
export async function moveAssignment(
  db: Db,
  { id, version }: Pick<Assignment, 'id' | 'version'>,
  change: { readonly state: AssignmentState; readonly userId: string; readonly at: string }
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('assignment')
    .set({ ...change, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function listDueAssignments(
  db: Db,
  studyId: string
): Promise<Map<string, Pick<Assignment, 'dueOn' | 'state'>[]>> {
  const rows = await db
    .selectFrom('assignment')
    .select(['cityId', 'dueOn', 'state'])
    .where('studyId', '=', studyId)
    .where('dueOn', 'is not', null)
    .where('state', '!=', 'checked')
    .execute();
  const byCity = new Map<string, Pick<Assignment, 'dueOn' | 'state'>[]>();
  for (const { cityId, ...row } of rows) byCity.set(cityId, [...(byCity.get(cityId) ?? []), row]);
  return byCity;
}
