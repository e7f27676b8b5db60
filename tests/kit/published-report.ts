/** Publishes content that is composed already, as a build and two signatures would, for tests of public pages. */
import { stableText } from '#rules/report/report-inputs.ts';
import type { ReportContent } from '#rules/report/report-content.ts';
import { sha256 } from '#server/files/sha256.ts';
import type { Db } from '#server/store/open.ts';
import { insertBuild } from '#server/areas/report/store/report-builds.ts';
import { storeFiles } from '#server/areas/report/store/report-files.ts';
import { insertPublication } from '#server/areas/report/store/publications.ts';
import type { TestStudy } from './people.ts';

/** Returns the address of the published edition below the origin. */
export async function publishContent(
  db: Db,
  study: Pick<TestStudy, 'id' | 'slug'>,
  userId: string,
  content: ReportContent
): Promise<string> {
  const bytes = new TextEncoder().encode(stableText(content));
  const contentHash = sha256(bytes);
  const at = '2026-09-01T08:00:00.000Z';
  await storeFiles(db, study.id, new Map([[contentHash, bytes]]));
  await insertBuild(db, {
    ...{ id: `published-${study.slug}`, studyId: study.id, kind: content.kind, purpose: 'edition' },
    ...{ number: '1', onDay: content.date, wanted: '[]', state: 'done', done: 0 },
    ...{ manifest: '{}', manifestHash: '', contentHash, hash: contentHash, faults: '[]', pictures: '[]' },
    ...{ fault: null, userId, at, startedAt: at, finishedAt: at, attempts: 1, node: null, leaseUntil: null }
  });
  await insertPublication(db, {
    ...{ studyId: study.id, kind: content.kind, number: 1, buildId: `published-${study.slug}`, at }
  });
  return `/reports/${study.slug}/1`;
}
