import type { Bilingual } from '#base/locale.ts';
import type { VersionKind } from '#rules/versions/version-sight.ts';
import type { Db } from '#server/store/open.ts';
import type { VersionSummary } from './store/versions.ts';
import { namedPeople, type NamedPerson } from '#areas/people';

export interface VersionEntry {
  readonly id: string;
  readonly number: number;
  readonly kind: VersionKind;
  readonly name: Bilingual;
  readonly hash: string;
  readonly generation: number;
  /** Null where the clock saved it. */
  readonly by: NamedPerson | null;
  readonly at: string;
}

const entryFrom = (
  { id, number, kind, nameEn, nameZh, hash, generation, userId, at }: VersionSummary,
  people: ReadonlyMap<string, NamedPerson>
): VersionEntry => ({
  id,
  number,
  kind,
  hash,
  at,
  name: { en: nameEn, zh: nameZh },
  generation: generation ?? 0,
  by: userId === null ? null : (people.get(userId) ?? null)
});

export async function entriesOf(
  db: Db,
  studyId: string,
  summaries: readonly VersionSummary[]
): Promise<VersionEntry[]> {
  const people = await namedPeople(
    db,
    studyId,
    summaries.map(({ userId }) => userId)
  );
  return summaries.map((summary) => entryFrom(summary, people));
}

export const entryOf = async (db: Db, studyId: string, summary: VersionSummary): Promise<VersionEntry> =>
  entryFrom(summary, await namedPeople(db, studyId, [summary.userId]));
