/** Reads the codings that a person may know: all that nothing hides, of what the person may read. */
import { isHiddenFrom, parseCoded, type CodedThing, type Coding } from '#rules/coding/coding.ts';
import type { CodingRow } from '#rules/coding/coding-rows.ts';
import type { Study } from '#rules/study/study.ts';
import { listCodings, listTasks, type CodingFilter } from './store/coding.ts';
import type { Db } from '#server/store/open.ts';
import type { CodedRights } from './coded-rights.ts';
import { inTurns } from '#server/process/in-turns.ts';

/** A row that cannot be parsed, which only another program can have written, codes nothing. */
export function thingOf({ content }: Pick<CodingRow, 'content'>): CodedThing[] {
  const parsed = parseCoded(JSON.parse(content));
  return parsed.ok ? [parsed.value] : [];
}

/** In the order in which they were made. */
export async function visibleCodings(
  db: Db,
  study: Study,
  readerId: string,
  rights: CodedRights,
  filter?: CodingFilter,
  wanted: (row: CodingRow) => boolean = () => true
): Promise<Coding[]> {
  const tasks = await listTasks(db, study.id);
  const found: Coding[] = [];
  await inTurns(await listCodings(db, study.id, filter), async (row) => {
    if (!wanted(row) || isHiddenFrom(readerId, { ...row, coderId: row.userId }, tasks)) return;
    const [thing] = thingOf(row);
    if (!thing || !(await rights.mayRead(thing))) return;
    const { id, codeId, key, cityId, section, at, version, userId: coderId } = row;
    found.push({ id, codeId, coderId, thing, key, cityId, section, at, version });
  });
  return found;
}
