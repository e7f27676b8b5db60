/** Gathers the rows of a study that an archive holds, without what readers of a study may not see. */
import { covers, stageOfTask } from '#rules/coding/coding.ts';
import type { Db } from '#server/store/open.ts';
import { listFilesInStudy } from '#areas/evidence';
import { selectRows } from '#server/store/rows.ts';
import type { Row } from '#server/store/schema.ts';
import type { ArchivedStudy } from './archive-form.ts';
import { listPeopleIn } from './archive-references.ts';
import {
  documentTables,
  studyTables,
  type ArchivedEvent,
  type ArchivedGeneration,
  type ArchivedPerson,
  type ArchivedRows
} from './archive-rows.ts';

export async function gather(db: Db, studySlug: string): Promise<ArchivedStudy | undefined> {
  const [study] = await selectRows(db, 'study', { column: 'slug', values: [studySlug] });
  if (!study) return undefined;
  const rows: Record<string, readonly object[]> = { study: [study] };
  for (const table of studyTables) {
    // Files are large: their bytes are read one after another while the archive is written.
    rows[table] =
      table === 'evidenceFile'
        ? await listFilesInStudy(db, study.id)
        : await selectRows(db, table, { column: 'studyId', values: [study.id] });
  }
  const documentIds = (rows['document'] as Row<'document'>[]).map((document) => document.id);
  for (const table of documentTables)
    rows[table] = await selectRows(db, table, { column: 'documentId', values: documentIds });
  rows['score'] = revealedOf(rows['score'] as Row<'score'>[], rows['panelRound'] as Row<'panelRound'>[]);
  keepPublished(rows);
  keepSeenCodings(rows);
  rows['generation'] = (rows['generation'] as Row<'generation'>[]).map(
    ({ lastSeq: _, ...generation }): ArchivedGeneration => generation
  );
  rows['event'] = (rows['event'] as Row<'event'>[]).map(({ number: _, ...event }): ArchivedEvent => event);
  const archived = rows as unknown as ArchivedRows;
  return { people: await peopleOf(db, archived), rows: archived };
}

/**
 * Scores of an open round, and drafts, are visible to their assessors alone, and an archive goes to every
 * person who may export.
 */
function revealedOf(scores: readonly Row<'score'>[], rounds: readonly Row<'panelRound'>[]): Row<'score'>[] {
  const revealed = new Set(
    rounds.filter((round) => round.revealedAt !== null).map(({ panelId, round }) => `${panelId} ${round}`)
  );
  return scores.filter((score) => score.sealedAt !== null && revealed.has(`${score.panelId} ${score.round}`));
}

/** Leaves out open second passes, and the codings that they cover: each is visible to its coder alone until then. */
function keepSeenCodings(rows: Record<string, readonly object[]>): void {
  const tasks = rows['codingTask'] as Row<'codingTask'>[];
  const open = tasks.filter((task) => stageOfTask(task) === 'open');
  const codings = (rows['coding'] as Row<'coding'>[]).filter(
    (coding) => !open.some((task) => covers(task, coding))
  );
  const kept = new Set(codings.map(({ id }) => id));
  rows['coding'] = codings;
  rows['codingTask'] = tasks.filter((task) => !open.includes(task));
  rows['codingMemo'] = (rows['codingMemo'] as Row<'codingMemo'>[]).filter(
    ({ aboutKind, aboutId }) => aboutKind === 'code' || kept.has(aboutId)
  );
}

/** Keeps the builds that were published, with what they rest on: drafts can be built again. */
function keepPublished(rows: Record<string, readonly object[]>): void {
  const published = new Set(
    (rows['reportPublication'] as Row<'reportPublication'>[]).map(({ buildId }) => buildId)
  );
  const builds = (rows['reportBuild'] as Row<'reportBuild'>[]).filter(({ id }) => published.has(id));
  const ofBuilds = <R extends { buildId: string }>(table: string): R[] =>
    (rows[table] as R[]).filter(({ buildId }) => published.has(buildId));
  const outputs = ofBuilds<Row<'reportOutput'>>('reportOutput');
  const files = new Set([
    ...builds.map(({ contentHash }) => contentHash),
    ...builds.flatMap(({ pictures }) => JSON.parse(pictures) as string[]),
    ...builds.flatMap(({ manifest }) => hashesIn(manifest)),
    ...outputs.map(({ sha256 }) => sha256)
  ]);
  rows['reportBuild'] = builds;
  rows['reportOutput'] = outputs;
  rows['reportSignature'] = ofBuilds<Row<'reportSignature'>>('reportSignature');
  rows['reportFile'] = (rows['reportFile'] as Row<'reportFile'>[]).filter(({ sha256 }) => files.has(sha256));
}

const hashesIn = (manifest: string | null): string[] => manifest?.match(/(?<=")[0-9a-f]{64}(?=")/g) ?? [];

/** Loads all people whom the rows name and who still have an account. */
async function peopleOf(db: Db, rows: ArchivedRows): Promise<ArchivedPerson[]> {
  const ids = [...listPeopleIn(rows), ...rows.event.flatMap((event) => event.actorId ?? [])];
  const users = await selectRows(db, 'user', { column: 'id', values: [...new Set(ids)].sort() });
  return users.map(({ id, email, nameEn, nameZh, locale, createdAt }) => ({
    id,
    email,
    nameEn,
    nameZh,
    locale,
    createdAt
  }));
}
